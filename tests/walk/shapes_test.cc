// Never by colour alone: what is laid, chosen or voted is told apart by an eye that sees no hue.
#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

ui::Color pixel(const ui::Image& image, int x, int y) {
  return ui::rgb(image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                              static_cast<std::size_t>(x)]);
}

// The share of a box in which two pictures differ by 3:1 in lightness.
double differing(const ui::Image& a, const ui::PixelBox& in_a, const ui::Image& b,
                 const ui::PixelBox& in_b) {
  double count = 0;
  for (int y = 0; y < in_a.h; ++y) {
    for (int x = 0; x < in_a.w; ++x) {
      const auto one = pixel(a, in_a.x + x, in_a.y + y);
      const auto other = pixel(b, in_b.x + x, in_b.y + y);
      if (ui::contrast(one, other) >= 3) ++count;
    }
  }
  return count / (in_a.w * in_a.h);
}

constexpr std::array kLooks{flow::Contrast::light, flow::Contrast::dark, flow::Contrast::high};

struct Shown {
  Shown()
      : asked(shipped_consultation()),
        walker(support::value(ui::find_display("10")), ui::Drawing::pixels, asked) {}
  void show(const std::string& name, flow::Contrast contrast,
            const std::function<void(flow::ResidentView&)>& change = {}) {
    flow::Display chosen;
    chosen.contrast = contrast;
    for (auto& stop : walk(asked, "fr", chosen)) {
      if (stop.name != name) continue;
      if (change) change(std::get<flow::ResidentView>(stop.view));
      return walker.show(stop, "fr", chosen);
    }
    throw std::runtime_error("no stop " + name);
  }
  Asked asked;
  Walker walker;
};

// Where of twelve stones in three rows of four each lies, near enough to look at its middle.
ui::PixelBox stone(const ui::PixelBox& square, int index) {
  const int w = square.w / 4;
  const int h = square.h / 3;
  return {square.x + index % 4 * w + w / 4, square.y + index / 4 * h + h / 4, w / 2, h / 2};
}

// Laid stones are lighter or darker than those that are not, in themselves or by the line around them.
ui::PixelBox whole_stone(const ui::PixelBox& square, int index) {
  const int w = square.w / 4;
  const int h = square.h / 3;
  return {square.x + index % 4 * w, square.y + index / 4 * h, w, h};
}

}  // namespace

TEST_CASE("each vote's stone is seen without hue, in every look") {
  for (const auto look : kLooks) {
    Shown before;
    Shown after;
    for (int laid = 0; laid < 12; ++laid) {
      INFO("look " << static_cast<int>(look) << ", stone " << laid);
      before.show("card", look,
                  [laid](flow::ResidentView& v) { v.voted = static_cast<std::uint32_t>(laid); });
      after.show("card", look,
                 [laid](flow::ResidentView& v) { v.voted = static_cast<std::uint32_t>(laid + 1); });
      const auto box = after.walker.stage().node("progress")->pixels;
      CHECK(differing(before.walker.stage().image(), box, after.walker.stage().image(), box) >
            0.005);
    }
  }
}

TEST_CASE("on the finished square no laid stone looks like an empty one") {
  for (const auto look : kLooks) {
    Shown done;
    Shown none;
    done.show("last-card", look);
    none.show("erased", look);
    const auto laid = done.walker.stage().node("last.square")->pixels;
    const auto empty = none.walker.stage().node("erased.square")->pixels;
    const auto ground = stone(empty, 0);
    for (int i = 0; i < 12; ++i) {
      INFO("look " << static_cast<int>(look) << ", stone " << i);
      const auto at = stone(laid, i);
      const auto fill = pixel(done.walker.stage().image(), at.x + at.w / 2, at.y + at.h / 2);
      const auto bare =
          pixel(none.walker.stage().image(), ground.x + ground.w / 2, ground.y + ground.h / 2);
      // By its fill, or, where that is as light, by ink around it: four such lines are a good share of a stone.
      auto box = whole_stone(laid, i);
      auto other = whole_stone(empty, i);
      box.w = other.w = std::min(box.w, other.w);
      box.h = other.h = std::min(box.h, other.h);
      const bool by_line =
          look != flow::Contrast::high &&
          differing(done.walker.stage().image(), box, none.walker.stage().image(), other) > 0.03;
      CHECK((ui::contrast(fill, bare) >= 3 || by_line));
    }
  }
}

TEST_CASE("the three votes differ in shape and not in weight") {
  for (const auto look : kLooks) {
    Shown card;
    card.show("card", look);
    const auto& stage = card.walker.stage();
    // The upper half of each: the picture without its word.
    const auto picture = [&](const char* id) {
      auto box = stage.node(id)->pixels;
      const int side = box.h / 2;
      return ui::PixelBox{box.x + (box.w - side) / 2, box.y + box.h / 12, side, side};
    };
    const auto agree = picture("vote.agree");
    const auto neutral = picture("vote.neutral");
    const auto disagree = picture("vote.disagree");
    CHECK(differing(stage.image(), agree, stage.image(), neutral) > 0.05);
    CHECK(differing(stage.image(), agree, stage.image(), disagree) > 0.05);
    CHECK(differing(stage.image(), neutral, stage.image(), disagree) > 0.05);
  }
}

TEST_CASE("a qualification that is chosen is seen without hue, in every look") {
  for (const auto look : kLooks) {
    Shown none;
    Shown one;
    none.show("card-voted-agree", look,
              [](flow::ResidentView& v) { v.card.vote->qualifications = 0; });
    one.show("card-voted-agree", look,
             [](flow::ResidentView& v) { v.card.vote->qualifications = 1; });
    const auto box = one.walker.stage().node("qualification.likeIt")->pixels;
    CHECK(differing(none.walker.stage().image(), box, one.walker.stage().image(), box) > 0.5);
  }
}
