#include "kiosk/screens/resident/listening.h"

namespace parvis::screens {
namespace {

struct Dial {
  std::string id, label, less, more;
  int most = 0;
};

// A label, and a number between its minus and its plus. True when the number changed.
bool draw_dial(ui::Canvas& canvas, const ui::Box& row, const Dial& dial, int& value) {
  const double gap = canvas.theme().gap;
  const double words = row.w * 0.4;
  canvas.text({.id = dial.id + ".label",
               .label = dial.label,
               .box = {row.x, row.y, words, row.h},
               .weight = text::Weight::bold});
  std::int64_t shown = value + 1;  // people count from one
  const bool changed =
      canvas.stepper({.id = dial.id,
                      .box = {row.x + words + gap, row.y, row.w - words - gap, row.h},
                      .value = shown,
                      .least = 1,
                      .most = dial.most,
                      .less_label = dial.less,
                      .more_label = dial.more},
                     shown);
  value = static_cast<int>(shown) - 1;
  return changed;
}

Intent draw_dials(const View& view, ui::Canvas& canvas, const ui::Box& area) {
  const double gap = canvas.theme().gap;
  auto wanted = view.listening;
  const bool speed = draw_dial(canvas, ui::cell(area, 0, 1, 2, gap),
                               {"voice.speed", canvas.t("display.speed"), canvas.t("voice.slower"),
                                canvas.t("voice.faster"), flow::kVoiceRates},
                               wanted.rate);
  const bool volume =
      draw_dial(canvas, ui::cell(area, 1, 1, 2, gap),
                {"voice.volume", canvas.t("display.volume"), canvas.t("voice.quieter"),
                 canvas.t("voice.louder"), flow::kVoiceVolumes},
                wanted.volume);
  if (!speed && !volume) return std::nullopt;
  wanted.voice = flow::Voice::on;  // a change is heard
  return flow::ChangeListening{wanted};
}

struct Choice {
  std::string id, label, icon;
  flow::ResidentIntent intent;
};

Intent draw_choices(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  auto hidden = view.listening;
  hidden.voice = flow::Voice::on;
  hidden.picture = flow::Picture::hidden;
  auto off = view.listening;
  off.voice = flow::Voice::off;
  const std::vector<Choice> choices{
      {"voice.off", canvas.t("voice.off"), "icon-close", flow::ChangeListening{off}},
      {"voice.hide", canvas.t("voice.hide"), {}, flow::ChangeListening{hidden}},
      {"voice.again", canvas.t("display.repeat"), "icon-listen", flow::SayAgain{}}};
  std::vector<std::string> labels;
  labels.reserve(choices.size());
  for (const auto& choice : choices) labels.push_back(choice.label);
  const double gap = canvas.theme().gap;
  const bool icons = !canvas.seven() && !canvas.theme().large();
  const double room = ui::column(row, 0, 3, gap).w - (icons ? 16 : 5);
  const auto& type = canvas.theme().type;
  const double capital = capital_for(canvas, labels, room, row.h - 3, {type.button, type.note});
  Intent intent;
  const auto order = canvas.reading(row);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto& choice = choices[i];
    ui::ButtonSpec spec;
    spec.id = choice.id;
    spec.label = in_two_lines(canvas, choice.label, room, capital);
    spec.box = ui::column(row, static_cast<int>(i), 3, gap);
    spec.kind = ui::Kind::tile;
    spec.capital = capital;
    if (icons) spec.icon = choice.icon;
    spec.enabled = choice.id == "voice.hide" || view.listening.voice == flow::Voice::on;
    if (canvas.button(spec)) intent = choice.intent;
  }
  return intent;
}

// What the panel says when there is no voice.
void draw_reason(const View& view, ui::Canvas& canvas) {
  Page page(canvas);
  const bool none = view.voice == flow::VoiceHealth::no_language;
  page.title("voice.title", canvas.t(none ? "language.novoice" : "display.noreading"));
  page.words("voice.reason", canvas.t(none ? "voice.none" : "error.speech"));
}

}  // namespace

Intent draw_listening(const View& view, ui::Canvas& canvas) {
  auto intent = draw_panel_bar(view, canvas);
  if (view.voice != flow::VoiceHealth::works) {
    draw_reason(view, canvas);
    return intent;
  }
  Page page(canvas);
  const auto choices = page.footer(canvas.seven() ? 17 : 24);
  const auto& type = canvas.theme().type;
  const auto note = canvas.t("display.headphones");
  const double high = height_of(canvas, note, page.rest().w, type.note);
  // Two rows of 15 mm at least stay; the note gives way.
  if (page.rest().h - high >= 2 * (canvas.seven() ? 16 : 20) + 2 * canvas.theme().gap) {
    canvas.text({.id = "voice.note",
                 .label = note,
                 .box = page.footer(high),
                 .capital = type.note,
                 .color = ui::Token::secondary});
  }
  auto dials = page.rest();
  dials.h = std::min(dials.h, 2 * 26 + canvas.theme().gap);
  intent = either(intent, draw_dials(view, canvas, dials));
  return either(intent, draw_choices(view, canvas, choices));
}

}  // namespace parvis::screens
