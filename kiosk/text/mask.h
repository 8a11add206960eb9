// A picture of coverage alone: one byte a pixel, 0 (nothing) to 255 (covered). Text, icons and
// rounded shapes are masks; a colour is poured through them when they are painted, so one mask
// serves every theme.
//
// Threads: a mask doesn't change once it is made; any thread may read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace parvis::text {

struct Mask {
  int width = 0;                       // px
  int height = 0;                      // px
  std::vector<std::uint8_t> coverage;  // rows without padding, top first

  [[nodiscard]] std::size_t bytes() const { return sizeof(Mask) + coverage.size(); }
  [[nodiscard]] const std::uint8_t* row(int y) const {
    return coverage.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

using MaskPtr = std::shared_ptr<const Mask>;

}  // namespace parvis::text
