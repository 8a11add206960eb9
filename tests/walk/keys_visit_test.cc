// A whole visit by Tab and Enter alone: what two switches can do.
#include <catch2/catch.hpp>

#include "tests/drive/driven_kiosk.h"
#include "tests/drive/test_city.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using support::ok;
using support::value;

namespace {

const bool started = crypto::init().has_value();
const Path kRoot{PARVIS_SOURCE_DIR};

// A kiosk with an open session, and somebody who has two keys.
class Switches {
 public:
  Switches() {
    REQUIRE(started);
    const UtcTime now = value(parse_utc("2026-06-01T08:00:00Z"));
    const auto pin = value(city_.prepare_kiosk(
        directory_ / "kiosk",
        {kRoot / "assets/consultations/mulhouse-solidaire", kRoot / "deploy/demo-city.toml"}, now));
    kiosk_ = value(drive::DrivenKiosk::open({.data = directory_ / "kiosk",
                                             .share = PARVIS_SHARE,
                                             .display = value(ui::find_display("10")),
                                             .drawing = ui::Drawing::none,
                                             .start = now,
                                             .visit_start = {}}));
    ok(kiosk_->open_session(pin));
  }

  // Tab until the focus is there, then Enter.
  void go(const std::string& id) {
    INFO(id << " on " << kiosk_->screen());
    REQUIRE(kiosk_->shows(id));
    const auto most = kiosk_->nodes().size() + 1;
    for (std::size_t i = 0; i < most && focus() != id; ++i) ok(kiosk_->key("tab"));
    REQUIRE(focus() == id);
    ok(kiosk_->key("enter"));
  }
  void write(std::string_view letters) {
    for (const char letter : letters) {
      go(letter == ' ' ? "key.space" : std::string("key.") + letter);
    }
  }
  [[nodiscard]] std::string focus() const { return kiosk_->app().stage().focus(); }
  drive::DrivenKiosk& kiosk() { return *kiosk_; }

 private:
  support::TemporaryDirectory directory_;
  drive::TestCity city_;
  std::unique_ptr<drive::DrivenKiosk> kiosk_;
};

}  // namespace

TEST_CASE("Tab and Enter alone make a whole visit, with an idea written on the touch keyboard") {
  Switches person;
  auto& kiosk = person.kiosk();
  person.go("attract.start");
  person.go("language.fr");
  while (kiosk.shows("plain.turn")) person.go("plain.turn");
  person.go("plain.start");
  person.go("question.vote");
  for (int card = 0; card < 12; ++card) {
    if (kiosk.shows("half.more")) person.go("half.more");
    person.go(card % 2 == 0 ? "vote.agree" : "vote.neutral");
    person.go("card.next");
  }
  CHECK(kiosk.app().resident().voted == 12);
  person.go("last.idea");
  if (kiosk.shows("idea.age.over")) person.go("idea.age.over");
  person.go("idea.theme.unsure");
  person.write("planter des arbres");
  CHECK(kiosk.app().resident().idea.typed == "planter des arbres");
  person.go("idea.validate");
  person.go("idea.confirm");
  CHECK(kiosk.app().resident().ideas_kept == 1);
  person.go("kept.end");
  person.go("about.age.skip");
  person.go("about.place.skip");
  REQUIRE(kiosk.shows("thanks.end"));
  person.go("thanks.end");
  CHECK(kiosk.screen() == "attract");
}
