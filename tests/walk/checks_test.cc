// The checks find what they are for: each defect is planted on a screen that is right, and named.
#include <catch2/catch.hpp>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"
#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

ui::Node* find(Seen& seen, const std::string& id) {
  for (auto& node : seen.nodes) {
    if (node.id == id) return &node;
  }
  throw std::runtime_error("no node " + id);
}

struct Painted {
  Seen seen;
  ui::Image image;
};

Painted painted(const std::string& name, const std::string& language = "fr",
                const std::function<ui::Theme(ui::Theme)>& theme = {}) {
  const auto asked = shipped_consultation();
  Walker walker(support::value(ui::find_display("10")), ui::Drawing::pixels, asked);
  if (theme) walker.pour(theme);
  for (const auto& stop : walk(asked, language)) {
    if (stop.name != name) continue;
    walker.show(stop, language);
    return {seen(name, {"10", language, {}, {}}, walker.stage()), walker.stage().image()};
  }
  throw std::runtime_error("no stop " + name);
}

// The rules that a change of the card's nodes breaks.
std::vector<std::string> broken_by(const std::function<void(Seen&)>& damage) {
  auto card = painted("card").seen;
  damage(card);
  Findings found;
  check_places(card, found);
  check_targets(card, found);
  check_words_apart(card, found);
  check_spoken(card, found);
  std::vector<std::string> rules;
  for (const auto& one : found) rules.push_back(one.rule);
  return rules;
}

ui::Theme with(ui::Theme theme, ui::Token token, std::uint32_t hex) {
  theme.colors[static_cast<std::size_t>(token)] = ui::rgb(hex);
  return theme;
}

bool has(const Findings& found, const std::string& rule) {
  return std::ranges::any_of(found, [&](const Finding& one) { return one.rule == rule; });
}

Findings contrast_of(const Painted& painted) {
  Findings found;
  check_contrast(painted.seen, painted.image, ui::Look::light, found);
  return found;
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE("a card as it is drawn breaks no rule") {
  CHECK(broken_by([](Seen&) {}).empty());
}

TEST_CASE("a box, ink, a letter or a target out of order is found and named") {
  CHECK(broken_by([](Seen& s) { find(s, "card.text")->text.w += 400; }).front() ==
        "ink out of its box");
  CHECK(broken_by([](Seen& s) { find(s, "card.note")->overflows = true; }) ==
        Rules{"words too large for their box"});
  CHECK(broken_by([](Seen& s) { find(s, "card.text")->missing_glyphs = 1; }) ==
        Rules{"a letter that no font has"});
  CHECK(broken_by([](Seen& s) { find(s, "vote.agree")->box.h = 14; }).front() ==
        "ink out of its box");
  CHECK(broken_by([](Seen& s) { find(s, "bar.help")->box.h = 14; }).front() ==
        "target under 15 mm");
  CHECK(broken_by([](Seen& s) { find(s, "vote.agree")->box.w += 3; }) ==
        Rules{"targets less than 3 mm apart"});
  CHECK(broken_by([](Seen& s) { find(s, "vote.agree")->id = "vote.neutral"; }) ==
        Rules{"an id twice"});
  CHECK(broken_by([](Seen& s) { find(s, "card")->box.x = -5; }) == Rules{"off the panel"});
}

TEST_CASE("words over words and over controls are found") {
  const auto rules = broken_by([](Seen& s) {
    find(s, "card.note")->box = find(s, "card.note")->text = find(s, "card.text")->text;
  });
  CHECK(rules == Rules{"words over words"});
  CHECK(broken_by([](Seen& s) {
          find(s, "card.note")->box = find(s, "card.note")->text = find(s, "vote.agree")->box;
        }).size() >= 2);
}

TEST_CASE("what speech could not say is found") {
  const auto label = [](const char* words) {
    return broken_by([words](Seen& s) { find(s, "vote.agree")->label = words; });
  };
  CHECK(label("") == Rules{"nothing to say"});
  CHECK(label("←") == Rules{"a sign instead of words"});
  CHECK(label("⌫ …") == Rules{"a sign instead of words"});
  CHECK(label("⟦vote.agree⟧") == Rules{"a key instead of words"});
  CHECK(label("vote.agree") == Rules{"a key instead of words"});
  CHECK(label("Page {1}") == Rules{"a slot that nothing fills"});
  CHECK(label("موافق").empty());
}

TEST_CASE("French words in another language are found, names and numbers are not") {
  auto french = painted("card").seen;
  auto german = painted("card", "de").seen;
  Findings found;
  check_translated(german, french, found);
  CHECK(found.empty());
  find(german, "vote.agree")->label = find(french, "vote.agree")->label;
  check_translated(german, french, found);
  CHECK(has(found, "the same words as in French"));
}

TEST_CASE("an Arabic screen that is not mirrored is found") {
  auto french = painted("halfway").seen;
  auto arabic = painted("halfway", "ar").seen;
  Findings found;
  check_mirrored(arabic, french, found);
  INFO(listed(found));
  CHECK(found.empty());
  find(arabic, "bar.back")->box = find(french, "bar.back")->box;
  find(arabic, "half.title")->text.x -= 5;
  check_mirrored(arabic, french, found);
  CHECK(has(found, "not mirrored"));
  CHECK(has(found, "text does not start at the right"));
}

TEST_CASE(
    "pale words, a control that fades into its ground and a choice told by hue alone are found") {
  CHECK(contrast_of(painted("card")).empty());
  CHECK(has(contrast_of(painted(
                "card", "fr", [](ui::Theme t) { return with(t, ui::Token::secondary, 0x888888); })),
            "words too pale"));
  CHECK(has(contrast_of(painted("panel-display", "fr",
                                [](ui::Theme t) { return with(t, ui::Token::outline, 0xC9C4BA); })),
            "an outline too pale"));
  // A chosen tile in a green as light as the card: the eye that knows no green sees no difference.
  const auto green = painted("panel-display", "fr", [](ui::Theme t) {
    return with(with(t, ui::Token::chosen, 0xBFF5BF), ui::Token::on_chosen, 0x000000);
  });
  Findings found;
  check_chosen(green.seen, green.image, found);
  CHECK(has(found, "chosen and not chosen look alike"));
}
