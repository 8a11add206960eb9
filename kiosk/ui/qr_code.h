// QR codes as squares, for the stage, a terminal and files. Error correction M: a fifth of it may be dirt.
//
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::ui {

inline constexpr std::size_t kMaxQrText = 1024;  // bytes

class QrCode {
 public:
  // `text` MUST be at most kMaxQrText bytes. Digits, capitals and " $%*+-./:" are packed most tightly.
  explicit QrCode(std::string_view text);
  [[nodiscard]] int size() const { return size_; }  // modules a side, without the quiet zone
  [[nodiscard]] bool dark(int x, int y) const {
    return dark_[static_cast<std::size_t>(y) * static_cast<std::size_t>(size_) +
                 static_cast<std::size_t>(x)];
  }

 private:
  int size_ = 0;
  std::vector<bool> dark_;
};

// Two modules a character, dark on light whatever the terminal's colours, with a quiet zone of two.
[[nodiscard]] std::string to_terminal(const QrCode& code);
// One path on white, with the quiet zone of four that the standard wants.
[[nodiscard]] std::string to_svg(const QrCode& code);

}  // namespace parvis::ui
