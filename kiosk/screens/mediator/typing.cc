#include "kiosk/screens/mediator/typing.h"

#include "kiosk/screens/writing.h"

namespace parvis::screens {

MediatorTyping::Done MediatorTyping::draw(ui::Canvas& canvas, const std::string& id,
                                          const std::string& text, const std::string& hint,
                                          const std::string& done_label, MediatorIntent& intent) {
  if (edit_.text() != text) edit_.set(text);
  const WritingPlaces places = writing_places(canvas);
  if (draw_writing_back(canvas, places)) intent = flow::MediatorBack{};
  canvas.field({.id = id + ".field", .box = canvas.above_strip(places.field), .hint = hint}, edit_);
  const bool tapped = draw_done(canvas, places, id + ".done", done_label);
  // The bar's keys of the fourth row have no meaning here.
  static_cast<void>(canvas.keyboard({.field = places.field}, edit_));
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
