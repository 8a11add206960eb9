// Hands that hit everything at once, at a whole kiosk with its disk: no crash, no acknowledged tap lost, usable afterwards.
#include <catch2/catch.hpp>
#include <random>

#include "kiosk/app/app.h"
#include "sync/crypto/crypto.h"
#include "tests/drive/hall.h"
#include "tests/support/result.h"

using namespace parvis;
using namespace std::chrono_literals;
using support::ok;
using support::value;

namespace {

struct Hands : drive::Hall {
  explicit Hands(const std::string& display) : drive::Hall(display.c_str()) {}
  void to_cards() {
    for (const char* id : {"attract.start", "language.fr", "plain.start", "question.vote"})
      ok(kiosk->tap(id));
  }
  void type_pin() {
    for (const char digit : pin) ok(kiosk->tap(std::string("pin.") + digit));
  }
  // Down and up, and no waiting for what the disk says.
  void hit(double x, double y, std::int64_t finger = 0) {
    app::App& app = kiosk->app();
    app.handle(ui::Touch{ui::Phase::down, finger, x, y, 0});
    static_cast<void>(app.step());
    app.handle(ui::Touch{ui::Phase::up, finger, x, y, 0});
    static_cast<void>(app.step());
    kiosk->clock().advance(5ms);
  }
  void hit(const std::string& id) {
    if (const ui::Node* node = kiosk->node(id))
      hit(node->pixels.x + node->pixels.w / 2.0, node->pixels.y + node->pixels.h / 2.0);
  }
};

}  // namespace

TEST_CASE("while an answer is on its way to the disk a hundred more taps make one vote") {
  Hands hands("10");
  hands.to_cards();
  for (int i = 0; i < 100; ++i) hands.hit("vote.agree");
  static_cast<void>(hands.kiosk->app().settle());
  CHECK(hands.kiosk->app().resident().voted == 1);
  CHECK(hands.kiosk->shows("card.next"));
}

TEST_CASE("votes hit as fast as hands can are all on the disk once the screen shows them") {
  Hands hands("7");
  hands.to_cards();
  std::mt19937 random(7);
  const std::string ids[] = {"vote.agree", "vote.neutral", "vote.disagree", "card.next"};
  for (int i = 0; i < 400 && hands.kiosk->app().resident().voted < 5; ++i) {
    hands.hit(ids[random() % 4]);
    if (i % 7 == 0) static_cast<void>(hands.kiosk->app().settle());
    hands.kiosk->clock().advance(95ms);
  }
  static_cast<void>(hands.kiosk->app().settle());
  const auto shown = static_cast<std::size_t>(hands.kiosk->app().resident().voted);
  REQUIRE(shown >= 3);
  ok(hands.kiosk->power_cut());
  hands.type_pin();
  ok(hands.kiosk->tap("resume.go"));
  for (int visit = 0; visit < 9; ++visit) {  // sessions of ten visits leave at once
    hands.to_cards();
    ok(hands.kiosk->tap("vote.agree"));
    hands.kiosk->advance(60s);
  }
  hands.kiosk->hold_corner();
  hands.type_pin();
  for (const char* id : {"menu.close", "close.confirm"}) ok(hands.kiosk->tap(id));
  const auto visits = value(hands.city.open_outbox(hands.data() / "outbox"));
  const auto cut = std::ranges::find(visits, wire::Ending::interrupted, &wire::Visit::ending);
  REQUIRE(cut != visits.end());
  CHECK(cut->votes.size() == shown);
}

TEST_CASE(
    "200 taps a second for ten seconds at random places leave a kiosk that the next person uses") {
  for (const char* display : {"7", "10", "portrait"}) {
    Hands hands(display);
    const ui::Display panel = value(ui::find_display(display));
    std::mt19937 random(20261121);
    std::uniform_real_distribution<double> across(0, panel.width_px);
    std::uniform_real_distribution<double> down(0, panel.height_px);
    for (int i = 0; i < 2000; ++i) {
      hands.hit(across(random), down(random), i % 10);
      if (i % 40 == 0) static_cast<void>(hands.kiosk->app().settle());
    }
    static_cast<void>(hands.kiosk->app().settle());
    hands.kiosk->advance(10min);
    CAPTURE(display);
    REQUIRE(hands.kiosk->screen() == "attract");
    hands.to_cards();
    ok(hands.kiosk->tap("vote.disagree"));
    CHECK(hands.kiosk->app().resident().voted == 1);
  }
}

TEST_CASE("an idea is written with both thumbs, accents and all, by taps alone") {
  Hands hands("10");
  hands.to_cards();
  for (const char* id : {"bar.action", "idea.age.over", "idea.theme.unsure"})
    ok(hands.kiosk->tap(id));
  REQUIRE(hands.kiosk->screen() == "idea_write");
  for (const char* id : {"f", "e", "e", "variant.ê", "t", "e", "r"})
    ok(hands.kiosk->tap(std::string("key.") + id));
  CHECK(hands.kiosk->app().resident().idea.typed == "fêter");
  for (const char* id : {"r", "backspace", "backspace", "word", "undo"})
    ok(hands.kiosk->tap(std::string("key.") + id));
  CHECK(hands.kiosk->app().resident().idea.typed == "fête");
}

TEST_CASE("what is too long is said while it is written, and writing goes on") {
  Hands hands("10");
  hands.to_cards();
  for (const char* id : {"bar.action", "idea.age.over", "idea.theme.unsure"})
    ok(hands.kiosk->tap(id));
  ok(hands.kiosk->type(std::string(150, 'a')));
  const auto& idea = hands.kiosk->app().resident().idea;
  CHECK(idea.typed.size() == 150);
  const ui::Node* hint = hands.kiosk->node("idea.hint");
  REQUIRE(hint != nullptr);
  CHECK(hint->label.find(std::to_string(idea.used - idea.limit)) != std::string::npos);
  ok(hands.kiosk->type("b"));
  CHECK(hands.kiosk->app().resident().idea.typed.size() == 151);
}
