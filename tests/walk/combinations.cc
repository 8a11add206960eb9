#include "tests/walk/combinations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/result.h"

namespace parvis::screens::test {
namespace {

// One of the panel's choices by its id, "display.contrast.dark".
using Choice = std::string;

// A row of the Aa panel: its name and its choices, the standing one first: {"size", {"display.size.1", "display.size.2"}}.
struct Setting {
  std::string name;
  std::vector<Choice> choices;
};

constexpr std::string_view kPrefix = "display.";
constexpr std::string_view kTurn = "display.turn";  // where the panel has several pages
constexpr int kPages = 8;                           // more than it ever has

// "size" of "display.size.2".
std::string setting_of(std::string_view id) {
  id.remove_prefix(kPrefix.size());
  return std::string(id.substr(0, id.find('.')));
}
std::string last_part(std::string_view id) { return std::string(id.substr(id.rfind('.') + 1)); }

// The Aa panel on one display, with a resident who chooses.
class Panel {
 public:
  Panel(const ui::Display& display, const Asked& asked)
      : walker_(display, ui::Drawing::none, asked) {
    for (auto& stop : walk(asked, asked->languages.front().code)) {
      if (stop.name == "panel-display") stop_ = std::move(stop);
    }
  }
  std::vector<Setting> settings() {
    walker_.show(stop_, language());
    std::vector<Setting> all;
    std::set<std::string> known;
    for (int page = 0; page < kPages; ++page) {
      for (const auto& node : walker_.stage().nodes()) {
        if (node.role != ui::Role::choice && node.role != ui::Role::toggle) continue;
        if (!node.id.starts_with(kPrefix) || !known.insert(node.id).second) continue;
        const auto name = setting_of(node.id);
        if (all.empty() || all.back().name != name) all.push_back({name, {}});
        auto& choices = all.back().choices;
        choices.insert(node.chosen ? choices.begin() : choices.end(), node.id);
      }
      if (walker_.stage().node(kTurn) == nullptr) break;
      static_cast<void>(walker_.taps(kTurn));
    }
    return all;
  }
  // The settings after all these taps.
  flow::Display after(const std::vector<Choice>& taps) {
    auto& view = std::get<flow::ResidentView>(stop_.view);
    view.display = {};
    for (const auto& id : taps) {
      walker_.show(stop_, language(), view.display);
      for (int page = 0; page < kPages && walker_.stage().node(id) == nullptr; ++page)
        static_cast<void>(walker_.taps(kTurn));
      const auto answer = walker_.taps(id);
      const auto* change =
          answer.resident ? std::get_if<flow::ChangeDisplay>(&*answer.resident) : nullptr;
      if (change != nullptr) view.display = change->display;
    }
    return view.display;
  }

 private:
  [[nodiscard]] const std::string& language() const {
    return std::get<flow::ResidentView>(stop_.view).language;
  }
  Walker walker_;
  Stop stop_;
};

// A row of the product: a value's index for each of display, language and the settings by name.
using Axis = std::pair<std::string, std::vector<std::string>>;

// Displays and what their panels offer; a choice that one display lacks is left out there.
class Space {
 public:
  explicit Space(const Asked& asked) : asked_(asked) {
    for (const auto& display : ui::displays()) {
      Panel panel(display, asked);
      offered_[display.name] = panel.settings();
      for (const auto& setting : offered_[display.name]) {
        if (setting.name == "motion") continue;
        auto& all = axes_[setting.name];
        for (const auto& choice : setting.choices) {
          if (std::ranges::find(all, choice) == all.end()) all.push_back(choice);
        }
      }
    }
  }
  [[nodiscard]] std::vector<Axis> axes() const {
    std::vector<Axis> all{{"display", {}}, {"language", languages_of(asked_)}};
    for (const auto& display : ui::displays()) all.front().second.push_back(display.name);
    all.insert(all.end(), axes_.begin(), axes_.end());
    return all;
  }
  [[nodiscard]] bool offers(const std::string& display, const std::string& choice) const {
    return std::ranges::any_of(offered_.at(display), [&](const Setting& setting) {
      return std::ranges::find(setting.choices, choice) != setting.choices.end();
    });
  }
  [[nodiscard]] bool is_standing(const std::string& display, const std::string& choice) const {
    return std::ranges::any_of(offered_.at(display), [&](const Setting& setting) {
      return setting.choices.front() == choice;
    });
  }
  // `choices` as the axes give them: a setting that the display lacks is passed over.
  Combination combination(const std::string& display, const std::string& language,
                          const std::vector<std::string>& choices) {
    Combination made{display, language, {}, {}};
    std::vector<Choice> taps;
    for (const auto& choice : choices) {
      if (!offers(display, choice) || is_standing(display, choice)) continue;
      taps.push_back(choice);
      made.settings +=
          (made.settings.empty() ? "" : ", ") + setting_of(choice) + " " + last_part(choice);
    }
    const auto key = fmt::format("{}/{}", display, made.settings);
    auto known = displays_.find(key);
    if (known == displays_.end()) {
      Panel panel(support::value(ui::find_display(display)), asked_);
      known = displays_.emplace(key, panel.after(taps)).first;
    }
    made.chosen = known->second;
    return made;
  }

