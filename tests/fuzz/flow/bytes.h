// The bytes of a fuzzer's input, taken one by one as choices.
#pragma once

#include <cstdint>

#include "hardware/platform/bytes.h"

namespace parvis::fuzz {

class Choices {
 public:
  explicit Choices(ByteView bytes) : left_(bytes) {}
  [[nodiscard]] bool over() const { return left_.empty(); }
  // The next byte; 0 when there is none.
  std::uint8_t next() {
    if (left_.empty()) return 0;
    const std::uint8_t byte = left_.front();
    left_ = left_.subspan(1);
    return byte;
  }
  // 0 … below - 1.
  std::size_t next(std::size_t below) { return next() % below; }

 private:
  ByteView left_;
};

}  // namespace parvis::fuzz
