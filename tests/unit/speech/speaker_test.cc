// What a visit asks of the speaker: order, interruption, privacy, oblivion, and a device that may not be there.
#include "kiosk/speech/speaker.h"

#include <SDL.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/unit/speech/kit.h"
#include "tests/unit/speech/memory.h"

namespace parvis::speech {
namespace {

// Half a second of sound, which is heard; then nothing until the test lets it go on (or ends it).
constexpr const char* kGated =
    "echo $$ > $here/process.part; mv $here/process.part $here/process\n"
    "head -c 22094 $here/tone.wav; read go < $here/gate; tail -c 22050 $here/tone.wav\n";
constexpr std::size_t kHalf = kSampleRate / 2;

// A kit whose voice is in mid-sentence.
class MidSentence : public Kit {
 public:
  MidSentence() {
    PARVIS_CHECK(::mkfifo((directory / "gate").c_str(), 0600) == 0);
    options.patience = std::chrono::minutes(1);  // the test takes its time
    voice(kGated);
  }
  bool begin(std::vector<Utterance> utterances) {
    speaker().say(std::move(utterances));
    return until([this] { return samples().size() + 100 > kHalf; });
  }
  void go_on() const { std::ofstream(directory / "gate") << "go\n"; }
  // Whether the voice's process has ended.
  bool ended() {
    std::ifstream file(directory / "process");
    pid_t process = 0;
    file >> process;
    return process > 0 && until([&] { return ::kill(process, 0) != 0; });
  }
};

// What SDL finds for sound while it exists.
class SdlDriver {
 public:
  explicit SdlDriver(const char* name) { ::setenv("SDL_AUDIODRIVER", name, 1); }
  SdlDriver(const SdlDriver&) = delete;
  SdlDriver& operator=(const SdlDriver&) = delete;
  ~SdlDriver() { ::unsetenv("SDL_AUDIODRIVER"); }
};

}  // namespace

TEST_CASE("sentences are said one after the other, each whole, and the listeners are told") {
  Kit kit;
  std::vector<std::string> seen;
  std::mutex mutex;
  const auto wake = kit.options.wake;
  Speaker* speaker = nullptr;
  kit.options.wake = [&] {
    const std::lock_guard lock(mutex);
    if (speaker != nullptr) {
      const std::string id = speaker->current();
      if (!id.empty() && (seen.empty() || seen.back() != id)) seen.push_back(id);
    }
    wake();
  };
  {
    const std::lock_guard lock(mutex);
    speaker = &kit.speaker();
  }
  CHECK_FALSE(kit.speaker().speaking());
  kit.speaker().say({{"title", "Une question.", "fr", Privacy::open},
                     {"", "", "fr", Privacy::open},
                     {"agree", "D'accord.", "fr", Privacy::open},
                     {"pass", "Passer.", "fr", Privacy::open}});
  CHECK(kit.speaker().speaking());
  REQUIRE(kit.silence());
  CHECK(kit.speaker().current().empty());
  CHECK(seen == std::vector<std::string>{"title", "agree", "pass"});
  const auto list = kit.list();
  REQUIRE(list.size() == 3);
  std::size_t end = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(list[i].id == seen[i]);
    CHECK(list[i].start == end);
    CHECK(loudness(kit.sound_of(list[i])) > 200);
    end = list[i].start + list[i].length;
  }
  CHECK(kit.samples().size() == end);
  CHECK(list[0].text == "Une question.");
}

TEST_CASE(
    "a touch silences within one buffer, and what the voice had still to say is never heard") {
  MidSentence kit;
  REQUIRE(kit.begin({{"a", "un", "fr", Privacy::open}, {"b", "deux", "fr", Privacy::open}}));
  CHECK(kit.speaker().current() == "a");
  const std::size_t heard = kit.samples().size();
  kit.speaker().stop();
  CHECK_FALSE(kit.speaker().speaking());
  CHECK(kit.speaker().current().empty());
  CHECK(kit.ended());
  CHECK(kit.samples().size() <= heard + SoundQueue::kFade);
  CHECK(kit.speaker().health() == Health::works);
}

