// What a pack or a person may put on a screen, at its worst: the screen stays one that a person can go on from.
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"
#include "tests/walk/checks.h"
#include "tests/walk/intents.h"

using namespace parvis;
using namespace parvis::screens::test;
using support::ok;
using support::value;

namespace {

constexpr std::array kDisplays{"7", "10", "portrait"};

Stop stop_named(const Asked& asked, const std::string& name) {
  for (auto& stop : walk(asked, "fr")) {
    if (stop.name == name) return stop;
  }
  throw std::runtime_error("no stop " + name);
}

flow::ResidentView& view_of(Stop& stop) { return std::get<flow::ResidentView>(stop.view); }

Stop card_with(const Asked& asked, const std::string& text) {
  auto stop = stop_named(asked, "card");
  view_of(stop).card.text = text;
  return stop;
}

std::string repeated(const std::string& part, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += part;
  return all;
}

// Nothing that is touched is off, small, near or covered. Words may be broken here: that is the input's fault.
Findings in_the_way(const Seen& seen) {
  Findings found;
  check_targets(seen, found);
  check_words_apart(seen, found);
  for (const auto& node : seen.nodes) {
    const ui::Box reach{0, seen.display.above, seen.display.width, seen.display.height};
    const bool inside = node.box.x >= 0 && node.box.end() <= reach.end() + 0.3 &&
                        node.box.bottom() <= reach.bottom() + 0.3;
    if (node.is_target() && !inside)
      found.push_back({"a target off the panel", seen.where, node.id});
  }
  return found;
}

// Pixels that differ outside `box`.
std::size_t changed_outside(const ui::Image& a, const ui::Image& b, const ui::PixelBox& box) {
  std::size_t count = 0;
  for (int y = 0; y < a.height; ++y) {
    for (int x = 0; x < a.width; ++x) {
      const bool inside = x >= box.x && x < box.right() && y >= box.y && y < box.bottom();
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(a.width) +
                      static_cast<std::size_t>(x);
      if (!inside && a.pixels[at] != b.pixels[at]) ++count;
    }
  }
  return count;
}

struct Worst {
  const char* what;
  std::string text;
};
std::vector<Worst> worst_texts() {
  return {{"one word of 140 letters", repeated("m", 140)},
          {"a letter under 60 stacked marks", "Il faut l" + repeated("\xCC\x80", 60) + "ire."},
          {"140 emoji", repeated("\xF0\x9F\x98\x80", 140)},
          {"letters that no font has", repeated("\xF0\x93\x80\x80\xE2\xB2\x80", 40)},
          {"a right-to-left override",
           "Il faut \xE2\x80\xAE"
           "ouvrir la place\xE2\x80\xAC."},
          {"overrides never closed", repeated("\xE2\x80\xAE\xE2\x80\xAD\xE2\x80\xAB", 40) + "fin"},
          {"isolates never closed", repeated("\xE2\x81\xA7", 60) + "fin"},
          {"lines without end", repeated("a\n", 70)},
          {"nothing but spaces", repeated(" ", 140)},
          {"nothing", ""}};
}

}  // namespace

TEST_CASE("whatever a proposal is made of, its card can be voted on") {
  const auto asked = shipped_consultation();
  for (const auto* name : kDisplays) {
    const auto display = value(ui::find_display(name));
    Walker walker(display, ui::Drawing::pixels, asked);
    for (const auto& worst : worst_texts()) {
      INFO(worst.what << " on " << name);
      walker.show(card_with(asked, worst.text), "fr");
      const auto found = in_the_way(seen("card", {name, "fr", {}, {}}, walker.stage()));
      INFO(listed(found));
      CHECK(found.empty());
      while (walker.stage().node("card.turn") != nullptr) {
        CHECK(in_the_way(seen("card", {name, "fr", {}, {}}, walker.stage())).empty());
        static_cast<void>(walker.taps("card.turn"));
      }
      if (walker.stage().node("card.vote_now") != nullptr) {
        CHECK(describe(walker.taps("card.vote_now")) ==
              describe(flow::ResidentIntent(flow::ShowVotes{})).insert(0, "resident "));
      } else {
        CHECK(describe(walker.taps("vote.agree")).starts_with("resident "));
      }
    }
  }
}

TEST_CASE("what a proposal is made of draws nowhere but in its card") {
  const auto asked = shipped_consultation();
  Walker walker(value(ui::find_display("10")), ui::Drawing::pixels, asked);
  walker.show(card_with(asked, "fin"), "fr");
  const auto plain = walker.stage().image();
  const auto card = walker.stage().node("card")->pixels;
  for (const auto& worst : worst_texts()) {
    walker.show(card_with(asked, worst.text), "fr");
    // In two steps the card is another one.
    if (walker.stage().node("vote.agree") == nullptr) continue;
    INFO(worst.what);
    CHECK(changed_outside(plain, walker.stage().image(), card) == 0);
  }
}

TEST_CASE("an override turns no letter round, in a proposal or beside the kiosk's own words") {
  const auto asked = shipped_consultation();
  Walker walker(value(ui::find_display("10")), ui::Drawing::pixels, asked);
  walker.show(card_with(asked, "Il faut ouvrir la place."), "fr");
  const auto plain = walker.stage().image();
  walker.show(card_with(asked, "Il faut \xE2\x80\xAEouvrir la place\xE2\x80\xAC."), "fr");
  CHECK(walker.stage().image().pixels == plain.pixels);

  auto idea = stop_named(asked, "idea-read");
  view_of(idea).idea.whole = "Il faut ouvrir";
  walker.show(idea, "fr");
  const auto read = walker.stage().image();
  view_of(idea).idea.whole = "Il faut \xE2\x80\xAEouvrir";
  walker.show(idea, "fr");
  CHECK(walker.stage().image().pixels == read.pixels);
}

