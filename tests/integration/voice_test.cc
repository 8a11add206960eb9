// Visits without a finger and without eyes: two keys, one switch, two switches, a voice into a sound file; and voices that fail.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/drive/hall.h"

using namespace parvis;
using drive::Hall;
using support::ok;
using support::value;

namespace {

struct Said {
  std::uint64_t start = 0, length = 0;
  std::string id, words;
};

// The list beside the sound file: start and length in samples, id, words.
std::vector<Said> said_in(const Path& wav) {
  std::vector<Said> all;
  std::ifstream file(wav.string() + ".txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    Said one;
    cells >> one.start >> one.length;
    cells.ignore(1);
    std::getline(cells, one.id, '\t');
    std::getline(cells, one.words);
    all.push_back(std::move(one));
  }
  return all;
}

bool says(const std::vector<Said>& all, std::string_view words) {
  return std::ranges::any_of(all, [&](const Said& one) { return one.words == words; });
}

// A kiosk whose voice goes into a file beside its data.
struct SpeakingHall : Hall {
  explicit SpeakingHall(drive::KioskOptions options = {}, const Path& voice = "espeak-ng")
      : SpeakingHall(std::make_unique<support::TemporaryDirectory>(), std::move(options), voice) {}
  [[nodiscard]] std::vector<Said> said() const { return said_in(*sounds / "said.wav"); }

  // Goes on with `key` until the ring is there, then chooses.
  void choose(const std::string& id, const std::string& next = "tab",
              const std::string& take = "enter") {
    for (int i = 0; i < 120 && kiosk->app().stage().focus() != id; ++i) ok(kiosk->key(next));
    INFO(id << " on " << kiosk->screen());
    REQUIRE(kiosk->app().stage().focus() == id);
    ok(kiosk->key(take));
  }
  // What the city opens of this visit. Nine others come after it, since smaller sessions wait to be joined; theirs are the only
  // votes in Turkish.
  std::vector<wire::Visit> opened() {
    end_visit();
    kiosk->set_headphones(flow::Headphones::out);
    for (int i = 0; i < 9; ++i) {
      begin_visit("tr");
      ok(kiosk->tap("question.vote"));
      ok(kiosk->tap("vote.agree"));
      end_visit();
    }
    close_session();
    auto visits = value(city.open_outbox(data() / "outbox"));
    std::erase_if(visits, [](const wire::Visit& visit) { return visit.language == "tr"; });
    return visits;
  }
  std::unique_ptr<support::TemporaryDirectory> sounds;

 private:
  void end_visit() {
    if (kiosk->screen() == "attract") return;
    if (kiosk->app().resident().panel != flow::Panel::none) ok(kiosk->tap("bar.action"));
    if (kiosk->screen() != "thanks") {
      ok(kiosk->tap("bar.help"));
      ok(kiosk->tap("help.finish"));
      ok(kiosk->tap("leave.confirm"));
    }
    ok(kiosk->tap("thanks.end"));
  }

  SpeakingHall(std::unique_ptr<support::TemporaryDirectory> own, drive::KioskOptions options,
               const Path& voice)
      : Hall("10", ui::Drawing::none,
             [&] {
               options.speech = *own / "said.wav";
               options.voice = voice;
               return std::move(options);
             }()),
        sounds(std::move(own)) {}
};

// A program in place of espeak-ng.
Path script(const support::TemporaryDirectory& directory, const std::string& body) {
  const Path file = directory / "voice";
  std::ofstream(file) << "#!/bin/sh\n" << body << "\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file;
}

}  // namespace

