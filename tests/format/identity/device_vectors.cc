// Draws new golden identities, with keys and PINs of their own: device_vectors DIRECTORY. Prints what golden_test.cc has to
// know of them.
#include <cstdio>

#include "sync/identity/store.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::identity;
using support::ok;
using support::value;

namespace {

constexpr crypto::Argon2Cost kCheap{8192, 1};

void keep(const Path& device, const Path& file) {
  const Bytes bytes = value(read_file(device, 1u << 16));
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    text +=
        crypto::to_hex(ByteView(bytes).subspan(at, std::min<std::size_t>(32, bytes.size() - at))) +
        "\n";
  }
  ok(write_file(file, as_bytes(text), Existing::replace, 0644));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !crypto::init()) return 2;
  const Path into = argv[1];
  const support::TemporaryDirectory directory;
  const Path home = directory / "identity";
  const auto prepared = value(Store::prepare(home, directory / "transport", {}, kCheap));
  auto store = value(Store::open(home, MonoTime{}));
  const auto administrator =
      value(store.unlock(Role::administrator, prepared.administrator_pin, MonoTime{}));
  const auto amina = value(store.add_mediator(administrator, "Amina"));
  keep(home / "device", into / "device-1.hex");
  std::printf("administrator %s, Amina %s, collection %s\n", prepared.administrator_pin.c_str(),
              amina.c_str(), crypto::to_hex(store.collection().view()).c_str());

  crypto::Secret<32> stick;
  for (std::size_t i = 0; i < 32; ++i) stick.data()[i] = static_cast<std::uint8_t>(i);
  const Factors factors{.sticks = {&stick, 1}};
  const auto rosa = value(store.add_mediator(administrator, "Rosa", factors, Stick::needed));
  const auto code = value(store.new_envelope(administrator));
  keep(home / "device", into / "device-2.hex");
  std::printf("Rosa %s with the stick, envelope %s\n", rosa.c_str(), code.c_str());
  return 0;
}
