#include "kiosk/screens/mediator/opening.h"

namespace parvis::screens {
namespace {

// The day, so that a wrong clock is seen; or what stands in the way of a session.
std::string note_on_places(const MediatorView& view, const MediatorWords& words,
                           const ui::Canvas& canvas) {
  if (view.failed) return error_text(canvas, words, *view.failed);
  switch (view.sync.room) {
    case flow::SyncState::Room::ample:
      return words.day;
    case flow::SyncState::Room::little:
      return canvas.t("mediator.ready.storage.low");
    case flow::SyncState::Room::none:
      return canvas.t("mediator.ready.storage.full");
  }
  return words.day;
}

}  // namespace

MediatorIntent PlaceList::draw(const MediatorView& view, const MediatorWords& words,
                               ui::Canvas& canvas) {
  MediatorIntent intent;
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  const double gap = canvas.theme().gap;
  static_cast<void>(draw_mediator_bar(canvas, words, WayBack::none, words.consultation));
  Page page(canvas);
  const auto row = page.footer(button_row(canvas));
  const auto heading = page.rest();
  page.title("place.title", canvas.t("mediator.open.title"));
  const auto note = note_on_places(view, words, canvas);
  if (seven) {
    canvas.text({.id = "place.day",
                 .label = note,
                 .box = {heading.x + heading.w * 0.4, heading.y - 2.4, heading.w * 0.6, 11.2},
                 .capital = type.note,
                 .color = ui::Token::secondary,
                 .align = text::Align::end});
  } else {
    page.words("place.day", note, type.button);
  }

  ui::ListSpec list;
  list.id = "place";
  list.box = page.rest();
  if (seven) {  // two rows of 15 mm need every millimetre under the title
    list.box.y = heading.y + 11;
    list.box.h = row.y - gap - list.box.y;
  }
  list.columns = 2;
  list.lines = seven ? 2 : 3;
  list.pager = ui::column(row, 1, 3, gap);
  list.capital = seven ? type.note : 0;
  list.rows.reserve(words.places.size());
  for (const auto& place : words.places) {
    list.rows.push_back({.id = "place." + place.key,
                         .label = place.name,
                         .chosen = !view.typed && place.key == view.place});
  }
  if (const auto tapped = canvas.list(list, page_)) {
    intent = flow::ChoosePlace{tapped->substr(list.id.size() + 1)};
  }
  if (action(canvas, "place.other", canvas.t("mediator.open.elsewhere"), ui::column(row, 0, 3, gap),
             ui::Kind::secondary, "icon-edit")) {
    intent = flow::TypePlace{};
  }
  const bool chosen = !view.place.empty() && !view.busy;
  if (action(canvas, "place.open", canvas.t("mediator.open.go"), ui::column(row, 2, 3, gap),
             ui::Kind::primary, {}, chosen)) {
    intent = flow::OpenSession{};
  }
  return intent;
}

MediatorIntent draw_opened(const MediatorView& view, const MediatorWords& words,
                           ui::Canvas& canvas) {
  MediatorIntent intent;
  static_cast<void>(draw_mediator_bar(canvas, words, WayBack::none, words.place_name(view.place)));
  Page page(canvas);
  const auto row = page.footer(canvas.seven() ? 19 : 24);
  page.title("opened.title", canvas.t("mediator.menu.title", {words.place_name(view.place)}));
  page.words("opened.corner", canvas.t("mediator.open.corner"), 0, ui::Token::ink);
  page.words("opened.day", words.day);
  if (!words.remark.empty()) page.words("opened.remark", words.remark);
  const double wide = canvas.seven() ? 62 : 90;
  if (action(canvas, "opened.start", canvas.t("mediator.menu.return"),
             {row.end() - wide, row.y, wide, row.h}, ui::Kind::primary, "icon-next")) {
    intent = flow::HandBack{};
  }
  return intent;
}

MediatorIntent draw_resume(const MediatorView& view, const MediatorWords& words,
                           ui::Canvas& canvas) {
  MediatorIntent intent;
  static_cast<void>(draw_mediator_bar(canvas, words, WayBack::none, words.place_name(view.place)));
  Page page(canvas);
  const auto row = page.footer(canvas.seven() ? 19 : 24);
  const double gap = canvas.theme().gap;
  page.title("resume.title", canvas.t("mediator.menu.title", {words.place_name(view.place)}));
  page.words("resume.text", canvas.t("mediator.open.resume"), 0, ui::Token::ink);
  if (view.failed) page.words("resume.failed", error_text(canvas, words, *view.failed));
  if (action(canvas, "resume.close", canvas.t("mediator.close.go"), ui::column(row, 0, 2, gap))) {
    intent = flow::AskClose{};
  }
  if (action(canvas, "resume.go", canvas.t("mediator.pause.resume"), ui::column(row, 1, 2, gap),
             ui::Kind::primary, "icon-next")) {
    intent = flow::HandBack{};
  }
  return intent;
}

}  // namespace parvis::screens
