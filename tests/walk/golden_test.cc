// Golden pictures: chosen screens look as they looked when somebody last accepted them (README.md).
//
// Pictures are kept at half their size. They hold for one minor version of Pango and one set of fonts, which stand beside them
// in made-with; on a machine with others the test says so and compares nothing.
#include <fmt/format.h>
#include <pango/pango.h>
#include <catch2/catch.hpp>

#include <array>

#include "tests/support/not_tested.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"
#include "tests/walk/checks.h"
#include "tests/walk/images.h"

using namespace parvis;
using namespace parvis::screens::test;
using support::ok;
using support::value;

namespace {

const Path kGolden{PARVIS_SOURCE_DIR "/tests/walk/golden"};
const Path kDifferences{PARVIS_DIFFERENCES};

struct Golden {
  const char* stop;
  const char* display;
  const char* language;
  flow::Contrast contrast = flow::Contrast::light;
  std::uint8_t size = 0;
  [[nodiscard]] std::string name() const {
    constexpr std::array kLooks{"", "-dark", "-high"};
    return fmt::format("{}-{}-{}{}{}", stop, display, language,
                       kLooks.at(static_cast<std::size_t>(contrast)),
                       size > 0 ? fmt::format("-size{}", size + 1) : "");
  }
};

constexpr std::array kChosen{
    Golden{"attract", "10", "fr"},
    Golden{"attract", "7", "ar"},
    Golden{"language", "7", "fr"},
    Golden{"plain-words", "7", "tr"},
    Golden{"question", "7", "de"},
    Golden{"card", "7", "fr"},
    Golden{"card", "10", "ar", flow::Contrast::high},
    Golden{"card", "7", "de", flow::Contrast::high, 2},
    Golden{"card-voted-agree", "7", "ar", flow::Contrast::dark},
    Golden{"card-voted-disagree", "10", "fr", flow::Contrast::light, 3},
    Golden{"halfway", "7", "it"},
    Golden{"idea-theme", "7", "fr"},
    Golden{"idea-write", "portrait", "de", flow::Contrast::high, 1},
    Golden{"idea-write", "7", "tr"},
    Golden{"idea-read", "7", "pt"},
    Golden{"said", "7", "fr"},
    Golden{"said", "7-hd", "de", flow::Contrast::light, 2},
    Golden{"trial", "7", "en"},
    Golden{"panel-display", "7", "fr"},
    Golden{"panel-speech", "7", "de"},
    Golden{"panel-help", "7", "ar", flow::Contrast::light, 2},
    Golden{"thanks-code", "7", "fr"},
    Golden{"veil", "7", "gsw"},
    Golden{"mediator-count", "7", "fr"},
};

ui::Image half(const ui::Image& image) { return scaled(image, image.width / 2, image.height / 2); }

ui::Image drawn(const Golden& golden, const std::function<void(flow::ResidentView&)>& change = {},
                const std::function<ui::Theme(ui::Theme)>& theme = {}) {
  const auto asked = shipped_consultation();
  Walker walker(value(ui::find_display(golden.display)), ui::Drawing::pixels, asked);
  if (theme) walker.pour(theme);
  flow::Display chosen;
  chosen.contrast = golden.contrast;
  chosen.text_size = golden.size;
  for (auto& stop : walk(asked, golden.language, chosen)) {
    if (stop.name != golden.stop) continue;
    if (change) change(std::get<flow::ResidentView>(stop.view));
    walker.show(stop, golden.language, chosen);
    return half(walker.stage().image());
  }
  throw std::runtime_error("no stop " + golden.name());
}

// What the look of letters depends on.
std::string made_with() {
  std::string all =
      fmt::format("pango {}.{}\n", pango_version() / 10000, pango_version() / 100 % 100);
  for (const char* font : {"NotoSans-Regular.ttf", "NotoSans-Bold.ttf",
                           "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"}) {
    std::error_code none;
    const auto size =
        std::filesystem::file_size(Path("/usr/share/fonts/truetype/noto") / font, none);
    all += fmt::format("{} {} bytes\n", font, none ? 0 : size);
  }
  return all;
}

void write(const Path& folder, const Golden& golden, const char* which, const ui::Image& image) {
  ok(ui::write_png(image, folder / fmt::format("{}-{}.png", golden.name(), which)));
}

std::string text_of(const Path& file) {
  const auto bytes = read_file(file, 4096);
  return bytes ? std::string(as_text(*bytes)) : std::string{};
}

}  // namespace

TEST_CASE("chosen screens look as they were accepted") {
  std::filesystem::remove_all(kDifferences);
  const auto accepted_with = text_of(kGolden / "made-with");
  if (!accepted_with.empty() && accepted_with != made_with()) {
    return support::say_not_tested("the golden pictures were made with\n" + accepted_with +
                                   "and this machine has\n" + made_with() +
                                   "so nothing was compared");
  }
  std::filesystem::create_directories(kDifferences);
  ok(write_file(kDifferences / "made-with", as_bytes(made_with())));
  for (const auto& golden : kChosen) {
    const auto now = drawn(golden);
    const auto before = read_png(kGolden / (golden.name() + ".png"));
    const auto blocks = before ? differences(*before, now) : std::vector{now.box()};
    if (blocks.empty()) continue;
    if (before) write(kDifferences, golden, "before", *before);
    write(kDifferences, golden, "after", now);
    write(kDifferences, golden, "difference", shown_differences(now, blocks));
    FAIL_CHECK(golden.name() << ": " << blocks.size()
                             << " blocks differ; look with tests/walk/review");
  }
}

TEST_CASE("a golden picture catches a shift of one millimetre, another word and another colour") {
  const Golden card{"card", "10", "fr"};
  const auto before = drawn(card);
  CHECK(differences(before, drawn(card)).empty());

  // Everything one millimetre to the right.
  auto moved = before;
  put(moved, before, static_cast<int>(std::lround(before.width / 217.0)), 0);
  CHECK_FALSE(differences(before, moved).empty());

  const auto word = drawn(card, [](flow::ResidentView& view) {
    const auto at = view.card.text.rfind(' ');
    view.card.text = view.card.text.substr(0, at) + " ici";
  });
  CHECK_FALSE(differences(before, word).empty());

  const auto colour = drawn(card, {}, [](ui::Theme theme) {
    theme.colors[static_cast<std::size_t>(ui::Token::stone)] = ui::rgb(0xE6DFD3);
    return theme;
  });
  CHECK_FALSE(differences(before, colour).empty());
}

TEST_CASE("a golden picture forgives softer edges and survives its own file") {
  const Golden card{"card", "10", "fr"};
  const auto before = drawn(card);
  // Each pixel takes a fifth from its right neighbour, as letters do that stand a fifth of a pixel further left.
  auto softer = before;
  for (std::size_t i = 0; i + 1 < softer.pixels.size(); ++i) {
    std::uint32_t mixed = 0;
    for (const unsigned shift : {16u, 8u, 0u}) {
      const auto a = before.pixels[i] >> shift & 0xFF;
      const auto b = before.pixels[i + 1] >> shift & 0xFF;
      mixed |= (4 * a + b) / 5 << shift;
    }
    softer.pixels[i] = mixed;
  }
  CHECK(differences(before, softer).empty());

  const support::TemporaryDirectory folder;
  ok(ui::write_png(before, folder / "card.png"));
  CHECK(value(read_png(folder / "card.png")).pixels == before.pixels);
}
