#include "hardware/platform/forget.h"

#include <array>
#include <cstddef>

namespace parvis {

// In a frame of its own, which begins where its caller's callees began.
[[gnu::noinline]] void wipe_stack() {
  std::array<std::byte, std::size_t{64} << 10> stack;
  ::explicit_bzero(stack.data(), stack.size());
}

}  // namespace parvis
