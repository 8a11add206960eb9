// The strip above the keys: variants of a letter, and what mends a text.
#include <catch2/catch.hpp>

#include "kiosk/ui/keyboard.h"
#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;
using std::chrono::milliseconds;

namespace {

// A field and a keyboard of any language, `given` in front.
scenes::Scene writing(const std::string& language, const std::string& display = "10",
                      const std::string& given = "Il faut") {
  scenes::Scene scene{"writing", display, language, Look::light, TextSize::standard, {}};
  scene.draw = [given](Canvas& canvas, scenes::Memory& memory) {
    const Box keys = canvas.keyboard_area();
    const Box field{20, canvas.seven() ? 3.0 : 24, 112, keys.y - (canvas.seven() ? 6 : 28)};
    canvas.field({.id = "field", .box = canvas.above_strip(field), .prefix = given}, memory.idea);
    canvas.keyboard({.field = field, .given = given}, memory.idea);
  };
  return scene;
}

struct Writer {
  explicit Writer(const std::string& language = "fr", const std::string& display = "10",
                  const std::string& given = "Il faut")
      : drawn(writing(language, display, given), Drawing::none) {}
  Writer& taps(std::initializer_list<const char*> ids) {
    for (const char* id : ids) {
      INFO(id);
      drawn.tap(std::string("key.") + id);
    }
    return *this;
  }
  const std::string& text() { return drawn.memory().idea.text(); }
  bool shows(const std::string& id) { return drawn.stage().node("key." + id) != nullptr; }

  Drawn drawn;
};

}  // namespace

TEST_CASE("tapping a letter twice types it twice and offers its variants") {
  Writer writer;
  writer.taps({"f", "e"});
  CHECK_FALSE(writer.shows("variant.ê"));
  writer.taps({"e"});
  CHECK(writer.text() == "fee");
  CHECK(writer.shows("variant.ê"));
}

TEST_CASE("a variant takes the place of the two, and the strip closes") {
  Writer writer;
  writer.taps({"f", "e", "e", "variant.ê", "t", "e"});
  CHECK(writer.text() == "fête");
  CHECK_FALSE(writer.shows("variant.ê"));
  writer.taps({"space", "e", "e", "e", "variant.ë"});  // the last two of three
  CHECK(writer.text() == "fête eë");
}

TEST_CASE("going on after a double letter keeps both") {
  Writer writer;
  for (const char* id : {"c", "o", "o", "p", "e", "e", "r", "s", "s", "n", "n", "l", "l", "m", "m"})
    writer.taps({id});
  CHECK(writer.text() == "coopeerssnnllmm");
  writer.taps({"a", "a", "space"});
  CHECK(writer.text() == "coopeerssnnllmmaa ");
  CHECK_FALSE(writer.shows("variant.à"));
}

TEST_CASE("no key moves when the strip opens") {
  for (const char* display : {"7", "10", "portrait"}) {
    Writer writer("fr", display);
    std::map<std::string, Box> before;
    for (const Node& node : writer.drawn.stage().nodes())
      if (node.role == Role::key) before[node.id] = node.box;
    writer.taps({"e", "e"});
    for (const auto& [id, box] : before) CHECK(writer.drawn.node(id).box == box);
  }
}

TEST_CASE("double letters typed faster than frames are whole") {
  Writer writer;
  for (const char* id : {"key.a", "key.n", "key.n", "key.e", "key.e"})
    support::ok(writer.drawn.stage().tap(id, writer.drawn.now()));
  while (writer.drawn.stage().needs_frame(writer.drawn.now())) writer.drawn.frame();
  CHECK(writer.text() == "annee");
}

TEST_CASE("two seconds later a second tap is a letter and no more") {
  Writer writer;
  writer.taps({"e"});
  writer.drawn.advance(milliseconds(2500));
  writer.taps({"e"});
  CHECK(writer.text() == "ee");
  CHECK_FALSE(writer.shows("variant.ê"));
}

TEST_CASE("the accent key offers the variants of the letter before the caret") {
  Writer writer;
  writer.taps(
      {"h", "o", "accents", "variant.ô", "accents", "variant.œ", "accents", "accents", "t"});
  CHECK(writer.text() == "hœt");
  CHECK_FALSE(writer.shows("variant.œ"));
  writer.taps({"accents"});  // t has none: those that the language needs most
  writer.taps({"variant.ê"});
  CHECK(writer.text() == "hœtê");
}

TEST_CASE("a capital has capital variants, and the shift key turns them") {
  Writer writer;
  writer.taps({"shift", "e", "e"});
  CHECK(writer.drawn.node("key.variant.ê").label == "Ê");
  writer.taps({"variant.ê"});
  CHECK(writer.text() == "Ê");
  writer.taps({"c", "c", "shift", "variant.ç"});
  CHECK(writer.text() == "ÊÇ");
}

TEST_CASE("typing on a physical keyboard closes variants of a letter that is the last no more") {
  Writer writer;
  writer.taps({"e", "e"});
  writer.drawn.type("t");
  CHECK_FALSE(writer.shows("variant.ê"));
  CHECK(writer.text() == "eet");
}

