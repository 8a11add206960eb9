// A session on a kiosk: it opens, a visit of twelve votes is taken, it closes. The power goes everywhere.
#include <catch2/catch.hpp>

#include "sync/ledger/session_file.h"
#include "tests/crash/laboratory.h"
#include "tests/support/ledger_kit.h"

namespace parvis::crash {
namespace {

using ledger::Ledger;
using ledger::SessionFile;
using ledger::SessionState;
using support::LedgerKit;
using support::ok;
using support::value;

// The visit after each tap: a vote, its qualification, the next vote, …, and last an idea.
std::vector<wire::Visit> taps_of(const LedgerKit& kit) {
  std::vector<wire::Visit> states;
  wire::Visit visit = kit.visit();
  for (std::uint32_t card = 0; card < 12; ++card) {
    visit.votes.push_back({card, static_cast<consultation::Vote>(card % 3), 0});
    states.push_back(visit);
    visit.votes.back().qualifications = 2;
    states.push_back(visit);
  }
  visit.ideas.push_back({"housing", std::string(support::kIdeaText)});
  states.push_back(visit);
  return states;
}

// What may be found of a visit of which so many saves, and perhaps its end, were acknowledged.
Status check_visit(const wire::Visit& found, const std::vector<wire::Visit>& taps,
                   std::size_t acknowledged) {
  wire::Visit votes = found;
  votes.ending = wire::Ending::interrupted;
  const bool ended = found.ending == wire::Ending::completed;
  const bool as_answered =
      acknowledged > 0 && votes == taps[std::min(acknowledged, taps.size()) - 1];
  const bool one_further = acknowledged < taps.size() && votes == taps[acknowledged];
  if (!as_answered && !one_further)
    return fail(Errc::corrupt, "the visit is not as it was answered");
  if (acknowledged > taps.size() && !ended) return fail(Errc::corrupt, "the visit's end is lost");
  if (ended && acknowledged < taps.size()) return fail(Errc::corrupt, "it ended too early");
  return {};
}

// A session with two visits, and a third that is tapped through.
struct Kiosk {
  explicit Kiosk(const Path& disk) : kit(disk) {}

  // An open session with so many visits; nothing is open afterwards.
  void open_session(std::uint32_t visits) {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    id = session.id();
    for (std::uint32_t i = 0; i < visits; ++i) ok(session.finish(kit.visit_of(2)));
  }
  void restart() const {
    restarted = true;
    Ledger ledger = kit.open();
    (void)ledger.resume(id, kit.collection);
  }

  // The session goes on; the visit is there as it was answered, once.
  Status judge(const std::vector<wire::Visit>& taps, std::size_t acknowledged) const {
    std::error_code none;
    const auto frames = std::filesystem::file_size(kit.session_file().string() + "-wal", none);
    // A restart writes the whole file anew, and what stands in the WAL while it does so is in the order of ids.
    if (acknowledged > taps.size() && !restarted && !none && frames > 0) {
      return fail(Errc::corrupt, "after the thanks the WAL still tells the order of taps");
    }
    Ledger ledger = kit.open();
    {
      PARVIS_TRY(auto session, ledger.resume(id, kit.collection));
      if (!session.tidy()) return fail(Errc::corrupt, "traces of the order remain");
      PARVIS_TRY_VOID(session.save(kit.visit_of(1)));
    }
    PARVIS_TRY(auto file, SessionFile::open(kit.session_file(), sqlite::Access::existing));
    PARVIS_TRY(const auto contents, file.read(id, kit.options.collection));
    const auto bytes = file.box(taps[0].id);
    if (contents.counts.visits != (bytes ? 3u : 2u)) {
      return fail(Errc::corrupt, "not the number of visits");
    }
    if (!bytes) {
      if (acknowledged == 0) return {};
      return fail(Errc::corrupt, "an acknowledged visit is not there");
    }
    return check_visit(kit.open_box(value(wire::decode_sealed_visit(*bytes))), taps, acknowledged);
  }

