// Nothing on the disk at rest tells in which order visits came; and the attacker who finds nothing
// does find the order when VACUUM is left out.
//
// The order of N visits is guessed from the disk in every way that order_attack.h knows, and
// compared with the truth by Kendall's tau. Each draw of ids is lived through twice, forwards and
// backwards: a guess that only depends on the ids (they are sorted on the disk, so all do) scores τ
// once and −τ once, and cancels out to exactly 0 whatever the luck of the draw; one that depends on
// who came first scores the same sign twice. PARVIS_ORDER_TEST=full takes the numbers of the
// project's goal: N = 20, 200, 1,000, 100 draws each; about an hour.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "tests/support/forgetful_vfs.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/ledger/order_attack.h"

namespace parvis::ledger {
namespace {

using support::ForgetfulVfs;
using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;
using VisitEnd = LedgerOptions::VisitEnd;

struct Draw {
  std::vector<wire::VisitId> ids;
  std::vector<std::size_t>
      ideas;  // bytes of each visit's ideas: boxes of different sizes, some on overflow pages
};

Draw draw(std::size_t visits, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Draw drawn;
  for (std::size_t i = 0; i < visits; ++i) {
    wire::VisitId id;
    for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random());
    drawn.ids.push_back(id);
    drawn.ideas.push_back(random() % 4 == 0 ? 900 : 0);
  }
  return drawn;
}

// A session in which these visits came in this order, tapped and ended; the disk as it is when it
// rests.
Attack live_and_attack(const Draw& drawn, VisitEnd visit_end) {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  kit.options.visit_end = visit_end;
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  for (std::size_t i = 0; i < drawn.ids.size(); ++i) {
    wire::Visit visit = kit.visit_of(3);
    visit.id = drawn.ids[i];
    ok(session.save(visit));
    for (std::size_t idea = 0; idea < 3 && drawn.ideas[i] > 0; ++idea) {
      visit.ideas.push_back({"housing", std::string(drawn.ideas[i], 'a')});
    }
    visit.ending = wire::Ending::completed;
    ok(session.finish(visit));
  }
  return attack(kit.session_file(), drawn.ids);
}

// The mean of tau by trace, over draws that are each lived forwards and backwards.
std::map<std::string, double> mean_tau(std::size_t visits, std::uint64_t draws,
                                       VisitEnd visit_end) {
  const ForgetfulVfs disk;  // spares the real disk a million fsyncs
  std::map<std::string, double> sum;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    Draw drawn = draw(visits, seed);
    for (int direction = 0; direction < 2; ++direction) {
      const Attack found = live_and_attack(drawn, visit_end);
      if (visit_end == VisitEnd::forget_order) CHECK(found.free_pages + found.stray_copies == 0);
      for (const auto& [trace, guess] : found.guesses) {
        sum[trace] += kendall_tau(guess, drawn.ids) / (2.0 * static_cast<double>(draws));
      }
      std::ranges::reverse(drawn.ids);
      std::ranges::reverse(drawn.ideas);
    }
  }
  return sum;
}

bool full() {
  const char* wish = std::getenv("PARVIS_ORDER_TEST");
  return wish != nullptr && std::string_view(wish) == "full";
}

TEST_CASE("the disk at rest does not tell the order in which visits came") {
  const std::vector<std::size_t> sizes =
      full() ? std::vector<std::size_t>{20, 200, 1000} : std::vector<std::size_t>{20, 150};
  for (const std::size_t visits : sizes) {
    const auto taus = mean_tau(visits, full() ? 100 : 5, VisitEnd::forget_order);
    CHECK(taus.contains("urn row"));
    CHECK(taus.contains("digest cell offset"));
    CHECK_FALSE(taus.contains("wal frame"));
    if (visits > 100) CHECK(taus.contains("urn overflow page"));
    for (const auto& [trace, tau] : taus) {
      CAPTURE(visits, trace, tau);
      CHECK(std::abs(tau) < 0.02);
    }
  }
}