 private:
  Asked asked_;
  std::map<std::string, std::vector<Setting>> offered_;  // by display
  std::map<std::string, std::vector<std::string>> axes_;
  std::map<std::string, flow::Display> displays_;
};

// Every row of some axes.
std::vector<std::vector<std::string>> product(const std::vector<Axis>& axes) {
  std::vector<std::vector<std::string>> rows{{}};
  for (const auto& [name, values] : axes) {
    std::vector<std::vector<std::string>> longer;
    for (const auto& row : rows) {
      for (const auto& value : values) {
        longer.push_back(row);
        longer.back().push_back(value);
      }
    }
    rows = std::move(longer);
  }
  return rows;
}

Combination of_row(Space& space, const std::vector<std::string>& row) {
  return space.combination(row[0], row[1], {row.begin() + 2, row.end()});
}

// Without those that are the same: a display that lacks a choice says the same with and without it.
std::vector<Combination> distinct(std::vector<Combination> all) {
  std::set<std::string> names;
  std::erase_if(all, [&](const Combination& one) { return !names.insert(one.name()).second; });
  return all;
}

// Greedy: a row begins with the first pair that no row has had, and takes for each other axis the value that brings most
// such pairs.
class Cover {
 public:
  explicit Cover(std::vector<Axis> axes) : axes_(std::move(axes)) {
    for (std::size_t a = 0; a < axes_.size(); ++a) {
      for (std::size_t b = a + 1; b < axes_.size(); ++b) {
        for (std::size_t i = 0; i < axes_[a].second.size(); ++i) {
          for (std::size_t j = 0; j < axes_[b].second.size(); ++j) open_.insert({a, i, b, j});
        }
      }
    }
  }
  std::vector<std::vector<std::string>> rows() {
    std::vector<std::vector<std::string>> all;
    while (!open_.empty()) {
      const auto [a, i, b, j] = *open_.begin();
      std::vector<std::optional<std::size_t>> row(axes_.size());
      row[a] = i;
      row[b] = j;
      for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        if (!row[axis]) row[axis] = best(row, axis);
      }
      std::vector<std::string> values;
      for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        values.push_back(axes_[axis].second[*row[axis]]);
        for (std::size_t other = 0; other < axis; ++other) {
          open_.erase({other, *row[other], axis, *row[axis]});
        }
      }
      all.push_back(std::move(values));
    }
    return all;
  }

 private:
  [[nodiscard]] std::size_t best(const std::vector<std::optional<std::size_t>>& row,
                                 std::size_t axis) const {
    std::size_t chosen = 0;
    int most = -1;
    for (std::size_t value = 0; value < axes_[axis].second.size(); ++value) {
      int gain = 0;
      for (std::size_t other = 0; other < row.size(); ++other) {
        if (other == axis || !row[other]) continue;
        const auto pair = other < axis ? Pair{other, *row[other], axis, value}
                                       : Pair{axis, value, other, *row[other]};
        gain += open_.contains(pair) ? 1 : 0;
      }
      if (gain > most) {
        most = gain;
        chosen = value;
      }
    }
    return chosen;
  }

  using Pair = std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>;
  std::vector<Axis> axes_;
  std::set<Pair> open_;
};

}  // namespace

std::string Combination::name() const {
  return settings.empty() ? display + ", " + language : display + ", " + language + ", " + settings;
}

std::vector<std::string> languages_of(const Asked& asked) {
  std::vector<std::string> codes;
  codes.reserve(asked->languages.size());
  for (const auto& language : asked->languages) codes.push_back(language.code);
  return codes;
}

std::vector<Combination> laid_out(const Asked& asked, const std::string& language) {
  Space space(asked);
  auto axes = space.axes();
  const bool both_hands = language == "fr" || language == "ar";
  std::erase_if(axes, [&](const Axis& axis) {
    return axis.first == "contrast" || (axis.first == "hand" && !both_hands);
  });
  axes[1].second = {language};
  std::vector<Combination> all;
  for (const auto& row : product(axes)) all.push_back(of_row(space, row));
  return distinct(std::move(all));
}

std::vector<Combination> pairwise(const Asked& asked) {
  Space space(asked);
  std::vector<Combination> all;
  for (const auto& row : Cover(space.axes()).rows()) all.push_back(of_row(space, row));
  return distinct(std::move(all));
}

std::vector<Combination> everything(const Asked& asked) {
  Space space(asked);
  std::vector<Combination> all;
  for (const auto& row : product(space.axes())) all.push_back(of_row(space, row));
  return distinct(std::move(all));
}

}  // namespace parvis::screens::test
