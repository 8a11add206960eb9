// Writes the golden packs and the first inputs of their fuzz target, always the same: pack_vectors SOURCE_DIRECTORY.
#include <cstdio>

#include "tests/support/pack_city.h"

using namespace parvis;
using support::ok;
using support::value;

namespace {

void write(const Path& source, const std::string& name, const Bytes& bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    text +=
        crypto::to_hex(ByteView(bytes).subspan(at, std::min<std::size_t>(32, bytes.size() - at))) +
        "\n";
  }
  ok(write_file(source / "tests/format/pack" / (name + ".hex"), as_bytes(text), Existing::replace,
                0644));
  const Path corpus = source / "tests/fuzz/pack/pack_corpus";
  ok(make_directories(corpus));
  ok(write_file(corpus / name, bytes, Existing::replace, 0644));
  std::printf("%s: %zu bytes\n", name.c_str(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !crypto::init()) return 2;
  const Path source = argv[1];
  support::PackCity city;
  write(source, "small", value(city.build(3)));
  write(source, "spoken", value(city.build(3, support::PackCity::spoken_consultation())));
  return 0;
}
