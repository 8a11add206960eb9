// What the hub says of its log, as signed notes: checkpoints (c2sp.org/tlog-checkpoint), and the
// kept note, a text of our own in the same envelope. FORMAT.md has the lines.
//
// Threads: pure functions. Errors as in note.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/tlog/note.h"
#include "sync/tlog/tree.h"

namespace parvis::tlog {

// The tree of `origin` had `size` leaves and this root.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;
  bool operator==(const Checkpoint&) const = default;
};
[[nodiscard]] std::string format(const Checkpoint& checkpoint);  // the note's text
// Extension lines are refused: this log never writes any.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

// Whose word counts for one log. Key names of `log` are its origin; a checkpoint needs one
// signature of `log` keys, and, when there are witnesses, one cosignature of theirs.
struct LogIdentity {
  std::string origin;
  std::vector<NoteKey> log;        // type ed25519; several while a key is being replaced
  std::vector<NoteKey> witnesses;  // type cosignature
};

struct VerifiedCheckpoint {
  Checkpoint checkpoint;
  std::string note;                 // as it was signed, to be kept and shown to others
  std::optional<UtcTime> cosigned;  // the latest time a known witness vouches for
  bool operator==(const VerifiedCheckpoint&) const = default;
};
// Errc::forged also for another origin.
[[nodiscard]] Result<VerifiedCheckpoint> verify_checkpoint(std::string_view note,
                                                           const LogIdentity& log);

// Said by the desk: every leaf before `size` of the log with that root was opened and backed up at
// `time`.
struct Kept {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;
  UtcTime time;
  bool operator==(const Kept&) const = default;
};
[[nodiscard]] std::string sign_kept(const Kept& kept, const std::string& key_name,
                                    const crypto::SigningKey& desk);
[[nodiscard]] Result<Kept> verify_kept(std::string_view note, const NoteKey& desk,
                                       std::string_view origin);

}  // namespace parvis::tlog
