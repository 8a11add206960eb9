// Writes the golden pack and the first input of its fuzz target, always the same: pack_vectors SOURCE_DIRECTORY.
#include <cstdio>

#include "tests/support/pack_city.h"

using namespace parvis;
using support::ok;
using support::value;

int main(int argc, char** argv) {
  if (argc != 2 || !crypto::init()) return 2;
  const Path source = argv[1];
  support::PackCity city;
  const Bytes bytes = value(city.build(3));
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    text +=
        crypto::to_hex(ByteView(bytes).subspan(at, std::min<std::size_t>(32, bytes.size() - at))) +
        "\n";
  }
  ok(write_file(source / "tests/format/pack/small.hex", as_bytes(text), Existing::replace, 0644));
  const Path corpus = source / "tests/fuzz/pack/pack_corpus";
  ok(make_directories(corpus));
  ok(write_file(corpus / "small", bytes, Existing::replace, 0644));
  std::printf("%zu bytes\n", bytes.size());
  return 0;
}
