#include "kiosk/screens/resident/review.h"

#include <algorithm>

#include "kiosk/screens/resident/about_you.h"

namespace parvis::screens {
namespace {

using Line = flow::ReviewLine;

struct Look {
  std::string id, label, sub, icon;
  text::Weight weight = text::Weight::regular;
};

std::string vote_words(const ui::Canvas& canvas, const wire::CardVote& vote) {
  auto words = canvas.t("vote." + std::string(consultation::key_of(vote.vote)));
  for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
    if ((vote.qualifications >> i & 1) == 0) continue;
    words +=
        " · " + canvas.t("vote.qual." + std::string(consultation::qualification_key(vote.vote, i)));
  }
  return words;
}

std::string place_name(const View& view, const ui::Canvas& canvas, const std::string& key) {
  for (const auto& place : view.consultation->neighbourhoods) {
    if (place.key == key) return pack_text(view, place.name);
  }
  return canvas.t("about.place.elsewhere");
}

Look look_of(const View& view, const ui::Canvas& canvas, const Line& line) {
  switch (line.kind) {
    case Line::Kind::vote:
      return {"said.vote." + std::to_string(line.index), line.text, vote_words(canvas, line.vote),
              "vote-" + std::string(consultation::key_of(line.vote.vote))};
    case Line::Kind::idea:
      return {"said.idea." + std::to_string(line.index), line.text, canvas.t("idea.heading"),
              "icon-idea"};
    case Line::Kind::age:
      return {"said.age", canvas.t(age_words(line.text)), canvas.t("said.age"), "icon-person"};
    case Line::Kind::neighbourhood:
      return {"said.place", place_name(view, canvas, line.text), canvas.t("said.place"),
              "theme-housing"};
  }
  return {};
}

// As many whole words as fit that height, and "…" for the others.
std::string shortened(ui::Canvas& canvas, const std::string& words, double width, double height,
                      double capital) {
  if (height_of(canvas, words, width, capital) <= height) return words;
  std::string fitting = "…";
  for (auto at = words.find(' '); at != std::string::npos; at = words.find(' ', at + 1)) {
    auto tried = words.substr(0, at) + " …";
    if (height_of(canvas, tried, width, capital) > height) break;
    fitting = std::move(tried);
  }
  return fitting;
}

struct Grid {
  int columns = 1, rows = 1;
};

// Rows as high as a finger and two lines of words need.
Grid grid_of(ui::Canvas& canvas, const ui::Box& area) {
  const auto& type = canvas.theme().type;
  const auto title =
      canvas.t("said.title");  // any words of the language: its lines have its height
  const double words =
      height_of(canvas, title, 0, type.button) + height_of(canvas, title, 0, type.note);
  const double least = std::max(words + 5, canvas.seven() ? 19.0 : 22.0);
  const double gap = canvas.theme().gap;
  const bool wide = !canvas.theme().large() && !canvas.display().narrow();
  return {wide ? 2 : 1, std::max(1, static_cast<int>((area.h + gap) / (least + gap)))};
}

bool draw_line(const View& view, ui::Canvas& canvas, const Line& line, const ui::Box& box) {
  const auto look = look_of(view, canvas, line);
  const auto& type = canvas.theme().type;
  ui::ButtonSpec spec;
  spec.id = look.id;
  spec.box = box;
  spec.kind = ui::Kind::tile;
  spec.icon = look.icon;
  spec.icon_size = canvas.seven() ? 8 : 10;
  spec.gap = canvas.seven() ? 3 : 5;
  spec.padding = canvas.seven() ? 3 : 5;
  spec.align = text::Align::start;
  spec.weight = text::Weight::regular;
  spec.capital = canvas.seven() && !canvas.theme().large() ? type.note : type.button;
  const double width = box.w - 2 * spec.padding - spec.icon_size - spec.gap;
  const double room = box.h - 2.4;
  // The vote is said whole; the idea that it is about, as far as there is room.
  const double one_line = height_of(canvas, look.label, 0, spec.capital);
  spec.sub = shortened(canvas, look.sub, width, room - one_line - 0.46 * type.note, type.note);
  const double rest = room - height_of(canvas, spec.sub, width, type.note) - 0.46 * type.note;
  spec.label = shortened(canvas, look.label, width, rest, spec.capital);
  spec.spoken = look.label;
  spec.value = look.sub;
  spec.sub_spoken = look.sub;
  spec.telling = ui::Telling::confidential;
  if (!line.text_language.empty()) {
    spec.script =
        text::is_right_to_left(line.text_language) ? text::Script::arabic : text::Script::latin;
  }
  return canvas.button(spec);
}

struct Footer {
  ui::Box page, done;
};
Footer footer_of(const ui::Canvas& canvas, const ui::Box& row) {
  const double gap = canvas.theme().gap;
  if (canvas.seven() || canvas.display().narrow()) {
    return {ui::column(row, 0, 2, gap), ui::column(row, 1, 2, gap)};
  }
  return {{row.x, row.y, 74, row.h}, {row.end() - 74, row.y, 74, row.h}};
}

// The button that turns pages; true when it was tapped.
bool draw_pager(ui::Canvas& canvas, std::string id, const ui::Box& box, int page, int pages) {
  if (pages < 2) return false;
  const text::Arguments at{std::to_string(page + 1), std::to_string(pages)};
  const auto whole = canvas.t("common.page", at);
  const bool fits = all_fit(canvas, {whole}, box.w - 14, box.h, canvas.theme().type.button);
  return canvas.button({.id = std::move(id),
                        .label = fits ? whole : canvas.t("bar.progress", at),
                        .box = box,
                        .icon = "icon-next",
                        .icon_size = canvas.seven() ? 5 : 6.6,
                        .spoken = whole});
}

}  // namespace

