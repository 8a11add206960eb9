#include "tests/walk/checks.h"

#include "tests/support/result.h"

namespace parvis::screens::test {

Seen seen(const std::string& stop, const Combination& combination, const ui::Stage& stage) {
  return {stop + " on " + combination.name(), combination.language, stage.display(), stage.nodes(),
          stage.theme().text_size};
}

void walk_under(const Asked& asked, const Combination& combination, ui::Drawing drawing,
                const std::function<void(const Stop&, Walker&)>& at, Findings& found) {
  Walker walker(support::value(ui::find_display(combination.display)), drawing, asked);
  for (const auto& stop : walk(asked, combination.language, combination.chosen)) {
    walker.show(stop, combination.language, combination.chosen);
    at(stop, walker);
  }
  for (const auto& word : walker.missing_words()) {
    found.push_back({"no word", combination.name(), word});
  }
}

LaidOut check_layout(const Asked& asked, const Combination& combination,
                     const std::vector<Seen>& french) {
  LaidOut all;
  std::size_t at = 0;
  const auto check = [&](const Stop& stop, Walker& walker) {
    const auto& now = all.stops.emplace_back(seen(stop.name, combination, walker.stage()));
    check_places(now, all.found);
    check_targets(now, all.found);
    check_letters(now, all.found);
    check_words_apart(now, all.found);
    check_spoken(now, all.found);
    // Both walks make the same stops, but Alsatian has no mediator's.
    if (at >= french.size()) return;
    const auto& there = french[at++];
    check_translated(now, there, all.found);
    if (text::is_right_to_left(combination.language)) check_mirrored(now, there, all.found);
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
