#include "tests/walk/checks.h"

#include <set>

#include "tests/support/result.h"

namespace parvis::screens::test {

Seen seen(const std::string& stop, const Combination& combination, const ui::Stage& stage) {
  return {stop,
          stop + " on " + combination.name(),
          combination.language,
          stage.display(),
          stage.nodes(),
          stage.theme().text_size};
}

namespace {

std::string fingerprint(const std::vector<ui::Node>& nodes) {
  std::string all;
  for (const auto& node : nodes) all += node.id + "\n" + node.label + "\n";
  return all;
}

}  // namespace

void walk_under(const Asked& asked, const Combination& combination, ui::Drawing drawing,
                const std::function<void(const Stop&, Walker&)>& at, Findings& found) {
  Walker walker(support::value(ui::find_display(combination.display)), drawing, asked);
  for (const auto& stop : walk(asked, combination.language, combination.chosen)) {
    walker.show(stop, combination.language, combination.chosen);
    at(stop, walker);
    // And its further pages; the Aa panel begins again after its last one.
    std::set<std::string> pages{fingerprint(walker.stage().nodes())};
    auto page = stop;
    while (walker.turn_page() && pages.insert(fingerprint(walker.stage().nodes())).second) {
      page.page = static_cast<int>(pages.size());
      page.name = stop.name + ", page " + std::to_string(page.page);
      at(page, walker);
    }
  }
  for (const auto& word : walker.missing_words()) {
    found.push_back({"no word", combination.name(), word});
  }
}

LaidOut check_layout(const Asked& asked, const Combination& combination,
                     const std::vector<Seen>& french) {
  LaidOut all;
  const auto check = [&](const Stop& stop, Walker& walker) {
    const auto& now = all.stops.emplace_back(seen(stop.name, combination, walker.stage()));
    check_places(now, all.found);
    check_targets(now, all.found);
    check_letters(now, all.found);
    check_words_apart(now, all.found);
    check_spoken(now, all.found);
    const auto there = std::ranges::find(french, stop.name, &Seen::stop);
    if (there == french.end()) return;
    check_translated(now, *there, all.found);
    if (text::is_right_to_left(combination.language)) check_mirrored(now, *there, all.found);
  };
  walk_under(asked, combination, ui::Drawing::none, check, all.found);
  return all;
}

Findings check_painted(const Asked& asked, const Combination& combination) {
  Findings found;
  const auto check = [&](const Stop& stop, Walker& walker) {
    const auto now = seen(stop.name, combination, walker.stage());
    check_places(now, found);
    check_targets(now, found);
    check_letters(now, found);
    check_words_apart(now, found);
    check_spoken(now, found);
    const auto& image = walker.stage().image();
    check_contrast(now, image, walker.stage().theme().look, found);
    check_chosen(now, image, found);
  };
  walk_under(asked, combination, ui::Drawing::pixels, check, found);
  return found;
}

std::string listed(const Findings& found) {
  std::string all;
  for (const auto& one : found) all += one.rule + ": " + one.where + ": " + one.what + "\n";
  return all;
}

}  // namespace parvis::screens::test