TEST_CASE("a whole visit by two keys and ears alone, and the sound is there and in order") {
  SpeakingHall hall;
  hall.kiosk->set_headphones(flow::Headphones::in);
  REQUIRE(hall.kiosk->screen() == "language");
  hall.choose("language.fr");
  hall.choose("plain.start");
  hall.choose("bar.display");
  CHECK(hall.kiosk->screen() == "question+display");
  hall.choose("bar.display");
  hall.choose("question.vote");
  hall.choose("vote.disagree");
  hall.choose("qualification.noWay");
  hall.choose("card.next");
  hall.choose("bar.action");
  hall.choose("idea.age.over");
  hall.choose("idea.theme.unsure");
  for (const char* key : {"key.b", "key.a", "key.n", "key.c", "key.s"}) hall.choose(key);
  hall.choose("idea.validate");
  hall.choose("idea.confirm");
  hall.choose("kept.end");
  hall.choose("about.age.skip");
  hall.choose("about.place.skip");
  REQUIRE(hall.kiosk->screen() == "thanks");
  hall.choose("thanks.end");
  CHECK(hall.kiosk->screen() == "attract");

  const auto all = hall.said();
  std::uint64_t at = 0;
  for (const Said& one : all) {
    INFO(one.id << " " << one.words);
    CHECK(one.start == at);  // one after the other, none over another
    at += one.length;
    if (one.id != "language.gsw" && one.id != "language.ar") CHECK(one.length > 2000);
  }
  const auto wav = std::filesystem::file_size(*hall.sounds / "said.wav");
  CHECK(wav == 44 + 2 * at);
  for (const char* words :
       {"Choisissez votre langue", "Nous ne demandons pas votre nom.", "Idée 1 sur 12.",
        "Trois réponses sont possibles.", "C’est noté.", "Pas d’accord", "Il faut bancs"}) {
    INFO(words);
    CHECK(says(all, words));
  }
  CHECK(std::ranges::any_of(all, [](const Said& one) {
    return one.id == "qualification.noWay" && one.words.ends_with("!, choisi");
  }));
  const auto position = [&](std::string_view words) {
    return std::ranges::find(all, words, &Said::words) - all.begin();
  };
  CHECK(position("Choisissez votre langue") < position("Idée 1 sur 12."));
  CHECK(position("Idée 1 sur 12.") < position("C’est noté."));

  const auto visits = hall.opened();
  REQUIRE(visits.size() == 1);
  CHECK(visits.front().aids == (wire::kAidSpeech | wire::kAidKeyboard));
  CHECK(visits.front().ideas.size() == 1);
}

TEST_CASE("a loudspeaker never says a vote, what follows from it, or what was typed") {
  SpeakingHall hall;
  hall.begin_visit();
  ok(hall.kiosk->tap("bar.listen"));
  ok(hall.kiosk->tap("question.vote"));
  ok(hall.kiosk->tap("vote.disagree"));
  ok(hall.kiosk->tap("qualification.noWay"));
  ok(hall.kiosk->tap("bar.listen"));  // the whole screen again
  ok(hall.kiosk->tap("card.next"));
  ok(hall.kiosk->tap("bar.action"));
  ok(hall.kiosk->tap("idea.age.over"));
  ok(hall.kiosk->tap("idea.theme.unsure"));
  ok(hall.kiosk->type("zwxqjk un banc"));
  ok(hall.kiosk->key("tab"));
  ok(hall.kiosk->tap("bar.listen"));
  ok(hall.kiosk->tap("idea.validate"));
  ok(hall.kiosk->tap("bar.listen"));
  const auto all = hall.said();
  CHECK(says(all, "Branchez un casque pour entendre vos réponses."));
  for (const Said& one : all) {
    INFO(one.id << " " << one.words);
    CHECK(one.id != "card.vote");
    CHECK_FALSE(one.id.starts_with("qualification."));
    CHECK(one.words.find("zwxqjk") == std::string::npos);
    CHECK(one.words.find("choisi") == std::string::npos);
    CHECK(one.words != "C’est noté.");
  }
}

TEST_CASE("headphones pulled out in mid-visit: from then on only what all may hear") {
  SpeakingHall hall;
  hall.begin_visit();
  hall.kiosk->set_headphones(flow::Headphones::in);
  ok(hall.kiosk->tap("question.vote"));
  ok(hall.kiosk->tap("vote.agree"));
  CHECK(says(hall.said(), "C’est noté."));
  const auto before = hall.said().size();
  hall.kiosk->set_headphones(flow::Headphones::out);
  ok(hall.kiosk->tap("card.next"));
  ok(hall.kiosk->tap("vote.agree"));
  const auto all = hall.said();
  REQUIRE(all.size() > before);
  for (std::size_t i = before; i < all.size(); ++i) {
    INFO(all[i].words);
    CHECK(all[i].id != "card.vote");
    CHECK(all[i].words != "C’est noté.");
  }
}

