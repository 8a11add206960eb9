// The drawn kiosk, from the finger to the batch in the outbox, with the power going at the worst moments.
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <set>

#include "kiosk/app/keeper.h"
#include "tests/drive/driven_kiosk.h"
#include "tests/drive/residents.h"
#include "tests/drive/test_city.h"
#include "tests/support/canary.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using drive::DrivenKiosk;
using support::ok;
using support::value;

namespace {

const bool started = crypto::init().has_value();
const Path kRoot{PARVIS_SOURCE_DIR};
constexpr std::string_view kIdea = "un kiosque à musique près du vieux canal endormi.";

// A city, a kiosk and an open session in a directory of their own.
struct Hall {
  explicit Hall(const char* display = "10", ui::Drawing drawing = ui::Drawing::none) {
    REQUIRE(started);
    const UtcTime now = value(parse_utc("2026-06-01T08:00:00Z"));
    pin = value(city.prepare_kiosk(
        data(),
        {kRoot / "assets/consultations/mulhouse-solidaire", kRoot / "deploy/demo-city.toml"}, now));
    kiosk = value(DrivenKiosk::open({.data = data(),
                                     .share = PARVIS_SHARE,
                                     .display = value(ui::find_display(display)),
                                     .drawing = drawing,
                                     .start = now,
                                     .visit_start = {}}));
    ok(kiosk->open_session(pin));
  }
  [[nodiscard]] Path data() const { return directory / "kiosk"; }

  void begin_visit(const std::string& language = "fr") {
    ok(kiosk->tap("attract.start"));
    ok(kiosk->tap("language." + language));
    while (kiosk->shows("plain.turn")) ok(kiosk->tap("plain.turn"));
    ok(kiosk->tap("plain.start"));
  }
  void vote(const std::string& key) {
    if (kiosk->shows("half.more")) ok(kiosk->tap("half.more"));
    if (kiosk->shows("card.vote_now")) ok(kiosk->tap("card.vote_now"));
    ok(kiosk->tap("vote." + key));
  }
  void close_session() {
    kiosk->hold_corner();
    for (const char digit : pin) ok(kiosk->tap("pin." + std::string(1, digit)));
    ok(kiosk->tap("menu.close"));
    ok(kiosk->tap("close.confirm"));
    REQUIRE(kiosk->screen() == "safe");
  }

  support::TemporaryDirectory directory;
  drive::TestCity city;
  std::string pin;
  std::unique_ptr<DrivenKiosk> kiosk;
};

}  // namespace

