#include "tests/bench/rehearsal.h"

#include <filesystem>

#include "tests/drive/driven_kiosk.h"

namespace parvis::bench {
namespace {

class Walk {
 public:
  Walk(drive::DrivenKiosk& kiosk, std::vector<Place>& places) : kiosk_(kiosk), places_(places) {}

  Status tap(const std::string& id) {
    if (const auto* node = kiosk_.node(id)) {
      places_.push_back({node->pixels.x + node->pixels.w / 2, node->pixels.y + node->pixels.h / 2});
    }
    return kiosk_.tap(id);
  }
  [[nodiscard]] std::string first_place() const {
    for (const auto& node : kiosk_.nodes()) {
      if (node.id.starts_with("place.") && node.role == ui::Role::choice) return node.id;
    }
    return "place.other";
  }
  Status to_the_card(const std::string& pin) {
    for (const char digit : pin) PARVIS_TRY_VOID(tap("pin." + std::string(1, digit)));
    PARVIS_TRY_VOID(tap(first_place()));
    for (const auto* id : {"place.open", "opened.start", "attract.start", "language.fr"}) {
      PARVIS_TRY_VOID(tap(id));
    }
    while (kiosk_.shows("plain.turn")) PARVIS_TRY_VOID(tap("plain.turn"));
    PARVIS_TRY_VOID(tap("plain.start"));
    return tap("question.vote");
  }

 private:
  drive::DrivenKiosk& kiosk_;
  std::vector<Place>& places_;
};

ui::Image part(const ui::Image& whole, const ui::PixelBox& box) {
  ui::Image copy{box.w, box.h, {}};
  for (int y = box.y; y < box.bottom(); ++y) {
    const auto row = whole.pixels.begin() + y * whole.width;
    for (auto at = row + box.x; at != row + box.right(); ++at)
      copy.pixels.push_back(*at & 0xFFFFFF);
  }
  return copy;
}

}  // namespace

Result<Rehearsal> rehearse(const Path& data, const Path& share, const std::string& pin,
                           const Path& scratch) {
  std::error_code failed;
  std::filesystem::copy(data, scratch, std::filesystem::copy_options::recursive, failed);
  if (failed) return fail(Errc::io, "copy the kiosk's data", failed.value());
  PARVIS_TRY(const auto display, ui::find_display("10"));
  PARVIS_TRY(auto kiosk, drive::DrivenKiosk::open({.data = scratch,
                                                   .share = share,
                                                   .display = display,
                                                   .drawing = ui::Drawing::pixels,
                                                   .start = SystemClock().utc(),
                                                   .visit_start = {}}));
  Rehearsal found;
  PARVIS_TRY_VOID(Walk(*kiosk, found.to_the_card).to_the_card(pin));
  for (const auto& [id, box] :
       {std::pair{"vote.agree", &found.agree}, std::pair{"vote.disagree", &found.disagree},
        std::pair{"bar.back", &found.back}}) {
    const auto* node = kiosk->node(id);
    if (node == nullptr) return fail(Errc::internal, "no card at the end of the rehearsal");
    *box = node->pixels;
  }
  found.row = unite(found.agree, found.disagree);
  found.answers = part(kiosk->app().stage().image(), found.row);
  return found;
}

}  // namespace parvis::bench
