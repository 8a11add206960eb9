// One scenario of the crash laboratory: what a program does is recorded, then the power is cut after every operation in
// every way (cuts.h), and a judge restarts the program on what is left of the disk.
//
//   Laboratory laboratory("a visit of twelve votes");
//   … prepare files below laboratory.disk() …
//   laboratory.record([&] { ok(session.save(visit)); laboratory.acknowledge(); … });   // MUST close what it opens
//   const Report report = laboratory.judge([&](std::size_t acknowledged) -> Status { … });
//
// The judge finds a disk as it may be after the cut, and how many acknowledgements had been given: what was acknowledged
// MUST be there, once; what was under way may be there or not. It may change the disk as it likes: a program that goes on.
//
// Longer runs: PARVIS_CRASH=long; another seed for what is sampled: PARVIS_CRASH_SEED=number.
//
// Threads: one Laboratory at a time in a process.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/result.h"
#include "tests/crash/cuts.h"
#include "tests/support/recorded_disk.h"
#include "tests/support/temporary_directory.h"

namespace parvis::crash {

struct Report {
  std::size_t operations = 0;
  std::size_t cuts = 0;                 // places at which the power went
  std::size_t tried = 0;                // states made
  std::size_t distinct = 0;             // of these, different ones: judged
  std::size_t again = 0;                // judged after a second cut, while the program restarted
  std::vector<std::string> complaints;  // the first few

  [[nodiscard]] std::string text() const;  // of the complaints
};

using Judge = std::function<Status(std::size_t acknowledged)>;
// What the program does when it starts, and nothing that a second start would not do again.
using Restart = std::function<void()>;
// Whether an operation of the recording is as if it had not happened.
using Dropped = std::function<bool(const support::DiskOperation&)>;

class Laboratory {
 public:
  explicit Laboratory(std::string scenario);

  // In memory where the system has a place for that.
  [[nodiscard]] const Path& disk() const { return disk_; }

  // Throws when `run` does, or when it wrote past the recording.
  void record(const std::function<void()>& run);
  void acknowledge() { recorded_->acknowledge(); }
  [[nodiscard]] const std::vector<support::DiskOperation>& operations() const {
    return operations_;
  }

  // Prints what was tried.
  Report judge(const Judge& judge, const Restart& restart = {});
  // For scenarios of many writes: of the torn states one in so many, in short runs.
  void sample_torn(unsigned one_in) { torn_one_in_ = one_in; }
  // Plants a bug: the same without the operations that `dropped` names, until the first complaint.
  Report judge_without(const Dropped& dropped, const Judge& judge);

 private:
  class Trial;
  [[nodiscard]] Rules rules() const;
  unsigned torn_one_in_ = 1;
  std::string scenario_;
  support::TemporaryDirectory directory_;
  Path disk_;
  support::DiskTree before_;
  std::vector<support::DiskOperation> operations_;
  std::optional<support::RecordedDisk> recorded_;
};

// How a call went whose value does not matter.
template <class T>
[[nodiscard]] Status done(const Result<T>& result) {
  return result ? Status{} : tl::unexpected<Error>(result.error());
}

// Syncs of files, or directories, whose path below the disk ends so.
[[nodiscard]] Dropped syncs_of(std::string ending);

}  // namespace parvis::crash
