// Looks for words in this program's own memory, without having them there.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::speech {

class MemorySearch {
 public:
  // `words` MUST be a literal: its place in the program is read-only, and only what can be written is searched.
  explicit MemorySearch(const char* words) : words_(words) {}

  void append_to(std::string& text) const { text += words_; }

  [[nodiscard]] bool found() {
    std::ifstream maps("/proc/self/maps");
    const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    PARVIS_CHECK(memory >= 0);
    bool found = false;
    for (std::string line; !found && std::getline(maps, line);) {
      std::uint64_t from = 0;
      std::uint64_t to = 0;
      char access[5] = {};
      // NOLINTNEXTLINE(cert-err34-c): the kernel's own line
      if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, access) != 3) continue;
      if (access[1] == 'w' && to - from < kLargest) found = search(memory, from, to);
    }
    ::close(memory);
    return found;
  }

 private:
  // A sanitizer's shadow is larger, and mostly not there.
  static constexpr std::uint64_t kLargest = std::uint64_t{1} << 30;

  bool search(int memory, std::uint64_t from, std::uint64_t to) {
    const std::string_view words(words_);
    const auto own = reinterpret_cast<std::uint64_t>(part_.data());
    for (std::uint64_t at = from; at < to; at += part_.size() - words.size()) {
      const std::size_t wanted = std::min<std::uint64_t>(part_.size(), to - at);
      const ssize_t count = ::pread(memory, part_.data(), wanted, static_cast<off_t>(at));
      if (count <= 0) return false;
      const std::string_view seen(part_.data(), static_cast<std::size_t>(count));
      for (std::size_t i = seen.find(words); i != std::string_view::npos;
           i = seen.find(words, i + 1)) {
        const std::uint64_t place = at + i;
        if (place < own || place >= own + part_.size()) return wipe(true);
      }
    }
    return wipe(false);
  }
  bool wipe(bool result) {
    std::fill(part_.begin(), part_.end(), '\0');
    return result;
  }

  const char* words_;
  std::vector<char> part_ = std::vector<char>(std::size_t{1} << 20);
};

}  // namespace parvis::speech
