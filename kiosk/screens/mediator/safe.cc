#include "kiosk/screens/mediator/safe.h"

namespace parvis::screens {
namespace {

struct PlaceOfVisits {
  std::string id, picture, words, state;
  std::uint64_t visits = 0;
  bool all = false;
};

void draw_place(ui::Canvas& canvas, const ui::Box& box, const PlaceOfVisits& place) {
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  const double pad = seven ? 3 : 6;
  canvas.card(place.id + ".card", box);
  const double picture = seven ? 9 : 18;
  canvas.picture({.name = place.picture, .box = {box.x + pad, box.y + pad - 1, picture, picture}});
  canvas.text({.id = place.id,
               .label = std::to_string(place.visits),
               .box = {box.x + pad + picture, box.y + pad - 1, box.w - 2 * pad - picture, picture},
               .capital = seven ? type.title : type.code,
               .weight = text::Weight::bold,
               .align = text::Align::end,
               .direction = text::Direction::ltr});
  Page page(canvas,
            {box.x + pad, box.y + pad + picture, box.w - 2 * pad, box.h - pad - picture - 1.5});
  page.words(place.id + ".words", place.words, seven ? type.note : type.button, ui::Token::ink);
  if (place.state.empty()) return;
  const double mark = seven ? 4 : 5.5;
  page.skip(seven ? 0.5 : 2);
  const double width = box.w - 2 * pad - mark - 3;
  const double needed = height_of(canvas, place.state, width, type.note);
  if (!page.has_room(needed)) return;
  const auto row = page.header(needed);
  const double height = row.h;
  canvas.picture({.name = place.all ? "state-ok" : "state-clock",
                  .box = {row.x, row.y + (height - mark) / 2, mark, mark},
                  .line = place.all ? ui::Token::ok : ui::Token::ink});
  canvas.text({.id = place.id + ".state",
               .label = place.state,
               .box = {row.x + mark + 3, row.y, width, height},
               .capital = type.note});
}

// Copying to a stick, where this kiosk takes them: how it went, and whether it may be tried.
struct StickWords {
  std::string state;
  bool may_copy = true;
};

StickWords stick_words(const MediatorView& view, const MediatorWords& words,
                       const ui::Canvas& canvas) {
  using Stick = flow::SyncState::Stick;
  const auto& sync = view.sync;
  if (view.copying) {
    return {canvas.t("mediator.stick.busy",
                     {std::to_string(sync.on_stick), std::to_string(sync.on_kiosk)}),
            false};
  }
  switch (sync.stick) {
    case Stick::unknown:
    case Stick::none:
      return {canvas.t("mediator.stick.insert")};
    case Stick::safe:
      return {canvas.t("mediator.stick.done"), false};
    case Stick::full:
      return {canvas.t("mediator.stick.full")};
    case Stick::read_only:
      return {canvas.t("mediator.stick.readonly")};
    case Stick::mount:
      return {canvas.t("mediator.stick.mount", {words.phone})};
    case Stick::failed:
      return {canvas.t("mediator.stick.pulled")};
    case Stick::conflict:
      return {canvas.t("mediator.network.conflict", {words.phone}), false};
  }
  return {};
}

std::string network(const MediatorView& view, const MediatorWords& words,
                    const ui::Canvas& canvas) {
  using Network = flow::SyncState::Network;
  const auto& sync = view.sync;
  // Receipts of a hub that contradicts itself, or of other sessions, are no reason to say that all is well.
  if (sync.network == Network::altered) return canvas.t("mediator.network.altered", {words.phone});
  if (sync.damaged) return canvas.t("error.session", {words.phone});
  if (sync.closed > 0 && sync.received == sync.closed) return canvas.t("mediator.safe.all");
  if (view.sending) return canvas.t("mediator.network.sending");
  if (view.unheard) return canvas.t("mediator.network.failed");
  switch (sync.network) {
    case Network::none:
      return canvas.t("mediator.network.none");
    case Network::portal:
      return canvas.t("mediator.network.portal");
    case Network::stranger:
      return canvas.t("mediator.network.stranger", {words.phone});
    case Network::failed:
      return canvas.t("mediator.network.failed");
    case Network::refused:
      return canvas.t("mediator.network.refused", {words.phone});
    case Network::blocked:
      return canvas.t("mediator.network.revoked", {words.phone});
    case Network::conflict:
      return canvas.t("mediator.network.conflict", {words.phone});
    case Network::reachable:
      return canvas.t("mediator.network.on");
    case Network::altered:
    case Network::unknown:
      break;
  }
  return canvas.t("mediator.safe.keep");
}

// Words that take more than the bar's second line have both, and the place's name none: a number to call is never cut off.
void draw_safe_bar(ui::Canvas& canvas, const std::string& place, const std::string& said,
                   const MediatorWords& words) {
  const auto usable = canvas.usable();
  constexpr double kHeight = 15;  // of a small screen's bar
  const double capital = canvas.theme().type.note;
  if (said.empty() || lines_of(canvas, said, usable.w - kHeight - 4, capital) <= 1) {
    static_cast<void>(draw_mediator_bar(canvas, words, WayBack::none, place, said));
    return;
  }
  canvas.text({.id = "safe.words",
               .label = said,
               .box = {usable.x, usable.y, usable.w, kHeight},
               .capital = capital});
}

}  // namespace

MediatorIntent draw_safe(const MediatorView& view, const MediatorWords& words, ui::Canvas& canvas) {
  MediatorIntent intent;
  const bool seven = canvas.seven();
  const double gap = canvas.theme().gap;
  const auto& sync = view.sync;
  // Three places where this kiosk takes sticks.
  using Stick = flow::SyncState::Stick;
  const bool sticks = sync.stick != Stick::unknown;
  const auto said = stick_words(view, words, canvas);
  // What is long to say of a stick stands in the bar of a small screen, in place of the network.
  const bool trouble =
      seven && sticks && !view.copying && sync.stick != Stick::none && sync.stick != Stick::safe;
  const bool evidence = sync.network == flow::SyncState::Network::altered || sync.damaged;
  // On a small screen the cards' place is too dear for a line of its own.
  draw_safe_bar(canvas, words.place_name(view.place),
                !seven                 ? std::string{}
                : trouble && !evidence ? said.state
                                       : network(view, words, canvas),
                words);
  Page page(canvas);
  const auto count = [](std::uint64_t visits) { return static_cast<std::int64_t>(visits); };
  const auto row = page.footer(button_row(canvas));
  page.title("safe.title", canvas.tn("mediator.safe.visits", count(sync.closed)));
  if (!seven) page.words("safe.words", network(view, words, canvas));

  const auto area = page.rest();
  const int places = sticks ? 3 : 2;
  draw_place(canvas, ui::column(area, 0, places, gap),
             {"safe.kiosk", "place-kiosk", canvas.t("mediator.safe.kiosk.words"),
              sticks ? std::string{} : canvas.t("mediator.safe.off"), sync.on_kiosk, true});
  const auto waiting = sync.closed - std::min(sync.received, sync.closed);
  const bool all = waiting == 0;
  if (sticks) {
    draw_place(
        canvas, ui::column(area, 1, places, gap),
        {"safe.stick", "place-stick", trouble ? canvas.t("mediator.ready.stick") : said.state, "",
         sync.on_stick, sync.stick == Stick::safe});
  }
  draw_place(canvas, ui::column(area, places - 1, places, gap),
             {"safe.received", "place-hall",
              canvas.tn("mediator.safe.received.words", count(sync.received)),
              all ? canvas.tn("mediator.safe.kept", count(sync.kept))
                  : canvas.tn("mediator.safe.waiting", count(waiting)),
              sync.received, all});

  if (action(canvas, "safe.again", canvas.t("mediator.safe.again"), ui::column(row, 0, 3, gap))) {
    intent = flow::AnotherSession{};
  }
  // One button for both roads: without a network the stick's.
  const bool may_copy = sticks && said.may_copy;
  const bool by_stick = may_copy && sync.network != flow::SyncState::Network::reachable;
  if (action(canvas, by_stick ? "safe.copy" : "safe.send",
             canvas.t(by_stick ? "mediator.stick.go" : "mediator.network.send"),
             ui::column(row, 1, 3, gap), ui::Kind::secondary, {},
             by_stick || may_copy || (!all && !view.sending))) {
    if (by_stick) {
      intent = flow::CopyToStick{};
    } else {
      intent = flow::SendNow{};
    }
  }
  if (action(canvas, "safe.off", canvas.t("admin.off"), ui::column(row, 2, 3, gap),
             ui::Kind::primary)) {
    intent = flow::SwitchOff{};
  }
  return intent;
}

}  // namespace parvis::screens
