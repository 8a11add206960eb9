// What all residents' screens share: the bar with its five things, who asks, and the colour of practice.
//
// A screen is `draw(const flow::ResidentView&, ui::Canvas&)` and returns what the person did, if anything. Words come by
// key, or from the pack. kiosk/screens/README.md lists every id.
#pragma once

#include <optional>
#include <string>

#include "kiosk/flow/resident_view.h"
#include "kiosk/screens/page.h"
#include "kiosk/ui/canvas.h"

namespace parvis::screens {

using Intent = std::optional<flow::ResidentIntent>;
using View = flow::ResidentView;

// The bar of a screen; where it stands says `where` above `where_sub`, by default the consultation and who asks.
struct BarWords {
  std::string where, where_sub;
  bool can_go_back = true;
  bool nothing = false;  // no words: under the veil there is nobody to tell
};
[[nodiscard]] Intent draw_bar(const View& view, ui::Canvas& canvas, BarWords words = {});
// The bar of a card: stones and *Proposer une idée*.
[[nodiscard]] Intent draw_card_bar(const View& view, ui::Canvas& canvas);
// The bar where a visit may go several ways: what I said, once something was.
[[nodiscard]] Intent draw_crossroads_bar(const View& view, ui::Canvas& canvas);
// The bar of a panel: *Fermer*, and the panel's own button in ink.
[[nodiscard]] Intent draw_panel_bar(const View& view, ui::Canvas& canvas);

// What the bar's buttons mean.
[[nodiscard]] Intent intent_of(ui::BarTap tap);
[[nodiscard]] Intent intent_of(ui::KeyboardTap tap);

// The loud band along the upper edge of what counts for nothing.
void draw_practice_edge(ui::Canvas& canvas);

// The pack's words in the visit's language.
[[nodiscard]] const std::string& pack_text(const View& view, const consultation::Texts& texts);

// Answers `intent` when the button was tapped.
[[nodiscard]] inline Intent on_tap(bool tapped, flow::ResidentIntent intent) {
  return tapped ? Intent(std::move(intent)) : std::nullopt;
}
// The first of two that happened.
[[nodiscard]] inline Intent either(Intent first, Intent second) {
  return first ? std::move(first) : std::move(second);
}

}  // namespace parvis::screens
