// Nothing on the disk at rest tells in which order visits came; and the attacker who finds nothing
// does find the order when VACUUM is left out.
//
// The order of N visits is guessed from the disk in every way that order_attack.h knows, and
// compared with the truth by Kendall's tau. Each draw of ids is lived through twice, forwards and
// backwards: a guess that only depends on the ids (they are sorted on the disk, so all do) scores τ
// once and −τ once, and cancels out to exactly 0 whatever the luck of the draw; one that depends on
// who came first scores the same sign twice. So few draws decide: one of 1,000 visits, lived both ways, leaves nothing to
// luck. What is drawn anew in each life (keys, nonces, digests) does not cancel, and may differ from 0 as chance does:
// allowed_tau(). PARVIS_ORDER_TEST=full takes the numbers of the project's goal: N = 20, 200, 1,000, 100 draws each;
// half an hour.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <set>

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

struct Life {
  Attack at_rest;                        // after the last visit
  std::map<std::string, Guess> columns;  // of the same file, asked as a database
  std::map<std::string, Guess> batches;  // of what is in the outbox in the end
};

// Where a visit stands in the batches that it left in, and what its box looks like.
std::map<std::string, Guess> read_batches(const LedgerKit& kit, Ledger& ledger) {
  std::map<std::string, Guess> guesses;
  double place = 0;
  for (const auto& info : value(ledger.batches())) {
    for (const auto& box : kit.read_batch(info).visits) {
      guesses["batch place"][box.id] = place++;
      guesses["batch box length"][box.id] = static_cast<double>(wire::encode(box).size());
      guesses["batch nonce"][box.id] = box.nonce.bytes[0] * 256.0 + box.nonce.bytes[1];
      guesses["batch sealed key"][box.id] = box.keys[0][0] * 256.0 + box.keys[0][1];
      guesses["batch cipher"][box.id] = box.cipher[0] * 256.0 + box.cipher[1];
      const auto digest = wire::digest(box);
      guesses["batch digest"][box.id] = digest.bytes[0] * 256.0 + digest.bytes[1];
    }
  }
  return guesses;
}

// A session in which these visits came in this order, tapped and ended; the disk as it is when it
// rests; then closed and cut into batches.
Life live(const Draw& drawn, VisitEnd visit_end) {
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
  Life life{attack(kit.session_file(), drawn.ids), {}, {}};
  if (visit_end != VisitEnd::forget_order) return life;  // its file needs its WAL
  life.columns = attack_columns(kit.session_file(), drawn.ids);
  value(session.close({}));
  value(ledger.freeze(support::kNoon + std::chrono::days{7}, kit.collection));
  life.batches = read_batches(kit, ledger);
  return life;
}

Attack live_and_attack(const Draw& drawn, VisitEnd visit_end) {
  return live(drawn, visit_end).at_rest;
}

// The mean of tau by trace, over draws that are each lived forwards and backwards.
using Taus = std::map<std::string, double>;
Taus mean_tau(std::size_t visits, std::uint64_t draws, VisitEnd visit_end) {
  const ForgetfulVfs disk;  // spares the real disk a million fsyncs
  Taus sum;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    Draw drawn = draw(visits, seed);
    for (int direction = 0; direction < 2; ++direction) {
      const Life life = live(drawn, visit_end);
      const Attack& found = life.at_rest;
      if (visit_end == VisitEnd::forget_order) CHECK(found.free_pages + found.stray_copies == 0);
      for (const auto* guesses : {&found.guesses, &life.columns, &life.batches}) {
        for (const auto& [trace, guess] : *guesses) {
          sum[trace] += kendall_tau(guess, drawn.ids) / (2.0 * static_cast<double>(draws));
        }
      }
      std::ranges::reverse(drawn.ids);
      std::ranges::reverse(drawn.ideas);
    }
  }
  return sum;
}

