// A city's week of visits with a lobby among them: 2,000 honest residents and 200 people who were sent to push one proposal. The
// same seed gives the same week. What the rules of sync/hub/fraud are measured on; FRAUD.md states the assumptions.
//
// Threads: pure. Not for anything but measuring: nobody knows how a real crowd votes.
#pragma once

#include <string_view>
#include <vector>

#include "sync/consultation/model.h"
#include "sync/wire/visit.h"

namespace parvis::support {

enum class Crowd : std::uint8_t {
  // Honest. Shares of all of them; the rest of a kind's behaviour is everybody's.
  reader,     // reads each card, at a pace of their own
  fast,       // 15 %: young or practised, skims
  hurried,    // 8 %: reads the beginning of a card
  slow,       // 15 %: under 100 words a minute, large text, another language, or listens
  agreeable,  // 6 %: agrees with everything
  playing,    // 1 %: a child that taps whatever comes
  family,  // 8 %: two to five who come together; most who have an idea repeat the first one's words
  // The lobby.
  clicker,  // one answer to every card, as fast as the screen goes
  burst,    // one person at one kiosk again and again: for the proposal, against all others
  pasted,   // votes like a person in a hurry, and says what they were told to
  picker,   // begins again until the proposal is the first card, votes on it and leaves
  patient,  // takes time, votes as they think, but for the proposal
};
inline constexpr std::size_t kCrowds = 12;
[[nodiscard]] std::string_view to_string(Crowd crowd);
[[nodiscard]] constexpr bool is_lobby(Crowd crowd) { return crowd >= Crowd::clicker; }

struct WeekOptions {
  std::size_t honest = 2000;
  // clicker, burst, pasted, picker, patient
  std::array<std::size_t, 5> lobby{60, 40, 40, 20, 40};
};

struct WeekVisit {
  wire::Visit visit;  // without id, device and pack
  Crowd crowd = Crowd::reader;
  std::size_t session = 0;
};
struct Week {
  std::vector<WeekVisit> visits;  // as they came
  std::size_t sessions = 0;       // four kiosks on five days
  std::uint32_t pushed = 0;       // index of the lobby's proposal: residents are divided over it
};

[[nodiscard]] Week simulate_week(const consultation::Consultation& asked, std::uint64_t seed,
                                 const WeekOptions& options = {});

}  // namespace parvis::support