TEST_CASE("with VACUUM left out the same attacker reads the order") {
  const auto taus = mean_tau(150, full() ? 20 : 3, VisitEnd::leave_traces);
  for (const char* trace : {"urn overflow page", "digest cell offset"}) {
    CAPTURE(trace);
    REQUIRE(taus.contains(trace));
    CHECK(taus.at(trace) > 0.9);
  }
  CHECK(taus.at("urn cell offset") > 0.1);
}

TEST_CASE("the page image of a session is the same whatever the order of its visits") {
  const ForgetfulVfs disk;
  Draw drawn = draw(60, 7);
  const Attack forwards = live_and_attack(drawn, VisitEnd::forget_order);
  std::ranges::reverse(drawn.ids);
  std::ranges::reverse(drawn.ideas);
  const Attack backwards = live_and_attack(drawn, VisitEnd::forget_order);
  CHECK(forwards.guesses == backwards.guesses);
}

TEST_CASE("after a power cut in a visit, the resumed session's disk tells no order either") {
  ForgetfulVfs disk;
  std::map<std::string, double> sum;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Draw drawn = draw(40, seed);
    for (int direction = 0; direction < 2; ++direction) {
      TemporaryDirectory directory;
      const LedgerKit kit(directory.path());
      wire::SessionId id;
      {
        Ledger ledger = kit.open();
        auto session = value(ledger.open_session(kit.start(), kit.collection));
        id = session.id();
        for (const wire::VisitId& visit_id : drawn.ids) {
          wire::Visit visit = kit.visit_of(3);
          visit.id = visit_id;
          ok(session.save(visit));
          if (visit_id == drawn.ids.back()) break;
          ok(session.finish(visit));
        }
        disk.forget();
      }
      disk.power_on();
      Ledger ledger = kit.open();
      auto session = value(ledger.resume(id, kit.collection));
      CHECK(session.counts().visits == 40);
      const Attack found = attack(kit.session_file(), drawn.ids);
      CHECK(found.free_pages + found.stray_copies == 0);
      for (const auto& [trace, guess] : found.guesses)
        sum[trace] += kendall_tau(guess, drawn.ids) / 8;
      std::ranges::reverse(drawn.ids);
    }
  }
  for (const auto& [trace, tau] : sum) {
    CAPTURE(trace, tau);
    CHECK(std::abs(tau) < 0.02);
  }
}

TEST_CASE("the attacker reads ids in bytes of no row, and the order of WAL frames") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  std::vector<wire::VisitId> ids;
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    for (int i = 0; i < 20; ++i) {
      const wire::Visit visit = kit.visit_of(1);
      ids.push_back(visit.id);
      ok(session.finish(visit));
    }
  }
  CHECK(attack(kit.session_file(), ids).stray_copies == 0);
  Bytes file = value(read_file(kit.session_file(), 1 << 20));
  Bytes wal;
  for (const auto& id : ids) append(wal, id.view());
  append(file, ids[7].view());
  ok(write_file(directory / "image.db", file));
  ok(write_file(directory / "image.db-wal", wal));
  const Attack found = attack(directory / "image.db", ids);
  CHECK(found.stray_copies == 1);
  CHECK(kendall_tau(found.guesses.at("wal frame"), ids) == 1);
}

TEST_CASE("Kendall's tau is 1 for the truth, -1 for its reverse, 0 for ties") {
  const Draw drawn = draw(10, 1);
  Guess truth, reverse, nothing;
  for (std::size_t i = 0; i < drawn.ids.size(); ++i) {
    truth[drawn.ids[i]] = static_cast<double>(i);
    reverse[drawn.ids[i]] = -static_cast<double>(i);
    nothing[drawn.ids[i]] = 1;
  }
  CHECK(kendall_tau(truth, drawn.ids) == 1);
  CHECK(kendall_tau(reverse, drawn.ids) == -1);
  CHECK(kendall_tau(nothing, drawn.ids) == 0);
}

}  // namespace
}  // namespace parvis::ledger
