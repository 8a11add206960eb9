#include "kiosk/speech/voice.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "hardware/platform/log.h"
#include "kiosk/speech/resample.h"
#include "kiosk/speech/wav.h"

namespace parvis::speech {
namespace {

using std::chrono::milliseconds;

constexpr std::array<int, 7> kWordsPerMinute{100, 120, 145, 175, 215, 265, 330};
constexpr auto kGrace = milliseconds(500);  // between the end of its sound and its own end

constexpr auto kFirstPause = milliseconds(250);
constexpr auto kLongestPause = milliseconds(10'000);

// More than the slowest rate takes: 10 s, for a number written in digits, and half a second a byte.
std::size_t longest_of(std::string_view text) {
  return (20 + text.size()) * std::size_t{kSampleRate} / 2;
}

// One sentence through one process.
class Sentence {
 public:
  Sentence(Child child, std::string_view text, milliseconds patience, int interruption,
           const Voice::Listener& listener)
      : child_(std::move(child)),
        rest_(text),
        longest_(longest_of(text)),
        patience_(patience),
        interruption_(interruption),
        listener_(listener) {}

  Outcome run() {
    for (;;) {
      if (listener_.cut()) return Outcome::cut;
      std::array<pollfd, 3> ready{{{.fd = interruption_, .events = POLLIN, .revents = 0},
                                   {.fd = child_.output(), .events = POLLIN, .revents = 0},
                                   {.fd = child_.input(), .events = POLLOUT, .revents = 0}}};
      if (!wait(ready)) return Outcome::broken;
      if (ready[0].revents != 0) forget_interruption();
      if (ready[2].revents != 0) feed();
      if (ready[1].revents == 0) continue;
      if (const auto outcome = take()) return *outcome;
    }
  }

 private:
  // False when the program has made us wait for too long: the patience, and beyond it the time in which it could be heard.
  bool wait(std::span<pollfd> ready) {
    const auto heard = milliseconds(heard_ * 1000 / kSampleRate);
    const auto left = patience_ + heard - std::chrono::duration_cast<milliseconds>(waited_);
    if (left <= milliseconds(0)) return false;
    const MonoTime before = MonoClock::now();
    const int count = ::poll(ready.data(), ready.size(), static_cast<int>(left.count()));
    waited_ += MonoClock::now() - before;
    return count > 0 || (count < 0 && errno == EINTR);
  }

  void forget_interruption() const {
    std::uint64_t count = 0;
    if (::read(interruption_, &count, sizeof count) < 0) return;  // another look did it
  }

  void feed() {
    const ssize_t count = ::write(child_.input(), rest_.data(), rest_.size());
    if (count > 0) rest_.remove_prefix(static_cast<std::size_t>(count));
    const bool again = count < 0 && (errno == EAGAIN || errno == EINTR);
    // One that does not want to read all may still say all.
    if (rest_.empty() || (count < 0 && !again)) child_.close_input();
  }

  // Nothing: there is more to come.
  std::optional<Outcome> take() {
    WipedBytes part(8192);
    const ssize_t count = ::read(child_.output(), part.data(), part.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    if (count < 0) return Outcome::broken;
    if (count == 0) return finish();
    bytes_.insert(bytes_.end(), part.begin(), part.begin() + count);
    if (!resampler_) {
      const auto header = read_wav_header(bytes_);
      if (!header) return Outcome::broken;
      if (!*header) return std::nullopt;
      resampler_.emplace((*header)->rate);
      bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>((*header)->size));
    }
    Samples in(bytes_.size() / sizeof(Sample));
    for (std::size_t i = 0; i < in.size(); ++i) {
      in[i] = static_cast<Sample>(bytes_[2 * i] | bytes_[2 * i + 1] << 8);
    }
    bytes_.erase(bytes_.begin(),
                 bytes_.begin() + static_cast<std::ptrdiff_t>(in.size() * sizeof(Sample)));
    Samples out;
    resampler_->push(in, out);
    return hand_on(out);
  }

  std::optional<Outcome> hand_on(const Samples& samples) {
    heard_ += samples.size();
    if (heard_ > longest_) return Outcome::broken;
    const Outcome outcome = listener_.hear(samples);
    return outcome == Outcome::said ? std::nullopt : std::optional(outcome);
  }

  Outcome finish() {
    if (!child_.finish(kGrace) || !resampler_) return Outcome::broken;
    Samples out;
    resampler_->finish(out);
    return hand_on(out).value_or(Outcome::said);
  }

  Child child_;
  std::string_view rest_;  // still to be written
  std::size_t longest_;    // samples
  milliseconds patience_;
  int interruption_;
  const Voice::Listener& listener_;
  WipedBytes bytes_;  // of the header, then at most half a sample
  std::optional<Resampler> resampler_;
  std::size_t heard_ = 0;  // samples
  MonoClock::duration waited_{0};
};

}  // namespace

std::optional<std::string> voice_of(std::string_view language) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kVoices{{{"fr", "fr"},
                                                                                  {"de", "de"},
                                                                                  {"en", "en-gb"},
                                                                                  {"tr", "tr"},
                                                                                  {"ar", "ar"},
                                                                                  {"it", "it"},
                                                                                  {"pt", "pt"}}};
  for (const auto& [ours, theirs] : kVoices) {
    if (ours == language) return std::string(theirs);
  }
  return std::nullopt;
}

int words_per_minute(int rate) {
  return kWordsPerMinute[static_cast<std::size_t>(std::clamp(rate, kSlowestRate, kFastestRate))];
}

double speed_of(int rate) {
  return static_cast<double>(words_per_minute(rate)) / words_per_minute(kNormalRate);
}

WipedText speakable(std::string_view text) {
  WipedText safe(text.begin(), text.end());
  const auto byte = [&](std::size_t i) {
    return i < safe.size() ? static_cast<std::uint8_t>(safe[i]) : std::uint8_t{0};
  };
  const auto blank = [&](std::size_t at, std::size_t count) {
    for (std::size_t i = at; i < std::min(at + count, safe.size()); ++i) safe[i] = ' ';
  };
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::uint8_t first = byte(i);
    const std::uint8_t second = byte(i + 1);
    if (first < 0x20 || first == 0x7F || first == '[' || first == ']') blank(i, 1);
    if (first == 0xC2 && second >= 0x80 && second <= 0x9F) blank(i, 2);  // U+0080 … U+009F
    if (first == 0xEE || (first == 0xEF && second >= 0x80 && second <= 0xA3))
      blank(i, 3);  // … U+F8FF
  }
  return safe;
}

