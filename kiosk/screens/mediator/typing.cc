#include "kiosk/screens/mediator/typing.h"

namespace parvis::screens {

MediatorTyping::Done MediatorTyping::draw(ui::Canvas& canvas, const std::string& id,
                                          const std::string& text, const std::string& hint,
                                          const std::string& done_label, MediatorIntent& intent) {
  const bool seven = canvas.seven();
  const auto area = canvas.below_bar();
  if (edit_.text() != text) edit_.set(text);
  if (seven && canvas.button({.id = "bar.back",
                              .label = "",
                              .box = {3, 3, 15, 27},
                              .kind = ui::Kind::stone,
                              .icon = "icon-back",
                              .icon_size = 8.6,
                              .spoken = canvas.t("bar.back")})) {
    intent = flow::MediatorBack{};
  }
  canvas.field({.id = id + ".field",
                .box = seven ? ui::Box{21, 3, 112, 27} : ui::Box{4, area.y, area.w - 44, 36},
                .hint = hint},
               edit_);
  ui::ButtonSpec done;
  done.id = id + ".done";
  done.label = seven ? "" : done_label;
  done.spoken = done_label;
  done.box = seven ? ui::Box{136, 3, 15, 27} : ui::Box{area.end() - 40, area.y, 40, 36};
  done.kind = ui::Kind::primary;
  done.icon = "icon-check";
  done.layout = ui::Layout::column;
  const bool tapped = canvas.button(done);
  // The bar's keys of the fourth row have no meaning here.
  static_cast<void>(canvas.keyboard({}, edit_));
  return tapped ? Done::yes : Done::no;
}

MediatorIntent MediatorTyping::draw_place(const MediatorView& view, const MediatorWords& words,
                                          ui::Canvas& canvas) {
  MediatorIntent intent;
  if (!canvas.seven() && draw_mediator_bar(canvas, words, WayBack::offered)) {
    intent = flow::MediatorBack{};
  }
  const auto hint =
      view.failed ? error_text(canvas, words, *view.failed) : canvas.t("mediator.open.type");
  if (draw(canvas, "place", view.place, hint, canvas.t("idea.validate"), intent) == Done::yes) {
    intent = flow::OpenSession{};
  }
  if (!intent && edit_.text() != view.place) intent = flow::EditPlace{edit_.text()};
  return intent;
}

MediatorIntent MediatorTyping::draw_note(const MediatorView& view, const MediatorWords& words,
                                         ui::Canvas& canvas) {
  MediatorIntent intent;
  if (!canvas.seven() &&
      draw_mediator_bar(canvas, words, WayBack::offered, words.place_name(view.place))) {
    intent = flow::MediatorBack{};
  }
  if (draw(canvas, "note", view.note, canvas.t("mediator.close.why"), canvas.t("idea.validate"),
           intent) == Done::yes) {
    intent = flow::MediatorBack{};
  }
  if (!intent && edit_.text() != view.note) intent = flow::EditNote{edit_.text()};
  return intent;
}

}  // namespace parvis::screens
