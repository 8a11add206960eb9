// A field's text, its caret, and the line under it, in the room that it has.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;

namespace {

struct Written {
  explicit Written(const FieldSpec& spec, const std::string& display = "10",
                   const std::string& language = "fr", TextSize size = TextSize::standard)
      : drawn(scene(spec, display, language, size)) {}
  Written& text(const std::string& words) {
    drawn.memory().idea = TextEdit{400};
    drawn.memory().idea.set(words);
    drawn.stage().request_frame();
    drawn.frame();
    return *this;
  }
  bool shows(const std::string& id) { return drawn.stage().node(id) != nullptr; }
  TextEdit& edit() { return drawn.memory().idea; }

  static scenes::Scene scene(const FieldSpec& spec, const std::string& display,
                             const std::string& language, TextSize size) {
    scenes::Scene made{"field", display, language, Look::light, size, {}};
    made.draw = [spec](Canvas& canvas, scenes::Memory& memory) { canvas.field(spec, memory.idea); };
    return made;
  }
  Drawn drawn;
};

const std::string kLong =
    "ouvrir une permanence le soir pour aider les gens à faire leurs papiers, avec un interprète "
    "et un café chaud dans chaque quartier";

FieldSpec idea(const Box& box) {
  return {.id = "field",
          .box = box,
          .prefix = "Il faut",
          .hint = "Une seule idée.",
          .hint_shown = Shown::when_room,
          .counter = "131 sur 140",
          .counter_shown = Shown::when_room};
}

}  // namespace

TEST_CASE("what only helps gives its line to the text when that needs it") {
  Written written(idea({4, 24, 165, 44}), "10", "fr", TextSize::large);
  written.text("un banc");
  CHECK(written.shows("field.hint"));
  CHECK(written.shows("field.counter"));
  written.text(kLong);
  CHECK_FALSE(written.shows("field.hint"));
  CHECK_FALSE(written.shows("field.counter"));
}

TEST_CASE("what must be minded stays, and the text shows the lines around the caret") {
  FieldSpec spec = idea({21, 3, 112, 26.9});
  spec.counter_shown = Shown::always;
  Written written(spec, "7", "fr", TextSize::large);
  written.text(kLong);
  CHECK(written.shows("field.counter"));
  const Node& field = written.drawn.node("field");
  CHECK(field.text.bottom() <= written.drawn.node("field.counter").text.y + 0.5);
}

TEST_CASE("a hint that is too long for its line has the line alone, and a second one") {
  FieldSpec spec = idea({21, 3, 112, 26.9});
  spec.hint = "Votre idée est trop longue. Enlevez 12 signes.";
  spec.hint_shown = Shown::always;
  Written written(spec, "7", "fr", TextSize::large);
  written.text("un banc");
  CHECK(written.shows("field.hint"));
  CHECK_FALSE(written.shows("field.counter"));
  CHECK_FALSE(written.drawn.node("field.hint").overflows);
}

TEST_CASE("in large text a field holds as many lines as there is room for") {
  Written written(idea({4, 24, 165, 44}), "10", "fr", TextSize::large);
  written.text(kLong);
  const double line = text::line_height({.capital = 6.1});
  CHECK(written.drawn.node("field").text.h == Approx(4 * line));
  Written seven(idea({21, 3, 112, 26.9}), "7", "fr", TextSize::large);
  seven.text(kLong);
  CHECK(seven.drawn.node("field").text.h == Approx(3 * text::line_height({.capital = 4.9})));
}

TEST_CASE("letters that are too many are another colour, underlined, and can go on") {
  FieldSpec spec = idea({4, 24, 165, 36});
  Written as_it_is(spec);
  as_it_is.text("un banc public");
  const auto before = as_it_is.drawn.stage().image().pixels;
  spec.beyond = 6;
  Written beyond(spec);
  beyond.text("un banc public");
  const Color stop = beyond.drawn.stage().theme().color(Token::stop);
  const std::uint32_t red = (std::uint32_t{stop.r} << 16) | (std::uint32_t{stop.g} << 8) | stop.b;
  const auto& after = beyond.drawn.stage().image().pixels;
  const auto reds = [&](const std::vector<std::uint32_t>& pixels) {
    return std::ranges::count_if(pixels, [&](std::uint32_t p) { return (p & 0xFFFFFF) == red; });
  };
  CHECK(reds(before) == 0);
  CHECK(reds(after) > 100);
  beyond.drawn.type("s");
  CHECK(beyond.edit().text() == "un banc publics");
}

TEST_CASE("up and down go between lines, and from the first and last one to the text's ends") {
  Written written(idea({21, 3, 112, 26.9}), "7");
  written.text(kLong);
  written.drawn.key(Key::up);
  const std::size_t above = written.edit().caret();
  CHECK(above < kLong.size());
  CHECK(above > 0);
  written.drawn.key(Key::down);
  written.drawn.key(Key::down);
  CHECK(written.edit().caret() == kLong.size());
  for (int i = 0; i < 5; ++i) written.drawn.key(Key::up);
  CHECK(written.edit().caret() == 0);
}

TEST_CASE("in Arabic the arrow keys go where they point, and never into the given beginning") {
  FieldSpec spec = idea({4, 24, 165, 36});
  spec.prefix = "يجب";
  Written written(spec, "10", "ar");
  written.text("خط Soléa");
  CHECK(written.edit().caret() == written.edit().text().size());
  written.drawn.key(Key::home);
  written.drawn.key(Key::right);
  CHECK(written.edit().caret() == 0);
  written.drawn.key(Key::left);
  CHECK(written.edit().caret() == 2);
}

TEST_CASE("a tap takes the caret between whole letters, in Arabic with a Latin name too") {
  FieldSpec spec = idea({4, 24, 165, 36});
  spec.prefix = "يجب";
  Written written(spec, "10", "ar");
  written.text("خط Soléa رقم 12");
  const auto stops = text::caret_stops(written.edit().text());
  const PixelBox field = written.drawn.node("field").pixels;
  std::set<std::size_t> reached;
  for (int x = field.x + 4; x < field.right() - 4; x += 5) {
    written.drawn.touch(Phase::down, x, field.y + 35);
    written.drawn.touch(Phase::up, x, field.y + 35);
    written.drawn.frame();
    CHECK(std::ranges::binary_search(stops, written.edit().caret()));
    reached.insert(written.edit().caret());
  }
  CHECK(reached.size() + 3 >= stops.size());
}
