// Memory that is overwritten before it is given back: what a resident typed is also spoken, and neither the words nor their
// sound may stay behind in memory that the next owner of the page can read.
//
// Threads: any.
#pragma once

#include <string.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace parvis::speech {

template <class T>
struct WipedAllocator {
  using value_type = T;
  WipedAllocator() = default;
  template <class U>
  explicit WipedAllocator(const WipedAllocator<U>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) {
    ::explicit_bzero(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(const WipedAllocator&, const WipedAllocator&) { return true; }
};

using Sample = std::int16_t;  // signed, mono
using Samples = std::vector<Sample, WipedAllocator<Sample>>;
using WipedText = std::vector<char, WipedAllocator<char>>;  // UTF-8
using WipedBytes = std::vector<std::uint8_t, WipedAllocator<std::uint8_t>>;

[[nodiscard]] inline std::string_view view(const WipedText& text) {
  return {text.data(), text.size()};
}

}  // namespace parvis::speech
