// A speaker that writes a WAV file, and voices that misbehave.
#pragma once

#include <dirent.h>

#include <cmath>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <numbers>
#include <sstream>
#include <thread>

#include "kiosk/speech/sound_queue.h"
#include "kiosk/speech/speaker.h"
#include "tests/support/program.h"
#include "tests/support/temporary_directory.h"

namespace parvis::speech {

using support::TemporaryDirectory;

// A line of the list beside the WAV file.
struct Said {
  std::size_t start = 0;   // samples
  std::size_t length = 0;  // samples
  std::string id;
  std::string text;
};

// 16-bit mono.
inline void write_wav(const Path& path, const std::vector<Sample>& samples, std::uint32_t rate) {
  std::ofstream file(path, std::ios::binary);
  const auto put = [&](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) file.put(static_cast<char>(value >> (8 * i)));
  };
  const auto length = static_cast<std::uint32_t>(2 * samples.size());
  file << "RIFF";
  put(length + 36, 4);
  file << "WAVEfmt ";
  put(16, 4), put(1, 2), put(1, 2), put(rate, 4), put(2 * rate, 4), put(2, 2), put(16, 2);
  file << "data";
  put(length, 4);
  for (const Sample sample : samples) put(static_cast<std::uint16_t>(sample), 2);
}

inline std::vector<Sample> tone(double hertz, double seconds, std::uint32_t rate,
                                double height = 16'000) {
  std::vector<Sample> samples(static_cast<std::size_t>(seconds * rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double turn = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
    samples[i] = static_cast<Sample>(std::lround(height * std::sin(turn)));
  }
  return samples;
}

inline double loudness(std::span<const Sample> samples) {  // root mean square
  double sum = 0;
  for (const Sample sample : samples) sum += static_cast<double>(sample) * sample;
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

// Of a tone: upward passages through zero.
inline double hertz_of(std::span<const Sample> samples) {
  std::size_t passages = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (samples[i - 1] < 0 && samples[i] >= 0) ++passages;
  }
  return static_cast<double>(passages) * kSampleRate / static_cast<double>(samples.size());
}

class Kit {
 public:
  Kit() {
    options.sound = {.to = SoundOptions::To::file, .file = directory / "said.wav"};
    options.wake = [this] {
      const std::lock_guard lock(mutex_);
      woken_.notify_all();
    };
  }
  ~Kit() { close(); }

  Speaker& speaker() {
    if (!speaker_) speaker_ = Speaker::open(options);
    return *speaker_;
  }
  void close() { speaker_.reset(); }

  // Waits until `done`, which may become true on any thread; false after 20 s.
  template <class Done>
  bool until(Done done) {
    std::unique_lock lock(mutex_);
    for (int look = 0; look < 10'000; ++look) {
      if (done()) return true;
      woken_.wait_for(lock, std::chrono::milliseconds(2));
    }
    return false;
  }
  bool silence() {
    return until([this] { return !speaker().speaking(); });
  }
  // Says it all, to the end.
  void say(std::vector<Utterance> utterances) {
    speaker().say(std::move(utterances));
    if (!silence()) throw std::runtime_error("still speaking after 20 s");
  }
  // An utterance after which the voice thread has surely put everything earlier away.
  void say_after() { say({{"after", "un", "fr", Privacy::open}}); }

  [[nodiscard]] std::vector<Said> list() const {
    std::vector<Said> all;
    std::ifstream file(options.sound.file.string() + ".txt");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      Said said;
      words >> said.start >> said.length;
      words.get();
      std::getline(words, said.id, '\t');
      std::getline(words, said.text);
      all.push_back(said);
    }
    return all;
  }
  // Of the WAV file as it is now.
  [[nodiscard]] std::vector<Sample> samples() const {
    std::ifstream file(options.sound.file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::vector<Sample> all;
    for (std::size_t i = 44; i + 1 < bytes.size(); i += 2) {
      all.push_back(static_cast<Sample>(static_cast<std::uint8_t>(bytes[i]) |
                                        static_cast<std::uint8_t>(bytes[i + 1]) << 8));
    }
    return all;
  }
  [[nodiscard]] std::vector<Sample> sound_of(const Said& said) const {
    const auto all = samples();
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(said.start);
    return {first, first + static_cast<std::ptrdiff_t>(said.length)};
  }

  // Makes `script` the voice: $here is this kit's directory, $here/tone.wav a second of sound.
  void voice(const std::string& script) {
    const Path program = directory / "voice";
    write_wav(directory / "tone.wav", tone(440, 1, 22'050), 22'050);
    std::ofstream(program) << "#!/bin/sh\nhere='" << directory.path().string() << "'\n" << script;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    options.voice = program;
  }

  TemporaryDirectory directory;
  SpeakerOptions options;

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  std::unique_ptr<Speaker> speaker_;
};

// A recording of a tone: <directory>/<language>/<name>.opus.
inline void record(const Path& directory, const std::string& language, const std::string& name,
                   const std::vector<Sample>& samples) {
  std::filesystem::create_directories(directory / language);
  const Path wav = directory / "made.wav";
  write_wav(wav, samples, 48'000);
  const auto made =
      support::run("/usr/bin/opusenc",
                   {"--quiet", wav.string(), (directory / language / (name + ".opus")).string()});
  if (made.status != 0) throw std::runtime_error("opusenc: " + made.err);
}

inline std::size_t entries(const char* directory) {
  std::size_t count = 0;
  DIR* const all = ::opendir(directory);
  while (::readdir(all) != nullptr) ++count;
  ::closedir(all);
  return count;
}
inline std::size_t open_files() { return entries("/proc/self/fd"); }

// Processes that we have started and not yet waited for, or that still run.
inline std::string children() {
  std::string all;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "children");
    std::string numbers;
    if (std::getline(file, numbers)) all += numbers;
  }
  return all;
}

}  // namespace parvis::speech
