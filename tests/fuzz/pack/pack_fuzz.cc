// A pack as somebody with the publisher's key but a wrong mind could make it: signature, lengths and digests are not asked
// for, everything else is. What reads is written again as the same bytes; and no input passes verify() with a key that
// signed nothing.
#include "sync/pack/manifest.h"
#include "sync/pack/pack.h"

using namespace parvis;
using namespace parvis::pack;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  PARVIS_CHECK(!verify(input, crypto::VerifyKey{}));
  const auto envelope = decode_envelope(input);
  if (!envelope) return 0;
  PARVIS_CHECK(encode(*envelope) == to_bytes(input));
  const auto manifest = decode_manifest(envelope->manifest.bytes);
  if (!manifest) return 0;
  PARVIS_CHECK(encode(*manifest) == envelope->manifest.bytes);
  std::vector<File> files;
  for (std::size_t i = 0; i < envelope->contents.size() && i < manifest->files.size(); ++i) {
    files.push_back({manifest->files[i].name, envelope->contents[i]});
  }
  consultation::Consultation all;
  all.slug = manifest->ref.consultation;
  all.time_zone = manifest->time_zone;
  all.opens = manifest->opens;
  all.closes = manifest->closes;
  if (!decode_contents(files, all)) return 0;
  const auto again = encode_contents(all);
  PARVIS_CHECK(again.size() == files.size());
  for (std::size_t i = 0; i < files.size(); ++i) PARVIS_CHECK(again[i].bytes == files[i].bytes);
  return 0;
}
