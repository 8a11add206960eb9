#include "kiosk/ui/keyboard.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;

namespace {

const std::vector<std::string> kLanguages{"fr", "de", "en", "tr", "ar", "it", "pt", "gsw"};

Box area(SizeClass size) {
  return size == SizeClass::seven ? Box{3, 32.9, 148.1, 50} : Box{4, 64, 209, 68};
}

}  // namespace

TEST_CASE("keys tile their area in every language, layer and size, at 12 mm or more") {
  for (const std::string& language : kLanguages) {
    for (const SizeClass size : {SizeClass::seven, SizeClass::ten}) {
      const KeyboardLayout& layout = keyboard_layout(language, size);
      for (const KeyboardState& state : {KeyboardState{}, KeyboardState{.digits = true}}) {
        const Box box = area(size);
        double covered = 0;
        std::set<std::string> ids;
        for (const PlacedKey& key : place_keys(layout, state, box)) {
          CAPTURE(layout.name, key.id, key.box.x, key.box.w);
          CHECK(key.box.w >= 12.0);
          CHECK(key.box.h >= 12.0);
          CHECK(key.box.end() <= box.end() + 1e-6);
          CHECK(ids.insert(key.id).second);  // ids are what tests tap: unique
          covered += key.box.w * key.box.h;
        }
        CHECK(covered == Approx(box.w * box.h));
      }
    }
  }
}

TEST_CASE("every language types its own letters without a second layer") {
  const auto types = [](const std::string& language, const std::string& letter) {
    for (const auto& row : keyboard_layout(language, SizeClass::ten).letters) {
      for (const LayoutKey& key : row) {
        if (key.text == letter) return true;
      }
    }
    return false;
  };
  for (const char* letter : {"é", "è", "à", "ç", "’"}) CHECK(types("fr", letter));
  for (const char* letter : {"ä", "ö", "ü", "ß"}) CHECK(types("de", letter));
  for (const char* letter : {"ä", "ö", "ü", "é"}) CHECK(types("gsw", letter));
  for (const char* letter : {"ğ", "ü", "ş", "ı", "i", "ö", "ç"}) CHECK(types("tr", letter));
  for (const char* letter : {"ض", "ة", "ئ", "ى"}) CHECK(types("ar", letter));
}

TEST_CASE("the capital of a Turkish i keeps its dot") {
  for (const auto& row : keyboard_layout("tr", SizeClass::ten).letters) {
    for (const LayoutKey& key : row) {
      if (key.text == "i") CHECK(key.upper == "İ");
      if (key.text == "ı") CHECK(key.upper == "I");
    }
  }
}

TEST_CASE("the nearest key wins, outside of all keys too") {
  const auto keys = place_keys(keyboard_layout("fr", SizeClass::ten), {}, area(SizeClass::ten));
  CHECK(nearest_key(keys, {5, 65})->id == "key.a");
  CHECK(nearest_key(keys, {1, 62})->id == "key.a");
  CHECK(nearest_key(keys, {4 + 19 - 0.01, 70})->id == "key.a");
  CHECK(nearest_key(keys, {4 + 19 + 0.01, 70})->id == "key.z");
  CHECK(nearest_key({}, {0, 0}) == nullptr);
}

TEST_CASE("taps write: letters, one capital, digits until a space") {
  Drawn drawn("15-idea-keyboard");
  TextEdit& idea = drawn.memory().idea;
  idea.set("x");
  drawn.frame();
  for (const char* id : {"key.shift", "key.e", "key.t", "key.space", "key.digits", "key.4", "key.2",
                         "key.space", "key.a", "key.é"}) {
    CAPTURE(id);
    drawn.tap(id);
  }
  CHECK(idea.text() == "xEt 42 aé");
  drawn.tap("key.backspace");
  CHECK(idea.text() == "xEt 42 a");
}

TEST_CASE("between two frames fast fingers lose no letter") {
  Drawn drawn("15-idea-keyboard");
  TextEdit& idea = drawn.memory().idea;
  idea.set("v");
  drawn.frame();
  for (const char* id : {"key.i", "key.t", "key.e"})
    support::ok(drawn.stage().tap(id, drawn.now()));
  while (drawn.stage().needs_frame(drawn.now())) drawn.frame();
  CHECK(idea.text() == "vite");
}

TEST_CASE("a finger just beside the keyboard still means its nearest key") {
  Drawn drawn("16-idea-keyboard-7in");
  drawn.memory().idea.set("x");
  drawn.frame();
  const PixelBox a = drawn.node("key.a").pixels;
  drawn.touch(Phase::down, a.x - 8, a.y + 20);  // in the margin, 1.5 mm away
  drawn.touch(Phase::up, a.x - 8, a.y + 20);
  drawn.frame();
  CHECK(drawn.memory().idea.text() == "xa");
}

TEST_CASE("a physical keyboard writes too, and its keys move the caret") {
  Drawn drawn("15-idea-keyboard");
  TextEdit& idea = drawn.memory().idea;
  idea.set("v");
  drawn.type("oil");
  drawn.key(Key::left);
  drawn.type("à l");
  CHECK(idea.text() == "voià ll");
  drawn.key(Key::end);
  drawn.key(Key::backspace);
  drawn.key(Key::delete_word);
  CHECK(idea.text() == "voià ");
  drawn.key(Key::undo);
  CHECK(idea.text() == "voià l");
}

TEST_CASE("a tap in the field moves the caret to the letter under the finger") {
  Drawn drawn("15-idea-keyboard");
  TextEdit& idea = drawn.memory().idea;
  idea.set("ouvrir une permanence");
  drawn.frame();
  const PixelBox field = drawn.node("idea.text").pixels;
  drawn.touch(Phase::down, field.x + 36, field.y + 40);  // on the prefix, which nobody edits
  drawn.touch(Phase::up, field.x + 36, field.y + 40);
  drawn.frame();
  CHECK(idea.caret() == 0);
  drawn.touch(Phase::down, field.right() - 40, field.y + 40);
  drawn.touch(Phase::up, field.right() - 40, field.y + 40);
  drawn.frame();
  CHECK(idea.caret() == idea.text().size());
}