bool is_program(const Path& program) {
  if (program.empty()) return false;
  if (program.has_parent_path()) return ::access(program.c_str(), X_OK) == 0;
  const char* const path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (::access((Path(rest.substr(0, end)) / program).c_str(), X_OK) == 0) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

namespace {

// One sign that is neither letter nor digit, as on a key.
bool is_mark(std::string_view text) {
  constexpr std::array<std::string_view, 7> kLonger{"’", "«", "»", "…", "°", "€", "،"};
  if (text.size() == 1) return std::ispunct(static_cast<unsigned char>(text.front())) != 0;
  return std::ranges::find(kLonger, text) != kLonger.end();
}

}  // namespace

Outcome Voice::say(std::string_view text, std::string_view language, int rate,
                   const Listener& listener) {
  const auto voice = voice_of(language);
  PARVIS_CHECK(voice.has_value());
  std::vector<std::string> words{program_.string(),
                                 "-v",
                                 *voice,
                                 "-s",
                                 fmt::format("{}", words_per_minute(rate)),
                                 "-b",
                                 "1",
                                 "--stdin",
                                 "--stdout"};
  // A key's comma is said by its name; in a sentence it is a pause.
  if (is_mark(text)) words.emplace_back("--punct");
  auto child = Child::start(std::move(words));
  Outcome outcome = Outcome::broken;
  if (child) {
    const WipedText safe = speakable(text);
    outcome = Sentence(std::move(*child), view(safe), patience_, interruption_, listener).run();
  }
  if (outcome == Outcome::broken && failures_ == 0) {
    log_warning("speech: the voice {} fails{}", program_.string(),
                child ? std::string() : ": " + child.error().message());
  }
  remember(outcome);
  return outcome;
}

void Voice::remember(Outcome outcome) {
  if (outcome == Outcome::said) failures_ = 0;
  if (outcome != Outcome::broken) return;
  ++failures_;
  if (failures_ < 2) return;
  const int doublings = std::min(failures_ - 2, 6);
  not_before_ =
      MonoClock::now() + std::min<milliseconds>(kFirstPause * (1 << doublings), kLongestPause);
}

}  // namespace parvis::speech
