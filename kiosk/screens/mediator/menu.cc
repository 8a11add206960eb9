#include "kiosk/screens/mediator/menu.h"

#include "kiosk/screens/resident/overlays.h"

namespace parvis::screens {

MediatorIntent draw_menu(const MediatorView& view, const MediatorWords& words, ui::Canvas& canvas) {
  MediatorIntent intent;
  // A session that is open goes on in any case; 7 inches have no line to spare for it.
  const bool roomy = view.sync.room == flow::SyncState::Room::ample;
  const auto below = roomy ? "" : canvas.t("mediator.ready.storage.low");
  if (draw_mediator_bar(canvas, words, WayBack::offered, view.mediator, below)) {
    intent = flow::MediatorBack{};
  }
  Page page(canvas);
  const auto place = words.place_name(view.place);
  const auto title = canvas.t("mediator.menu.title", {place});
  const bool one_line =
      lines_of(canvas, title, page.rest().w, canvas.theme().type.title, text::Weight::bold) <= 1;
  page.title("menu.title", one_line || !canvas.seven() ? title : place);
  if (view.visit_in_hand) page.words("menu.busy", canvas.t("mediator.close.busy"));
  const auto area = page.rest();
  const double gap = canvas.theme().gap;
  if (action(canvas, "menu.return", canvas.t("mediator.menu.return"), ui::cell(area, 0, 2, 2, gap),
             ui::Kind::primary, "icon-next")) {
    intent = flow::HandBack{};
  }
  if (action(canvas, "menu.helped", canvas.t("mediator.menu.assisted"),
             ui::cell(area, 1, 2, 2, gap), ui::Kind::tile, "icon-person", !view.visit_in_hand)) {
    intent = flow::StartHelped{};
  }
  if (action(canvas, "menu.pause", canvas.t("mediator.pause.go"), ui::cell(area, 2, 2, 2, gap),
             ui::Kind::tile, "icon-hand")) {
    intent = flow::Pause{};
  }
  if (action(canvas, "menu.close", canvas.t("mediator.close.go"), ui::cell(area, 3, 2, 2, gap),
             ui::Kind::tile, "icon-end")) {
    intent = flow::AskClose{};
  }
  return intent;
}

MediatorIntent draw_paused(const MediatorView& view, const MediatorWords& words,
                           ui::Canvas& canvas) {
  static_cast<void>(words);
  draw_resting(canvas, "paused", canvas.t("mediator.pause.title"));
  const auto area = canvas.usable();
  const double wide = canvas.seven() ? 52 : 74;
  const double high = canvas.seven() ? 17 : 22;
  if (view.visit_in_hand) {
    const auto note = canvas.t("mediator.pause.note");
    const double capital = canvas.theme().type.note;
    canvas.text(
        {.id = "paused.note",
         .label = note,
         .box = {area.x, area.y + area.h * 0.52, area.w, height_of(canvas, note, area.w, capital)},
         .capital = capital,
         .color = ui::Token::secondary});
  }
  if (action(canvas, "paused.resume", canvas.t("mediator.pause.resume"),
             {area.end() - wide, area.bottom() - high, wide, high}, ui::Kind::primary,
             "icon-next")) {
    return flow::Resume{};
  }
  return std::nullopt;
}

}  // namespace parvis::screens
