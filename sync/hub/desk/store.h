// desk.db: what was opened. One row for every box of every manifest, whatever became of it, so that the sum can close; the
// packs that votes refer to; ideas and what moderators did with them. FORMAT.md has the tables.
//
// Nothing of an order is kept: rows are keyed by random bytes and inserted in a random order, and ids of ideas are random.
// The narrow interface is on purpose: a city-scale store can stand behind it.
//
// Threads: one. Errors: sync/sqlite's, Errc::corrupt when a row is not what was written, Errc::unsupported_version.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/sqlite/database.h"
#include "sync/wire/commitment.h"

namespace parvis::hub {

// What a box counts as. The sum of all equals the sum of the manifests' counts, always.
enum class Standing : std::uint8_t {
  counted = 0,
  suspect = 1,     // counted apart; the rules that made it so are its reason
  withdrawn = 2,   // taken back with its code: content and box are gone, its digest stays
  unopenable = 3,  // sealed to another key, or damaged before it was sealed
  quarantined =
      4,  // what stands inside is not what stands outside, or the device's word does not count
  duplicate = 5,  // the visit came before; the first in the log counts
  erased = 6,     // its resident erased everything
};
inline constexpr std::size_t kStandings = 7;
[[nodiscard]] std::string_view to_string(Standing standing);

// Batches that were opened from a log before its restart and have not come again stand beyond every leaf.
inline constexpr std::uint64_t kEarlierLog = 1ull << 40;

using RowKey = crypto::Fixed<struct RowKeyTag, 16>;  // random

// One box of one batch.
struct OpenedVisit {
  RowKey key;
  wire::VisitId id;
  crypto::Digest box;      // wire::digest() of the sealed box
  std::uint64_t leaf = 0;  // of the batch, in the log
  Standing standing = Standing::counted;
  std::string reason;     // why it is not counted, a word: "device-revoked"; "" when it is
  bool conflict = false;  // another box bears this id with other bytes
  std::optional<wire::CodeTag> code;
  Bytes content;  // wire::encode(Visit); empty when there is none
};

// BLAKE2b-256 over every column: what tells that a stored row was changed.
[[nodiscard]] crypto::Digest row_digest(const OpenedVisit& visit);

// wire::encode(Visit) of the same visit without its code's tag. Errc::invalid when it is no visit.
[[nodiscard]] Result<Bytes> without_code(ByteView content);

struct OpenedBatch {
  std::uint64_t leaf = 0;
  wire::Signed document;  // the signed manifest
  wire::Manifest manifest;
};

enum class IdeaState : std::uint8_t { pending = 0, accepted = 1, refused = 2, postponed = 3 };
inline constexpr std::size_t kIdeaStates = 4;
[[nodiscard]] std::string_view to_string(IdeaState state);

struct IdeaRow {
  std::string
      id;  // "i-7k3qx2m4": random, stable in this hub, and the proposal's id once it is in a pack
  RowKey visit;
  std::uint32_t ordinal = 0;  // in its visit
  std::string consultation;
  std::string language;
  std::string theme;                  // as said
  std::string said;                   // as said; never changes
  std::string text;                   // as corrected
  std::vector<std::string> keywords;  // given by the moderator
  std::string author;                 // random, opaque: the same for the ideas of one visit
  IdeaState state = IdeaState::pending;
  std::string reason;           // of a refusal
  std::uint64_t published = 0;  // the first pack version that has it; 0: none
};

// One step in an idea's history.
struct Decision {
  std::uint64_t number = 0;  // counts from 1 in each idea
  UtcTime at;
  std::string who;
  std::string what;  // "accept", "refuse", "postpone", "edit", "publish"
  std::string reason;
  std::string text;  // the wording after it
};

// How the next version of a consultation is built.
struct PackSources {
  std::string directory;
  std::string city;             // a TOML file, "" for none
  std::string statistics;       // a CSV file instead of the sources' own, "" for none
  std::string statistics_note;  // and where its numbers come from
  std::string opens, closes;    // "2026-11-01"; "" takes the sources' days
  bool practice = false;
};

class DeskStore {
 public:
  // The file is 0600 from its first byte.
  static Result<DeskStore> create(const Path& file);
  static Result<DeskStore> open(const Path& file, sqlite::Access access = sqlite::Access::existing);

