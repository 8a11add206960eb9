// The whole kiosk without a picture: taps by id, real files, a clock in the test's hand.
#include "kiosk/app/app.h"

#include <catch2/catch.hpp>

#include "sync/crypto/crypto.h"
#include "tests/drive/hall.h"
#include "tests/support/result.h"

using namespace parvis;
using namespace std::chrono_literals;
using support::ok;
using support::value;
using wire::Ending;

namespace {

struct Hall : drive::Hall {
  explicit Hall(const std::string& display = "10") : drive::Hall(display.c_str()) {}
  Hall& taps(std::initializer_list<std::string_view> ids) {
    for (const auto id : ids) {
      INFO("tap " << id << " on " << kiosk->screen());
      ok(kiosk->tap(id));
    }
    return *this;
  }
  Hall& to_cards() {
    return taps({"attract.start", "language.fr", "plain.start", "question.vote"});
  }
  Hall& votes(int times) {
    for (int i = 0; i < times; ++i) {
      vote("agree");
      taps({"card.next"});
    }
    return *this;
  }
  // Closes the session and opens what it sealed. Sessions of ten visits leave at once: the rest is filled up.
  std::vector<wire::Visit> close_and_open() {
    kiosk->hold_corner();
    type_pin();
    taps({"menu.close", "close.confirm"});
    return value(city.open_outbox(data() / "outbox"));
  }
  void type_pin() {
    for (const char digit : pin) ok(kiosk->tap(std::string("pin.") + digit));
  }
  void fill_up(int visits) {
    for (int i = 0; i < visits; ++i) {
      to_cards().votes(1);
      kiosk->advance(60s);
      REQUIRE(kiosk->screen() == "attract");
    }
  }
};

long count(const std::vector<wire::Visit>& visits, Ending ending) {
  return std::ranges::count(visits, ending, &wire::Visit::ending);
}

}  // namespace

TEST_CASE("what a resident said at the screen is what the hub's key opens") {
  Hall hall;
  hall.to_cards();
  for (int i = 0; i < 6; ++i) {
    hall.vote("neutral");
    hall.taps({"qualification.noOpinion", "card.next"});
  }
  hall.taps({"half.idea", "idea.age.over", "idea.theme.unsure"});
  ok(hall.kiosk->type("plus de bancs dans les rues"));
  hall.taps({"idea.validate", "idea.confirm", "kept.end", "about.age.75+", "about.place.centre"});
  REQUIRE(hall.kiosk->screen() == "thanks");
  const auto* code = hall.kiosk->node("thanks.code");
  REQUIRE(code != nullptr);
  hall.taps({"thanks.end"});
  hall.fill_up(9);
  const auto visits = hall.close_and_open();
  REQUIRE(visits.size() == 10);
  CHECK(count(visits, Ending::timed_out) == 9);
  const auto said = std::ranges::find(visits, Ending::completed, &wire::Visit::ending);
  REQUIRE(said != visits.end());
  CHECK(said->votes.size() == 6);
  for (const auto& vote : said->votes) {
    CHECK(vote.vote == consultation::Vote::neutral);
    CHECK(vote.qualifications == 0b010);
  }
  REQUIRE(said->ideas.size() == 1);
  CHECK(said->ideas.front() == wire::Idea{"", "Il faut plus de bancs dans les rues"});
  CHECK(said->age == "75+");
  CHECK(said->neighbourhood == "centre");
  CHECK(said->code.has_value());
}

TEST_CASE("a tap that was answered survives the power cut, and the visit is never shown again") {
  Hall hall("7");
  hall.to_cards().votes(2).taps({"vote.disagree"});
  ok(hall.kiosk->power_cut());
  CHECK(hall.kiosk->screen() == "pin");
  hall.type_pin();
  CHECK(hall.kiosk->screen() == "resume");
  hall.taps({"resume.go"});
  CHECK(hall.kiosk->screen() == "attract");
  hall.fill_up(9);
  const auto visits = hall.close_and_open();
  REQUIRE(visits.size() == 10);
  const auto cut = std::ranges::find(visits, Ending::interrupted, &wire::Visit::ending);
  REQUIRE(cut != visits.end());
  CHECK(cut->votes.size() == 3);
}

TEST_CASE("the veil hides a visit, a new person finds nothing of it") {
  Hall hall;
  hall.to_cards().votes(3);
  hall.kiosk->advance(20s);
  CHECK(hall.kiosk->node("card.text") == nullptr);
  REQUIRE(hall.kiosk->node("veil.continue") != nullptr);
  hall.taps({"veil.continue"});
  CHECK(hall.kiosk->node("card.text") != nullptr);
  hall.kiosk->advance(20s);
  hall.taps({"veil.new", "language.en", "plain.start", "question.vote"});
  CHECK(hall.kiosk->app().resident().voted == 0);
  CHECK(hall.kiosk->app().resident().language == "en");
}

TEST_CASE("the mediator's corner hides the visit at once and gives it back veiled") {
  Hall hall;
  hall.to_cards().votes(1);
  hall.kiosk->hold_corner();
  CHECK(hall.kiosk->screen() == "pin");
  CHECK(hall.kiosk->node("card.text") == nullptr);
  hall.type_pin();
  hall.taps({"menu.return"});
  CHECK(hall.kiosk->node("card.text") == nullptr);
  hall.taps({"veil.continue"});
  CHECK(hall.kiosk->node("card.text") != nullptr);
}

TEST_CASE("no screen of a visit asks for a word that a language lacks") {
  Hall hall;
  hall.to_cards().votes(1).taps({"bar.help", "help.how"});
  hall.kiosk->advance(5min);
  CHECK(hall.kiosk->app().missing_words().empty());
}
