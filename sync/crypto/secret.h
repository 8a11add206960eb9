// Bytes that must not be swapped, dumped, copied by accident, compared with == or printed:
// libsodium's guarded memory. Move-only; wiped when destroyed; unreachable in a core dump.
//
// Threads: like a plain array. Allocation failure (RLIMIT_MEMLOCK too low) aborts with a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "hardware/platform/bytes.h"

namespace parvis::crypto {

namespace detail {
[[nodiscard]] std::uint8_t* allocate_secret(std::size_t size);
void free_secret(std::uint8_t* memory) noexcept;
}  // namespace detail

template <std::size_t N>
class Secret {
 public:
  Secret() : bytes_(detail::allocate_secret(N)) {}
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { detail::free_secret(bytes_); }

  static constexpr std::size_t size() { return N; }
  [[nodiscard]] std::uint8_t* data() { return bytes_; }
  [[nodiscard]] const std::uint8_t* data() const { return bytes_; }
  [[nodiscard]] ByteView view() const { return {bytes_, N}; }
  [[nodiscard]] std::span<std::uint8_t, N> span() { return std::span<std::uint8_t, N>(bytes_, N); }

 private:
  std::uint8_t* bytes_;
};

// Wipes memory in a way the compiler can't drop.
void wipe(std::span<std::uint8_t> bytes);

// Bytes of a file or a text that hold a secret for a moment: overwritten when they go.
struct Wiped {
  Bytes bytes;
  explicit Wiped(Bytes from) : bytes(std::move(from)) {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(bytes); }
};

}  // namespace parvis::crypto
