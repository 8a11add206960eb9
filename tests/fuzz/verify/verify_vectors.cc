// Writes the first inputs of verify_fuzz: verify_vectors DIRECTORY.
#include <cstdio>

#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;

namespace {

using support::value;

void add(Bytes& to, char kind, ByteView piece) {
  to.push_back(static_cast<std::uint8_t>(kind));
  to.push_back(static_cast<std::uint8_t>(piece.size() >> 8));
  to.push_back(static_cast<std::uint8_t>(piece.size()));
  append(to, piece);
}

void write_all(const Path& directory) {
  const support::TemporaryDirectory place;
  support::SmallCity city;
  crypto::Secret<32> seed;
  std::ranges::fill(seed.span(), std::uint8_t{7});
  city.authority = crypto::SigningKey::from_seed(seed);
  support::SmallKiosk kiosk("borne-01");
  const support::SmallKiosk* const kiosks[] = {&kiosk};
  const auto root = city.root(kiosks);
  auto intake = value(hub::Intake::create(place / "intake.db", support::SmallCity::kOrigin));
  support::ok(intake.install_root(value(wire::verify_root(root, city.authority.verify_key()))));
  const auto write = [&](const char* name, ByteView content) {
    support::ok(write_file(directory / name, content, Existing::replace, 0644));
  };
  Bytes whole;
  add(whole, 'r', wire::encode(root));
  for (const std::size_t visits : {2u, 1u}) {
    const auto held = intake.checkpoint();
    const auto batch = kiosk.next(visits, held ? *held : "");
    const Bytes file = wire::encode(batch);
    const ByteView views[] = {file};
    const auto outcome = value(intake.receive(views, city.signer, support::seconds(1'700'000'000)));
    const std::string receipt = tlog::format(outcome.at(0).receipt);
    add(whole, 'm', wire::encode(batch.manifest));
    add(whole, 'c', as_bytes(value(intake.checkpoint())));
    add(whole, 'p', as_bytes(receipt));
    write("manifest", batch.manifest.bytes);
    write("receipt", as_bytes(receipt));
  }
  write("whole", whole);
  write("note", as_bytes(value(intake.checkpoint())));
  Bytes hole = whole;
  add(hole, 'h', {});
  add(hole, 's', as_bytes("parvis/withdrawn/v1\n2026-11-21T12:00:00Z\n1\n"));
  write("hole", hole);
  whole.resize(whole.size() / 2);
  write("cut", whole);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !crypto::init()) {
    std::fputs("usage: verify_vectors DIRECTORY\n", stderr);
    return 2;
  }
  write_all(argv[1]);
  return 0;
}