TEST_CASE("a legal text of 4,000 characters is read page by page to its end") {
  auto asked = std::make_shared<consultation::Consultation>(*shipped_consultation());
  for (auto& [key, texts] : asked->pages) {
    if (key.starts_with("more.")) texts["fr"] = repeated("Vos droits. ", 333) + "Ici finit.";
  }
  for (const auto* name : kDisplays) {
    INFO(name);
    Walker walker(value(ui::find_display(name)), ui::Drawing::none, asked);
    walker.show(stop_named(asked, "panel-notice"), "fr");
    int pages = 1;
    const auto reads_end = [&] {
      const auto* text = walker.stage().node("notice.text");
      return text != nullptr && text->label.ends_with("Ici finit.");
    };
    while (!reads_end() && walker.stage().node("notice.next") != nullptr && pages < 200) {
      walker.taps("notice.next");
      const auto found = in_the_way(seen("notice", {name, "fr", {}, {}}, walker.stage()));
      INFO(listed(found));
      CHECK(found.empty());
      ++pages;
    }
    CHECK(reads_end());
    CHECK(pages > 3);
  }
}

TEST_CASE(
    "a pack that has nothing in one of the program's languages shows its first language's words") {
  auto asked = std::make_shared<consultation::Consultation>(*shipped_consultation());
  for (auto* texts : {&asked->title, &asked->asker, &asked->asker_short, &asked->question,
                      &asked->question_sub, &asked->prefix}) {
    texts->erase("tr");
  }
  for (auto& theme : asked->themes) {
    for (auto* texts : {&theme.name, &theme.short_name, &theme.plain}) texts->erase("tr");
  }
  for (auto& [key, texts] : asked->pages) texts.erase("tr");
  for (auto& place : asked->neighbourhoods) place.name.erase("tr");
  Walker walker(value(ui::find_display("7")), ui::Drawing::none, asked);
  Findings found;
  for (const auto& stop : walk(asked, "tr")) {
    walker.show(stop, "tr");
    const auto now = seen(stop.name, {"7", "tr", {}, {}}, walker.stage());
    check_places(now, found);
    check_targets(now, found);
    check_spoken(now, found);
  }
  INFO(listed(found));
  CHECK(found.empty());
}

TEST_CASE(
    "a theme's picture that is missing, broken, huge or a bomb leaves the card without it, in "
    "time") {
  const support::TemporaryDirectory folder;
  std::filesystem::copy(PARVIS_SOURCE_DIR "/assets/pictures", folder / "pictures");
  const std::string open = "<svg xmlns=\"http://www.w3.org/2000/svg\" ";
  const auto put = [&](const char* name, const std::string& svg) {
    ok(write_file(folder / "pictures" / (std::string(name) + ".svg"), as_bytes(svg)));
  };
  put("theme-broken", open + "viewBox=\"0 0 24 24\"><g id=\"line\"><path d=\"M");
  put("theme-empty", "");
  put("theme-paths", open + "viewBox=\"0 0 24 24\"><g id=\"line\">" +
                         repeated("<path d=\"M1 1L20 20\"/>", 50'000) + "</g></svg>");
  put("theme-strokes", open +
                           "viewBox=\"0 0 24 24\"><g id=\"line\" stroke=\"#000\"><path d=\"M0 0" +
                           repeated("L24 24L0 9", 6'000) + "\"/></g></svg>");
  put("theme-huge",
      open + "viewBox=\"0 0 10000 10000\"><g id=\"line\"><path d=\"M0 0H9000V9000Z\"/></g></svg>");
  put("theme-thread",
      open + "viewBox=\"0 0 10000 1\"><g id=\"line\"><path d=\"M0 0H9000\"/></g></svg>");
  put("theme-bomb", "<!DOCTYPE svg [<!ENTITY a \"<g/>\"><!ENTITY b \"" + repeated("&a;", 50) +
                        "\"><!ENTITY c \"" + repeated("&b;", 50) + "\"><!ENTITY d \"" +
                        repeated("&c;", 50) + "\">]>" + open +
                        "viewBox=\"0 0 24 24\"><g id=\"line\">&d;</g></svg>");
  std::string uses = open + "viewBox=\"0 0 24 24\"><g id=\"l0\"><path d=\"M0 0H9\"/></g>";
  for (int i = 1; i < 30; ++i) {
    uses += "<g id=\"l" + std::to_string(i) + "\">" +
            repeated("<use href=\"#l" + std::to_string(i - 1) + "\"/>", 10) + "</g>";
  }
  put("theme-uses", uses + "<g id=\"line\"><use href=\"#l29\"/></g></svg>");

  for (const char* picture :
       {"theme-missing", "theme-broken", "theme-empty", "theme-paths", "theme-strokes",
        "theme-huge", "theme-thread", "theme-bomb", "theme-uses"}) {
    INFO(picture);
    auto asked = std::make_shared<consultation::Consultation>(*shipped_consultation());
    for (auto& theme : asked->themes) theme.picture = picture;
    Walker walker(value(ui::find_display("10")), ui::Drawing::pixels, asked,
                  {{}, folder / "pictures"});
    const auto start = std::chrono::steady_clock::now();
    for (const char* stop : {"card", "idea-theme"}) {
      walker.show(stop_named(asked, stop), "fr");
      const auto found = in_the_way(seen(stop, {"10", "fr", {}, {}}, walker.stage()));
      INFO(listed(found));
      CHECK(found.empty());
    }
    // A bound against what would never end, not a measure of speed.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    walker.show(stop_named(asked, "card"), "fr");
    CHECK(describe(walker.taps("vote.agree")).starts_with("resident "));
  }
}
