#include "tests/walk/sheets.h"

#include <fmt/format.h>

#include <map>
#include <memory>

#include "tests/support/result.h"
#include "tests/walk/checks.h"
#include "tests/walk/images.h"

namespace parvis::screens::test {
namespace {

constexpr int kColumns = 5, kWidth = 560, kHeight = 350, kLabel = 26, kGap = 14;
constexpr std::uint32_t kGround = 0x5A5F66;

class Sheet {
 public:
  explicit Sheet(int count)
      : image_(blank(kColumns * (kWidth + kGap) + kGap,
                     (count + kColumns - 1) / kColumns * (kHeight + kLabel + kGap) + kGap,
                     kGround)),
        type_(
            support::value(text::Typesetter::open({.fonts = PARVIS_SOURCE_DIR "/assets/fonts.conf",
                                                   .px_per_mm_x = 5,
                                                   .px_per_mm_y = 5}))) {}

  void add(const ui::Image& screen, const std::string& label) {
    const int x = kGap + at_ % kColumns * (kWidth + kGap);
    const int y = kGap + at_ / kColumns * (kHeight + kLabel + kGap);
    ++at_;
    const double by = std::min(static_cast<double>(kWidth) / screen.width,
                               static_cast<double>(kHeight) / screen.height);
    put(image_,
        scaled(screen, static_cast<int>(screen.width * by), static_cast<int>(screen.height * by)),
        x, y + kLabel);
    text::Paragraph words{label, {}, 0};
    words.style.capital = 2.4;
    const auto drawn = type_.draw(words);
    ui::Mark mark;
    mark.mask = drawn.mask;
    mark.box = {x + drawn.x, y + drawn.y, drawn.mask->width, drawn.mask->height};
    mark.color = {255, 255, 255, 255};
    ui::paint(image_, mark, image_.box());
  }
  void save(const Path& file) const { support::ok(ui::write_png(image_, file)); }

 private:
  ui::Image image_;
  text::Typesetter type_;
  int at_ = 0;
};

// A combination with its walk, so that a stop can be taken from each in turn.
struct Walked {
  Combination combination;
  std::unique_ptr<Walker> walker;
  std::vector<Stop> stops;
};

// Without what a high panel has out of reach: it is only paved.
ui::Image in_reach(const ui::Stage& stage) {
  const auto& display = stage.display();
  const int above = static_cast<int>(display.above * display.px_per_mm_y());
  auto part = blank(display.width_px, display.height_px - above, 0);
  put(part, stage.image(), 0, -above);
  return part;
}

const Stop* named(const std::vector<Stop>& stops, const std::string& name) {
  for (const auto& stop : stops) {
    if (stop.name == name) return &stop;
  }
  return nullptr;
}

}  // namespace

void draw_sheets(const Asked& asked, const Path& folder) {
  std::filesystem::create_directories(folder);
  std::map<std::string, std::vector<Walked>> by_language;
  for (const auto& combination : pairwise(asked)) {
    by_language[combination.language].push_back({combination, nullptr, {}});
  }
  for (auto& [language, turns] : by_language) {
    for (auto& turn : turns) {
      turn.walker = std::make_unique<Walker>(
          support::value(ui::find_display(turn.combination.display)), ui::Drawing::pixels, asked);
      turn.stops = walk(asked, language, turn.combination.chosen);
    }
    const auto all = walk(asked, language);
    Sheet sheet(static_cast<int>(all.size()));
    std::size_t at = 0;
    for (const auto& stop : all) {
      auto& turn = turns[at++ % turns.size()];
      const auto* here = named(turn.stops, stop.name);
      const auto chosen = here == nullptr ? flow::Display{} : turn.combination.chosen;
      turn.walker->show(here == nullptr ? stop : *here, language, chosen);
      sheet.add(in_reach(turn.walker->stage()),
                fmt::format("{} · {}", stop.name,
                            here == nullptr ? turn.combination.display : turn.combination.name()));
    }
    const auto file = folder / (language + ".png");
    sheet.save(file);
    fmt::print("{}\n", file.string());
    turns.clear();
  }
}

}  // namespace parvis::screens::test
