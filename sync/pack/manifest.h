// The signed part of a pack, and the file around it. Threads: pure functions. Used by pack.cc and build.cc only.
#pragma once

#include <string>
#include <vector>

#include "sync/pack/content.h"
#include "sync/wire/certificate.h"

namespace parvis::pack {

// Names the file, signs nothing. Version 2 holds recordings, version 1 none: programs of before can tell at once.
inline constexpr crypto::Domain kPackDomain{"parvis/pack", 1};
inline constexpr crypto::Domain kSpokenPackDomain{"parvis/pack", 2};
inline constexpr crypto::Domain kManifestDomain{"parvis/pack-manifest", 1};

struct FileEntry {
  std::string name;
  std::uint64_t length = 0;  // bytes
  crypto::Digest digest;     // BLAKE2b-256
};

struct Manifest {
  wire::PackRef ref;
  std::string minimum_program;
  UtcTime issued, opens, closes;
  std::string time_zone;
  crypto::KeyId publisher;
  wire::Signed root;
  std::vector<wire::Signed> certificates;
  std::string checkpoint;
  std::vector<FileEntry> files;
};

[[nodiscard]] Bytes encode(const Manifest& manifest);
[[nodiscard]] Result<Manifest> decode_manifest(ByteView bytes);

// The file: manifest, signature, and each file's bytes in the manifest's order.
struct Envelope {
  std::uint8_t version = kPackDomain.version;
  wire::Signed manifest;
  std::vector<Bytes> contents;
};
[[nodiscard]] Bytes encode(const Envelope& envelope);
[[nodiscard]] Result<Envelope> decode_envelope(ByteView bytes);

}  // namespace parvis::pack