Intent Review::draw_lines(const View& view, ui::Canvas& canvas) {
  // A small screen says the title in its bar, as long as the bar has words.
  const bool in_bar = canvas.seven() && !canvas.theme().large();
  const auto title = canvas.t("said.title");
  auto intent =
      draw_bar(view, canvas, in_bar ? BarWords{.where = title, .where_sub = {}} : BarWords{});
  Page page(canvas);
  if (!in_bar) page.title("said.title", title);
  const auto& lines = view.review.lines;
  if (lines.empty()) {
    page.words("said.none", canvas.t("said.none"));
  } else if (!canvas.seven() && !canvas.theme().large()) {
    page.words("said.text", canvas.t("said.text"));
  }
  const auto footer = footer_of(canvas, page.footer(button_row(canvas)));
  const auto grid = grid_of(canvas, page.rest());
  const int each = grid.columns * grid.rows;
  const int all = static_cast<int>(lines.size());
  const int pages = std::max(1, (all + each - 1) / each);
  page_ = std::clamp(page_, 0, pages - 1);
  for (int i = 0; i < each && page_ * each + i < all; ++i) {
    const auto index = static_cast<std::size_t>(page_) * static_cast<std::size_t>(each) +
                       static_cast<std::size_t>(i);
    const auto box = ui::cell(page.rest(), i, grid.columns, grid.rows, canvas.theme().gap);
    if (draw_line(view, canvas, lines[index], box)) intent = flow::ChangeAnswer{index};
  }
  if (draw_pager(canvas, "said.page", footer.page, page_, pages)) {
    page_ = (page_ + 1) % pages;
    intent = flow::Touch{};
  }
  if (canvas.button({.id = "said.done",
                     .label = canvas.t("said.done"),
                     .box = footer.done,
                     .kind = ui::Kind::primary,
                     .icon = "icon-check"})) {
    intent = flow::Back{};
  }
  return intent;
}

Intent Review::draw_idea(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas);
  Page page(canvas);
  const bool large = canvas.theme().large();
  if (!large) page.title("said.idea.title", canvas.t("idea.heading"));
  const auto row = page.footer(large ? (canvas.seven() ? 20 : 26) : (canvas.seven() ? 17 : 22));
  auto box = page.rest();
  canvas.card("said.idea.card", box);
  const auto& type = canvas.theme().type;
  ui::TextSpec spec{.id = "said.idea",
                    .label = view.review.idea ? view.review.idea->text : std::string{},
                    .box = box.inset(canvas.seven() ? 4 : 8, 1.5)};
  if (const auto capital = canvas.fits(spec, {type.proposal, type.button})) {
    spec.capital = *capital;
    canvas.text(spec);
  } else {
    const double pager = canvas.seven() ? 15 : 18;
    spec.box.h -= pager;
    spec.capital = type.button;
    spec.place = ui::Place::top;
    const int pages = canvas.paged_text(spec, idea_page_);
    const double wide = canvas.seven() ? 66 : 84;
    if (draw_pager(canvas, "said.idea.page",
                   {spec.box.end() - wide, box.bottom() - pager - 0.5, wide, pager}, idea_page_,
                   pages)) {
      idea_page_ = (idea_page_ + 1) % pages;
      intent = flow::Touch{};
    }
  }

  struct Choice {
    const char* id;
    const char* word;
    const char* icon;
    flow::ResidentIntent intent;
  };
  const std::vector<Choice> choices{
      {"said.take_out", "said.take_out", "icon-erase", flow::OpenPanel{flow::Panel::take_out}},
      {"said.correct", "idea.edit", "icon-edit", flow::CorrectIdea{}},
      {"said.keep", "idea.hint.keep", "icon-check", flow::Back{}}};
  const double gap = canvas.theme().gap;
  const double inner = ui::column(row, 0, 3, gap).w - (canvas.seven() ? 5 : 18);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    ui::ButtonSpec button;
    button.id = choices[i].id;
    button.label = in_two_lines(canvas, canvas.t(choices[i].word), inner, type.button);
    button.box = ui::column(row, static_cast<int>(i), 3, gap);
    button.kind = i + 1 == choices.size() ? ui::Kind::primary : ui::Kind::secondary;
    if (!canvas.seven() && !large) button.icon = choices[i].icon;
    if (canvas.button(button)) intent = choices[i].intent;
  }
  return intent;
}

}  // namespace parvis::screens
