// Writing an idea with the keyboard's strip open and in large text: what the walk, which taps no key, doesn't see.
#include <catch2/catch.hpp>

#include "kiosk/ui/theme.h"
#include "tests/support/result.h"
#include "tests/walk/walk.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

constexpr double kRounding = 0.3;  // mm

const Stop& named(const std::vector<Stop>& stops, std::string_view name) {
  const auto found = std::ranges::find(stops, name, &Stop::name);
  REQUIRE(found != stops.end());
  return *found;
}

bool apart(const ui::Box& a, const ui::Box& b, double gap) {
  return a.end() + gap <= b.x + kRounding || b.end() + gap <= a.x + kRounding ||
         a.bottom() + gap <= b.y + kRounding || b.bottom() + gap <= a.y + kRounding;
}

void check_strip(const std::vector<ui::Node>& nodes) {
  int variants = 0;
  for (const auto& key : nodes) {
    if (key.role != ui::Role::key) continue;
    INFO(key.id);
    CHECK_FALSE(key.overflows);
    CHECK(key.missing_glyphs == 0);
    if (!key.id.starts_with("key.variant.")) continue;
    ++variants;
    CHECK(key.box.w >= 12);
    CHECK(key.box.h >= 12 - 1e-6);
    for (const auto& other : nodes) {
      if (&other == &key || !other.is_target()) continue;
      INFO(other.id);
      CHECK(apart(key.box, other.box, other.role == ui::Role::key ? 0 : 3));
      if (other.role == ui::Role::field) CHECK(other.box.h >= 15 - kRounding);
    }
  }
  CHECK(variants >= 8);
}

// Words and signs with capitals or digits in them: their ink is at least as high as a capital.
void check_legends(const std::vector<ui::Node>& nodes, double least) {
  int read = 0;
  for (const auto& node : nodes) {
    const bool has_capital = node.id == "key.digits" || node.id == "key.b" || node.id == "key.ك" ||
                             node.id == "idea.hint" || node.id == "idea.count";
    if (!has_capital || node.text.w <= 0) continue;
    ++read;
    INFO(node.id << " " << node.text.h);
    CHECK(node.text.h >= least - 0.05);
  }
  CHECK(read >= 2);
}

void check_writing(const std::string& display_name, const std::string& language, int size) {
  const auto asked = shipped_consultation();
  const auto display = *ui::find_display(display_name);
  Walker walker(display, ui::Drawing::none, asked);
  const flow::Display chosen{.text_size = static_cast<std::uint8_t>(size)};
  const auto stops = walk(asked, language, chosen);
  INFO(display_name << "\" " << language << " " << size);
  for (const auto* name : {"idea-write", "idea-write-short"}) {
    walker.show(named(stops, name), language, chosen);
    // With a long beginning "un" is not too short, and read back at once.
    if (walker.stage().node("idea.field") == nullptr) continue;
    const auto large = static_cast<ui::TextSize>(size) >= ui::TextSize::large;
    if (large)
      check_legends(walker.stage().nodes(),
                    ui::make_theme(display, {}, ui::TextSize::large).type.note);
    for (const auto& node : walker.stage().nodes()) {
      if (!node.id.starts_with("idea.")) continue;
      INFO(name << " " << node.id);
      CHECK_FALSE(node.overflows);
    }
  }
  const Stop& stop = named(stops, "idea-write");
  walker.show(stop, language, chosen);
  support::ok(walker.stage().tap("key.accents", MonoTime{std::chrono::hours(1)}));
  walker.show(stop, language, chosen);
  check_strip(walker.stage().nodes());
}

}  // namespace

TEST_CASE("with the strip open nothing of the writing screen touches, in each language and size") {
  for (const auto* display : {"7", "7-hd", "10", "15", "portrait"}) {
    for (const auto* language : {"fr", "de", "tr", "ar"}) {
      for (const int size : {0, 1, 2}) check_writing(display, language, size);
    }
  }
  for (const auto* language : {"en", "it", "pt", "gsw"}) {
    check_writing("7", language, 2);
    check_writing("10", language, 3);
  }
}
