// The synthetic voice: the real espeak-ng, and programs that only look like it.
#include "kiosk/speech/voice.h"

#include <catch2/catch.hpp>

#include "tests/unit/speech/kit.h"

namespace parvis::speech {
namespace {

constexpr const char* kSentence = "Faut-il plus d'arbres dans la cour de l'école ?";

std::string read(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string spoken(std::string_view text) { return std::string(view(speakable(text))); }

}  // namespace

TEST_CASE("every language but Alsatian is said by its own voice") {
  const std::map<std::string, std::string> words{
      {"fr", "Touchez d'accord ou pas d'accord."}, {"de", "Sind Sie einverstanden?"},
      {"en", "Do you agree with this idea?"},      {"tr", "Bu fikre katılıyor musunuz?"},
      {"ar", "هل توافق على هذا الاقتراح؟"},        {"it", "Sei d'accordo con questa idea?"},
      {"pt", "Concorda com esta ideia?"}};
  Kit kit;
  std::vector<Utterance> all;
  for (const auto& [language, text] : words) {
    CHECK(kit.speaker().can_say(language));
    all.push_back({language, text, language, Privacy::open});
  }
  kit.say(all);
  CHECK(kit.speaker().health() == Health::works);
  const auto list = kit.list();
  REQUIRE(list.size() == words.size());
  for (const Said& said : list) {
    INFO(said.id);
    CHECK(said.length > kSampleRate / 2);
    CHECK(loudness(kit.sound_of(said)) > 200);
  }
  CHECK_FALSE(kit.speaker().can_say("gsw"));
  CHECK_FALSE(kit.speaker().can_say("xx"));
  kit.say({{"gsw", "Grüezi mitnander", "gsw", Privacy::open}});
  CHECK(kit.list().back().length == 0);
  CHECK(kit.speaker().health() == Health::works);
}

TEST_CASE("each of the seven rates is faster than the one before") {
  Kit kit;
  for (int rate = kSlowestRate; rate <= kFastestRate; ++rate) {
    kit.speaker().set_rate(rate);
    kit.say({{"", kSentence, "fr", Privacy::open}});
  }
  const auto list = kit.list();
  REQUIRE(list.size() == 7);
  for (std::size_t i = 1; i < list.size(); ++i) {
    INFO(i << ": " << list[i - 1].length << " then " << list[i].length);
    CHECK(static_cast<double>(list[i].length) < 0.95 * static_cast<double>(list[i - 1].length));
  }
}

TEST_CASE("the words go through the pipe: no argument, which /proc would show, holds them") {
  Kit kit;
  kit.voice("echo \"$@\" > $here/arguments; cat > $here/words; cat $here/tone.wav\n");
  kit.say({{"", "un banc à l'ombre", "en", Privacy::open}});
  CHECK(read(kit.directory / "words") == "un banc à l'ombre");
  CHECK(read(kit.directory / "arguments") == "-v en-gb -s 175 -b 1 --stdin --stdout\n");
}

TEST_CASE("nothing that a resident types is a command to the voice") {
  CHECK(spoken("dire [[hElo]] [x]") == "dire   hElo    x ");
  CHECK(spoken("a\x01"
               "50Pb\nc\td\x7F") == "a 50Pb c d ");
  CHECK(spoken("\u0085x\uE001y\uF8FFz") == "  x   y   z");
  CHECK(spoken("déjà vu – 20 € 😀 ﷼ \uFB01") == "déjà vu – 20 € 😀 ﷼ \uFB01");
  CHECK(spoken("\xEE") == " ");
}

TEST_CASE("a missing program is said to be missing, before the first word and after") {
  Kit kit;
  kit.options.voice = "no-such-voice";
  CHECK(kit.speaker().health() == Health::no_voice);
  kit.say({{"", kSentence, "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::no_voice);
  CHECK(kit.list().back().length == 0);
  kit.close();
  kit.options.voice.clear();
  CHECK(kit.speaker().health() == Health::no_voice);
  CHECK_FALSE(kit.speaker().can_say("fr"));
}

TEST_CASE("a voice that fails is tried again at once, and then at longer and longer intervals") {
  Kit kit;
  kit.voice("echo x >> $here/starts; exit 1\n");
  for (int i = 0; i < 50; ++i) kit.say({{"", kSentence, "fr", Privacy::open}});
  const auto starts = read(kit.directory / "starts").size() / 2;
  CHECK(starts >= 2);
  CHECK(starts < 10);
  CHECK(kit.speaker().health() == Health::no_voice);
}

TEST_CASE("a voice that is there again after a failure works again") {
  Kit kit;
  kit.voice("[ -e $here/well ] || exit 1; cat $here/tone.wav\n");
  kit.say({{"", kSentence, "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::no_voice);
  std::ofstream(kit.directory / "well") << "yes";
  kit.say({{"", kSentence, "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::works);
  CHECK(kit.list().back().length > kSampleRate * 9 / 10);
}

TEST_CASE("a voice that dies, hangs, writes garbage or floods ends its sentence and nothing else") {
  const std::string how = GENERATE(
      as<std::string>{}, "cat $here/tone.wav; kill -9 $$\n", "cat $here/tone.wav; sleep 1000\n",
      "sleep 1000 & cat\n", "head -c 100000 /dev/urandom; sleep 1000\n", "exit 0\n",
      "cat $here/tone.wav; exec cat /dev/zero\n", "exec >&-; sleep 1000\n");
  INFO(how);
  const std::size_t files = open_files();
  Kit kit;
  kit.options.patience = std::chrono::milliseconds(150);
  kit.voice(how);
  kit.say({{"a", "un", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::no_voice);
  // Of a flood, no more than the text can take (11 s), and that in a file.
  CHECK(kit.samples().size() < 15u * kSampleRate);
  CHECK(children().empty());
  kit.close();
  CHECK(open_files() == files);
}

TEST_CASE("a slow voice is waited for as long as it goes on speaking") {
  Kit kit;
  kit.options.patience = std::chrono::milliseconds(2'000);
  kit.voice(
      "head -c 22094 $here/tone.wav; sleep 1.2; tail -c 22050 $here/tone.wav; sleep 1.2; "
      "tail -c 22050 $here/tone.wav\n");
  kit.say({{"a", "un", "fr", Privacy::open}});
  CHECK(kit.speaker().health() == Health::works);
  CHECK(kit.list().back().length > kSampleRate * 14 / 10);
}

}  // namespace parvis::speech
