// A file that only takes room, so that there is some to give when the disk is full: what is open
// can then be finished and signed. Private to this module.
//
// Threads: the ledger's.
#pragma once

#include "hardware/platform/files.h"
#include "hardware/platform/log.h"
#include "hardware/platform/result.h"

namespace parvis::ledger {

class Reserve {
 public:
  Reserve(Path file, std::uint64_t bytes) : file_(std::move(file)), bytes_(bytes) {}

  // Takes the room if it is not taken yet. Not having it is no error: the disk may be full already.
  void set_aside() const;

  // Gives the room back. False when there was none to give.
  [[nodiscard]] bool release() const;

  // Runs `write` and, when the disk is full, once more with the reserve given back.
  template <class Write>
  auto writing(Write write) const {
    auto result = write();
    if (result || result.error().code != Errc::no_space || !release()) return result;
    log_warning("the disk is full: its reserve is given back to finish what is open");
    return write();
  }

 private:
  Path file_;
  std::uint64_t bytes_;
};

}  // namespace parvis::ledger
