#include "kiosk/screens/resident/idea_write.h"

#include "kiosk/screens/writing.h"

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

constexpr std::size_t kNearTheEnd = 20;  // letters left: from here on the count is always shown

// The line under the text: what to mind and how much is used, or what stands in the way.
void describe(const View& view, const ui::Canvas& canvas, ui::FieldSpec& field) {
  const auto& idea = view.idea;
  field.counter_id = "idea.count";
  field.counter =
      canvas.t("idea.write.count", {std::to_string(idea.used), std::to_string(idea.limit)});
  field.counter_shown =
      idea.used + kNearTheEnd >= idea.limit ? ui::Shown::always : ui::Shown::when_room;
  field.beyond = idea.used > idea.limit ? idea.used - idea.limit : 0;
  if (field.beyond > 0) field.counter_color = ui::Token::stop;
  field.hint = hint_text(view, canvas);
  // Said while it is written, and nobody is stopped: a sentence is shortened best when it is whole.
  if (field.hint.empty() && field.beyond > 0)
    field.hint = canvas.tn("idea.hint.too_long", static_cast<std::int64_t>(field.beyond));
  if (!field.hint.empty()) {
    field.hint_id = "idea.hint";
    field.hint_color = ui::Token::stop;
    return;
  }
  field.hint_id = "idea.rule";
  field.hint = canvas.t("idea.write.rule");
  field.hint_shown = ui::Shown::when_room;
}

}  // namespace

Intent IdeaWrite::draw(const View& view, ui::Canvas& canvas) {
  Intent intent;
  if (!canvas.seven()) {
    intent = draw_bar(
        view, canvas,
        {.where = canvas.t("idea.heading"), .where_sub = canvas.t("common.step", {"2", "3"})});
  }
  const WritingPlaces places = writing_places(canvas);
  if (draw_writing_back(canvas, places)) intent = flow::Back{};
  if (edit_.text() != view.idea.typed) edit_.set(view.idea.typed);

  ui::FieldSpec field;
  field.id = "idea.field";
  field.box = canvas.above_strip(places.field);
  field.prefix = view.idea.prefix;
  describe(view, canvas, field);
  // Beside the open strip the words need the room.
  if (field.box.h < places.field.h && field.beyond == 0) field.counter_shown = ui::Shown::when_room;
  canvas.field(field, edit_);

  if (draw_done(canvas, places, "idea.validate", canvas.t("idea.validate")))
    intent = flow::ValidateIdea{};
  const ui::KeyboardSpec keyboard{.field = places.field, .given = view.idea.prefix};
  if (const auto tap = canvas.keyboard(keyboard, edit_)) intent = intent_of(*tap);
  if (!intent && edit_.text() != view.idea.typed) intent = flow::EditIdea{edit_.text()};
  return intent;
}

}  // namespace parvis::screens
