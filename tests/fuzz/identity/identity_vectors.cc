// Writes the first inputs of identity_fuzz: identity_vectors DIRECTORY.
#include <cstdio>

#include "hardware/platform/files.h"
#include "sync/identity/enrolment.h"
#include "sync/identity/qr_text.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

namespace {

void write_all(const Path& directory) {
  const auto write = [&](const char* name, ByteView content) {
    support::ok(write_file(directory / name, content, Existing::replace, 0644));
  };
  write("request", identity::make_request(support::sample_device(), support::collection_key(),
                                          support::transport_key()));
  write("qr", as_bytes(identity::to_qr_text(identity::make_request(
                  support::sample_device(), support::collection_key(), support::transport_key()))));
  const auto authority = support::authority_key();
  identity::EnrolmentAnswer answer;
  answer.authority = authority.verify_key();
  answer.root = support::value(sign(support::sample_root(), authority));
  answer.certificate = support::value(sign(support::sample_certificate(), authority));
  answer.pack = {1, 2, 3};
  write("answer", encode(answer));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: identity_vectors DIRECTORY\n", stderr);
    return 2;
  }
  write_all(argv[1]);
  return 0;
}
