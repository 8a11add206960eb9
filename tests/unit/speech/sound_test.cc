// What lies between a voice and the ear.
#include <catch2/catch.hpp>

#include "kiosk/speech/resample.h"
#include "kiosk/speech/sound_queue.h"
#include "kiosk/speech/stretch.h"
#include "kiosk/speech/wav.h"
#include "tests/support/result.h"
#include "tests/unit/speech/kit.h"

namespace parvis::speech {
namespace {

constexpr int kLoudestStep = kLoudest;

std::vector<Sample> pull(SoundQueue& queue, std::size_t count) {
  std::vector<Sample> out(count);
  queue.pull(out);
  return out;
}

int steepest(std::span<const Sample> samples) {
  int most = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    most = std::max(most, std::abs(samples[i] - samples[i - 1]));
  }
  return most;
}

}  // namespace

TEST_CASE("what was cut fades for 5 ms and then nothing of it is left") {
  SoundQueue queue;
  queue.set_volume(kLoudestStep);
  pull(queue, 1);
  const std::vector<Sample> loud(10'000, Sample{20'000});
  REQUIRE(queue.push(0, loud) == 10'000u);
  pull(queue, 1'000);
  queue.cut(1);
  const auto after = pull(queue, 2 * SoundQueue::kFade);
  CHECK(after.front() > 19'000);
  CHECK(steepest(after) < 200);
  CHECK(after[SoundQueue::kFade - 1] == 0);
  CHECK(loudness(std::span(after).subspan(SoundQueue::kFade)) == 0);
}

TEST_CASE("a voice that has not noticed the cut can add nothing") {
  SoundQueue queue;
  queue.cut(7);
  const std::vector<Sample> late(100, Sample{1});
  CHECK_FALSE(queue.push(6, late));
  CHECK(queue.push(7, late) == 100u);
}

TEST_CASE("a full queue takes no more, and gives back what it took in order") {
  SoundQueue queue;
  queue.set_volume(kLoudestStep);
  pull(queue, 1);
  std::vector<Sample> rising(SoundQueue::kCapacity + 5);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<Sample>(i % 30'000);
  CHECK(queue.push(0, rising) == SoundQueue::kCapacity);
  CHECK(queue.push(0, rising) == 0u);
  const auto back = pull(queue, SoundQueue::kCapacity);
  CHECK(std::equal(back.begin(), back.end(), rising.begin()));
  CHECK(queue.empty());
}

TEST_CASE("each volume is louder than the one before, none clips, and none is silent but 0") {
  double before = -1;
  for (int volume = kSilent; volume <= kLoudest; ++volume) {
    SoundQueue queue;
    queue.set_volume(volume);
    pull(queue, 1);
    const std::vector<Sample> loudest(1'000, Sample{32'767});
    REQUIRE(queue.push(0, loudest));
    const auto out = pull(queue, 1'000);
    INFO(volume);
    CHECK(loudness(out) > before);
    CHECK(*std::ranges::min_element(out) >= 0);  // nothing wrapped around
    before = loudness(out);
  }
  CHECK(before == 32'767);
}

TEST_CASE("a new volume in mid-sentence comes without a jump") {
  SoundQueue queue;
  queue.set_volume(kStandardVolume);
  pull(queue, 1);
  REQUIRE(queue.push(0, std::vector<Sample>(4'000, Sample{32'767})));
  auto heard = pull(queue, 1'000);
  queue.set_volume(kLoudest);
  const auto more = pull(queue, 1'000);
  heard.insert(heard.end(), more.begin(), more.end());
  CHECK(steepest(heard) < 200);
  CHECK(heard.back() == 32'767);
}

TEST_CASE("a tone is the same tone at the ear's rate, whatever the parts it came in") {
  const int rate = GENERATE(8'000, 16'000, 22'050, 44'100, 48'000);
  const auto in = tone(1'000, 1, static_cast<std::uint32_t>(rate));
  Resampler resampler(rate);
  Samples out;
  for (std::size_t at = 0; at < in.size(); at += 777) {
    resampler.push(std::span(in).subspan(at, std::min<std::size_t>(777, in.size() - at)), out);
  }
  resampler.finish(out);
  INFO(rate);
  CHECK(out.size() > kSampleRate - 20u);
  CHECK(out.size() < kSampleRate + 20u);
  const auto ideal = tone(1'000, 1, kSampleRate);
  std::vector<Sample> difference;
  for (std::size_t i = 1'000; i + 1'000 < ideal.size(); ++i) {
    difference.push_back(static_cast<Sample>(out[i] - ideal[i]));
  }
  CHECK(loudness(difference) < loudness(ideal) / 1'000);  // 60 dB below
}

TEST_CASE("a recording said faster is shorter and no higher") {
  const double speed = GENERATE(0.57, 0.7, 1.0, 1.23, 1.9);
  const auto in = tone(220, 3, kSampleRate);
  Stretch stretch(speed);
  Samples out;
  for (std::size_t at = 0; at < in.size(); at += 5'760) {
    stretch.push(std::span(in).subspan(at, std::min<std::size_t>(5'760, in.size() - at)), out);
  }
  stretch.finish(out);
  INFO(speed);
  const double expected = static_cast<double>(in.size()) / speed;
  CHECK(static_cast<double>(out.size()) == Approx(expected).epsilon(0.02));
  const std::span middle = std::span(out).subspan(4'800, out.size() - 9'600);
  CHECK(hertz_of(middle) == Approx(220).epsilon(0.01));
  CHECK(loudness(middle) == Approx(loudness(in)).epsilon(0.05));
  CHECK(steepest(middle) < 2 * steepest(in));
}

TEST_CASE("a WAV header is taken when it is whole, and only for 16-bit mono") {
  const TemporaryDirectory directory;
  write_wav(directory / "a.wav", {1, 2, 3}, 22'050);
  const Bytes good = support::value(read_file(directory / "a.wav", 1'000));
  for (std::size_t size = 0; size < 44; ++size) {
    const auto part = read_wav_header(ByteView(good).first(size));
    REQUIRE_OK(part);
    CHECK_FALSE(part->has_value());
  }
  const auto whole = support::value(read_wav_header(good));
  REQUIRE(whole);
  CHECK(whole->rate == 22'050);
  CHECK(whole->size == 44);
  for (const std::size_t wrong : {0u, 8u, 20u, 22u, 26u, 34u}) {
    Bytes bad = good;
    bad[wrong] ^= 3;
    INFO(wrong);
    CHECK(support::code(read_wav_header(bad)) == Errc::invalid);
  }
  CHECK(support::code(read_wav_header(Bytes(5'000, 0))) == Errc::invalid);
}

}  // namespace parvis::speech
