// Every system call of a piece of work, made to fail in turn, in each way that it can: once, and from there on until the disk
// is mended. After each, the work is looked at as a person would find it: what was acknowledged is there, once, and it goes on.
//
// Threads: one.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/fault/failing_calls.h"

namespace parvis::fault {

// A fresh place to work in, for one run.
class Work {
 public:
  virtual ~Work() = default;
  // What fails in this run: begins with this path.
  [[nodiscard]] virtual Path below() const = 0;
  // Does everything, notes what it is told is done, and gives up at the first failure.
  virtual Status work() = 0;
  // The disk is well again. Says what is wrong: something acknowledged that is not there, twice, or not whole; something that
  // does not go on. Empty: nothing.
  [[nodiscard]] virtual std::string judge() = 0;
};
using MakeWork = std::function<std::unique_ptr<Work>()>;

struct Findings {
  std::array<std::uint64_t, kFaults> calls{};  // made to fail, by fault
  std::uint64_t runs = 0;
  std::uint64_t refused = 0;       // runs that said that it failed
  std::vector<std::string> wrong;  // "EIO at the 7th call, fsync chain.db-wal: …"
};
// Also wrong: an error that blames somebody else (forged, corrupt, internal), and any failure under a harmless fault.
[[nodiscard]] Findings fail_every_call(const MakeWork& make);

// "visit: 1204 runs, 96 calls ENOSPC, …" on standard output.
void print(std::string_view name, const Findings& findings);

}  // namespace parvis::fault
