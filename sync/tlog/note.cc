#include "sync/tlog/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "sync/tlog/lines.h"

namespace parvis::tlog {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t kIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kMaxSignatureBytes = 8192;  // room for the post-quantum ones of others

template <std::size_t N>
std::uint64_t read_big_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < N; ++i) value = value << 8 | bytes[i];
  return value;
}

template <std::size_t N>
void append_big_endian(Bytes& to, std::uint64_t value) {
  for (std::size_t i = N; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::string cosigned_message(std::uint64_t seconds, std::string_view text) {
  return fmt::format("cosignature/v1\ntime {}\n{}", seconds, text);
}

// White space of Unicode beyond ASCII, as UTF-8: U+0085, U+00A0, U+1680, U+2000–U+200A, U+2028, U+2029, U+202F,
// U+205F, U+3000.
bool has_unicode_space(std::string_view text) {
  constexpr std::string_view kSpaces[] = {"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80",
                                          "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF",
                                          "\xE2\x81\x9F", "\xE3\x80\x80"};
  for (const auto space : kSpaces) {
    if (text.find(space) != std::string_view::npos) return true;
  }
  for (auto at = text.find("\xE2\x80"); at != std::string_view::npos;
       at = text.find("\xE2\x80", at + 1)) {
    if (at + 2 < text.size() && static_cast<unsigned char>(text[at + 2]) <= 0x8A) return true;
  }
  return false;
}

Result<NoteSignature> parse_signature(std::string_view line) {
  const auto rest = after_prefix(line, kDash);
  if (!rest) return fail(Errc::invalid, "note: not a signature line");
  const auto space = rest->find(' ');
  if (space == std::string_view::npos)
    return fail(Errc::invalid, "note: signature line without signature");
  const auto name = rest->substr(0, space);
  if (!is_key_name(name)) return fail(Errc::invalid, "note: bad key name");
  auto blob = crypto::from_base64(rest->substr(space + 1));
  if (!blob || blob->size() <= kIdBytes || blob->size() > kMaxSignatureBytes) {
    return fail(Errc::invalid, "note: bad signature encoding");
  }
  NoteSignature signature;
  signature.name = name;
  signature.id = static_cast<std::uint32_t>(read_big_endian<kIdBytes>(*blob));
  signature.signature.assign(blob->begin() + kIdBytes, blob->end());
  return signature;
}

bool is_by(const NoteSignature& signature, const NoteKey& key, std::uint32_t id) {
  return signature.name == key.name && signature.id == id;
}

}  // namespace

std::uint32_t NoteKey::id() const {
  const std::uint8_t tail[] = {'\n', static_cast<std::uint8_t>(type)};
  const auto hash = crypto::sha256({as_bytes(name), ByteView(tail), key.view()});
  return static_cast<std::uint32_t>(read_big_endian<kIdBytes>(hash.view()));
}

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxKeyName || !is_note_text(name)) return false;
  return name.find_first_of("+ \n\x7F") == std::string_view::npos && !has_unicode_space(name);
}

std::string to_vkey(const NoteKey& key) {
  Bytes material{static_cast<std::uint8_t>(key.type)};
  append(material, key.key.view());
  return fmt::format("{}+{:08x}+{}", key.name, key.id(), crypto::to_base64(material));
}

