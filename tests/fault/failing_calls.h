// System calls that fail when told to, for everything in this process that touches one directory: our own files, SQLite's, the
// C++ library's (tests/support/disk_calls.h).
//
//   FailingCalls calls(directory);
//   calls.fail(Fault::no_space, 3, Lasting::until_healed);   // the third call that a full disk would refuse, and all after it
//   … work …
//   calls.heal();
//
// Threads: any. One object at a time in a process. Costs nothing but a lock a call.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "hardware/platform/files.h"

namespace parvis::fault {

// How the call fails, and which calls can fail so.
enum class Fault : std::uint8_t {
  no_space,        // ENOSPC: whatever makes something longer or new, and syncs
  io,              // EIO: everything
  read_only,       // EROFS: whatever would change something
  too_many_files,  // EMFILE: whatever opens a descriptor
  short_write,     // half of the bytes are written, and no error
  interrupted,     // EINTR: reads and writes
};
inline constexpr std::uint8_t kFaults = 6;
[[nodiscard]] std::string_view to_string(Fault fault);
// Whether a program has to go on as if nothing had happened.
[[nodiscard]] constexpr bool is_harmless(Fault fault) {
  return fault == Fault::short_write || fault == Fault::interrupted;
}

enum class Lasting : std::uint8_t { once, until_healed };

class FailingCalls {
 public:
  // Everything whose path begins so: a directory, or files of one name and its companions ("…/intake.db", "…/intake.db-wal").
  explicit FailingCalls(const Path& below);
  FailingCalls(const FailingCalls&) = delete;
  FailingCalls& operator=(const FailingCalls&) = delete;
  ~FailingCalls();

  // The `nth` call from now that can fail so, n ≥ 1.
  void fail(Fault fault, std::uint64_t nth, Lasting lasting);
  void heal();
  // The first that was made to fail since fail(): "fdatasync chain.db-wal".
  [[nodiscard]] std::optional<std::string> failed() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace parvis::fault
