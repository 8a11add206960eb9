#include "sync/hub/desk/moderation.h"

#include <catch2/catch.hpp>

#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::Town;
using support::town_visit;
using support::value;

constexpr std::string_view kSaid = "Il faut plus de bancs à l’ombre.";

// A town where one idea waits.
struct Waiting {
  Town town;
  DeskStore store;
  std::string id;
  Moderator by;
  Waiting() : store(opened(town)), id(value(store.ideas()).at(0).id), by{"Awa", town.now()} {}

 private:
  static DeskStore opened(const Town& town) {
    auto kiosk = town.kiosk("borne-01");
    town.import(kiosk.batch({town_visit(std::string(kSaid))}));
    town.open();
    return town.desk();
  }
};

TEST_CASE("an accepted idea keeps its words, its keywords and who accepted it") {
  Waiting w;
  support::ok(accept(w.store, w.by, w.id, {"bancs", "ombre"}));
  const auto idea = value(w.store.idea(w.id));
  CHECK(idea.state == IdeaState::accepted);
  CHECK(idea.keywords == std::vector<std::string>{"bancs", "ombre"});
  const auto history = value(w.store.history(w.id));
  REQUIRE(history.size() == 1);
  CHECK(history[0].who == "Awa");
  CHECK(history[0].what == "accept");
  CHECK(history[0].text == kSaid);
}

TEST_CASE("a refusal needs one of the charter's reasons") {
  Waiting w;
  CHECK(code(refuse(w.store, w.by, w.id, "", "")) == Errc::invalid);
  CHECK(code(refuse(w.store, w.by, w.id, "ugly", "")) == Errc::invalid);
  CHECK(code(refuse(w.store, w.by, w.id, "other", "")) == Errc::invalid);
  CHECK(value(w.store.idea(w.id)).state == IdeaState::pending);
  support::ok(refuse(w.store, w.by, w.id, "names-person", ""));
  CHECK(value(w.store.idea(w.id)).reason == "names-person");
}

TEST_CASE("minds may change, and every step is kept") {
  Waiting w;
  support::ok(postpone(w.store, w.by, w.id, "ask the legal service"));
  support::ok(refuse(w.store, w.by, w.id, "off-topic", ""));
  support::ok(accept(w.store, w.by, w.id, {}));
  const auto idea = value(w.store.idea(w.id));
  CHECK(idea.state == IdeaState::accepted);
  CHECK(idea.reason.empty());
  const auto history = value(w.store.history(w.id));
  REQUIRE(history.size() == 3);
  CHECK(history[0].reason == "ask the legal service");
  CHECK(history[1].what == "refuse");
  CHECK(history[2].number == 3);
}

TEST_CASE("a corrected wording stands beside what was said and obeys the kiosk's rules") {
  Waiting w;
  CHECK(code(edit(w.store, w.by, w.id, "Trop court")) == Errc::invalid);
  CHECK(code(edit(w.store, w.by, w.id, std::string(141, 'a'))) == Errc::invalid);
  support::ok(edit(w.store, w.by, w.id, "Il faut plus de bancs à l’ombre des arbres."));
  const auto idea = value(w.store.idea(w.id));
  CHECK(idea.said == kSaid);
  CHECK(idea.text == "Il faut plus de bancs à l’ombre des arbres.");
  CHECK(value(w.store.history(w.id)).at(0).text == idea.text);
}

TEST_CASE("an idea that kiosks show can't be changed behind their back") {
  Waiting w;
  support::ok(accept(w.store, w.by, w.id, {}));
  w.town.publish();
  CHECK(code(refuse(w.store, w.by, w.id, "off-topic", "")) == Errc::conflict);
  CHECK(code(edit(w.store, w.by, w.id, "Il faut tout autre chose.")) == Errc::conflict);
}

TEST_CASE("unknown ideas, nobody as moderator and foul keywords are refused") {
  Waiting w;
  CHECK(code(accept(w.store, w.by, "i-00000000", {})) == Errc::not_found);
  CHECK(code(accept(w.store, {"", w.town.now()}, w.id, {})) == Errc::invalid);
  CHECK(code(accept(w.store, w.by, w.id, {"a;b"})) == Errc::invalid);
  CHECK(code(accept(w.store, w.by, w.id, {""})) == Errc::invalid);
}

TEST_CASE("an idea that breaks the rules of length can't be accepted before it is corrected") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit("Non")}));
  town.open();
  auto store = town.desk();
  const Moderator by{"Awa", town.now()};
  const std::string id = value(store.ideas()).at(0).id;
  CHECK(code(accept(store, by, id, {})) == Errc::invalid);
  support::ok(edit(store, by, id, "Il faut dire non plus souvent."));
  support::ok(accept(store, by, id, {}));
}

}  // namespace
}  // namespace parvis::hub