Result<NoteKey> parse_vkey(std::string_view text) {
  const auto plus = text.find('+');
  if (plus == std::string_view::npos || text.size() < plus + 10 || text[plus + 9] != '+') {
    return fail(Errc::invalid, "verifier key: not name+id+key");
  }
  NoteKey key;
  key.name = text.substr(0, plus);
  if (!is_key_name(key.name)) return fail(Errc::invalid, "verifier key: bad name");
  PARVIS_TRY(const Bytes id, crypto::from_hex(text.substr(plus + 1, 8)));
  PARVIS_TRY(const Bytes material, crypto::from_base64(text.substr(plus + 10)));
  if (material.size() != 1 + crypto::VerifyKey::kSize)
    return fail(Errc::invalid, "verifier key: wrong length");
  key.type = static_cast<SignatureType>(material[0]);
  if (key.type != SignatureType::ed25519 && key.type != SignatureType::cosignature) {
    return fail(Errc::invalid, "verifier key: unknown type");
  }
  PARVIS_TRY(key.key, crypto::VerifyKey::from(ByteView(material).subspan(1)));
  if (key.id() != read_big_endian<kIdBytes>(id))
    return fail(Errc::invalid, "verifier key: wrong id");
  return key;
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return fail(Errc::invalid, "note: too large");
  if (!is_note_text(bytes)) return fail(Errc::invalid, "note: not UTF-8 text");
  // The last empty line parts the text from the signatures.
  const auto gap = bytes.rfind("\n\n");
  if (gap == std::string_view::npos) return fail(Errc::invalid, "note: no signatures");
  Note note;
  note.text = bytes.substr(0, gap + 1);
  auto rest = bytes.substr(gap + 2);
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (!line) return fail(Errc::invalid, "note: last line has no newline");
    if (note.signatures.size() == kMaxNoteSignatures)
      return fail(Errc::invalid, "note: too many signatures");
    PARVIS_TRY(auto signature, parse_signature(*line));
    note.signatures.push_back(std::move(signature));
  }
  if (note.signatures.empty()) return fail(Errc::invalid, "note: no signatures");
  return note;
}

std::string format(const Note& note) {
  std::string out = note.text + "\n";
  for (const auto& signature : note.signatures) {
    Bytes blob;
    append_big_endian<kIdBytes>(blob, signature.id);
    append(blob, signature.signature);
    out += fmt::format("{}{} {}\n", kDash, signature.name, crypto::to_base64(blob));
  }
  return out;
}

void sign(Note& note, const std::string& name, const crypto::SigningKey& key) {
  PARVIS_CHECK(is_key_name(name));
  const NoteKey signer{name, SignatureType::ed25519, key.verify_key()};
  note.signatures.push_back(
      {name, signer.id(), to_bytes(key.sign_raw(as_bytes(note.text)).view())});
}

void cosign(Note& note, const std::string& name, const crypto::SigningKey& key, UtcTime time) {
  PARVIS_CHECK(is_key_name(name));
  const NoteKey signer{name, SignatureType::cosignature, key.verify_key()};
  Bytes blob;
  append_big_endian<kTimeBytes>(blob, seconds_of(time));
  append(blob, key.sign_raw(as_bytes(cosigned_message(seconds_of(time), note.text))).view());
  note.signatures.push_back({name, signer.id(), std::move(blob)});
}

Status verify(const Note& note, const NoteKey& key) {
  PARVIS_CHECK(key.type == SignatureType::ed25519);
  const std::uint32_t id = key.id();
  bool signed_by_key = false;
  for (const auto& candidate : note.signatures) {
    if (!is_by(candidate, key, id)) continue;
    const auto signature = crypto::Signature::from(candidate.signature);
    if (!signature || !crypto::verify_raw(key.key, as_bytes(note.text), *signature)) {
      return fail(Errc::forged, "note: signature of " + key.name + " does not hold");
    }
    signed_by_key = true;
  }
  if (!signed_by_key) return fail(Errc::forged, "note: not signed by " + key.name);
  return {};
}

Result<UtcTime> verify_cosignature(const Note& note, const NoteKey& key) {
  PARVIS_CHECK(key.type == SignatureType::cosignature);
  const std::uint32_t id = key.id();
  std::optional<UtcTime> latest;
  for (const auto& candidate : note.signatures) {
    if (!is_by(candidate, key, id)) continue;
    const ByteView blob = candidate.signature;
    if (blob.size() != kTimeBytes + crypto::Signature::kSize) {
      return fail(Errc::forged, "note: cosignature of " + key.name + " has the wrong length");
    }
    const std::uint64_t seconds = read_big_endian<kTimeBytes>(blob);
    const auto time = utc_from_seconds(seconds);
    const auto signature = crypto::Signature::from(blob.subspan(kTimeBytes));
    if (!time || !signature ||
        !crypto::verify_raw(key.key, as_bytes(cosigned_message(seconds, note.text)), *signature)) {
      return fail(Errc::forged, "note: cosignature of " + key.name + " does not hold");
    }
    latest = latest ? std::max(*latest, *time) : *time;
  }
  if (!latest) return fail(Errc::forged, "note: not cosigned by " + key.name);
  return *latest;
}

}  // namespace parvis::tlog
