// A city, a kiosk and an open session in a directory of their own, or in `options.data`: where most tests of the whole kiosk begin.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "sync/crypto/crypto.h"
#include "tests/drive/driven_kiosk.h"
#include "tests/drive/test_city.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

namespace parvis::drive {

// From a card to the waiting screen, without telling age or place.
inline void leave(DrivenKiosk& kiosk) {
  for (const char* id : {"bar.help", "help.finish", "leave.confirm"}) support::ok(kiosk.tap(id));
  while (kiosk.screen() != "thanks") {
    support::ok(kiosk.tap(kiosk.shows("about.age.skip") ? "about.age.skip" : "about.place.skip"));
  }
  support::ok(kiosk.tap("thanks.end"));
}

struct Hall {
  explicit Hall(const char* display = "10", ui::Drawing drawing = ui::Drawing::none,
                KioskOptions options = {}) {
    support::ok(crypto_started);
    const Path root{PARVIS_SOURCE_DIR};
    const UtcTime now = support::value(parse_utc("2026-06-01T08:00:00Z"));
    if (options.data.empty()) options.data = directory / "kiosk";
    data_ = options.data;
    pin = support::value(city.prepare_kiosk(
        data(), {root / "assets/consultations/mulhouse-solidaire", root / "deploy/demo-city.toml"},
        now));
    options.share = PARVIS_SHARE;
    options.display = support::value(ui::find_display(display));
    options.drawing = drawing;
    options.start = now;
    kiosk = support::value(DrivenKiosk::open(std::move(options)));
    support::ok(kiosk->open_session(pin));
  }
  [[nodiscard]] const Path& data() const { return data_; }

  void begin_visit(const std::string& language = "fr") {
    support::ok(kiosk->tap("attract.start"));
    support::ok(kiosk->tap("language." + language));
    while (kiosk->shows("plain.turn")) support::ok(kiosk->tap("plain.turn"));
    support::ok(kiosk->tap("plain.start"));
  }
  void vote(const std::string& key) {
    if (kiosk->shows("half.more")) support::ok(kiosk->tap("half.more"));
    if (kiosk->shows("card.vote_now")) support::ok(kiosk->tap("card.vote_now"));
    support::ok(kiosk->tap("vote." + key));
  }
  void close_session() {
    kiosk->hold_corner();
    for (const char digit : pin) support::ok(kiosk->tap("pin." + std::string(1, digit)));
    support::ok(kiosk->tap("menu.close"));
    support::ok(kiosk->tap("close.confirm"));
    PARVIS_CHECK(kiosk->screen() == "safe");
  }

  Status crypto_started = crypto::init();  // first: the city's keys need it
  support::TemporaryDirectory directory;
  TestCity city;
  std::string pin;
  std::unique_ptr<DrivenKiosk> kiosk;

 private:
  Path data_;
};

}  // namespace parvis::drive