TEST_CASE("new words interrupt the old ones") {
  MidSentence kit;
  REQUIRE(kit.begin({{"a", "un", "fr", Privacy::open}, {"b", "deux", "fr", Privacy::open}}));
  kit.speaker().say({{"c", "trois", "fr", Privacy::open}});
  REQUIRE(kit.until([&] { return kit.speaker().current() == "c"; }));
  kit.go_on();
  REQUIRE(kit.silence());
  const auto list = kit.list();
  REQUIRE(list.size() == 2);
  CHECK(list[0].id == "a");
  CHECK(list[0].length < kHalf + 100);
  CHECK(list[1].id == "c");
  CHECK(list[1].length > 2 * kHalf - 100);
}

TEST_CASE("what is private is said to headphones alone") {
  Kit kit;
  const std::vector<Utterance> both{
      {"code", "Votre reçu : quatre, deux.", "fr", Privacy::headphones},
      {"title", "Merci.", "fr", Privacy::open}};
  kit.say(both);
  REQUIRE(kit.list().size() == 1);
  CHECK(kit.list()[0].id == "title");
  kit.speaker().set_headphones(Headphones::in);
  kit.say(both);
  REQUIRE(kit.list().size() == 3);
  CHECK(kit.list()[1].id == "code");
  kit.speaker().set_headphones(Headphones::out);
  kit.say({both[0]});
  CHECK(kit.list().size() == 3);
}

TEST_CASE("headphones pulled out in mid-sentence silence what is private at once, and only that") {
  MidSentence kit;
  kit.speaker().set_headphones(Headphones::in);
  REQUIRE(kit.begin({{"code", "quatre, deux", "fr", Privacy::headphones},
                     {"more", "sept", "fr", Privacy::headphones},
                     {"title", "Merci", "fr", Privacy::open}}));
  const std::size_t heard = kit.samples().size();
  kit.speaker().set_headphones(Headphones::out);
  CHECK(kit.speaker().current() != "code");
  REQUIRE(kit.until([&] { return kit.speaker().current() == "title"; }));
  kit.speaker().set_headphones(Headphones::out);  // what is open goes on
  kit.go_on();
  REQUIRE(kit.silence());
  const auto list = kit.list();
  REQUIRE(list.size() == 2);
  CHECK(list[0].id == "code");
  CHECK(list[0].length <= heard + SoundQueue::kFade);
  CHECK(list[1].id == "title");
  CHECK(list[1].length > 2 * kHalf - 100);
}

TEST_CASE("after a visit the rate and the volume are standard again, and nothing waits") {
  Kit kit;
  const std::vector<Utterance> sentence{{"", "Une phrase comme une autre.", "fr", Privacy::open}};
  kit.say(sentence);
  kit.speaker().set_rate(kFastestRate);
  kit.speaker().set_volume(kLoudest);
  kit.say(sentence);
  kit.speaker().say({sentence[0], sentence[0], sentence[0]});
  kit.speaker().forget();
  CHECK_FALSE(kit.speaker().speaking());
  kit.say(sentence);
  const auto list = kit.list();
  REQUIRE(list.size() >= 3);
  CHECK(list[1].length < list[0].length * 7 / 10);
  CHECK(kit.sound_of(list.back()) == kit.sound_of(list[0]));
}

