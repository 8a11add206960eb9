// A kiosk whose process is killed again and again: the app of parvis-kiosk, used by residents who each propose an idea with a
// number in it. Says on standard output what they were told: "begun 12" before the first finger, "thanked 12" on the last screen,
// "closed" when the mediator has closed the session.
//
//   killed_kiosk DATA SHARE PIN FROM LAST HELD   visits FROM, FROM + 1, … until it is killed; LAST > 0: until LAST, then the end.
//                                                HELD have been thanked in the session that is open.
//
// Ends with 4 when another one is at work on DATA, with 1 for any other error.
//
// Sessions are small, so that batches leave all the time. The clock stands eight days back, and is put right before a session
// closes: it is old by then and leaves at once. Before every third closing it is not put right: that session waits for company.
#include <cstdio>
#include <cstdlib>

#include "hardware/platform/log.h"
#include "sync/crypto/crypto.h"
#include "tests/drive/residents.h"

using namespace parvis;

namespace {

constexpr std::uint64_t kVisitsASession = 2;
constexpr std::uint64_t kWaitsForCompany = 3;  // every third session
constexpr std::uint64_t kStaysToTheEnd = 4;    // every fourth resident
constexpr std::chrono::days kSmallSessionsLeave{8};

enum class Leaving { at_once, with_company };

Status close_session(drive::DrivenKiosk& kiosk, const std::string& pin, Leaving leaving) {
  if (leaving == Leaving::at_once) kiosk.clock().set_utc(SystemClock().utc());
  kiosk.hold_corner();
  for (const char digit : pin) PARVIS_TRY_VOID(kiosk.tap("pin." + std::string(1, digit)));
  PARVIS_TRY_VOID(kiosk.tap("menu.close"));
  return kiosk.tap("close.confirm");
}

drive::Resident resident(std::uint64_t number) {
  drive::Resident one;
  one.language = "fr";
  one.opinion = number % 5;
  const bool stays = number % kStaysToTheEnd == 0;
  one.departure = stays ? drive::Departure::stays : drive::Departure::says_so;
  one.cards_before = 1 + static_cast<std::uint32_t>(number % 3);
  one.has_idea = true;
  one.idea_first = !stays;
  one.idea = "un banc numero " + std::to_string(number) + " devant chez moi";
  one.seed = number;
  return one;
}

Result<std::unique_ptr<drive::DrivenKiosk>> switch_on(const Path& data, const Path& share,
                                                      UtcTime now) {
  PARVIS_TRY(const auto display, ui::find_display("10"));
  return drive::DrivenKiosk::open({.data = data,
                                   .share = share,
                                   .display = display,
                                   .drawing = ui::Drawing::none,
                                   .start = now,
                                   .visit_start = {},
                                   .disk = drive::Disk::real});
}

void say(const char* word, std::uint64_t number) {
  std::printf("%s %llu\n", word, static_cast<unsigned long long>(number));
  std::fflush(stdout);
}

Status work(const Path& data, const Path& share, const std::string& pin, std::uint64_t from,
            std::uint64_t last, std::uint64_t held) {
  const UtcTime now = SystemClock().utc();
  const UtcTime back = now - kSmallSessionsLeave;
  PARVIS_TRY(auto kiosk, switch_on(data, share, back));
  PARVIS_TRY_VOID(kiosk->open_session(pin));
  for (std::uint64_t number = from; last == 0 || number <= last; ++number) {
    if (held >= kVisitsASession) {
      const bool waits = number % kWaitsForCompany == 0;
      PARVIS_TRY_VOID(close_session(*kiosk, pin, waits ? Leaving::with_company : Leaving::at_once));
      say("closed", number);
      held = 0;
      kiosk.reset();  // another day begins at the PIN
      PARVIS_TRY(kiosk, switch_on(data, share, back));
      PARVIS_TRY_VOID(kiosk->open_session(pin));
    }
    say("begun", number);
    PARVIS_TRY([[maybe_unused]] const auto said, drive::visit(*kiosk, resident(number)));
    say("thanked", number);
    ++held;
  }
  PARVIS_TRY_VOID(close_session(*kiosk, pin, Leaving::at_once));
  kiosk.reset();
  PARVIS_TRY(kiosk, switch_on(data, share, now));
  return kiosk->open_session(pin);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  set_log_level(LogLevel::error);
  if (!crypto::init()) return 70;
  const auto done = work(argv[1], argv[2], argv[3], std::strtoull(argv[4], nullptr, 10),
                         std::strtoull(argv[5], nullptr, 10), std::strtoull(argv[6], nullptr, 10));
  if (!done) std::fprintf(stderr, "killed_kiosk: %s\n", done.error().message().c_str());
  if (done) return 0;
  return done.error().code == Errc::busy ? 4 : 1;
}
