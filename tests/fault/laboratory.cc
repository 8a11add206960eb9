#include "tests/fault/laboratory.h"

#include <fmt/format.h>

#include "tests/support/disk_calls.h"

namespace parvis::fault {
namespace {

constexpr std::size_t kEnough = 20;  // findings; the rest would say the same

bool blames_somebody_else(Errc code) {
  return code == Errc::forged || code == Errc::corrupt || code == Errc::internal ||
         code == Errc::invalid || code == Errc::unsupported_version;
}

// The error of a run that failed, when it is not one that a person can act on.
std::string unfit(const Status& status, Fault fault, Lasting lasting) {
  if (status) return {};
  if (is_harmless(fault)) return "it failed, and should have gone on: " + status.error().message();
  if (blames_somebody_else(status.error().code)) {
    return "the error blames something else: " + status.error().message();
  }
  // A disk that is full stays full; who is refused once may not learn why.
  if (fault == Fault::no_space && lasting == Lasting::until_healed &&
      status.error().code != Errc::no_space) {
    return "a full disk is called something else: " + status.error().message();
  }
  return {};
}

// One run. False when there is no such call.
bool run(const MakeWork& make, Fault fault, Lasting lasting, std::uint64_t nth,
         Findings& findings) {
  const auto work = make();
  FailingCalls calls(work->below());
  calls.fail(fault, nth, lasting);
  const Status status = work->work();
  calls.heal();
  const auto failed = calls.failed();
  if (!failed) return false;
  ++findings.runs;
  ++findings.calls[static_cast<std::size_t>(fault)];
  if (!status) ++findings.refused;
  for (const std::string& why : {unfit(status, fault, lasting), work->judge()}) {
    if (why.empty()) continue;
    findings.wrong.push_back(fmt::format(
        "{} {} call {} ({}): {}", to_string(fault),
        lasting == Lasting::once ? "once, at" : "until it is mended, from", nth, *failed, why));
  }
  return true;
}

}  // namespace

Findings fail_every_call(const MakeWork& make) {
  const support::NoSyncs no_syncs;  // they fail when they are told to, and reach no disk
  Findings findings;
  for (std::uint8_t fault = 0; fault < kFaults; ++fault) {
    for (const auto lasting : {Lasting::once, Lasting::until_healed}) {
      // A call that is interrupted for ever is no call; bytes that come by halves for ever arrive.
      if (static_cast<Fault>(fault) == Fault::interrupted && lasting == Lasting::until_healed) {
        continue;
      }
      for (std::uint64_t nth = 1; findings.wrong.size() < kEnough; ++nth) {
        if (!run(make, static_cast<Fault>(fault), lasting, nth, findings)) break;
      }
    }
  }
  return findings;
}

void print(std::string_view name, const Findings& findings) {
  std::string calls;
  for (std::uint8_t fault = 0; fault < kFaults; ++fault) {
    calls += fmt::format(", {} {}", findings.calls[fault], to_string(static_cast<Fault>(fault)));
  }
  fmt::print("fault laboratory: {}: {} runs, {} refused{}; {} wrong\n", name, findings.runs,
             findings.refused, calls, findings.wrong.size());
  std::fflush(stdout);
}

}  // namespace parvis::fault
