#include "kiosk/screens/resident/idea_write.h"

namespace parvis::screens {

std::string hint_text(const View& view, const ui::Canvas& canvas) {
  const auto& idea = view.idea;
  if (idea.hint == flow::IdeaHint::none) return {};
  const auto key = "idea.hint." + std::string(flow::to_string(idea.hint));
  switch (idea.hint) {
    case flow::IdeaHint::too_short:
    case flow::IdeaHint::too_long:
      return canvas.tn(key, static_cast<std::int64_t>(idea.amount));
    case flow::IdeaHint::prefix:
      return canvas.t(key, {idea.prefix});
    default:
      return canvas.t(key);
  }
}

namespace {

// The line under the text: what to mind and how much is used, or a hint alone, which needs the whole line.
void draw_under(const View& view, ui::Canvas& canvas, const ui::Box& field) {
  const double side = canvas.seven() ? 3.5 : 6;
  const double height = canvas.theme().type.note * 2.1;
  const ui::Box line{field.x + side, field.bottom() - height - 1, field.w - 2 * side, height};
  ui::TextSpec spec;
  spec.capital = canvas.theme().type.note;
  const auto hint = hint_text(view, canvas);
  if (!hint.empty()) {
    spec.id = "idea.hint";
    spec.label = hint;
    spec.box = line;
    spec.color = ui::Token::stop;
    if (lines_of(canvas, hint, line.w, spec.capital) > 1) spec.capital = canvas.theme().type.least;
    canvas.text(spec);
    return;
  }
  const double count = line.w * 0.3;
  spec.id = "idea.rule";
  spec.label = canvas.t("idea.write.rule");
  spec.box = {line.x, line.y, line.w - count, line.h};
  spec.color = ui::Token::secondary;
  if (canvas.fits(spec, {spec.capital})) canvas.text(spec);
  spec.id = "idea.count";
  spec.label = canvas.t("idea.write.count",
                        {std::to_string(view.idea.used), std::to_string(view.idea.limit)});
  spec.box = {line.end() - count, line.y, count, line.h};
  spec.weight = text::Weight::bold;
  spec.align = text::Align::end;
  if (view.idea.used > view.idea.limit) spec.color = ui::Token::stop;
  canvas.text(spec);
}

}  // namespace

Intent IdeaWrite::draw(const View& view, ui::Canvas& canvas) {
  Intent intent;
  const bool seven = canvas.seven();
  if (!seven) {
    intent = draw_bar(
        view, canvas,
        {.where = canvas.t("idea.heading"), .where_sub = canvas.t("common.step", {"2", "3"})});
  } else if (canvas.button({.id = "bar.back",
                            .label = "",
                            .box = {3, 3, 15, 27},
                            .kind = ui::Kind::stone,
                            .icon = "icon-back",
                            .icon_size = 8.6,
                            .spoken = canvas.t("a11y.bar.back")})) {
    intent = flow::Back{};
  }
  if (edit_.text() != view.idea.typed) edit_.set(view.idea.typed);

  ui::FieldSpec field;
  field.id = "idea.field";
  const auto area = canvas.below_bar();
  field.box = seven ? ui::Box{21, 3, 112, 27} : ui::Box{4, area.y, area.w - 44, 36};
  field.prefix = view.idea.prefix;
  canvas.field(field, edit_);
  draw_under(view, canvas, field.box);

  ui::ButtonSpec done;
  done.id = "idea.validate";
  done.label = seven ? "" : canvas.t("idea.validate");
  done.spoken = canvas.t("idea.validate");
  done.box = seven ? ui::Box{136, 3, 15, 27} : ui::Box{area.end() - 40, area.y, 40, 36};
  done.kind = ui::Kind::primary;
  done.icon = "icon-check";
  done.layout = ui::Layout::column;
  if (canvas.button(done)) intent = flow::ValidateIdea{};

  if (const auto tap = canvas.keyboard({}, edit_)) intent = intent_of(*tap);
  if (!intent && edit_.text() != view.idea.typed) intent = flow::EditIdea{edit_.text()};
  return intent;
}

}  // namespace parvis::screens
