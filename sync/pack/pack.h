// A pack: one signed file that holds a consultation. FORMAT.md has the bytes, SOURCES.md what it is built from.
//
//   manifest   what is inside, by length and digest; signed by a publisher key that the authority certified
//   contents   flat tables: settings, languages, themes, texts, proposals, translations, statistics, and recordings where there are any
//
// Threads: pure functions. A Pack is a plain value.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/consultation/model.h"
#include "sync/wire/certificate.h"

namespace parvis::pack {

// 32 MB (FORMAT.md, trade-offs says why). Without recordings (version 1) 8 MB, which is what programs of before recordings take.
inline constexpr std::size_t kMaxPackBytes = 32u << 20;
inline constexpr std::size_t kMaxSilentPackBytes = 8u << 20;
// One recording: a minute at 64 kbit/s.
inline constexpr std::size_t kMaxRecordingBytes = 480'000;

struct Pack {
  wire::PackRef ref;
  std::string minimum_program;  // "0.1.0": an older program refuses the pack
  UtcTime issued;               // a source for the time floor
  consultation::Consultation consultation;
  wire::Signed root;  // the root document of when it was built
  std::vector<wire::Signed>
      certificates;        // further ones: reception keys of this consultation, publishers
  std::string checkpoint;  // the hub's log when it was built (a C2SP note), or ""
  crypto::KeyId publisher;
  crypto::Digest digest;  // BLAKE2b-256 of the whole file: what "same bytes" means
  std::size_t bytes = 0;  // its length
  bool operator==(const Pack&) const = default;
};

// Everything is checked before anything is believed. `newest` is the newest root document that the caller holds, if any: a
// publisher revoked there or in the pack's own root is refused. Dates of the consultation are not judged here (validity() does).
//   Errc::invalid              truncated, longer than declared, a file twice or missing, bad content
//   Errc::corrupt              a file's bytes are not those that were signed
//   Errc::forged               wrong signature; a publisher key without certificate, or certified for something else
//   Errc::denied               the publisher is revoked
//   Errc::unsupported_version  a newer format, or a pack that needs a newer program: update the program first
// The context names what is wrong: "pack: file 'proposals': …".
[[nodiscard]] Result<Pack> verify(ByteView bytes, const wire::Authorities& authorities,
                                  const std::optional<wire::RootDocument>& newest = std::nullopt);

// The version of this program, as packs compare it.
[[nodiscard]] std::string_view program_version();

// The pack's recordings by the words that are spoken: (language, text) → an Ogg Opus file.
using Spoken = std::map<std::pair<std::string, std::string>, std::shared_ptr<const Bytes>>;
[[nodiscard]] Spoken recordings_by_text(const consultation::Consultation& consultation);

enum class Validity : std::uint8_t { current = 0, early = 1, over = 2 };
// Amber unless `current`, never a refusal: a wrong clock must not stop a visit. The last day counts whole.
[[nodiscard]] Validity validity(const consultation::Consultation& consultation, UtcTime now);

// To whom visits of this pack are sealed: reception keys certified for this consultation or for all, in the pack, in its root
// document and in `newest`, revoked ones left out (`newest` as above), by serial, newest first, at most wire::kMaxRecipients. So
// a reception key that was replaced is sealed to no more once the root document that says so has come, whatever the pack.
// Errc::invalid when there is none.
[[nodiscard]] Result<std::vector<wire::Recipient>> recipients(
    const Pack& pack, const wire::Authorities& authorities,
    const std::optional<wire::RootDocument>& newest = std::nullopt);

}  // namespace parvis::pack
