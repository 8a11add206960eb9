// Sentences that a person has spoken.
#include "kiosk/speech/recordings.h"

#include <catch2/catch.hpp>

#include "tests/unit/speech/kit.h"

namespace parvis::speech {
namespace {

constexpr const char* kSentence = "Bonjour, bienvenue à Parvis.";

// A tone of a second and a half is no voice of espeak-ng's.
bool is_tone(const Kit& kit, const Said& said) {
  const auto sound = kit.sound_of(said);
  if (sound.size() < kSampleRate) return false;
  return std::abs(hertz_of(std::span(sound).subspan(4'800, sound.size() - 9'600)) - 330) < 4;
}

void damage(const Path& file, const std::function<void(std::string&)>& how) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  in.close();
  how(bytes);
  std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("a recording's name is the FNV-1a of its text, as its authors publish it") {
  CHECK(recording_name("") == "cbf29ce484222325");
  CHECK(recording_name("a") == "af63dc4c8601ec8c");
  CHECK(recording_name("foobar") == "85944171f73967e8");
}

TEST_CASE("the script that names files for a city agrees with the kiosk") {
  for (const std::string text : {"foobar", kSentence, "مرحبا", "100 % d'accord \\n [x]"}) {
    const auto named = support::run(PARVIS_SOURCE_DIR "/kiosk/speech/recording-name", {text},
                                    {"PATH=/usr/bin:/bin"});
    CHECK(named.out == recording_name(text) + ".opus\n");
  }
}

TEST_CASE(
    "a recording is said instead of the voice, the pack's first, then the first directory's") {
  Kit kit;
  const Path first = kit.directory / "city";
  const Path second = kit.directory / "parvis";
  const std::string name = recording_name(kSentence);
  record(first, "fr", name, tone(330, 1.5, 48'000));
  record(second, "fr", name, tone(330, 3, 48'000));
  record(second, "de", name, tone(330, 2.5, 48'000));
  kit.options.recordings = {kit.directory / "nowhere", first, second};
  kit.options.voice = "no-such-voice";
  kit.say({{"", kSentence, "fr", Privacy::open}, {"", kSentence, "de", Privacy::open}});
  auto list = kit.list();
  REQUIRE(list.size() == 2);
  CHECK(is_tone(kit, list[0]));
  CHECK(list[0].length == Approx(1.5 * kSampleRate).epsilon(0.01));
  CHECK(list[1].length == Approx(2.5 * kSampleRate).epsilon(0.01));

  record(kit.directory / "pack", "fr", name, tone(330, 2, 48'000));
  auto pack = std::make_shared<PackRecordings>();
  (*pack)[{"fr", name}] = std::make_shared<const Bytes>(
      *read_file(kit.directory / "pack" / "fr" / (name + ".opus"), std::uint64_t{1} << 20));
  kit.speaker().set_pack_recordings(pack);
  kit.say({{"", kSentence, "fr", Privacy::open}});
  CHECK(kit.list().back().length == Approx(2 * kSampleRate).epsilon(0.01));
  kit.speaker().set_pack_recordings(nullptr);
  kit.say({{"", kSentence, "fr", Privacy::open}});
  CHECK(kit.list().back().length == Approx(1.5 * kSampleRate).epsilon(0.01));
}

TEST_CASE("recordings follow the rate, in length and not in pitch") {
  Kit kit;
  record(kit.directory.path(), "gsw", recording_name("Grüess Gott"), tone(330, 3, 48'000));
  kit.options.recordings = {kit.directory.path()};
  std::size_t before = 100 * kSampleRate;
  for (int rate = kSlowestRate; rate <= kFastestRate; ++rate) {
    kit.speaker().set_rate(rate);
    kit.say({{"", "Grüess Gott", "gsw", Privacy::open}});
    const Said said = kit.list().back();
    INFO(rate << ": " << said.length);
    CHECK(said.length < before * 95 / 100);
    CHECK(is_tone(kit, said));
    before = said.length;
  }
}

TEST_CASE("a damaged recording falls back to the voice, which says the whole sentence") {
  const auto how = GENERATE(
      as<std::function<void(std::string&)>>{},
      [](std::string& bytes) { bytes.resize(bytes.size() / 2); },
      [](std::string& bytes) { bytes[bytes.size() / 2] ^= 0x55; },
      [](std::string& bytes) { bytes[30] ^= 0x55; }, [](std::string& bytes) { bytes.clear(); },
      [](std::string& bytes) { bytes.assign(3u << 20, 'x'); });
  Kit kit;
  const std::string name = recording_name(kSentence);
  record(kit.directory.path(), "fr", name, tone(330, 1.5, 48'000));
  damage(kit.directory / "fr" / (name + ".opus"), how);
  kit.options.recordings = {kit.directory.path()};
  kit.say({{"", kSentence, "fr", Privacy::open}});
  kit.say({{"", kSentence + std::string(" "), "fr", Privacy::open}});  // by the voice alone
  const auto list = kit.list();
  REQUIRE(list.size() == 2);
  CHECK_FALSE(is_tone(kit, list[0]));
  CHECK(list[0].length == list[1].length);
  CHECK(kit.speaker().health() == Health::works);
}

TEST_CASE("without a voice recordings are still said, before and after a sentence that has none") {
  Kit kit;
  record(kit.directory.path(), "fr", recording_name(kSentence), tone(330, 1.5, 48'000));
  kit.options.recordings = {kit.directory.path()};
  kit.voice("exit 1\n");
  kit.say({{"a", kSentence, "fr", Privacy::open},
           {"b", "Sans enregistrement.", "fr", Privacy::open},
           {"c", kSentence, "fr", Privacy::open}});
  const auto list = kit.list();
  REQUIRE(list.size() == 3);
  CHECK(is_tone(kit, list[0]));
  CHECK(list[1].length == 0);
  CHECK(is_tone(kit, list[2]));
  CHECK(kit.speaker().health() == Health::no_voice);
}

}  // namespace parvis::speech
