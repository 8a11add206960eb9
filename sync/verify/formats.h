// The documents of a published log, read strictly: what comes back is exactly what was written, and nothing of it is
// believed before a signature was checked. Pure functions.
#pragma once

#include <map>

#include "sync/verify/primitives.h"

namespace parvis::verify {

// ---- signed documents (CBOR) -----------------------------------------------------------------------
// A document's bytes and a signature over: kind ‖ 00 ‖ version ‖ bytes.
struct Signed {
  Bytes bytes;
  Signature signature{};
};
[[nodiscard]] std::optional<Signed> read_signed(View file, std::size_t max);
[[nodiscard]] bool is_signed(const Key& key, std::string_view kind, std::uint8_t version,
                             const Signed& document);

enum class Purpose : std::uint8_t { publisher = 1, reception, receipt, witness, desk, device };

struct Certificate {
  std::uint64_t serial = 0;
  Purpose purpose = Purpose::publisher;
  std::string name;
  Key key{};
  Fixed<16> device{}, chain{};  // of devices
};

struct Revocation {
  Fixed<8> key_id{};
  std::optional<std::uint64_t> lost_at_batch;
};

struct Restart {
  std::string old_origin;
  std::uint64_t size = 0;
  Hash root{};
  std::string new_origin;
};

struct RootDocument {
  std::uint64_t number = 0;
  std::string city;
  std::string origin;
  std::vector<Certificate> certificates;
  std::vector<Revocation> revocations;
  std::vector<Restart> restarts;
  std::size_t successions = 0;  // of the authority
};
// From the pinned authority along its successions. Empty when any signature inside does not hold; `why` then says which.
[[nodiscard]] std::optional<RootDocument> read_root(View file, const Key& pinned, std::string& why);

struct Sheet {
  Fixed<16> session{};
  std::array<std::uint64_t, 5> endings{};
  std::optional<std::uint64_t> head_count;
  [[nodiscard]] std::uint64_t started() const;
  bool operator==(const Sheet&) const = default;
};

struct Manifest {
  Fixed<16> chain{}, device{};
  std::uint64_t number = 0;
  Hash previous{}, abandoned{};
  std::vector<Sheet> sheets;
  std::uint64_t visits = 0;
  std::string checkpoint;
};
[[nodiscard]] std::optional<Manifest> read_manifest(View document);

// ---- notes (C2SP) ------------------------------------------------------------------------------------
struct NoteKey {
  std::string name;
  std::uint8_t type = 1;  // 1: Ed25519, 4: cosignature/v1
  Key key{};
};

struct Note {
  std::string text;  // ends in a newline
  struct Line {
    std::string name;
    std::uint32_t id = 0;
    Bytes signature;
  };
  std::vector<Line> signatures;
};
[[nodiscard]] std::optional<Note> read_note(std::string_view text);
// Whether one of the keys signed it, and no signature in the name of any of them is wrong.
[[nodiscard]] bool is_signed(const Note& note, const std::vector<NoteKey>& keys);

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
};
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(std::string_view text);

// A tlog-proof. Its `extra` line is passed over: a consistency proof adds nothing for who has all leaves.
struct Receipt {
  std::uint64_t index = 0;
  std::vector<Hash> proof;
  std::string checkpoint;  // the note
};
[[nodiscard]] std::optional<Receipt> read_receipt(std::string_view text);

// Kept notes and sums: a title, an origin, a size, a root, then "key number" lines.
struct Statement {
  Checkpoint log;
  std::map<std::string, std::uint64_t> numbers;
};
[[nodiscard]] std::optional<Statement> read_statement(std::string_view text, std::string_view title,
                                                      const std::vector<std::string>& keys);

// ---- the tree (RFC 6962, SHA-256) --------------------------------------------------------------------
[[nodiscard]] Hash leaf_hash(const Hash& data);
// The root over the first n leaves, for n from 0 to all of them.
[[nodiscard]] std::vector<Hash> roots_of(const std::vector<Hash>& leaf_hashes);
[[nodiscard]] bool is_included(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                               const std::vector<Hash>& proof, const Hash& root);

}  // namespace parvis::verify
