// A TOML file read strictly: an unknown key, a wrong type or a missing value is an error that names
// the file, the line and the key. Read once at the start of a program; changes need a restart.
//
//   PARVIS_TRY(auto config, Config::load(path));
//   PARVIS_TRY(options.origin, config.text("hub.origin"));
//   PARVIS_TRY_VOID(config.finish());   // names every key nobody asked for
//
// Threads: one. Keys are dotted paths into tables. Every error is Errc::invalid (or not_found for
// the file).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/files.h"
#include "hardware/platform/result.h"

namespace parvis {

class Config {
 public:
  static Result<Config> load(const Path& path);
  // `name` stands for the file in messages.
  static Result<Config> parse(std::string_view text, std::string name);
  Config(Config&&) noexcept;
  Config& operator=(Config&&) noexcept;
  ~Config();

  [[nodiscard]] bool has(std::string_view key) const;
  // Keys of the table at `key` ("" is the root), in the file's order; asking does not count as use.
  [[nodiscard]] std::vector<std::string> keys(std::string_view key) const;

  Result<std::string> text(std::string_view key);
  Result<std::string> text_or(std::string_view key, std::string fallback);
  Result<std::int64_t> integer(std::string_view key);
  Result<std::int64_t> integer_or(std::string_view key, std::int64_t fallback);
  Result<bool> boolean_or(std::string_view key, bool fallback);
  Result<std::vector<std::string>> texts(std::string_view key);

  // Errc::invalid naming all keys that were never read, and the keys that would have been.
  [[nodiscard]] Status finish() const;

 private:
  struct State;
  explicit Config(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis
