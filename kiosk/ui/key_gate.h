// Which strikes of a physical keyboard count, for hands that tremble or rest (EN 301 549, 5.1.6.2 and
// 5.1.6.3): a key held down repeats only after two seconds, and slowly; a key that acts, struck twice
// within half a second, is struck once. Letters are never held back: a word has "ll" in it.
//
// Threads: plain values; times are any clock's that only grows.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace parvis::ui {

inline constexpr std::chrono::milliseconds kRepeatAfter{2000};
inline constexpr std::chrono::milliseconds kRepeatEvery{500};
inline constexpr std::chrono::milliseconds kDoubleStrike{500};

enum class Struck { anew, held };     // held: the system's own repetition
enum class KeyDoes { acts, writes };  // Enter, Tab, Escape and the arrows act; all others write

class KeyGate {
 public:
  using Time = std::chrono::milliseconds;

  // Whether this strike counts.
  [[nodiscard]] bool down(std::int32_t key, Struck how, KeyDoes does, Time now);
  // Whether the text counts that the system made of the strike before.
  [[nodiscard]] bool text() const { return open_; }
  void up(std::int32_t key);

 private:
  std::optional<std::int32_t> held_;
  Time held_since_{}, repeated_at_{};
  std::optional<std::int32_t> acted_;
  Time acted_at_{};
  bool open_ = true;
};

}  // namespace parvis::ui
