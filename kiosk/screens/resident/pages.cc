#include "kiosk/screens/resident/panels.h"

#include <algorithm>
#include <utility>

namespace parvis::screens {

Intent Pages::draw_how(const View& view, ui::Canvas& canvas) {
  std::vector<Part> parts;
  for (const auto& [number, picture] : {std::pair{"1", "explain-how"},
                                        {"2", "icon-idea"},
                                        {"3", "explain-finish"},
                                        {"4", "explain-how"}}) {
    const auto key = std::string("help.how.") + number;
    parts.push_back({canvas.t(key + ".title"),
                     canvas.t(key + ".text", {pack_text(view, view.consultation->asker)}),
                     picture});
  }
  return draw(view, canvas, "how", parts,
              {"how.try", "help.how.try", flow::OpenPanel{flow::Panel::trial}});
}

Intent Pages::draw_notice(const View& view, ui::Canvas& canvas) {
  std::vector<Part> parts;
  for (int number = 1;; ++number) {
    const auto& pages = view.consultation->pages;
    const auto found = pages.find("more." + std::to_string(number));
    if (found == pages.end()) break;
    // A city that has not filled in its part yet can only practise; names in braces are not for residents.
    const auto& words = pack_text(view, found->second);
    const bool filled = words.find('{') == std::string::npos;
    parts.push_back({canvas.t("plain.more"), filled ? words : canvas.t("common.unfilled")});
  }
  if (parts.empty()) parts.push_back({canvas.t("plain.more"), canvas.t("common.unfilled")});
  return draw(view, canvas, "notice", parts, {"notice.close", "common.close", flow::ClosePanel{}});
}

// A picture before its words; returns on how many pages these stand.
int Pages::draw_part(ui::Canvas& canvas, const std::string& id, const Part& part,
                     const ui::Box& place) {
  const auto order = canvas.reading(place);
  double indent = 0;
  if (!part.picture.empty() && !canvas.theme().large()) {
    const double size = std::min(place.h, canvas.seven() ? 22.0 : 40.0);
    canvas.picture(
        {.name = part.picture, .box = {place.x, place.y, size, size}, .over = ui::Token::paper});
    indent = size + 2 * canvas.theme().gap;
  }
  return canvas.paged_text({.id = id + ".text",
                            .label = part.words,
                            .box = {place.x + indent, place.y, place.w - indent, place.h},
                            .capital = canvas.theme().type.button,
                            .place = ui::Place::top},
                           page_);
}

Intent Pages::draw(const View& view, ui::Canvas& canvas, const std::string& id,
                   const std::vector<Part>& parts, const End& end) {
  auto intent = draw_panel_bar(view, canvas);
  Page page(canvas);
  const int last = static_cast<int>(parts.size()) - 1;
  part_ = std::clamp(part_, 0, last);
  const auto& part = parts[static_cast<std::size_t>(part_)];
  page.title(id + ".title", part.title);
  const auto row = page.footer(button_row(canvas));
  const auto place = page.rest();
  const int pages = draw_part(canvas, id, part, place);
  const double wide = canvas.theme().large() ? ui::column(row, 0, 2, canvas.theme().gap).w
                                             : (canvas.seven() ? 46 : 64);
  const bool first_page = part_ == 0 && page_ == 0;
  const bool last_page = part_ == last && page_ + 1 >= pages;
  ui::TextSpec number{
      .id = id + ".page",
      .label = canvas.t("common.page", {std::to_string(part_ + 1), std::to_string(last + 1)}),
      .box = {row.x + wide + 2, row.y, row.w - 2 * wide - 4, row.h},
      .capital = canvas.theme().type.note,
      .color = ui::Token::secondary,
      .align = text::Align::center};
  const bool room =
      number.box.w > 10 && lines_of(canvas, number.label, number.box.w, number.capital) <= 1;
  if (room) canvas.text(number);
  if (!first_page && canvas.button({.id = id + ".previous",
                                    .label = canvas.t("common.previous"),
                                    .box = {row.x, row.y, wide, row.h}})) {
    if (page_ > 0)
      --page_;
    else
      page_ = 0, --part_;
    intent = flow::Touch{};
  }
  if (canvas.button({.id = last_page ? end.id : id + ".next",
                     .label = canvas.t(last_page ? end.word : "common.next"),
                     .box = {row.end() - wide, row.y, wide, row.h},
                     .kind = ui::Kind::primary})) {
    if (last_page) return end.intent;
    if (page_ + 1 < pages)
      ++page_;
    else
      page_ = 0, ++part_;
    intent = flow::Touch{};
  }
  return intent;
}

}  // namespace parvis::screens
