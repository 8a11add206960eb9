#include "kiosk/screens/resident/resident_screens.h"

#include "kiosk/screens/resident/about_you.h"
#include "kiosk/screens/resident/attract.h"
#include "kiosk/screens/resident/card.h"
#include "kiosk/screens/resident/crossroads.h"
#include "kiosk/screens/resident/idea_check.h"
#include "kiosk/screens/resident/idea_theme.h"
#include "kiosk/screens/resident/listening.h"
#include "kiosk/screens/resident/overlays.h"
#include "kiosk/screens/resident/own_age.h"
#include "kiosk/screens/resident/plain_words.h"
#include "kiosk/screens/resident/question.h"
#include "kiosk/screens/resident/thanks.h"
#include "kiosk/screens/resident/trial.h"

namespace parvis::screens {

Intent ResidentScreens::draw(const View& view, ui::Canvas& canvas) {
  // Behind the veil nothing is drawn at all: what isn't there can't be read.
  if (view.veiled) return draw_veil(view, canvas);
  if (view.panel != flow::Panel::how && view.panel != flow::Panel::notice) pages_.forget();
  if (!view.review.open) review_.forget();
  if (view.failed && view.screen != flow::ResidentScreen::stopped) {
    return draw_not_kept(view, canvas);
  }
  return view.panel == flow::Panel::none ? draw_screen(view, canvas) : draw_panel(view, canvas);
}

Intent ResidentScreens::draw_screen(const View& view, ui::Canvas& canvas) {
  using S = flow::ResidentScreen;
  switch (view.screen) {
    case S::attract:
      return draw_attract(view, canvas, languages_);
    case S::language:
      return draw_language(view, canvas, languages_);
    case S::plain_words:
      return draw_plain_words(view, canvas);
    case S::question:
      return draw_question(view, canvas);
    case S::card:
      return draw_card(view, canvas);
    case S::halfway:
      return draw_halfway(view, canvas);
    case S::last_card:
      return draw_last_card(view, canvas);
    case S::own_age:
      return draw_own_age(view, canvas);
    case S::adult:
      return draw_adult(view, canvas);
    case S::idea_theme:
      return draw_idea_theme(view, canvas);
    case S::idea_write:
      return idea_write_.draw(view, canvas);
    case S::idea_hint:
      return draw_idea_hint(view, canvas);
    case S::idea_read:
      return draw_idea_read(view, canvas);
    case S::idea_kept:
      return draw_idea_kept(view, canvas);
    case S::age:
      return draw_age(view, canvas);
    case S::neighbourhood:
      return draw_neighbourhood(view, canvas);
    case S::review:
      return review_.draw_lines(view, canvas);
    case S::review_idea:
      return review_.draw_idea(view, canvas);
    case S::thanks:
      return draw_thanks(view, canvas);
    case S::erased:
      return draw_erased(view, canvas);
    case S::paused:
      draw_resting(canvas, "paused", canvas.t("mediator.pause.title"));
      return std::nullopt;
    case S::stopped:
      return draw_stopped(view, canvas);
  }
  return std::nullopt;
}

Intent ResidentScreens::draw_panel(const View& view, ui::Canvas& canvas) {
  switch (view.panel) {
    case flow::Panel::none:
      return std::nullopt;
    case flow::Panel::language:
      return draw_language(view, canvas, languages_);
    case flow::Panel::display:
      return draw_display(view, canvas);
    case flow::Panel::help:
      return draw_help(view, canvas);
    case flow::Panel::how:
      return pages_.draw_how(view, canvas);
    case flow::Panel::helper:
      return draw_helper(view, canvas);
    case flow::Panel::leave:
      return draw_leave(view, canvas);
    case flow::Panel::erase:
      return draw_erase(view, canvas);
    case flow::Panel::notice:
      return pages_.draw_notice(view, canvas);
    case flow::Panel::speech:
      return draw_listening(view, canvas);
    case flow::Panel::trial:
      return draw_trial(view, canvas);
    case flow::Panel::take_out:
      return draw_take_out(view, canvas);
  }
  return std::nullopt;
}

void ResidentScreens::forget() {
  idea_write_.forget();
  pages_.forget();
  review_.forget();
}

}  // namespace parvis::screens
