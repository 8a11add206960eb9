#include "kiosk/screens/mediator/mediator_screens.h"

#include "kiosk/screens/mediator/count.h"
#include "kiosk/screens/mediator/menu.h"
#include "kiosk/screens/mediator/pin.h"
#include "kiosk/screens/mediator/safe.h"

namespace parvis::screens {

MediatorIntent MediatorScreens::draw(const MediatorView& view, ui::Canvas& canvas) {
  using S = flow::MediatorScreen;
  if (view.screen != S::place_typed && view.screen != S::note) typing_.forget();
  switch (view.screen) {
    case S::pin:
      return draw_pin(view, words_, canvas);
    case S::place:
      return places_.draw(view, words_, canvas);
    case S::place_typed:
      return typing_.draw_place(view, words_, canvas);
    case S::resume:
      return draw_resume(view, words_, canvas);
    case S::opened:
      return draw_opened(view, words_, canvas);
    case S::residents:
      return std::nullopt;  // the residents' screens are drawn instead
    case S::menu:
      return draw_menu(view, words_, canvas);
    case S::paused:
      return draw_paused(view, words_, canvas);
    case S::count:
      return draw_count(view, words_, canvas);
    case S::note:
      return typing_.draw_note(view, words_, canvas);
    case S::safe:
      return draw_safe(view, words_, canvas);
  }
  return std::nullopt;
}

}  // namespace parvis::screens
