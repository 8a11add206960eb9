// Every call of a visit made to fail, as the person who stands there sees it: whenever something is not kept the screen says so, in
// words; what the screen took as answered before is in what the city opens; and with the disk mended "try again" goes on.
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>

#include "tests/drive/hall.h"
#include "tests/fault/failing_calls.h"

namespace parvis::fault {
namespace {

using drive::Hall;
using support::ok;
using support::value;

// Thousands of syncs that nobody's disk has to make.
const bool in_memory = ::access("/dev/shm", W_OK) == 0 && ::setenv("TMPDIR", "/dev/shm", 0) == 0;

// What the screen said was kept.
struct Promise {
  std::size_t votes = 0;
  bool thanked = false;
};

enum class Mended { before_trying_again, too_late };

struct Counts {
  std::uint64_t visits = 0, failed = 0, told = 0, stopped = 0;
};

class Visitors {
 public:
  Visitors() : hall_("10", ui::Drawing::none, options()), calls_(hall_.data()) {}

  // One visit, in which the `nth` call that can fail so fails, and all after it, until the disk is mended: before the person tries
  // again, or when it is too late. False when there was no such call.
  bool come(Fault fault, std::uint64_t nth, Mended mended) {
    ++counts_.visits;
    hall_.begin_visit();
    ok(kiosk().tap("question.vote"));
    hall_.vote("agree");
    note_votes();
    calls_.fail(fault, nth, Lasting::until_healed);
    go_to_the_end();
    if (says_that_it_failed()) {
      ++counts_.told;
      CHECK(calls_.failed().has_value());
      CHECK(kiosk().node("failed.title")->label == "Ce choix n’est pas gardé. Touchez-le encore.");
      CHECK(kiosk().shows("failed.text"));  // the answers of before are kept
      if (mended == Mended::before_trying_again) calls_.heal();
      ok(kiosk().tap("failed.retry"));
      go_to_the_end();
    }
    calls_.heal();
    const bool failed = calls_.failed().has_value();
    if (failed) ++counts_.failed;
    if (kiosk().screen() == "stopped") {
      CHECK(mended == Mended::too_late);
      ++counts_.stopped;
      CHECK(kiosk().node("stopped.title")->label ==
            "La borne ne peut plus garder de réponses. Appelez le médiateur.");
      ok(kiosk().tap("stopped.end"));
    } else {
      CHECK(kiosk().screen() == "thanks");
      promised_[current_].thanked = true;
      ok(kiosk().tap("thanks.end"));
    }
    CHECK(kiosk().screen() == "attract");
    return failed;
  }

  // Everything that was promised is in what the city opens, once.
  void judge() {
    hall_.close_session();
    std::map<wire::VisitId, wire::Visit> found;
    for (const auto& visit : value(hall_.city.open_outbox(hall_.data() / "outbox"))) {
      CHECK(found.emplace(visit.id, visit).second);
    }
    for (const auto& [id, promise] : promised_) {
      REQUIRE(found.contains(id));
      CHECK(found.at(id).votes.size() >= promise.votes);
      if (promise.thanked) CHECK(found.at(id).ending == wire::Ending::left);
    }
  }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  drive::KioskOptions options() {
    drive::KioskOptions options;
    options.disk = drive::Disk::real;
    options.visit_start = [this] {
      current_ = crypto::random_fixed<wire::VisitId>();
      return flow::VisitStart{current_, crypto::random_u64()};
    };
    return options;
  }
  [[nodiscard]] drive::DrivenKiosk& kiosk() const { return *hall_.kiosk; }
  [[nodiscard]] bool says_that_it_failed() const { return kiosk().shows("failed.retry"); }
  void note_votes() { promised_[current_].votes = kiosk().app().resident().voted; }

  // Two more votes and the way out, or as far as the screens let it.
  void go_to_the_end() {
    for (;;) {
      const std::string id = next();
      if (id.empty()) return;
      ok(kiosk().tap(id));
      if (!says_that_it_failed() && kiosk().screen() != "stopped") note_votes();
    }
  }
  [[nodiscard]] std::string next() const {
    const auto screen = kiosk().screen();
    if (says_that_it_failed() || screen == "stopped" || screen == "thanks") return "";
    if (screen == "card" && kiosk().app().resident().voted < 3) {
      for (const char* id : {"half.more", "card.vote_now", "vote.disagree"}) {
        if (kiosk().shows(id) && kiosk().node(id)->enabled) return id;
      }
      return "card.next";
    }
    for (const char* id : {"leave.confirm", "help.finish", "about.age.skip", "about.place.skip"}) {
      if (kiosk().shows(id)) return id;
    }
    return "bar.help";
  }
  wire::VisitId current_;
  Hall hall_;
  FailingCalls calls_;
  std::map<wire::VisitId, Promise> promised_;
  Counts counts_;
};

TEST_CASE("whatever fails in a visit, its screens say so, and what they took as kept is kept") {
  for (const Fault fault : {Fault::no_space, Fault::io, Fault::read_only}) {
    Visitors visitors;
    for (const auto mended : {Mended::before_trying_again, Mended::too_late}) {
      for (std::uint64_t nth = 1; visitors.come(fault, nth, mended);) ++nth;
    }
    visitors.judge();
    const Counts& counts = visitors.counts();
    CHECK(counts.told > 10);
    CHECK(counts.stopped > 10);
    fmt::print(
        "fault laboratory: screens: {}: {} visits, in {} a call failed, {} were told, {} stopped; "
        "everything promised is there\n",
        to_string(fault), counts.visits, counts.failed, counts.told, counts.stopped);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace parvis::fault
