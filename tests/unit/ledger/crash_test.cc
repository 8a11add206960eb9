// One visit of twelve votes, and the power going at every place of it: after each answer, and
// inside each sync, with the writes before that sync lost, torn at sectors, or whole.
#include <catch2/catch.hpp>

#include "sync/ledger/session_file.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::ForgetfulVfs;
using support::LedgerKit;
using support::ok;
using support::Tear;
using support::TemporaryDirectory;
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

struct Acknowledged {
  std::size_t taps = 0;
  bool finished = false;
  bool cut = false;  // before anyone asked for it
};

// Taps until the power goes, or until `stop_after` taps were answered.
Acknowledged tap(Session& session, const std::vector<wire::Visit>& states, std::size_t stop_after) {
  Acknowledged done;
  for (const wire::Visit& state : states) {
    if (done.taps == stop_after) return done;
    if (!session.save(state)) return done;
    ++done.taps;
  }
  wire::Visit last = states.back();
  last.ending = wire::Ending::completed;
  done.finished = stop_after > states.size() && session.finish(last).has_value();
  return done;
}

// After the restart: the visit is there as it was answered, or one tap further; the commitment
// holds; the session goes on.
void check_after_restart(const LedgerKit& kit, const wire::SessionId& id,
                         const std::vector<wire::Visit>& states, const Acknowledged& done) {
  Ledger ledger = kit.open();
  {
    auto session = value(ledger.resume(id, kit.collection));  // verifies the commitment
    CHECK(session.tidy());
    ok(session.finish(kit.visit_of(1)));
  }
  auto file = value(SessionFile::open(kit.session_file(), sqlite::Access::existing));
  const auto contents = value(file.read(id, kit.options.collection));
  const auto bytes = file.box(states[0].id);
  if (!bytes) {
    CHECK(done.taps == 0);
    CHECK(contents.counts.visits == 3);
    return;
  }
  CHECK(contents.counts.visits == 4);
  wire::Visit found = kit.open_box(value(wire::decode_sealed_visit(*bytes)));
  if (done.finished) CHECK(found.ending == wire::Ending::completed);
  if (done.taps < states.size()) CHECK(found.ending == wire::Ending::interrupted);
  found.ending = wire::Ending::interrupted;
  const bool as_answered = done.taps > 0 && found == states[done.taps - 1];
  const bool one_further = done.taps < states.size() && found == states[done.taps];
  CHECK((as_answered || one_further));
}

struct Kiosk {
  TemporaryDirectory directory;
  LedgerKit kit{directory.path()};
  std::vector<wire::Visit> states{taps_of(kit)};
};

// Two visits, then the one that is cut; `arm` is called when it begins. Afterwards the power has
// gone and come back.
template <class Arm>
Acknowledged run(ForgetfulVfs& disk, const Kiosk& kiosk, wire::SessionId& id,
                 std::size_t stop_after, Arm arm) {
  Acknowledged done;
  {
    Ledger ledger = kiosk.kit.open();
    auto session = value(ledger.open_session(kiosk.kit.start(), kiosk.kit.collection));
    id = session.id();
    for (int i = 0; i < 2; ++i) ok(session.finish(kiosk.kit.visit_of(2)));
    arm();
    done = tap(session, kiosk.states, stop_after);
    done.cut = disk.is_cut();
    disk.forget();
  }
  disk.power_on();
  return done;
}

TEST_CASE("the power goes right after any tap's answer: that tap is there") {
  ForgetfulVfs disk;
  for (std::size_t taps = 0; taps <= 26; ++taps) {
    const Kiosk kiosk;
    wire::SessionId id;
    const Acknowledged done = run(disk, kiosk, id, taps, [] {});
    CAPTURE(taps);
    CHECK(done.taps == std::min<std::size_t>(taps, 25));
    check_after_restart(kiosk.kit, id, kiosk.states, done);
  }
}

TEST_CASE("the power goes inside any sync of a visit: every answered tap is there") {
  const Tear tear = GENERATE(Tear::nothing, Tear::some_sectors, Tear::everything);
  ForgetfulVfs disk;
  bool reached_the_end = false;
  for (std::uint64_t n = 1; !reached_the_end; ++n) {
    const Kiosk kiosk;
    wire::SessionId id;
    const Acknowledged done = run(disk, kiosk, id, 99, [&] { disk.cut_at_sync(n, tear, n); });
    reached_the_end = !done.cut;
    CAPTURE(n, done.taps, done.finished);
    check_after_restart(kiosk.kit, id, kiosk.states, done);
    REQUIRE(n < 500);
    if (reached_the_end) CHECK(n > 27);  // a sync at each tap at least
  }
}

TEST_CASE("the power goes again while the session resumes") {
  const std::size_t taps = GENERATE(std::size_t{0}, std::size_t{7}, std::size_t{25});
  ForgetfulVfs disk;
  bool reached_the_end = false;
  for (std::uint64_t n = 1; !reached_the_end; ++n) {
    const Kiosk kiosk;
    wire::SessionId id;
    const Acknowledged done = run(disk, kiosk, id, taps, [] {});
    disk.cut_at_sync(n, Tear::some_sectors, n);
    if (auto ledger = Ledger::open(kiosk.kit.options)) {
      static_cast<void>(ledger->resume(id, kiosk.kit.collection));
    }
    reached_the_end = !disk.is_cut();
    disk.forget();
    disk.power_on();
    CAPTURE(taps, n);
    check_after_restart(kiosk.kit, id, kiosk.states, done);
    REQUIRE(n < 200);
  }
}

}  // namespace
}  // namespace parvis::ledger
