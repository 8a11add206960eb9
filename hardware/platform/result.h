// Errors as values: every function that can fail returns a Result<T>.
//
// An Errc is chosen by what the caller does next, not by what went wrong inside. An Error carries a
// context for the program's log ("append visit: fsync ledger.db") and never an answer or a key;
// what people read on a screen comes from the languages, by Errc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace parvis {

enum class Errc : std::uint8_t {
  invalid,              // the input is wrong: tell who gave it; trying again changes nothing
  not_found,            // it is not there
  conflict,             // something else already stands in its place
  busy,                 // try again soon
  offline,              // there is no network, or the peer is not reachable
  timeout,              // the peer was too slow; try again
  no_space,             // free some space, then try again
  io,                   // the disk, a stick or a socket failed
  corrupt,              // stored bytes are not what was stored
  forged,               // a signature or a proof does not hold
  unsupported_version,  // written by a newer program: update this one
  denied,               // not allowed: wrong PIN, no rights, revoked
  internal,             // our own bug, or a library's
};

// The name of an Errc in logs and JSON, for instance "no_space".
[[nodiscard]] std::string_view to_string(Errc code);

// Whether the same call may succeed later with nothing changed by a person.
[[nodiscard]] bool is_transient(Errc code);

struct Error {
  Errc code = Errc::internal;
  std::string context;
  int sys = 0;  // errno, 0 when there is none

  // "no_space: append visit: write ledger.db: No space left on device"
  [[nodiscard]] std::string message() const;
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

// return fail(Errc::invalid, "batch: truncated");
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string context, int sys = 0) {
  return tl::unexpected<Error>(Error{code, std::move(context), sys});
}

// Translates errno; the only place that knows which errno means which Errc.
[[nodiscard]] tl::unexpected<Error> fail_errno(std::string context, int sys);

// Passes an error up with one more layer of context in front.
[[nodiscard]] tl::unexpected<Error> wrap(Error error, std::string_view context);

// Aborts with a message. For our own bugs only, always on; never for input.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace parvis

#define PARVIS_CHECK(expression)           \
  (static_cast<bool>(expression) ? void(0) \
                                 : ::parvis::check_failed(#expression, __FILE__, __LINE__))

#define PARVIS_CONCAT_(a, b) a##b
#define PARVIS_CONCAT(a, b) PARVIS_CONCAT_(a, b)

// PARVIS_TRY(auto bytes, read_file(path, 1 << 20)); declares `bytes`, or returns the error.
#define PARVIS_TRY(declaration, ...) \
  PARVIS_TRY_(PARVIS_CONCAT(result_, __LINE__), declaration, __VA_ARGS__)
#define PARVIS_TRY_(result, declaration, ...)                                       \
  auto result = (__VA_ARGS__);                                                      \
  if (!result) return ::tl::unexpected<::parvis::Error>(std::move(result).error()); \
  declaration = std::move(*result)

// PARVIS_TRY_VOID(file.commit()); returns the error, if any.
#define PARVIS_TRY_VOID(...)                                                \
  do {                                                                      \
    if (auto status_ = (__VA_ARGS__); !status_)                             \
      return ::tl::unexpected<::parvis::Error>(std::move(status_).error()); \
  } while (false)