// The thread sanitizer maps more shadow than can be searched; its preset asks about threads only.
#ifndef __SANITIZE_THREAD__
TEST_CASE("after a visit the words that were said are nowhere in memory") {
  MidSentence kit;
  MemorySearch search("pergola-zxcvb-jasmin-qwfp");
  {
    Utterance utterance{"", {}, "fr", Privacy::headphones};
    utterance.text.reserve(64);
    search.append_to(utterance.text);
    kit.speaker().set_headphones(Headphones::in);
    std::vector<Utterance> all;
    all.push_back(std::move(utterance));
    REQUIRE(kit.begin(std::move(all)));
  }
  CHECK(search.found());  // it is being said
  kit.speaker().forget();
  REQUIRE(kit.ended());
  // The voice thread has put everything away when it says the next sentence.
  kit.speaker().say({{"after", "un", "fr", Privacy::open}});
  REQUIRE(kit.until([&] { return kit.speaker().current() == "after"; }));
  CHECK_FALSE(search.found());
  kit.go_on();
  REQUIRE(kit.silence());
}
#endif

TEST_CASE("two hundred interruptions leave no process and no open file") {
  const std::size_t files = open_files();
  Kit kit;
  for (int i = 0; i < 200; ++i) {
    kit.speaker().say(
        {{"x", "Une longue phrase, qui n'arrive jamais à sa fin.", "fr", Privacy::open},
         {"y", "Ni celle-ci.", "fr", Privacy::open}});
    if (i % 4 == 0) REQUIRE(kit.until([&] { return !kit.speaker().current().empty(); }));
  }
  kit.say({{"", "Fin.", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::works);
  CHECK(children().empty());
  kit.close();
  CHECK(open_files() == files);
}

TEST_CASE("closed in mid-sentence, it ends with its process") {
  MidSentence kit;
  REQUIRE(kit.begin({{"a", "un", "fr", Privacy::open}}));
  kit.close();
  CHECK(kit.ended());
  CHECK(children().empty());
}

TEST_CASE("a device plays in real time, and is given back after a silence") {
  const SdlDriver driver("dummy");
  Kit kit;
  kit.voice("cat $here/tone.wav\n");
  kit.options.sound = {};
  kit.options.keep_device = std::chrono::milliseconds(20);
  CHECK(SDL_WasInit(SDL_INIT_AUDIO) == 0);  // not before it is needed
  const auto before = std::chrono::steady_clock::now();
  kit.say({{"", "un", "fr", Privacy::open}});
  CHECK(std::chrono::steady_clock::now() - before > std::chrono::milliseconds(900));
  CHECK(kit.speaker().health() == Health::works);
  CHECK(kit.until([] { return SDL_WasInit(SDL_INIT_AUDIO) == 0; }));
  kit.say({{"", "deux", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::works);
}

TEST_CASE("without a device it says so, and tries again with the next words") {
  Kit kit;
  kit.options.sound = {};
  {
    const SdlDriver driver("no-such-driver");
    CHECK(kit.speaker().health() == Health::works);  // nobody has asked yet
    kit.say({{"", "un", "fr", Privacy::open}, {"", "deux", "fr", Privacy::open}});
    CHECK(kit.speaker().health() == Health::no_sound);
  }
  const SdlDriver driver("dummy");
  kit.say({{"", "un", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::works);
  kit.close();
  kit.options.sound.to = SoundOptions::To::nothing;
  kit.say({{"", "un", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::no_sound);
}

TEST_CASE("a device that is lost in mid-sentence ends what was to be said") {
  const SdlDriver driver("disk");  // plays into a file, and that one is full
  ::setenv("SDL_DISKAUDIOFILE", "/dev/full", 1);
  Kit kit;
  kit.voice("cat $here/tone.wav\n");
  kit.options.sound = {};
  kit.say({{"", "un", "fr", Privacy::open}, {"", "deux", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::no_sound);
  ::setenv("SDL_DISKAUDIOFILE", "/dev/null", 1);
  kit.say({{"", "un", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::works);
  ::unsetenv("SDL_DISKAUDIOFILE");
}

TEST_CASE("a file that can't be written is no sound, and nothing worse") {
  Kit kit;
  kit.options.sound.file = kit.directory / "nowhere" / "said.wav";
  kit.say({{"", "un", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::no_sound);
}

}  // namespace parvis::speech
