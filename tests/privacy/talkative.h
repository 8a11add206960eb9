// Somebody who says whatever can be said: an idea, a vote with a qualification on every card, their age and quarter, and who takes
// a code home.
#pragma once

#include <string>

#include "tests/drive/hall.h"

namespace parvis::drive {

inline constexpr std::string_view kTalkativeWords = "des wapitis jaloux vexent nos fjords brusques";

// From the waiting screen to the thanks, with the code on the screen; `write` types the idea.
template <class Write>
void say_everything(DrivenKiosk& kiosk, Write&& write) {
  using support::ok;
  for (const char* id : {"attract.start", "language.fr"}) ok(kiosk.tap(id));
  while (kiosk.shows("plain.turn")) ok(kiosk.tap("plain.turn"));
  for (const char* id : {"plain.start", "question.idea", "idea.age.over", "idea.theme.housing"}) {
    ok(kiosk.tap(id));
  }
  write(kiosk);
  ok(kiosk.tap("idea.validate"));
  if (kiosk.shows("idea.keep")) ok(kiosk.tap("idea.keep"));
  for (const char* id : {"idea.confirm", "kept.votes"}) ok(kiosk.tap(id));
  for (std::size_t card = 0; kiosk.screen() == "card" || kiosk.screen() == "halfway"; ++card) {
    if (kiosk.shows("half.more")) ok(kiosk.tap("half.more"));
    if (kiosk.shows("card.vote_now")) ok(kiosk.tap("card.vote_now"));
    const auto vote = static_cast<consultation::Vote>(card * 5 / 3 % consultation::kVotes);
    ok(kiosk.tap("vote." + std::string(consultation::key_of(vote))));
    const auto which = card % consultation::kQualificationsPerVote;
    ok(kiosk.tap("qualification." + std::string(consultation::qualification_key(vote, which))));
    ok(kiosk.tap("card.next"));
  }
  for (const char* id : {"last.end", "about.age.40-59", "about.place.elsewhere"}) ok(kiosk.tap(id));
  if (kiosk.shows("thanks.keep_code")) ok(kiosk.tap("thanks.keep_code"));
  PARVIS_CHECK(kiosk.shows("thanks.code"));
}

// A visit of one vote, to the waiting screen.
inline void say_little(DrivenKiosk& kiosk) {
  using support::ok;
  for (const char* id : {"attract.start", "language.fr"}) ok(kiosk.tap(id));
  while (kiosk.shows("plain.turn")) ok(kiosk.tap("plain.turn"));
  for (const char* id : {"plain.start", "question.vote"}) ok(kiosk.tap(id));
  if (kiosk.shows("card.vote_now")) ok(kiosk.tap("card.vote_now"));
  ok(kiosk.tap("vote.agree"));
  leave(kiosk);
}

}  // namespace parvis::drive