TEST_CASE("Arabic is said as it is vowelled, and what nobody has vowelled is not guessed") {
  SpeakingHall hall;
  hall.begin_visit("ar");
  hall.kiosk->set_headphones(flow::Headphones::in);
  ok(hall.kiosk->tap("question.vote"));
  const auto all = hall.said();
  CHECK(says(all, "أُوَافِقْ"));
  const auto text = std::ranges::find(all, "card.text", &Said::id);
  REQUIRE(text != all.end());
  CHECK(text->words == "لَا تُوجَدُ قِرَاءَةٌ مَوْثُوقَهْ");
}

TEST_CASE("one visit with two switches, an idea typed row by row") {
  drive::KioskOptions options;
  options.switches = ui::Switches::two;
  SpeakingHall hall(std::move(options));
  const auto choose = [&](const std::string& id) {
    hall.choose(id, "switch-next", "switch-choose");
  };
  // A key: its row first, then the key in it.
  const auto letter = [&](const std::string& row, const std::string& key) {
    choose(row);
    choose(key);
  };
  choose("attract.start");
  choose("language.fr");
  choose("plain.start");
  choose("question.idea");
  choose("idea.age.over");
  choose("idea.theme.unsure");
  letter("key.q", "key.l");
  letter("key.a", "key.a");
  letter("key.q", "key.l");
  letter("key.a", "key.a");
  choose("idea.validate");
  choose("idea.confirm");
  choose("kept.end");
  choose("about.age.skip");
  choose("about.place.skip");
  choose("thanks.end");
  const auto visits = hall.opened();
  REQUIRE(visits.size() == 1);
  REQUIRE(visits.front().ideas.size() == 1);
  CHECK(visits.front().ideas.front().text == "Il faut lala");
  CHECK((visits.front().aids & wire::kAidSwitches) != 0);
}

TEST_CASE("one switch is enough: the ring moves by itself") {
  drive::KioskOptions options;
  options.switches = ui::Switches::one;
  SpeakingHall hall(std::move(options));
  const auto choose = [&](const std::string& id) {
    if (hall.kiosk->app().stage().focus().empty()) ok(hall.kiosk->key("switch-choose"));
    for (int i = 0; i < 60 && hall.kiosk->app().stage().focus() != id; ++i)
      hall.kiosk->advance(std::chrono::milliseconds(1600));
    REQUIRE(hall.kiosk->app().stage().focus() == id);
    ok(hall.kiosk->key("switch-choose"));
  };
  choose("attract.start");
  choose("language.fr");
  choose("plain.start");
  choose("question.vote");
  choose("vote.neutral");
  choose("card.next");
  CHECK(hall.kiosk->app().resident().voted == 1);
}

TEST_CASE("a hidden screen shows nothing, and a touch only shows it again") {
  SpeakingHall hall;
  hall.begin_visit();
  hall.kiosk->set_headphones(flow::Headphones::in);
  ok(hall.kiosk->tap("question.vote"));
  ok(hall.kiosk->tap("bar.display"));
  ok(hall.kiosk->tap("display.voice"));
  REQUIRE(hall.kiosk->screen() == "card+speech");
  ok(hall.kiosk->tap("voice.hide"));
  CHECK(hall.kiosk->app().resident().listening.picture == flow::Picture::hidden);
  CHECK(says(hall.said(), "L’écran est caché. Touchez-le pour le voir."));
  ok(hall.kiosk->tap("bar.action"));  // a finger that sees nothing
  CHECK(hall.kiosk->screen() == "card+speech");
  CHECK(hall.kiosk->app().resident().listening.picture == flow::Picture::shown);
  ok(hall.kiosk->tap("bar.action"));
  CHECK(hall.kiosk->screen() == "card");
}

