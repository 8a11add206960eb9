// From the hub's opened tables nobody can tell in which order visits came to a kiosk. The attacker has desk.db and intake.db whole:
// every column, row number, page, cell offset and WAL frame, and every box of the batches.
//
// Ids, keys and boxes are drawn anew for each session, so a guess that knows nothing scores as chance does: allowed_tau().
// PARVIS_ORDER_TEST=full takes 100 sessions of 20, 200 and 1,000 visits.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "tests/support/town.h"
#include "tests/unit/ledger/order_attack.h"

namespace parvis::hub {
namespace {

using ledger::Guess;
using support::Town;
using support::TownKiosk;
using support::value;

// In the order in which they came.
using Order = std::vector<wire::VisitId>;
using Guesses = std::map<std::string, Guess>;

wire::Visit some_visit(std::size_t number) {
  auto visit =
      support::town_visit(number % 6 == 0 ? "Il faut l’idée que voici, mot pour mot." : "");
  visit.id = crypto::random_fixed<wire::VisitId>();
  visit.seed = crypto::random_u64();
  visit.code = crypto::random_fixed<wire::CodeTag>();
  visit.spent = std::chrono::seconds{15 * (number % 7)};
  return visit;
}

// So many visits come one after another; the session is closed and cut into batches, sorted by id, as the ledger does.
Order live(const Town& town, TownKiosk& kiosk, std::size_t visits) {
  Order order;
  std::vector<wire::Visit> all;
  for (std::size_t i = 0; i < visits; ++i) {
    all.push_back(some_visit(i));
    order.push_back(all.back().id);
  }
  std::ranges::sort(all, {}, &wire::Visit::id);
  const auto session = crypto::random_fixed<wire::SessionId>();
  for (std::size_t at = 0; at < all.size(); at += wire::kMaxBatchVisits) {
    const auto end = std::min(at + wire::kMaxBatchVisits, all.size());
    town.import(kiosk.batch({all.begin() + static_cast<std::ptrdiff_t>(at),
                             all.begin() + static_cast<std::ptrdiff_t>(end)},
                            session));
  }
  return order;
}

// The same guesses under the ids of the visits that `keys` belong to.
void add_under_ids(const Guesses& by_key, const std::map<wire::VisitId, wire::VisitId>& ids,
                   std::string_view prefix, Guesses& into) {
  for (const auto& [trace, guess] : by_key) {
    for (const auto& [key, number] : guess) into[std::string(prefix) + trace][ids.at(key)] = number;
  }
}

// A row's key instead of the visit's id: what `visit` and `idea` are sorted by.
struct Keys {
  Order keys;  // of all visits
  std::map<wire::VisitId, wire::VisitId> ids;
};
Keys keys_in(const Path& desk) {
  Keys found;
  sqlite3* handle = nullptr;
  PARVIS_CHECK(::sqlite3_open(desk.c_str(), &handle) == SQLITE_OK);
  sqlite3_stmt* rows = nullptr;
  PARVIS_CHECK(::sqlite3_prepare_v2(handle, "SELECT key, id FROM visit", -1, &rows, nullptr) ==
               SQLITE_OK);
  while (::sqlite3_step(rows) == SQLITE_ROW) {
    const auto fixed = [&](int column) {
      return value(wire::VisitId::from(
          {static_cast<const std::uint8_t*>(::sqlite3_column_blob(rows, column)), 16}));
    };
    found.keys.push_back(fixed(0));
    found.ids.emplace(fixed(0), fixed(1));
  }
  ::sqlite3_finalize(rows);
  ::sqlite3_close(handle);
  return found;
}

void add_batches(Intake& intake, Guesses& into) {
  double place = 0;
  support::ok(intake.each_batch(0, [&](const LoggedBatch& logged) -> Status {
    for (const auto& box : value(wire::decode_batch(logged.bytes)).visits) {
      into["intake place"][box.id] = place++;
      into["intake box length"][box.id] = static_cast<double>(wire::encode(box).size());
      into["intake nonce"][box.id] = box.nonce.bytes[0] * 256.0 + box.nonce.bytes[1];
    }
    return {};
  }));
}

Guesses attack_hub(const Town& town) {
  const Path desk = town.hub().desk_db();
  const Keys keys = keys_in(desk);
  Order ids;
  for (const auto& [key, id] : keys.ids) ids.push_back(id);
  Guesses guesses;
  for (const auto& [trace, guess] : ledger::attack(desk, ids).guesses)
    guesses["index " + trace] = guess;
  add_under_ids(ledger::attack(desk, keys.keys).guesses, keys.ids, "table ", guesses);
  for (const auto& [trace, guess] : ledger::attack_columns(desk, ids)) guesses[trace] = guess;
  add_under_ids(ledger::attack_columns(desk, keys.keys), keys.ids, "by key ", guesses);
  auto intake = town.intake();
  add_batches(intake, guesses);
  return guesses;
}

// The mean over all sessions, by trace. A trace of few visits of a session says nothing there.
std::map<std::string, double> mean_taus(const Guesses& guesses,
                                        const std::vector<Order>& sessions) {
  std::map<std::string, double> mean;
  for (const auto& [trace, guess] : guesses) {
    for (const auto& order : sessions) {
      mean[trace] += ledger::kendall_tau(guess, order) / static_cast<double>(sessions.size());
    }
  }
  return mean;
}

bool full() {
  const char* wish = std::getenv("PARVIS_ORDER_TEST");
  return wish != nullptr && std::string_view(wish) == "full";
}

TEST_CASE("the hub's opened tables do not tell in which order visits came") {
  struct Size {
    std::size_t visits, sessions;
  };
  const std::vector<Size> sizes = full() ? std::vector<Size>{{20, 100}, {200, 100}, {1000, 100}}
                                         : std::vector<Size>{{20, 200}, {200, 40}, {1000, 8}};
  for (const auto [visits, sessions] : sizes) {
    const Town town;
    auto kiosk = town.kiosk("borne-01");
    std::vector<Order> orders;
    for (std::size_t i = 0; i < sessions; ++i) {
      orders.push_back(live(town, kiosk, visits));
      if (i % 5 == 0) town.open();  // some by some, as they come
    }
    town.open();
    const auto guesses = attack_hub(town);
    for (const char* trace :
         {"visit.key", "visit.leaf", "visit.content length", "by key idea.author",
          "index digest row", "table urn cell offset", "intake place"}) {
      CAPTURE(trace);
      CHECK(guesses.contains(trace));
    }
    const double allowed = ledger::allowed_tau(visits, sessions);
    std::pair<std::string, double> worst;
    for (const auto& [trace, tau] : mean_taus(guesses, orders)) {
      // Ideas are few: one visit in six.
      const bool few = guesses.at(trace).size() < visits * sessions;
      CAPTURE(visits, sessions, trace, tau, few);
      CHECK(std::abs(tau) < (few ? ledger::allowed_tau(visits / 6, sessions) : allowed));
      if (!few && std::abs(tau) > std::abs(worst.second)) worst = {trace, tau};
    }
    fmt::print(
        "hub's tables: {} sessions of {} visits, {} ways to guess: at most |mean tau| {:.4f} ({}), "
        "allowed "
        "{:.4f}\n",
        sessions, visits, guesses.size(), std::abs(worst.second), worst.first, allowed);
  }
}

TEST_CASE(
    "rows that are numbered as they come, and ids that grow with time, are read by the same "
    "attacker") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  std::vector<wire::Visit> all;
  Order order;
  for (std::size_t i = 0; i < 60; ++i) {
    all.push_back(some_visit(i));
    all.back().id.bytes[0] = static_cast<std::uint8_t>(i);  // as a ULID would
    order.push_back(all.back().id);
  }
  town.import(kiosk.batch(all));
  town.open();
  sqlite3* handle = nullptr;
  REQUIRE(::sqlite3_open(town.hub().desk_db().c_str(), &handle) == SQLITE_OK);
  CHECK(::sqlite3_exec(
            handle,
            "CREATE TABLE seen (id BLOB); INSERT INTO seen SELECT id FROM visit ORDER BY id",
            nullptr, nullptr, nullptr) == SQLITE_OK);
  ::sqlite3_close(handle);
  const auto taus = mean_taus(attack_hub(town), {order});
  CHECK(taus.at("seen.rowid") == 1);
  CHECK(taus.at("visit.id") == 1);
  CHECK(taus.at("intake place") == 1);
  CHECK(std::abs(taus.at("visit.key")) < 0.5);
}

}  // namespace
}  // namespace parvis::hub
