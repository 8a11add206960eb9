// Every delay of a visit and of a session, in one table. Monotonic time, counted from the last touch unless said
// otherwise. The reasons are in kiosk/flow/README.md.
#pragma once

#include <chrono>

namespace parvis::flow {

using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr seconds kVeilAfter{20};  // the content is hidden and asks who is there
inline constexpr seconds kVotesEndAfter{
    60};  // a visit without a touch ends: on votes and choices …
inline constexpr seconds kTextEndAfter{120};  // … and where there is text to read or to write
inline constexpr int kAidsTakeTimes =
    2;  // the three above, with large text, a helper, speech or switches

inline constexpr seconds kThanksClearAfter{30};  // thanks, without a code on the screen
inline constexpr seconds kCodeClearsAfter{120};  // thanks, with the code on the screen
inline constexpr seconds kErasedClearsAfter{15};
inline constexpr seconds kCountdownStep{
    10};  // "this screen clears in 20 seconds" changes this often

inline constexpr minutes kPauseEndsVisitAfter{10};   // since the mediator paused
inline constexpr seconds kCornerHold{3};             // finger on the hidden corner
inline constexpr seconds kPinForgottenAfter{20};     // digits typed and then left alone
inline constexpr seconds kSendingGivenUpAfter{60};   // "send now" asked, and no attempt ended
inline constexpr seconds kCopyingGivenUpAfter{300};  // a stick asked for, and no attempt ended
inline constexpr seconds kSyncLookedAtEvery{5};      // on the screen that says what is safe where

}  // namespace parvis::flow
