// A kiosk whose process is killed again and again: the app of parvis-kiosk, used by residents who each propose an idea with a
// number in it. Says on standard output what they were told: "begun 12" before the first finger, "thanked 12" on the last screen.
//
//   killed_kiosk DATA SHARE PIN FROM LAST     visits FROM, FROM + 1, … until it is killed; LAST > 0: until LAST, then the end
#include <cstdio>
#include <cstdlib>

#include "hardware/platform/log.h"
#include "sync/crypto/crypto.h"
#include "tests/drive/residents.h"

using namespace parvis;

namespace {

constexpr std::uint64_t kVisitsASession = 7;
constexpr std::chrono::days kSmallSessionsLeave{8};

Status close_session(drive::DrivenKiosk& kiosk, const std::string& pin) {
  kiosk.hold_corner();
  for (const char digit : pin) PARVIS_TRY_VOID(kiosk.tap("pin." + std::string(1, digit)));
  PARVIS_TRY_VOID(kiosk.tap("menu.close"));
  return kiosk.tap("close.confirm");
}

drive::Resident resident(std::uint64_t number) {
  drive::Resident one;
  one.language = "fr";
  one.opinion = number % 5;
  one.departure = drive::Departure::stays;
  one.has_idea = true;
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
            std::uint64_t last) {
  const UtcTime now = SystemClock().utc();
  PARVIS_TRY(auto kiosk, switch_on(data, share, now));
  PARVIS_TRY_VOID(kiosk->open_session(pin));
  for (std::uint64_t number = from; last == 0 || number <= last; ++number) {
    say("begun", number);
    PARVIS_TRY([[maybe_unused]] const auto said, drive::visit(*kiosk, resident(number)));
    say("thanked", number);
    if (number % kVisitsASession == 0) {
      PARVIS_TRY_VOID(close_session(*kiosk, pin));
      kiosk.reset();  // another day begins at the PIN
      PARVIS_TRY(kiosk, switch_on(data, share, now));
      PARVIS_TRY_VOID(kiosk->open_session(pin));
    }
  }
  PARVIS_TRY_VOID(close_session(*kiosk, pin));
  kiosk.reset();
  PARVIS_TRY(kiosk, switch_on(data, share, now + kSmallSessionsLeave));
  return kiosk->open_session(pin);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  set_log_level(LogLevel::error);
  if (!crypto::init()) return 70;
  const auto done = work(argv[1], argv[2], argv[3], std::strtoull(argv[4], nullptr, 10),
                         std::strtoull(argv[5], nullptr, 10));
  if (!done) std::fprintf(stderr, "killed_kiosk: %s\n", done.error().message().c_str());
  return done ? 0 : 1;
}
