// Residents who try everything: eight languages, every panel, every ending. They vote and write as those of tests/drive do; on the way they
// are curious, slow and forgetful.
//
// Threads: one.
#pragma once

#include <string>
#include <string_view>

#include "sync/consultation/random.h"
#include "tests/drive/residents.h"

namespace parvis::bench {

class Crowd {
 public:
  Crowd(std::uint64_t seed, std::shared_ptr<const consultation::Consultation> asked)
      : random_(seed), asked_(std::move(asked)) {}

  // The next one's language is the next of the consultation's, so that each is spoken equally often.
  [[nodiscard]] drive::Resident next();

  // What somebody does before going on from a screen: looks into a panel and changes what stands there, stays away until the veil comes, types
  // with the touch keyboard. Comes back to the same screen.
  Status linger(drive::DrivenKiosk& kiosk);

 private:
  [[nodiscard]] bool chance(double probability) { return random_.uniform() < probability; }
  Status look_into(drive::DrivenKiosk& kiosk, std::string_view door);
  Status go_away_and_return(drive::DrivenKiosk& kiosk);
  Status touch_keys(drive::DrivenKiosk& kiosk);
  // One of the things on the screen that can be tapped and lead no further than a panel; "" when there is none.
  [[nodiscard]] std::string something(const drive::DrivenKiosk& kiosk, std::string_view prefix);

  consultation::Random random_;
  std::shared_ptr<const consultation::Consultation> asked_;
  std::size_t met_ = 0;
};

// Opens the panel of sizes and colours on a resident's screen, taps each of its choices, leaves the largest letters in the dark, and closes it
// again.
[[nodiscard]] Status try_every_look(drive::DrivenKiosk& kiosk);

}  // namespace parvis::bench
