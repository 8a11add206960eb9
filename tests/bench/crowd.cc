#include "tests/bench/crowd.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace parvis::bench {
namespace {

using drive::DrivenKiosk;

constexpr std::array<std::string_view, 4> kDoors{"bar.listen", "bar.language", "bar.display",
                                                 "bar.help"};
constexpr int kMostTries = 8;  // to get out of what is open
// Longer than the veil takes with the slowest settings, shorter than what ends a visit with the fastest.
constexpr std::chrono::seconds kAway{45};

// What they type after the prefix: each alphabet of the keyboards, and letters that are made of two.
const std::map<std::string_view, std::string_view> kIdeas{
    {"fr", "des bancs à l’ombre près de l’école, où l’été brûle déjà."},
    {"de", "mehr Bänke für müde Füße, auch am Nordbahnhof."},
    {"en", "have benches in the shade of every school."},
    {"tr", "gölgede banklar, ışıklı yollar ve çocuklar için çeşme."},
    {"ar", "مقاعد في الظل قرب كل مدرسة."},
    {"it", "più panchine all’ombra, perché d’estate è caldo."},
    {"pt", "bancos à sombra e água para as crianças no verão."},
    {"gsw", "meh Bänk im Schatte fer d’ àlte Lit."}};

// Where there is a visit to come back to.
constexpr std::array<std::string_view, 8> kWithin{
    "question", "card", "halfway", "last_card", "idea_theme", "idea_hint", "age", "neighbourhood"};

// Leads out of the visit, not into a panel.
bool leads_away(std::string_view id) {
  return id.starts_with("bar.") || id.starts_with("leave.") || id.starts_with("erase.") ||
         id == "help.finish" || id == "help.erase" || id == "help.review";
}

bool panel_open(const DrivenKiosk& kiosk) { return kiosk.screen().find('+') != std::string::npos; }

bool can_tap(const DrivenKiosk& kiosk, std::string_view id) {
  const auto* node = kiosk.node(id);
  return node != nullptr && node->enabled && node->is_target();
}

Status close_panels(DrivenKiosk& kiosk) {
  constexpr std::array<std::string_view, 3> kWaysOut{"veil.continue", "bar.action", "bar.back"};
  for (int i = 0; i < kMostTries && panel_open(kiosk); ++i) {
    const auto* const way =
        std::ranges::find_if(kWaysOut, [&](auto id) { return can_tap(kiosk, id); });
    if (way == kWaysOut.end()) break;
    PARVIS_TRY_VOID(kiosk.tap(*way));
  }
  if (!panel_open(kiosk)) return {};
  return fail(Errc::internal, "there is no way out of '" + kiosk.screen() + "'");
}

}  // namespace

Status try_every_look(DrivenKiosk& kiosk) {
  PARVIS_TRY_VOID(kiosk.tap("bar.display"));
  std::vector<std::string> choices;
  for (const auto& node : kiosk.nodes()) {
    if (node.id.starts_with("display.") && node.is_target()) choices.push_back(node.id);
  }
  // From the last to the first, so that pictures move again; then large in the dark.
  std::ranges::reverse(choices);
  const auto largest =
      std::ranges::find_if(choices, [](const auto& id) { return id.starts_with("display.size."); });
  if (largest != choices.end()) choices.push_back(std::string(*largest));
  choices.emplace_back("display.contrast.dark");
  for (const auto& choice : choices) {
    if (can_tap(kiosk, choice)) PARVIS_TRY_VOID(kiosk.tap(choice));
  }
  return close_panels(kiosk);
}

drive::Resident Crowd::next() {
  auto resident = drive::people(1, random_.next(), *asked_).front();
  resident.language = asked_->languages[met_++ % asked_->languages.size()].code;
  resident.departure = static_cast<drive::Departure>(random_.below(5));
  resident.has_idea = chance(0.4);
  const auto idea = kIdeas.find(resident.language);
  resident.idea = idea == kIdeas.end() ? kIdeas.at("fr") : idea->second;
  resident.takes_code = chance(0.4);
  return resident;
}

Status Crowd::linger(DrivenKiosk& kiosk) {
  if (kiosk.screen() == "idea_write" && chance(0.5)) return touch_keys(kiosk);
  if (kiosk.screen() == "card" && chance(0.03)) return go_away_and_return(kiosk);
  if (std::ranges::find(kWithin, kiosk.screen()) == kWithin.end() || !chance(0.12)) return {};
  const auto door = kDoors[random_.below(kDoors.size())];
  return can_tap(kiosk, door) ? look_into(kiosk, door) : Status{};
}

Status Crowd::look_into(DrivenKiosk& kiosk, std::string_view door) {
  PARVIS_TRY_VOID(kiosk.tap(door));
  for (auto tries = 1 + random_.below(3); tries > 0 && panel_open(kiosk); --tries) {
    const std::string id = something(kiosk, "");
    if (id.empty()) break;
    PARVIS_TRY_VOID(kiosk.tap(id));
  }
  return close_panels(kiosk);
}

Status Crowd::go_away_and_return(DrivenKiosk& kiosk) {
  kiosk.advance(kAway);
  return close_panels(kiosk);
}

Status Crowd::touch_keys(DrivenKiosk& kiosk) {
  for (int i = 0; i < 5; ++i) {
    const std::string key = something(kiosk, "key.");
    if (key.empty()) break;
    PARVIS_TRY_VOID(kiosk.tap(key));
  }
  return {};
}

std::string Crowd::something(const DrivenKiosk& kiosk, std::string_view prefix) {
  std::vector<std::string> all;
  for (const auto& node : kiosk.nodes()) {
    if (!node.enabled || !node.is_target() || leads_away(node.id)) continue;
    if (node.id.starts_with(prefix)) all.push_back(node.id);
  }
  return all.empty() ? std::string{} : all[random_.below(all.size())];
}

}  // namespace parvis::bench
