// What tests say of a Result: REQUIRE_OK(call) prints the error, value(call) unwraps it, code(call)
// is its Errc.
#pragma once

#include <optional>
#include <stdexcept>
#include <utility>

#include "hardware/platform/result.h"

#define REQUIRE_OK(...)                                                \
  do {                                                                 \
    const auto& result_ok_ = (__VA_ARGS__);                            \
    INFO((result_ok_ ? std::string{} : result_ok_.error().message())); \
    REQUIRE(result_ok_.has_value());                                   \
  } while (false)

namespace parvis::support {

// The value, or an exception that fails the test with the error's message.
template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

inline void ok(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message());
}

template <class T>
std::optional<Errc> code(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}

}  // namespace parvis::support