// What somebody would do who wants to show visits in the order in which they came.
void plant_order_column(const Path& file, const std::vector<wire::VisitId>& ids) {
  sqlite3* handle = nullptr;
  REQUIRE(::sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  std::string words = "ALTER TABLE urn ADD COLUMN nth INTEGER;";
  for (std::size_t i = 0; i < ids.size(); ++i) {
    words += fmt::format("UPDATE urn SET nth = {} WHERE visit = x'{}';", i + 1,
                         crypto::to_hex(ids[i].view()));
  }
  words += "PRAGMA wal_checkpoint(TRUNCATE);";
  CHECK(::sqlite3_exec(handle, words.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  ::sqlite3_close(handle);
}

bool full() {
  const char* wish = std::getenv("PARVIS_ORDER_TEST");
  return wish != nullptr && std::string_view(wish) == "full";
}

// Boxes, and what is in them, are drawn anew in each life.
bool is_drawn(const std::string& trace) {
  static const std::set<std::string> kDrawn{"urn.box",          "digest.digest", "batch nonce",
                                            "batch sealed key", "batch cipher",  "batch digest"};
  return kDrawn.contains(trace);
}

void check_knows_nothing(const Taus& taus, std::size_t visits, std::uint64_t draws) {
  std::pair<std::string, double> worst;
  for (const auto& [trace, tau] : taus) {
    CAPTURE(visits, trace, tau);
    CHECK(std::abs(tau) < (is_drawn(trace) ? allowed_tau(visits, 2 * draws) : 0.02));
    if (std::abs(tau) > std::abs(worst.second)) worst = {trace, tau};
  }
  fmt::print(
      "order: {} visits, {} draws lived both ways, {} ways to guess: at most |mean tau| {:.4f} "
      "({}), allowed {:.4f}{}\n",
      visits, draws, taus.size(), std::abs(worst.second), worst.first,
      is_drawn(worst.first) ? allowed_tau(visits, 2 * draws) : 0.02,
      full() ? "" : "; PARVIS_ORDER_TEST=full takes 100 draws of 20, 200 and 1,000");
  std::fflush(stdout);  // an hour's run shows what it has
}

TEST_CASE("neither the disk at rest nor a batch tells the order in which visits came") {
  struct Size {
    std::size_t visits;
    std::uint64_t draws;
  };
  const std::vector<Size> sizes = full() ? std::vector<Size>{{20, 100}, {200, 100}, {1000, 100}}
                                         : std::vector<Size>{{20, 20}, {200, 3}, {1000, 1}};
  for (const auto [visits, draws] : sizes) {
    const Taus taus = mean_tau(visits, draws, VisitEnd::forget_order);
    for (const char* trace : {"urn row", "digest cell offset", "urn.box length", "batch place"}) {
      CHECK(taus.contains(trace));
    }
    CHECK_FALSE(taus.contains("wal frame"));
    if (visits > 100) CHECK(taus.contains("urn overflow page"));
    check_knows_nothing(taus, visits, draws);
  }
}

TEST_CASE("an order column planted in the urn is read by the same attacker") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Draw drawn = draw(20, 3);
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    for (const auto& id : drawn.ids) {
      wire::Visit visit = kit.visit_of(1);
      visit.id = id;
      ok(session.finish(visit));
    }
  }
  const Path file = kit.session_file();
  for (const auto& [trace, guess] : attack_columns(file, drawn.ids)) {
    CAPTURE(trace);
    CHECK(std::abs(kendall_tau(guess, drawn.ids)) < 0.9);
  }
  plant_order_column(file, drawn.ids);
  const auto columns = attack_columns(file, drawn.ids);
  REQUIRE(columns.contains("urn.nth"));
  CHECK(kendall_tau(columns.at("urn.nth"), drawn.ids) == 1);
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
  // As its definition says, pair by pair, with ties.
  std::mt19937_64 random(4);
  for (int round = 0; round < 20; ++round) {
    const Draw other = draw(31, random());
    Guess guess;
    for (const auto& id : other.ids) guess[id] = static_cast<double>(random() % 12);
    double agreement = 0;
    for (std::size_t i = 0; i < 31; ++i) {
      for (std::size_t j = i + 1; j < 31; ++j) {
        const double a = guess[other.ids[i]];
        const double b = guess[other.ids[j]];
        agreement += (a < b ? 1 : 0) - (a > b ? 1 : 0);
      }
    }
    CHECK(kendall_tau(guess, other.ids) == Approx(agreement / (31.0 * 30 / 2)));
  }
}

}  // namespace
}  // namespace parvis::ledger
