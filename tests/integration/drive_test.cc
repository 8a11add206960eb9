// The drawn kiosk, from the finger to the batch in the outbox, with the power going at the worst moments.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <set>

#include "kiosk/app/keeper.h"
#include "tests/drive/hall.h"
#include "tests/drive/residents.h"
#include "tests/support/canary.h"

using namespace parvis;
using drive::DrivenKiosk;
using drive::Hall;
using support::ok;
using support::value;

namespace {

constexpr std::string_view kIdea = "un kiosque à musique près du vieux canal endormi.";

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
    drive::leave(*hall.kiosk);
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

TEST_CASE("what was changed in the list of what one said is what the city opens") {
  Hall hall;
  for (int i = 0; i < 10; ++i) {
    hall.begin_visit();
    ok(hall.kiosk->tap("question.vote"));
    hall.vote("agree");
    ok(hall.kiosk->tap("card.next"));
    hall.vote("agree");
    ok(hall.kiosk->tap("bar.action"));
    ok(hall.kiosk->tap("idea.age.over"));
    ok(hall.kiosk->tap("idea.theme.housing"));
    ok(hall.kiosk->type(kIdea));
    ok(hall.kiosk->tap("idea.validate"));
    if (hall.kiosk->shows("idea.keep")) ok(hall.kiosk->tap("idea.keep"));
    ok(hall.kiosk->tap("idea.confirm"));
    ok(hall.kiosk->tap("bar.action"));
    REQUIRE(hall.kiosk->screen() == "review");
    ok(hall.kiosk->tap("said.vote.0"));
    REQUIRE(hall.kiosk->screen() == "card");
    ok(hall.kiosk->tap("bar.back"));
    hall.vote("disagree");
    ok(hall.kiosk->tap("qualification.noWay"));
    ok(hall.kiosk->tap("card.next"));
    ok(hall.kiosk->tap("said.idea.0"));
    ok(hall.kiosk->tap("said.take_out"));
    REQUIRE(hall.kiosk->screen() == "review_idea+take_out");
    ok(hall.kiosk->tap("takeout.confirm"));
    ok(hall.kiosk->tap("said.done"));
    ok(hall.kiosk->tap("kept.end"));
    ok(hall.kiosk->tap("about.age.skip"));
    ok(hall.kiosk->tap("about.place.skip"));
    ok(hall.kiosk->tap("thanks.end"));
  }
  hall.close_session();
  const auto visits = value(hall.city.open_outbox(hall.data() / "outbox"));
  REQUIRE(visits.size() == 10);
  for (const auto& visit : visits) {
    CHECK(visit.ideas.empty());
    REQUIRE(visit.votes.size() == 2);
    CHECK(std::ranges::count(visit.votes, consultation::Vote::disagree, &wire::CardVote::vote) ==
          1);
    CHECK(std::ranges::count(visit.votes, 0b001, &wire::CardVote::qualifications) == 1);
    CHECK(visit.ending == wire::Ending::completed);
  }
}

TEST_CASE("an example vote changes nothing on the card behind it, and begins no visit") {
  Hall hall;
  hall.begin_visit();
  ok(hall.kiosk->tap("question.vote"));
  const auto tree = [&] {
    std::string all;
    for (const auto& node : hall.kiosk->nodes())
      all += node.id + "|" + node.label + "|" + node.value + (node.chosen ? "|chosen\n" : "\n");
    return all;
  };
  const auto card = tree();
  ok(hall.kiosk->tap("bar.help"));
  ok(hall.kiosk->tap("help.how"));
  while (hall.kiosk->shows("how.next")) ok(hall.kiosk->tap("how.next"));
  ok(hall.kiosk->tap("how.try"));
  REQUIRE(hall.kiosk->screen() == "card+trial");
  ok(hall.kiosk->tap("vote.disagree"));
  ok(hall.kiosk->tap("qualification.noWay"));
  ok(hall.kiosk->tap("card.next"));
  ok(hall.kiosk->tap("trial.close"));
  CHECK(hall.kiosk->screen() == "card");
  CHECK(tree() == card);
  CHECK(hall.kiosk->app().resident().voted == 0);
  CHECK_FALSE(hall.kiosk->app().resident().begun);
  hall.kiosk->advance(std::chrono::minutes(5));
  CHECK(hall.kiosk->screen() == "attract");
  hall.close_session();  // nobody has left an answer: the sheet of counts is all zeros
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