  // ---- opening ---------------------------------------------------------------------------------
  [[nodiscard]] Result<bool> has_batch(std::uint64_t leaf);
  [[nodiscard]] Result<std::vector<OpenedBatch>> batches();  // by leaf
  // The batch, and its rows, stand at another leaf from here on: after a restart of the log. One transaction.
  Status move_batch(std::uint64_t from, std::uint64_t to);
  // Where a batch of an earlier log waits that has this manifest: at kEarlierLog or beyond.
  [[nodiscard]] Result<std::optional<std::uint64_t>> waiting_leaf(const wire::Signed& document);
  // Rows that bear this id, whatever their standing. Almost always none or one.
  [[nodiscard]] Result<std::vector<OpenedVisit>> with_id(const wire::VisitId& id);
  // For add_batch(): several batches may share one transaction, each is there whole or not at all.
  [[nodiscard]] Result<sqlite::Transaction> begin() {
    return sqlite::Transaction::begin(database_);
  }
  // MUST be inside begin(). Visits and ideas MUST come in a random order. `flagged` are rows of earlier batches, now with
  // `conflict`.
  Status add_batch(const OpenedBatch& batch, std::span<const OpenedVisit> visits,
                   std::span<const IdeaRow> ideas, std::span<const OpenedVisit> flagged);

  // For batches that are judged again. For each batch whether its boxes are quarantined for that reason; batches without any
  // box, or with withdrawn ones only, are left out.
  [[nodiscard]] Result<std::map<std::uint64_t, bool>> leaves_set_aside(std::string_view reason);
  // MUST be inside begin(), with the batch added again before commit(). The batch, its rows and its ideas go, but for the rows
  // of what was withdrawn.
  Status forget_batch(std::uint64_t leaf);

  // ---- visits ----------------------------------------------------------------------------------
  // Every row, in the order of their random keys. A row that is not what was written goes to `damaged` instead, with a
  // name that people can look for.
  using TakeVisit = std::function<Status(const OpenedVisit&)>;
  using TakeDamage = std::function<Status(const std::string&)>;
  Status each_visit(const TakeVisit& take, const TakeDamage& damaged);
  [[nodiscard]] Result<std::vector<OpenedVisit>> with_code(const wire::CodeTag& tag);
  // Content and ideas go; id, digest, leaf and the code's tag stay. Overwritten on the disk when it returns.
  Status withdraw(const OpenedVisit& visit);

  // The tags of codes of these batches go (`leaves` ascending), from the rows and from what the visits said. Overwritten on the
  // disk when it returns.
  Status erase_codes(std::span<const std::uint64_t> leaves);

  // ---- ideas -----------------------------------------------------------------------------------
  [[nodiscard]] Result<std::vector<IdeaRow>> ideas();       // by id
  [[nodiscard]] Result<IdeaRow> idea(std::string_view id);  // Errc::not_found
  [[nodiscard]] Result<std::vector<IdeaRow>> ideas_of(const RowKey& visit);
  [[nodiscard]] Result<std::vector<Decision>> history(std::string_view id);
  // Replaces state, reason, text and keywords of the idea and appends the step; its number is set here.
  Status decide(const IdeaRow& idea, const Decision& step);

  // ---- packs -----------------------------------------------------------------------------------
  // One transaction with the ideas that this version is the first to have; `step` goes into their history.
  Status add_pack(const wire::PackRef& ref, ByteView bytes, const PackSources& sources,
                  std::span<const IdeaRow> published, const Decision& step);
  [[nodiscard]] Result<std::vector<wire::PackRef>> packs();  // by consultation, then version
  [[nodiscard]] Result<Bytes> pack(const wire::PackRef& ref);
  [[nodiscard]] Result<std::optional<PackSources>> sources(std::string_view consultation);

  // A consistent copy, and a look at every page.
  Status backup_to(const Path& target) { return database_.backup_to(target); }
  Status check_integrity() { return database_.check_integrity(); }

 private:
  Status append_step(std::string_view idea, const Decision& step);
  explicit DeskStore(sqlite::Database database) : database_(std::move(database)) {}
  sqlite::Database database_;
  std::optional<sqlite::Statement> by_id_;  // prepared once: opening asks it for every box
};

}  // namespace parvis::hub