TEST_CASE("the voice's program dies, hangs, or was never there: the visit ends well and says why") {
  support::TemporaryDirectory programs;
  for (const char* body : {"exit 3", "kill -9 $$", "head -c 100000 /dev/urandom"}) {
    SpeakingHall hall({}, script(programs, body));
    CAPTURE(body);
    hall.begin_visit();
    ok(hall.kiosk->tap("bar.listen"));
    ok(hall.kiosk->tap("question.vote"));
    ok(hall.kiosk->tap("vote.agree"));
    CHECK(hall.kiosk->app().resident().voted == 1);
    CHECK(hall.kiosk->app().resident().voice == flow::VoiceHealth::no_voice);
    ok(hall.kiosk->tap("bar.listen"));
    CHECK(hall.kiosk->screen() == "card+speech");
    CHECK(hall.kiosk->node("voice.reason")->label ==
          "La voix ne marche pas. Le médiateur peut lire.");
    ok(hall.kiosk->tap("bar.action"));
    hall.kiosk->hold_corner();
    REQUIRE(hall.kiosk->screen() == "pin");
    CHECK(hall.kiosk->node("pin.state")->label == "La voix ne marche pas. Le médiateur peut lire.");
    ok(hall.kiosk->tap("bar.back"));
    ok(hall.kiosk->tap("veil.continue"));
    CHECK(hall.opened().size() == 1);
  }
  SpeakingHall none({}, programs / "nowhere");
  none.begin_visit();
  CHECK(none.kiosk->app().resident().voice == flow::VoiceHealth::no_voice);
}

TEST_CASE("espeak-ng is killed in mid-visit: the next sentence is said by a new one") {
  support::TemporaryDirectory programs;
  // Dies whenever the file is there, speaks otherwise.
  const Path deadly = programs / "deadly";
  SpeakingHall hall(
      {}, script(programs, "[ -e " + deadly.string() + " ] && kill -9 $$\nexec espeak-ng \"$@\""));
  hall.begin_visit();
  ok(hall.kiosk->tap("bar.listen"));
  const auto before = hall.said().size();
  CHECK(before > 0);
  std::ofstream(deadly) << "now";
  ok(hall.kiosk->tap("question.vote"));
  CHECK(hall.kiosk->app().resident().voice == flow::VoiceHealth::no_voice);
  ok(hall.kiosk->tap("vote.agree"));
  std::filesystem::remove(deadly);
  CHECK(hall.opened().size() == 1);
}

TEST_CASE("after a visit the voice is as at first, and says nothing of it") {
  SpeakingHall hall;
  hall.begin_visit();
  hall.kiosk->set_headphones(flow::Headphones::in);
  ok(hall.kiosk->tap("bar.display"));
  ok(hall.kiosk->tap("display.voice"));
  ok(hall.kiosk->tap("voice.speed.more"));
  ok(hall.kiosk->tap("voice.volume.more"));
  CHECK(hall.kiosk->app().resident().listening.rate == 4);
  CHECK(hall.kiosk->app().resident().listening.volume == 6);
  ok(hall.kiosk->tap("bar.help"));
  ok(hall.kiosk->tap("help.finish"));
  ok(hall.kiosk->tap("leave.confirm"));
  hall.kiosk->advance(std::chrono::minutes(10));
  REQUIRE(hall.kiosk->screen() == "attract");
  CHECK(hall.kiosk->app().resident().listening == flow::Listening{});
  const auto before = hall.said().size();
  ok(hall.kiosk->tap("attract.start"));  // by touch: silent, though headphones are still in
  CHECK(hall.said().size() == before);
}

TEST_CASE("a code is spelled, to headphones alone") {
  SpeakingHall hall;
  hall.begin_visit();
  ok(hall.kiosk->tap("bar.listen"));
  ok(hall.kiosk->tap("question.vote"));
  ok(hall.kiosk->tap("vote.agree"));
  ok(hall.kiosk->tap("bar.help"));
  ok(hall.kiosk->tap("help.finish"));
  ok(hall.kiosk->tap("leave.confirm"));
  ok(hall.kiosk->tap("thanks.keep_code"));
  const std::string code = hall.kiosk->app().resident().code;
  REQUIRE(code.size() == 10);
  CHECK(says(hall.said(), "Branchez un casque pour entendre votre code."));
  const auto spells = [&](const Said& one) { return one.id == "thanks.code"; };
  CHECK(std::ranges::count_if(hall.said(), spells) == 0);
  hall.kiosk->set_headphones(flow::Headphones::in);  // says it by itself
  const auto all = hall.said();
  CHECK(std::ranges::count_if(all, spells) == 11);  // what it is, and ten characters
  const auto last = std::ranges::find_if(all.rbegin(), all.rend(), spells);
  REQUIRE(last != all.rend());
  CHECK(last->words.ends_with(code.back()));
}
