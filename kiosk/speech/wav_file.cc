// Everything said, in one WAV file and its list: for tests and the driver.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include "hardware/platform/log.h"
#include "kiosk/speech/sound.h"

namespace parvis::speech {
namespace {

constexpr std::size_t kHeader = 44;

void put(std::span<std::uint8_t> to, std::uint32_t value) {
  for (auto& byte : to) {
    byte = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

std::array<std::uint8_t, kHeader> header(std::size_t samples) {
  std::array<std::uint8_t, kHeader> bytes{};
  const std::span all(bytes);
  const auto length = static_cast<std::uint32_t>(samples * sizeof(Sample));
  std::ranges::copy(std::string_view("RIFF"), bytes.begin());
  put(all.subspan(4, 4), length + kHeader - 8);
  std::ranges::copy(std::string_view("WAVEfmt "), bytes.begin() + 8);
  put(all.subspan(16, 4), 16);
  put(all.subspan(20, 2), 1);
  put(all.subspan(22, 2), 1);
  put(all.subspan(24, 4), kSampleRate);
  put(all.subspan(28, 4), kSampleRate * sizeof(Sample));
  put(all.subspan(32, 2), sizeof(Sample));
  put(all.subspan(34, 2), 16);
  std::ranges::copy(std::string_view("data"), bytes.begin() + 36);
  put(all.subspan(40, 4), length);
  return bytes;
}

class WavFile final : public Output {
 public:
  WavFile(Path file, SoundQueue& queue) : path_(std::move(file)), queue_(queue) {}
  ~WavFile() override {
    for (const int file : {file_, list_}) {
      if (file >= 0) ::close(file);
    }
  }

  bool open() override {
    if (file_ < 0) {
      file_ = create(path_);
      list_ = create(path_.string() + ".txt");
      if (file_ < 0 || list_ < 0 || !write_header()) {
        log_warning("speech: can't write {}", path_.string());
        return false;
      }
    }
    return true;
  }
  void close() override {}  // it grows until the end

  bool carry() override {
    Samples part(4096);
    while (const std::size_t count = queue_.pull(part)) {
      const auto size = static_cast<ssize_t>(count * sizeof(Sample));
      const auto offset = static_cast<off_t>(kHeader + written_ * sizeof(Sample));
      if (::pwrite(file_, part.data(), static_cast<std::size_t>(size), offset) != size)
        return false;
      written_ += count;
    }
    return true;
  }

  void begin_utterance() override {
    carry();  // the last 5 ms of the one before
    start_ = written_;
  }
  void end_utterance(std::string_view id, std::string_view text) override {
    carry();
    write_header();
    // Only the place is formatted: the formatter's buffer is on the stack, where a word would stay.
    const std::string place = fmt::format("{}\t{}\t{}\t", start_, written_ - start_, id);
    WipedText line(place.begin(), place.end());
    line.reserve(place.size() + text.size() + 1);
    line.insert(line.end(), text.begin(), text.end());
    line.push_back('\n');
    if (::write(list_, line.data(), line.size()) < 0) log_warning("speech: can't write the list");
  }

 private:
  static int create(const Path& path) {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
  bool write_header() {
    const auto bytes = header(written_);
    return ::pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  }

  Path path_;
  SoundQueue& queue_;
  int file_ = -1;
  int list_ = -1;
  std::size_t written_ = 0;  // samples
  std::size_t start_ = 0;    // of the utterance under way
};

}  // namespace

std::unique_ptr<Output> open_wav_file(const Path& file, SoundQueue& queue) {
  return std::make_unique<WavFile>(file, queue);
}

}  // namespace parvis::speech