  LedgerKit kit;
  wire::SessionId id;
  mutable bool restarted = false;  // states judged from now on are those of a second cut
};

// What was said to the resident before, and what after the call that makes it durable.
enum class Answer { when_stored, before_it_is_stored };

std::vector<wire::Visit> record_visit(Laboratory& laboratory, Kiosk& kiosk, std::size_t most_taps,
                                      Answer answer = Answer::when_stored) {
  kiosk.open_session(2);
  auto taps = taps_of(kiosk.kit);
  taps.resize(std::min(taps.size(), most_taps));
  laboratory.record([&] {
    Ledger ledger = kiosk.kit.open();
    auto session = value(ledger.resume(kiosk.id, kiosk.kit.collection));
    for (const auto& tap : taps) {
      if (answer == Answer::before_it_is_stored) laboratory.acknowledge();
      ok(session.save(tap));
      if (answer == Answer::when_stored) laboratory.acknowledge();
    }
    wire::Visit last = taps.back();
    last.ending = wire::Ending::completed;
    ok(session.finish(last));
    laboratory.acknowledge();
  });
  return taps;
}

TEST_CASE("the power goes anywhere in a visit of twelve votes") {
  Laboratory laboratory("a visit of twelve votes");
  laboratory.sample_torn(8);
  Kiosk kiosk(laboratory.disk());
  const auto taps = record_visit(laboratory, kiosk, 99);
  const Report report =
      laboratory.judge([&](std::size_t acknowledged) { return kiosk.judge(taps, acknowledged); },
                       [&] { kiosk.restart(); });
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK(report.distinct > 1000);
}

TEST_CASE("the laboratory finds a kiosk that answers before a tap is stored") {
  Laboratory laboratory("a tap answered too early");
  Kiosk kiosk(laboratory.disk());
  const auto taps = record_visit(laboratory, kiosk, 2, Answer::before_it_is_stored);
  const Report report =
      laboratory.judge([&](std::size_t acknowledged) { return kiosk.judge(taps, acknowledged); });
  CHECK_FALSE(report.complaints.empty());
}

TEST_CASE("the laboratory finds every sync before an answer that a visit leaves out") {
  Laboratory laboratory("a visit of two votes");
  Kiosk kiosk(laboratory.disk());
  const auto taps = record_visit(laboratory, kiosk, 4);
  const Judge judge = [&](std::size_t acknowledged) { return kiosk.judge(taps, acknowledged); };
  CHECK_FALSE(laboratory.judge_without(syncs_of("-wal"), judge).complaints.empty());
  // One at a time: the sync right before each answer.
  const auto& operations = laboratory.operations();
  for (std::size_t i = 1; i < operations.size(); ++i) {
    if (operations[i].kind != support::DiskOperation::Kind::acknowledge) continue;
    REQUIRE(operations[i - 1].kind == support::DiskOperation::Kind::sync);
    const auto* dropped = &operations[i - 1];
    std::size_t at = 0;
    const auto nth = [&, at](const support::DiskOperation&) mutable {
      return &operations[at++] == dropped;
    };
    CHECK_FALSE(laboratory.judge_without(nth, judge).complaints.empty());
  }
}

TEST_CASE("the power goes while a kiosk starts for the first time and a session opens") {
  Laboratory laboratory("a session opens");
  laboratory.sample_torn(4);
  const LedgerKit kit(laboratory.disk());
  laboratory.record([&] {
    Ledger ledger = kit.open();
    laboratory.acknowledge();
    value(ledger.open_session(kit.start(), kit.collection));
    laboratory.acknowledge();
  });
  const auto judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Ledger ledger, Ledger::open(kit.options));
    PARVIS_TRY(const auto sessions, ledger.list_sessions());
    if (sessions.size() > 1) return fail(Errc::corrupt, "more than one session");
    if (sessions.empty() && acknowledged == 2) return fail(Errc::corrupt, "the session is lost");
    if (!sessions.empty() && sessions[0].state != SessionState::open) {
      return fail(Errc::corrupt, "the session is not open");
    }
    auto session = sessions.empty() ? ledger.open_session(kit.start(), kit.collection)
                                    : ledger.resume(sessions[0].id, kit.collection);
    if (!session) return tl::unexpected(session.error());
    PARVIS_TRY_VOID(session->finish(kit.visit_of(1)));
    return session->close({}) ? Status{} : fail(Errc::corrupt, "it can't be closed");
  };
  const Report report = laboratory.judge(judge, [&] { (void)Ledger::open(kit.options); });
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("sessions"), judge).complaints.empty());
}

