// What the mediator's screens share: a way back and where one is. They have no bar of five: nothing here belongs to a visit.
#pragma once

#include <optional>
#include <string>

#include "kiosk/flow/mediator_flow.h"
#include "kiosk/screens/page.h"
#include "kiosk/ui/canvas.h"

namespace parvis::screens {

using MediatorIntent = std::optional<flow::MediatorIntent>;
using MediatorView = flow::MediatorView;

// What the screens say beside the flow's view; filled by kiosk/app.
struct MediatorWords {
  struct Place {
    std::string key, name;
  };
  std::vector<Place> places;  // of the pack, in its order
  std::string kiosk;          // "borne-01"
  std::string day;            // "samedi 21 novembre 2026"
  std::string consultation;   // "Mulhouse Solidaire, version 3"
  std::string remark;  // amber: "Finie depuis le …", practice; "" when there is nothing to say
  std::string phone;   // whom to call; may be empty
  [[nodiscard]] std::string place_name(const std::string& place) const;
};

enum class WayBack { none, offered };
// Returns true when *Retour* was tapped. Where one is: "Médiation" unless given, above the kiosk's name unless given.
[[nodiscard]] bool draw_mediator_bar(ui::Canvas& canvas, const MediatorWords& words, WayBack back,
                                     const std::string& where = {},
                                     const std::string& where_sub = {});

// What people are told about an error, by its Errc.
[[nodiscard]] std::string error_text(const ui::Canvas& canvas, const MediatorWords& words,
                                     Errc code);

// A button of the lower row.
[[nodiscard]] bool action(ui::Canvas& canvas, std::string id, std::string label, const ui::Box& box,
                          ui::Kind kind = ui::Kind::secondary, std::string icon = {},
                          bool enabled = true);

}  // namespace parvis::screens
