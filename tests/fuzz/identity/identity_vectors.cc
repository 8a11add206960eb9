// Writes the first inputs of identity_fuzz and identity_kept_fuzz: identity_vectors DIRECTORY KEPT_DIRECTORY.
#include <cstdio>

#include "hardware/platform/files.h"
#include "sync/identity/key_stick.h"
#include "sync/identity/qr_text.h"
#include "sync/identity/store.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

namespace {

identity::EnrolmentAnswer sample_answer() {
  const auto authority = support::authority_key();
  identity::EnrolmentAnswer answer;
  answer.authority = authority.verify_key();
  answer.root = support::value(sign(support::sample_root(), authority));
  answer.certificate = support::value(sign(support::sample_certificate(), authority));
  answer.pack = {1, 2, 3};
  return answer;
}

void write_all(const Path& directory) {
  const auto write = [&](const char* name, ByteView content) {
    support::ok(write_file(directory / name, content, Existing::replace, 0644));
  };
  write("request", identity::make_request(support::sample_device(), support::collection_key(),
                                          support::transport_key()));
  write("qr", as_bytes(identity::to_qr_text(identity::make_request(
                  support::sample_device(), support::collection_key(), support::transport_key()))));
  write("answer", encode(sample_answer()));
}

// Each with the letter by which the target knows it.
void write_kept(const Path& directory) {
  const support::TemporaryDirectory kiosk;
  identity::Factors factors;
  const auto stick = support::value(identity::make_stick(kiosk.path()));
  const auto write = [&](const char* name, char letter, ByteView content) {
    Bytes input{static_cast<std::uint8_t>(letter)};
    append(input, content);
    support::ok(write_file(directory / name, input, Existing::replace, 0644));
  };
  const auto read = [&](const char* name) {
    return support::value(read_file(kiosk / name, 1u << 20));
  };
  write("stick", 's', read(identity::kStickFile));
  const auto prepared = support::value(
      identity::Store::prepare(kiosk / "kiosk", kiosk / "transport", {}, {8u << 10, 1}));
  write("device", 'd', read("kiosk/device"));
  write("attempts", 'a', read("kiosk/attempts"));
  write("transport", 'r', read("transport"));
  write("trust", 't', encode(sample_answer()));
  write("board", 'b', support::seed_of(0x20).view());
  write("board-hex", 'b', as_bytes(crypto::to_hex(support::seed_of(0x20).view()) + "\n"));
  auto store = support::value(identity::Store::open(kiosk / "kiosk", {}));
  const auto by =
      support::value(store.unlock(identity::Role::administrator, prepared.administrator_pin, {}));
  factors.sticks = {&stick, 1};
  support::value(store.add_mediator(by, "Amina", factors, identity::Stick::needed));
  support::value(store.new_envelope(by));
  write("device-grown", 'd', read("kiosk/device"));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: identity_vectors DIRECTORY KEPT_DIRECTORY\n", stderr);
    return 2;
  }
  write_all(argv[1]);
  write_kept(argv[2]);
  return 0;
}
