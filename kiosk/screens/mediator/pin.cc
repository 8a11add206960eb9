#include "kiosk/screens/mediator/pin.h"

namespace parvis::screens {
namespace {

constexpr int kPinDigits = 6;

// The most urgent thing to say under the dots.
std::string state(const MediatorView& view, const MediatorWords& words, const ui::Canvas& canvas) {
  if (view.busy) return canvas.t("mediator.pin.busy");
  if (view.failed) return error_text(canvas, words, *view.failed);
  if (view.wait.count() > 0) return canvas.tn("mediator.pin.wait", view.wait.count());
  const auto key = view.stick_missing ? canvas.t("mediator.pin.key") : std::string();
  if (!view.wrong_pin) return key.empty() ? words.remark : key;
  auto said = canvas.t("mediator.pin.wrong");
  if (!key.empty()) said += "\n" + key;
  if (view.free_attempts > 0) said += "\n" + canvas.tn("mediator.pin.free", view.free_attempts);
  return said;
}

}  // namespace

MediatorIntent draw_pin(const MediatorView& view, const MediatorWords& words, ui::Canvas& canvas) {
  MediatorIntent intent;
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  const auto way_back = view.in_session ? WayBack::offered : WayBack::none;
  const auto area = canvas.below_bar();
  const ui::Box pad = seven ? ui::Box{82, 21, 69, 62} : ui::Box{area.end() - 96, area.y, 96, 108};
  if (draw_mediator_bar(canvas, words, way_back, words.consultation)) intent = flow::PinCancel{};

  Page page(canvas, {area.x, area.y, pad.x - area.x - 2 * canvas.theme().gap, area.h});
  page.title("pin.title", canvas.t("mediator.pin.title"));
  page.skip(seven ? 2 : 14);
  const double dot = seven ? 6 : 9;
  const auto dots = page.header(dot);
  canvas.pin_dots("pin.dots", {dots.x, dots.y, dot * 8.2, dot},
                  static_cast<int>(view.busy ? kPinDigits : view.digits), kPinDigits,
                  canvas.t("mediator.pin.title"));
  page.skip(seven ? 0 : 6);
  page.words("pin.state", state(view, words, canvas), seven ? type.note : type.button);

  const auto tap = canvas.pin_pad({.id = "pin",
                                   .box = pad,
                                   .can_enter = false,
                                   .erase_label = canvas.t("a11y.key.delete"),
                                   .enter_label = canvas.t("mediator.pin.enter")});
  if (tap && tap->key == ui::PadKey::digit) intent = flow::PinDigit{tap->digit};
  if (tap && tap->key == ui::PadKey::erase) intent = flow::PinErase{};
  return intent;
}

}  // namespace parvis::screens