TEST_CASE("the power goes while a resident erases everything") {
  Laboratory laboratory("a visit is erased");
  laboratory.sample_torn(4);
  Kiosk kiosk(laboratory.disk());
  kiosk.open_session(2);
  const auto taps = taps_of(kiosk.kit);
  laboratory.record([&] {
    Ledger ledger = kiosk.kit.open();
    auto session = value(ledger.resume(kiosk.id, kiosk.kit.collection));
    ok(session.save(taps[2]));
    laboratory.acknowledge();
    ok(session.erase());
    laboratory.acknowledge();
  });
  const Report report = laboratory.judge([&](std::size_t acknowledged) -> Status {
    kiosk.restart();
    PARVIS_TRY(auto file, SessionFile::open(kiosk.kit.session_file(), sqlite::Access::existing));
    PARVIS_TRY(const auto contents, file.read(kiosk.id, kiosk.kit.options.collection));
    const auto erased = contents.counts.endings[static_cast<std::size_t>(wire::Ending::erased)];
    const auto bytes = file.box(taps[2].id);
    if (acknowledged == 2 && erased != 1) return fail(Errc::corrupt, "what was erased is back");
    if (!bytes) return acknowledged == 0 ? Status{} : fail(Errc::corrupt, "the visit is lost");
    const auto found = kiosk.kit.open_box(value(wire::decode_sealed_visit(*bytes)));
    const bool empty = found.votes.empty() && found.ending == wire::Ending::erased;
    if (contents.counts.visits != 3 || empty != (erased == 1)) {
      return fail(Errc::corrupt, "half erased");
    }
    return {};
  });
  INFO(report.text());
  CHECK(report.complaints.empty());
}

TEST_CASE("the power goes while a mediator closes a session with a visit in hand") {
  Laboratory laboratory("a session closes");
  laboratory.sample_torn(8);
  Kiosk kiosk(laboratory.disk());
  kiosk.open_session(2);
  const auto taps = taps_of(kiosk.kit);
  {
    Ledger ledger = kiosk.kit.open();
    ok(value(ledger.resume(kiosk.id, kiosk.kit.collection)).save(taps[2]));
  }
  laboratory.record([&] {
    Ledger ledger = kiosk.kit.open();
    auto session = value(ledger.resume(kiosk.id, kiosk.kit.collection));
    value(session.close({.head_count = 3, .note = "calme"}));
    laboratory.acknowledge();
  });
  const Report report = laboratory.judge(
      [&](std::size_t acknowledged) -> Status {
        Ledger ledger = kiosk.kit.open();
        PARVIS_TRY(auto sessions, ledger.list_sessions());
        if (sessions.size() != 1) return fail(Errc::corrupt, "not one session");
        const bool closed = sessions[0].state == SessionState::closed;
        if (!closed && acknowledged == 1) return fail(Errc::corrupt, "it is open again");
        if (!closed) {
          PARVIS_TRY(auto session, ledger.resume(kiosk.id, kiosk.kit.collection));
          PARVIS_TRY_VOID(done(session.close({})));
        }
        PARVIS_TRY(sessions, ledger.list_sessions());
        if (sessions[0].counts.visits != 3) return fail(Errc::corrupt, "not three visits");
        PARVIS_TRY_VOID(
            done(ledger.freeze(support::kNoon, kiosk.kit.collection, {.least_visits = 1})));
        PARVIS_TRY(const auto batches, ledger.batches());
        if (batches.size() != 1 || batches[0].visits != 3)
          return fail(Errc::corrupt, "not one batch");
        return {};
      },
      [&] { kiosk.restart(); });
  INFO(report.text());
  CHECK(report.complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
