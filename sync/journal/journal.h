// The signed audit chain: what a program did, in order, so that a cut, an edit, a change of order or a duplicate is found
// and located to the entry. One file a program. FORMAT.md has the bytes, events.h what is noted, EVENTS.md the same for
// auditors. An answer of a resident never gets here.
//
// Each entry names the digest of the one before. A Head says how many entries there are and the digest of the last; signed
// with the device's transport key and carried away, it fixes everything up to there. The file alone shows careless damage;
// with the heads, careful damage too.
//
// Threads: a Journal belongs to one thread; reading is for any. One writer a file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "sync/journal/events.h"
#include "sync/wire/commitment.h"

namespace parvis::journal {

inline constexpr std::size_t kMaxFields = 8;
inline constexpr std::size_t kMaxFieldBytes = 200;            // longer ones are cut, at a character
inline constexpr std::uint64_t kMaxJournalBytes = 64u << 20;  // about 400,000 entries

struct Entry {
  std::uint64_t number = 0;  // counts from 1
  UtcTime time;              // what the wall clock said; no proof of anything
  Event event = Event::started;
  std::vector<std::string> fields;  // as the catalogue names them
  bool operator==(const Entry&) const = default;
};

struct Head {
  wire::DeviceId device;
  std::string program;        // "parvis-kiosk"
  std::uint64_t entries = 0;  // in the file
  crypto::Digest last;        // BLAKE2b-256 of the last entry, or of the title when there is none
  bool operator==(const Head&) const = default;
};
inline constexpr crypto::Domain kHeadDomain{"parvis/journal-head", 1};
[[nodiscard]] Result<wire::Signed> sign(const Head& head, const crypto::SigningKey& transport);
[[nodiscard]] Result<Head> verify_head(const wire::Signed& document,
                                       const crypto::VerifyKey& transport);

// What is wrong with a journal, first finding first.
struct Damage {
  enum class Kind : std::uint8_t {
    edited,      // the entry is not what was written
    cut,         // entries from here on are missing
    reordered,   // another entry stands in its place
    duplicated,  // an earlier entry stands here again
    rewritten,  // the chain is whole but is not the one whose head was signed; `entry` is the first in doubt
    torn,  // the last entry is unfinished: a power cut, and no sign of anything else
  };
  Kind kind = Kind::edited;
  std::uint64_t entry = 0;
};
[[nodiscard]] std::string_view to_string(Damage::Kind kind);

struct Audit {
  Head head;                   // of what could be read in good order
  std::vector<Entry> entries;  // up to the damage
  std::uint64_t good_bytes = 0;
  std::optional<Damage> damage;
};
// Reads a journal's bytes against heads that were verified (of any age and order; of other journals: ignored).
// Errc::invalid when it is no journal, Errc::unsupported_version.
[[nodiscard]] Result<Audit> audit(ByteView bytes, std::span<const Head> heads = {});
// The same for a file: Errc::not_found.
[[nodiscard]] Result<Audit> audit_file(const Path& file, std::span<const Head> heads = {});

// What of a journal's file leaves the kiosk.
struct Carried {
  Head head;                  // of what could be read in good order: this is signed
  Bytes bytes;                // the file; without an end that is torn, or is being written just now
  std::uint64_t covered = 0;  // of `bytes`, up to where the head says
  std::optional<Damage> damage;  // never `torn`
};
// Errc::not_found, else as audit_file().
[[nodiscard]] Result<Carried> read_to_carry(const Path& file);

// For people: "2026-11-21T12:00:00Z  a session was opened: session 3f2a, place mairie, mediator Nadia".
[[nodiscard]] std::string in_words(const Entry& entry);
// "entry 12 was edited", and what to do about it.
[[nodiscard]] std::string in_words(const Damage& damage);
[[nodiscard]] std::string_view advice(Damage::Kind kind);

class Journal {
 public:
  // Makes the file or goes on with it. A torn last entry is dropped and noted. A damaged file is renamed
  // "NAME.damaged-<seconds>" and a new one begins by saying so: a kiosk never stops for its journal. Errc::busy while
  // another program has it open; Errc::unsupported_version leaves the file as it is.
  static Result<Journal> open(const Path& file, const wire::DeviceId& device,
                              std::string_view program, UtcTime now);
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  // Durable when it returns; when it fails, the file is as it was. `fields` MUST be as many as the catalogue names.
  // Errc::no_space also when the file has reached its limit: the next open() sets it aside and begins another.
  Status append(Event event, UtcTime now, const std::vector<std::string>& fields = {});
  [[nodiscard]] const Head& head() const { return head_; }
  // Whether the last run that said `started` did not say `stopped`. As the file was when it was opened.
  [[nodiscard]] bool was_cut_short() const { return cut_short_; }

 private:
  Journal(int fd, Head head, std::uint64_t size);
  Status drop_torn_end(UtcTime now);
  int fd_ = -1;
  Head head_;
  std::uint64_t size_ = 0;
  bool cut_short_ = false;
};

}  // namespace parvis::journal