TEST_CASE(
    "the power goes after each of twelve taps: every answered tap is in what the city opens") {
  Hall hall;
  for (std::size_t taps = 1; taps <= 12; ++taps) {
    hall.begin_visit();
    ok(hall.kiosk->tap("question.vote"));
    for (std::size_t tap = 1; tap <= taps; ++tap) {
      hall.vote(tap % 3 == 0 ? "disagree" : "agree");
      if (tap < taps) ok(hall.kiosk->tap("card.next"));
    }
    ok(hall.kiosk->power_cut());
    REQUIRE(hall.kiosk->screen() == "pin");
    ok(hall.kiosk->open_session(hall.pin));
    // The cut visit is never shown: another person may stand there now.
    CHECK(hall.kiosk->screen() == "attract");
    CHECK(hall.kiosk->app().resident().voted == 0);
  }
  hall.close_session();
  std::multiset<std::size_t> votes;
  for (const auto& visit : value(hall.city.open_outbox(hall.data() / "outbox"))) {
    CHECK(visit.ending == wire::Ending::interrupted);
    votes.insert(visit.votes.size());
  }
  CHECK(votes == std::multiset<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
}

TEST_CASE(
    "what a resident said on the screen is what the city opens, and nothing of it lies on the "
    "kiosk in clear") {
  Hall hall;
  const support::Canary canary(kIdea);
  for (int i = 0; i < 10; ++i) {
    hall.begin_visit();
    ok(hall.kiosk->tap("question.idea"));
    ok(hall.kiosk->tap("idea.age.over"));
    ok(hall.kiosk->tap("idea.theme.housing"));
    ok(hall.kiosk->type(kIdea));
    ok(hall.kiosk->tap("idea.validate"));
    if (hall.kiosk->shows("idea.keep")) ok(hall.kiosk->tap("idea.keep"));
    ok(hall.kiosk->tap("idea.confirm"));
    for (const auto& find : canary.search(hall.directory.path()))
      FAIL_CHECK(find.file << " " << find.form);
    ok(hall.kiosk->tap("kept.votes"));
    hall.vote("neutral");
    ok(hall.kiosk->tap("qualification.noOpinion"));
    ok(hall.kiosk->tap("bar.help"));
    ok(hall.kiosk->tap("help.finish"));
    ok(hall.kiosk->tap("leave.confirm"));
    while (hall.kiosk->screen() != "thanks") {
      ok(hall.kiosk->tap(hall.kiosk->shows("about.age.skip") ? "about.age.skip"
                                                             : "about.place.skip"));
    }
    ok(hall.kiosk->tap("thanks.end"));
    for (const auto& find : canary.search(hall.directory.path()))
      FAIL_CHECK(find.file << " " << find.form);
  }
  hall.close_session();
  const auto visits = value(hall.city.open_outbox(hall.data() / "outbox"));
  REQUIRE(visits.size() == 10);
  for (const auto& visit : visits) {
    REQUIRE(visit.ideas.size() == 1);
    CHECK(visit.ideas[0].theme == "housing");
    CHECK(visit.ideas[0].text == "Il faut " + std::string(kIdea));
    REQUIRE(visit.votes.size() == 1);
    CHECK(visit.votes[0].vote == consultation::Vote::neutral);
    CHECK(visit.votes[0].qualifications == 0b010);
    CHECK(visit.ending == wire::Ending::left);
    CHECK(visit.code.has_value());
  }
  for (const auto& find : canary.search(hall.directory.path()))
    FAIL_CHECK(find.file << " " << find.form);

  // The search itself can find: a planted copy is.
  std::ofstream(hall.directory / "kiosk/planted", std::ios::binary) << canary.forms().back().second;
  CHECK(canary.search(hall.directory.path()).size() == 1);
}

TEST_CASE("erasing leaves an empty visit, and walking away ends by itself with the votes kept") {
  Hall hall;
  for (int i = 0; i < 5; ++i) {
    hall.begin_visit("en");
    ok(hall.kiosk->tap("question.vote"));
    hall.vote("agree");
    ok(hall.kiosk->tap("bar.help"));
    ok(hall.kiosk->tap("help.erase"));
    ok(hall.kiosk->tap("erase.confirm"));
    ok(hall.kiosk->tap("erased.end"));
    hall.begin_visit();
    ok(hall.kiosk->tap("question.vote"));
    hall.vote("agree");
    hall.kiosk->advance(std::chrono::seconds(21));
    CHECK(hall.kiosk->screen() == "card+veil");
    hall.kiosk->advance(std::chrono::minutes(3));
    CHECK(hall.kiosk->screen() == "attract");
  }
  hall.close_session();
  std::map<wire::Ending, std::size_t> votes, visits;
  for (const auto& visit : value(hall.city.open_outbox(hall.data() / "outbox"))) {
    ++visits[visit.ending];
    votes[visit.ending] += visit.votes.size();
  }
  CHECK(visits == std::map<wire::Ending, std::size_t>{{wire::Ending::timed_out, 5},
                                                      {wire::Ending::erased, 5}});
  CHECK(votes[wire::Ending::timed_out] == 5);
  CHECK(votes[wire::Ending::erased] == 0);
}

TEST_CASE("a wrong PIN says so, and the sixth waits") {
  Hall hall;
  hall.close_session();
  ok(hall.kiosk->tap("safe.again"));
  const std::string wrong = hall.pin == "314159" ? "271828" : "314159";
  for (int i = 0; i < 6; ++i) {
    for (const char digit : wrong) ok(hall.kiosk->tap("pin." + std::string(1, digit)));
    CHECK(hall.kiosk->screen() == "pin");
    CHECK(hall.kiosk->app().mediator().wrong_pin);
  }
  CHECK(hall.kiosk->app().mediator().wait > std::chrono::seconds(0));
  hall.kiosk->advance(std::chrono::minutes(1));
  ok(hall.kiosk->open_session(hall.pin));
  CHECK(hall.kiosk->screen() == "attract");
}

TEST_CASE("simulated residents and the city agree on every count") {
  Hall hall;
  drive::Said said;
  const auto& asked = *hall.kiosk->app().resident().consultation;
  for (const auto& resident : drive::people(30, 11, asked))
    said += value(drive::visit(*hall.kiosk, resident));
  hall.close_session();
  drive::Said opened;
  for (const auto& visit : value(hall.city.open_outbox(hall.data() / "outbox"))) {
    ++opened.endings[std::string(to_string(visit.ending))];
    opened.votes += visit.votes.size();
    opened.ideas += visit.ideas.size();
    for (const auto& vote : visit.votes) {
      ++opened.by_vote[static_cast<std::size_t>(vote.vote)];
      for (unsigned i = 0; i < 3; ++i) opened.qualifications += vote.qualifications >> i & 1u;
    }
  }
  CHECK(opened.endings == said.endings);
  CHECK(opened.votes == said.votes);
  CHECK(opened.by_vote == said.by_vote);
  CHECK(opened.qualifications == said.qualifications);
  CHECK(opened.ideas == said.ideas);
}

namespace {

// What parvis-drive answers to these lines.
std::vector<std::string> drive_lines(const std::string& arguments, const std::string& lines) {
  const support::TemporaryDirectory directory;
  std::ofstream(directory / "lines") << lines;
  const std::string command =
      std::string(PARVIS_DRIVE_PROGRAM) + " " + arguments + " < " + (directory / "lines").string();
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string all;
  std::array<char, 4096> chunk{};
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe))
    all.append(chunk.data(), got);
  CHECK(::pclose(pipe) == 0);
  std::vector<std::string> answers;
  for (std::size_t at = 0; at < all.size();) {
    const auto end = all.find('\n', at);
    answers.push_back(all.substr(at, end - at));
    at = end + 1;
  }
  return answers;
}

}  // namespace

TEST_CASE("the driver answers a line with a line, over a power cut of its own process") {
  const auto answers =
      drive_lines("--open --language fr --undrawn",
                  "tap question.vote\ntap vote.agree\npower-cut\ntree\nrestart\ntap "
                  "nothing\nnonsense\nhelp\nquit\n");
  REQUIRE(answers.size() == 9);
  CHECK(answers[0].find(R"("screen":"question")") != std::string::npos);
  CHECK(answers[2] == R"({"ok":true,"screen":"card"})");
  CHECK(answers[3] == R"({"ok":true,"screen":"off"})");
  CHECK(answers[4].find("restart") != std::string::npos);
  CHECK(answers[5] == R"({"ok":true,"screen":"pin"})");
  CHECK(answers[6].find("not_found") != std::string::npos);
  CHECK(answers[7].find("say help") != std::string::npos);
  CHECK(answers[8].find("power-cut") != std::string::npos);
}