TEST_CASE("the keys of an open strip touch, are 12 mm and more, and reach into no other key") {
  for (const char* language : {"fr", "de", "en", "tr", "ar", "it", "pt", "gsw"}) {
    for (const SizeClass size : {SizeClass::seven, SizeClass::ten}) {
      const KeyboardLayout& layout = keyboard_layout(language, size);
      const bool seven = size == SizeClass::seven;
      const Box area = seven ? Box{3, 32.9, 148.1, 50} : Box{4, 64, 186, 68};
      const Box band{area.x + 18, area.y - (seven ? 12 : 14), seven ? 112.1 : 142.0,
                     seven ? 12.0 : 14.0};
      std::vector<KeyboardState> states{{.strip = Strip::tools}};
      for (const Variants& variants : layout.variants)
        states.push_back({.strip = Strip::variants, .variants_of = variants.of.text});
      for (const KeyboardState& state : states) {
        const auto placed = place_strip(layout, state, band, place_keys(layout, state, area));
        REQUIRE_FALSE(placed.empty());
        double x = placed.front().box.x;
        for (const PlacedKey& key : placed) {
          CAPTURE(language, state.variants_of, key.id, key.box.x, key.box.w);
          CHECK(key.box.w >= 12);
          CHECK(key.box.h >= 12);
          CHECK(key.box.x == Approx(x));
          CHECK(key.box.x >= band.x - 1e-6);
          CHECK(key.box.end() <= band.end() + 1e-6);
          x = key.box.end();
        }
      }
    }
  }
}

TEST_CASE("backspace twice offers the word before, undo and the caret's steps") {
  Writer writer;
  writer.drawn.type("ouvrir le soir");
  writer.taps({"backspace"});
  CHECK_FALSE(writer.shows("undo"));
  writer.taps({"backspace"});
  REQUIRE(writer.shows("undo"));
  writer.taps({"word"});
  CHECK(writer.text() == "ouvrir le ");
  writer.taps({"undo"});
  CHECK(writer.text() == "ouvrir le so");
  writer.taps({"left", "left", "left", "u"});
  CHECK(writer.text() == "ouvrir leu so");
  CHECK_FALSE(writer.shows("undo"));  // writing goes on
}

TEST_CASE("in Arabic too the left arrow of the strip goes to the left") {
  Writer writer("ar", "10", "");
  writer.drawn.type("شكرا");
  writer.drawn.key(Key::home);
  writer.taps({"backspace", "backspace", "left"});
  CHECK(writer.drawn.memory().idea.caret() ==
        2);  // over the first letter, which stands at the right
  writer.taps({"right"});
  CHECK(writer.drawn.memory().idea.caret() == 0);
}

TEST_CASE("a sentence begins with a capital by itself, after a given beginning it goes on small") {
  Writer given;
  given.taps({"o", "u"});
  CHECK(given.text() == "ou");
  Writer free("fr", "10", "");
  free.taps({"o", "u", "i"});
  free.drawn.type("! ");
  free.taps({"n", "o", "n"});
  CHECK(free.text() == "Oui! Non");
}

TEST_CASE("the shift key undoes the capital that came by itself") {
  Writer writer("fr", "10", "");
  CHECK(writer.drawn.node("key.shift").chosen);
  writer.taps({"shift", "o", "shift", "k"});
  CHECK(writer.text() == "oK");
}

TEST_CASE("where a sentence begins") {
  for (const char* before : {"", " ", "Oui. ", "Non !  ", "Quoi ? ", "Hm… ", "ماذا؟ "})
    CHECK(begins_sentence(before));
  for (const char* before : {"Il faut ", "Oui.", "3.5", "a, ", "’"})
    CHECK_FALSE(begins_sentence(before));
}

TEST_CASE("Turkish keeps its two letters i apart, in capitals and at a sentence's beginning") {
  Writer writer("tr", "10", "");
  writer.taps({"i", "y", "i", "space", "shift", "ı", "ı"});
  CHECK(writer.text() == "İyi Iı");
  CHECK(writer.drawn.node("key.variant.i").label == "İ");
  writer.taps({"variant.i", "ı", "accents"});
  CHECK(writer.drawn.node("key.variant.i").label == "i");
  writer.taps({"variant.i"});
  CHECK(writer.text() == "İyi İi");
}

TEST_CASE("Arabic reaches every form of alif, hamza and lam-alif") {
  Writer writer("ar", "7", "");
  writer.taps(
      {"ا", "ا", "variant.آ", "ل", "ل", "variant.لا", "ء", "ا", "accents", "variant.إ", "space"});
  CHECK(writer.text() == "آلاءإ ");
}

TEST_CASE(
    "on a small screen the strip takes a part of the field, which is whole again afterwards") {
  Writer writer("fr", "7");
  const Box before = writer.drawn.node("field").box;
  writer.taps({"e", "e"});
  const Box open = writer.drawn.node("field").box;
  const Box variant = writer.drawn.node("key.variant.ê").box;
  CHECK(open.h < before.h);
  CHECK(open.bottom() <= variant.y - 2.9);
  CHECK(variant.bottom() == Approx(writer.drawn.node("key.a").box.y));
  writer.taps({"t"});
  CHECK(writer.drawn.node("field").box == before);
}
