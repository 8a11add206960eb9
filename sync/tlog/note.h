// C2SP signed notes (c2sp.org/signed-note): a text and Ed25519 signatures by named keys. FORMAT.md
// says which of the specification's choices are made here.
//
// Threads: pure functions. Errors: Errc::invalid for what is not a note, Errc::forged when no
// signature of the wanted key holds. A note's text means nothing before verify() succeeded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "sync/crypto/crypto.h"

namespace parvis::tlog {

enum class SignatureType : std::uint8_t {
  ed25519 = 0x01,  // over the note's text
  cosignature =
      0x04,  // cosignature/v1: Ed25519 over a time and the note's text (c2sp.org/tlog-cosignature)
};

// A key that signs notes. Name and id together find its signature; the name is not empty and has
// neither spaces, controls nor '+'.
struct NoteKey {
  std::string name;
  SignatureType type = SignatureType::ed25519;
  crypto::VerifyKey key;
  // First four bytes, big-endian, of SHA-256(name ‖ "\n" ‖ type ‖ key).
  [[nodiscard]] std::uint32_t id() const;
  bool operator==(const NoteKey&) const = default;
};
[[nodiscard]] bool is_key_name(std::string_view name);
// "example.com/foo+530d903a+AekyeR…", both ways. Parsing checks the id.
[[nodiscard]] std::string to_vkey(const NoteKey& key);
[[nodiscard]] Result<NoteKey> parse_vkey(std::string_view text);

struct NoteSignature {
  std::string name;
  std::uint32_t id = 0;
  Bytes signature;
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
  bool operator==(const Note&) const = default;
};

inline constexpr std::size_t kMaxNoteBytes = 64u << 10;
inline constexpr std::size_t kMaxNoteSignatures = 16;
inline constexpr std::size_t kMaxKeyName = 128;  // bytes

[[nodiscard]] Result<Note> parse_note(std::string_view bytes);
[[nodiscard]] std::string format(const Note& note);

// Appends a signature. `name` MUST be a key name.
void sign(Note& note, const std::string& name, const crypto::SigningKey& key);
// A cosignature/v1 that says "seen at `time`".
void cosign(Note& note, const std::string& name, const crypto::SigningKey& key, UtcTime time);

// Errc::forged unless `key` (type ed25519) signed the note. Signatures by others are ignored; one
// under this key's name and id that does not hold refuses the whole note.
[[nodiscard]] Status verify(const Note& note, const NoteKey& key);
// The same for a key of type cosignature. Returns the time it vouches for, the latest when it
// signed several times.
[[nodiscard]] Result<UtcTime> verify_cosignature(const Note& note, const NoteKey& key);

}  // namespace parvis::tlog
