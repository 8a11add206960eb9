// From say() to the first sample that a device could take, with the real espeak-ng, and the processor time that a sentence costs.
// A device adds its buffer (21 ms, at most two of them) and, after a silence, its opening, which differs from one to the next.
//
//   tests/bench/speech_bench
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "kiosk/speech/speaker.h"
#include "tests/support/temporary_directory.h"

namespace parvis::speech {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kRounds = 200;
constexpr std::uintmax_t kEmpty = 44;  // a WAV file's header

double percentile(std::vector<double> all, double part) {
  std::ranges::sort(all);
  return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
}

double children_cpu_ms() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto ms = [](const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

// The WAV file takes at once what it is given.
void measure(const char* language, const char* sentence) {
  const support::TemporaryDirectory directory;
  const Path file = directory / "said.wav";
  SpeakerOptions options;
  options.sound = {.to = SoundOptions::To::file, .file = file};
  const auto speaker = Speaker::open(options);
  std::vector<double> all;
  const double cpu = children_cpu_ms();
  for (int i = 0; i < kRounds; ++i) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    const auto before = missing ? kEmpty : size;
    const auto start = std::chrono::steady_clock::now();
    speaker->say({{"", sentence, language, Privacy::open}});
    for (auto now = before; missing || now <= before;) {
      now = std::filesystem::file_size(file, missing);
    }
    all.push_back(Milliseconds(std::chrono::steady_clock::now() - start).count());
    while (speaker->speaking()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  fmt::print("{}: say() to first sample p50 {:.1f} ms, p99 {:.1f} ms; espeak-ng {:.1f} ms of CPU\n",
             language, percentile(all, 0.5), percentile(all, 0.99),
             (children_cpu_ms() - cpu) / kRounds);
}

}  // namespace
}  // namespace parvis::speech

int main() {
  using parvis::speech::measure;
  measure("fr", "D'accord.");
  measure(
      "fr",
      "Faut-il planter des arbres dans la cour de l'école et ouvrir la bibliothèque le dimanche "
      "pour tous les habitants du quartier ?");
  measure("ar", "هل توافق على هذا الاقتراح؟");
}
