// Bytes are changed where they lie: in the files of SQLite, behind the program's back.
#include "sync/hub/desk/audit.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::Town;
using support::town_visit;
using support::value;

// Runs SQL on desk.db or intake.db as someone with a shell would. The schema's checks don't matter: flips keep lengths.
void tamper(const Path& file, std::string_view kind, std::int32_t application,
            std::string_view sql) {
  std::vector<std::string_view> steps(1, "");
  auto database = value(sqlite::Database::open(file, {kind, application, steps},
                                               {.access = sqlite::Access::existing}));
  support::ok(database.execute(sql));
}

constexpr std::int32_t kDeskFile = 0x50764465;

void tamper_desk(const Town& town, std::string_view sql) {
  tamper(town.hub().desk_db(), "desk", kDeskFile, sql);
}

// Changes the last byte of `column` in every row that `where` chooses.
std::string flip(std::string_view table, std::string_view column, std::string_view where) {
  return fmt::format(
      "UPDATE {0} SET {1} = CAST(substr({1}, 1, length({1}) - 1) || "
      "CASE WHEN substr({1}, -1) = x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE {2}",
      table, column, where);
}

struct Filled {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  Filled() {
    town.import(kiosk.batch({town_visit("Il faut plus de bancs à l’ombre."), town_visit()}));
    town.import(kiosk.batch({town_visit(), town_visit()}));
    town.open();
  }
  [[nodiscard]] std::vector<std::string> findings(Town::Reopen reopen = Town::Reopen::yes) const {
    return town.audit(reopen).findings;
  }
};

bool names(const std::vector<std::string>& findings, std::string_view words) {
  for (const auto& finding : findings) {
    if (finding.find(words) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("an audit of an untouched hub finds nothing, and says how much it looked at") {
  const Filled hub;
  const auto report = hub.town.audit(Town::Reopen::yes);
  CAPTURE(report.findings);
  CHECK(report.findings.empty());
  CHECK(report.leaves == 2);
  CHECK(report.batches == 2);
  CHECK(report.rows == 4);
  CHECK(report.reopened == 4);
  CHECK(report.waiting == 0);
}

TEST_CASE("batches that wait to be opened are counted and are no finding") {
  Filled hub;
  hub.town.import(hub.kiosk.batch({town_visit()}));
  const auto report = hub.town.audit(Town::Reopen::no);
  CHECK(report.findings.empty());
  CHECK(report.waiting == 1);
}

TEST_CASE("one bit of an opened row is named, whichever column it is in") {
  for (const char* column : {"content", "box", "id", "row_digest"}) {
    const Filled hub;
    tamper_desk(hub.town, flip("visit", column, "key = (SELECT min(key) FROM visit)"));
    INFO(column);
    CHECK(names(hub.findings(Town::Reopen::no), "in desk.db is not what was written"));
  }
}

TEST_CASE("a row whose answers and digest were both rewritten is found by opening its box again") {
  const Filled hub;
  {
    auto store = hub.town.desk();
    OpenedVisit changed;
    support::ok(store.each_visit(
        [&](const OpenedVisit& row) -> Status {
          changed = row;
          return {};
        },
        [](const std::string& damage) -> Status { return fail(Errc::corrupt, damage); }));
    auto visit = value(wire::decode_visit(changed.content));
    visit.votes[0].vote = consultation::Vote::disagree;
    changed.content = value(wire::encode(visit));
    tamper_desk(hub.town, fmt::format("UPDATE visit SET content = x'{}', row_digest = x'{}' "
                                      "WHERE key = x'{}'",
                                      crypto::to_hex(changed.content),
                                      crypto::to_hex(row_digest(changed).view()),
                                      crypto::to_hex(changed.key.view())));
  }
  CHECK(hub.findings(Town::Reopen::no).empty());
  CHECK(names(hub.findings(Town::Reopen::yes), "is not what its sealed box says"));
}

TEST_CASE("a row that was deleted is missed by its batch") {
  const Filled hub;
  tamper_desk(hub.town, "DELETE FROM visit WHERE key = (SELECT min(key) FROM visit)");
  CHECK(names(hub.findings(Town::Reopen::no), "its manifest says 2 visits, desk.db has 1"));
  CHECK(names(hub.findings(), "has no row in desk.db"));
}

TEST_CASE("a manifest that was changed in desk.db is told apart from that of the log") {
  const Filled hub;
  tamper_desk(hub.town, flip("batch", "document", "leaf = 1"));
  const auto findings = hub.findings();
  CAPTURE(findings);
  CHECK(names(findings, "batch 1 in the log"));
}

TEST_CASE("an idea whose words were changed outside moderation is named") {
  const Filled hub;
  tamper_desk(hub.town, "UPDATE idea SET text = 'Il faut autre chose ici.'");
  CHECK(names(hub.findings(Town::Reopen::no), "is not what its history says"));
  tamper_desk(hub.town, "UPDATE idea SET said = text");
  CHECK(names(hub.findings(Town::Reopen::no), "is not what its visit said"));
}

TEST_CASE("a pack with one other byte is named") {
  const Filled hub;
  tamper_desk(hub.town, flip("pack", "bytes", "version = 1"));
  CHECK(names(hub.findings(Town::Reopen::no), "pack test-town version 1 in desk.db is damaged"));
}

TEST_CASE("one bit of the log is named: manifest, sealed batch, checkpoint") {
  struct Case {
    const char* table;
    const char* column;
    const char* words;
  };
  for (const Case& flipped : {Case{"batch", "manifest", "leaf"}, Case{"batch", "bytes", "leaf"},
                              Case{"checkpoint", "note", "checkpoint"}}) {
    const Filled hub;
    auto intake = hub.town.intake();
    INFO(flipped.table << "." << flipped.column);
    support::ok(
        intake.store().database().execute(std::string_view(flipped.column) == "note"
                                              ? "UPDATE checkpoint SET note = substr(note, 1, "
                                                "length(note) - 6) || 'AAAAA' || char(10)"
                                              : flip(flipped.table, flipped.column, "leaf = 1")));
    const auto findings = hub.findings();
    CAPTURE(findings);
    CHECK(names(findings, flipped.words));
  }
}

}  // namespace
}  // namespace parvis::hub
