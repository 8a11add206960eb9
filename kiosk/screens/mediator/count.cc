#include "kiosk/screens/mediator/count.h"

#include <array>

namespace parvis::screens {
namespace {

// In the order of wire::Ending.
constexpr std::array<std::string_view, wire::kEndings> kEndingWords{
    "event.completed", "event.left", "event.timed_out", "event.interrupted", "event.erased"};

void draw_row(ui::Canvas& canvas, const ui::Box& row, const std::string& id,
              const std::string& label, std::uint32_t count, double capital, text::Weight weight) {
  const double number = row.w * 0.24;
  ui::TextSpec words;
  words.id = id + ".label";
  words.label = label;
  words.box = {row.x, row.y, row.w - number, row.h};
  words.weight = weight;
  words.capital = capital;
  const double note = canvas.theme().type.note;
  words.capital = canvas.fits(words, {capital, note}).value_or(note);
  canvas.text(words);
  canvas.text({.id = id,
               .label = std::to_string(count),
               .box = {row.end() - number, row.y, number, row.h},
               .capital = capital,
               .weight = text::Weight::bold,
               .align = text::Align::end,
               .direction = text::Direction::ltr});
}

// started = completed + left + timed out + interrupted + erased
void draw_sum(const MediatorView& view, ui::Canvas& canvas, const ui::Box& box) {
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  canvas.card("count.card", box);
  const auto inner = box.inset(seven ? 4 : 7, seven ? 1.5 : 3);
  const double head = inner.h * 0.22;
  draw_row(canvas, {inner.x, inner.y, inner.w, head}, "count.started",
           canvas.t("mediator.close.started"), view.started, seven ? type.note : type.button,
           text::Weight::bold);
  canvas.line({inner.x, inner.y + head, inner.w, canvas.theme().shape.line_thin}, ui::Token::ink);
  const ui::Box rows{inner.x, inner.y + head + 1, inner.w, inner.h - head - 1};
  for (std::size_t i = 0; i < kEndingWords.size(); ++i) {
    draw_row(canvas, ui::cell(rows, static_cast<int>(i), 1, static_cast<int>(wire::kEndings), 0),
             "count." + std::string(to_string(static_cast<wire::Ending>(i))),
             canvas.t(kEndingWords[i]), view.endings[i], seven ? type.note : type.button,
             text::Weight::regular);
  }
}

std::string verdict(const MediatorView& view, const MediatorWords& words,
                    const ui::Canvas& canvas) {
  if (view.failed) return error_text(canvas, words, *view.failed);
  if (!view.head_count) return {};
  if (!view.differs) return canvas.t("mediator.close.agree");
  return canvas.t("mediator.close.differ",
                  {std::to_string(view.started), std::to_string(*view.head_count)});
}

bool draw_step(ui::Canvas& canvas, std::string id, std::string icon, std::string spoken,
               const ui::Box& box) {
  ui::ButtonSpec spec;
  spec.id = std::move(id);
  spec.box = box;
  spec.kind = ui::Kind::tile;
  spec.icon = std::move(icon);
  spec.spoken = std::move(spoken);
  return canvas.button(spec);
}

MediatorIntent with_signature(const MediatorView& view, ui::Canvas& canvas, const ui::Box& row,
                              double wide, MediatorIntent intent) {
  const bool sign = action(canvas, "close.confirm", canvas.t("mediator.close.sign"),
                           {row.end() - wide, row.y, wide, row.h}, ui::Kind::primary, "icon-check",
                           view.may_sign && !view.busy);
  return sign ? MediatorIntent(flow::SignAndClose{}) : std::move(intent);
}

MediatorIntent draw_head_count(const MediatorView& view, const MediatorWords& words,
                               ui::Canvas& canvas, const ui::Box& box) {
  MediatorIntent intent;
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  Page page(canvas, box);
  page.words("count.head.title", canvas.t("mediator.close.head"), seven ? type.note : type.button,
             ui::Token::ink);
  // Nothing is written between the buttons until one was touched: the mediator's count is not the kiosk's.
  const auto row = page.header(seven ? 15 : 22);
  const double side = seven ? 18 : 24;
  if (draw_step(canvas, "count.head.less", "icon-minus", canvas.t("mediator.close.less"),
                {row.x, row.y, side, row.h})) {
    intent = flow::HeadLess{};
  }
  canvas.text({.id = "count.head",
               .label = view.head_count ? std::to_string(*view.head_count) : "–",
               .box = {row.x + side, row.y, row.w - 2 * side, row.h},
               .capital = type.code,
               .weight = text::Weight::bold,
               .align = text::Align::center,
               .direction = text::Direction::ltr});
  if (draw_step(canvas, "count.head.more", "icon-plus", canvas.t("mediator.close.more"),
                {row.end() - side, row.y, side, row.h})) {
    intent = flow::HeadMore{};
  }
  if (view.differs && !seven) {
    const auto why = page.footer(seven ? 15 : 17);
    if (action(canvas, "count.why", canvas.t("mediator.close.why.go"),
               {why.x, why.y, std::min(why.w, 62.0), why.h}, ui::Kind::secondary, "icon-edit")) {
      intent = flow::ExplainDifference{};
    }
  }
  page.words("count.verdict", verdict(view, words, canvas), type.note, ui::Token::ink);
  return intent;
}

}  // namespace

MediatorIntent draw_count(const MediatorView& view, const MediatorWords& words,
                          ui::Canvas& canvas) {
  MediatorIntent intent;
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  const double gap = canvas.theme().gap;
  if (draw_mediator_bar(canvas, words, WayBack::offered, words.place_name(view.place))) {
    intent = flow::MediatorBack{};
  }
  Page page(canvas);
  const auto row = page.footer(button_row(canvas));
  if (!seven) page.title("count.title", canvas.t("mediator.close.sheet"));
  const auto area = page.rest();
  const double part = seven ? 0.46 : 0.5;
  draw_sum(view, canvas, {area.x, area.y, area.w * part, area.h});
  const auto head = draw_head_count(
      view, words, canvas,
      {area.x + area.w * part + 2 * gap, area.y, area.w * (1 - part) - 2 * gap, area.h});
  if (head) intent = head;

  const double wide = seven ? 62 : 80;
  if (seven && view.differs) {
    if (action(canvas, "count.why", canvas.t("mediator.close.why.go"),
               {row.x, row.y, row.w - wide - gap, row.h}, ui::Kind::secondary, "icon-edit")) {
      intent = flow::ExplainDifference{};
    }
    return with_signature(view, canvas, row, wide, std::move(intent));
  }
  const auto note = view.started == 0   ? canvas.t("mediator.close.none")
                    : view.started < 10 ? canvas.t("mediator.close.few")
                                        : canvas.t("mediator.close.final");
  canvas.text({.id = "count.note",
               .label = note,
               .box = {row.x, row.y, row.w - wide - gap, row.h},
               .capital = type.note,
               .color = ui::Token::secondary});
  return with_signature(view, canvas, row, wide, std::move(intent));
}

}  // namespace parvis::screens
