// The program's words by key, in several languages at once and without the system's locales.
//
// Catalogs are `<language>.mo` files made by msgfmt from assets/languages/<language>.po, whose
// msgid is a key ("bar.back"). A key that a language lacks reads "⟦bar.back⟧" on the screen and is
// counted: a test fails on it.
//
// A language whose writing leaves out what a voice needs, as Arabic leaves out its vowels, has a
// second catalog, `spoken/<language>.mo`: the same keys as they are to be said. It is never shown.
//
// Threads: one. Files are read in open() and never again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/files.h"
#include "hardware/platform/result.h"

namespace parvis::text {

// What stands for {1}, {2}… in a translation.
using Arguments = std::vector<std::string>;

class Languages {
 public:
  // Errc::not_found when the catalog of one of `tags` ("fr", "ar") is missing.
  static Result<Languages> open(const Path& directory, const std::vector<std::string>& tags);
  Languages(Languages&&) noexcept;
  Languages& operator=(Languages&&) noexcept;
  ~Languages();

  [[nodiscard]] const std::vector<std::string>& tags() const;
  [[nodiscard]] bool has(std::string_view language, std::string_view key) const;
  [[nodiscard]] std::string translate(std::string_view language, std::string_view key,
                                      const Arguments& arguments = {});
  // The form for `count` by the language's own plural rule; {1} is `count` unless arguments are
  // given.
  [[nodiscard]] std::string plural(std::string_view language, std::string_view key,
                                   std::int64_t count, const Arguments& arguments = {});
  // The words of a key as they are to be said, for a language that has them; nullopt when it has
  // not, or not for this key. `count` chooses the plural form, where the key has forms.
  [[nodiscard]] std::optional<std::string> spoken(std::string_view language, std::string_view key,
                                                  const Arguments& arguments = {},
                                                  std::optional<std::int64_t> count = {}) const;
  // Whether a voice may say only what spoken() knows: anything else in it would be guessed.
  [[nodiscard]] bool is_said_by_catalog(std::string_view language) const;
  // Every "language/key" that was asked for and not there.
  [[nodiscard]] const std::set<std::string>& missing() const;

 private:
  struct State;
  explicit Languages(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// "Page {1} sur {2}" with its arguments; an argument that is not given stays "{3}".
[[nodiscard]] std::string fill(std::string_view pattern, const Arguments& arguments);

[[nodiscard]] bool is_right_to_left(std::string_view language);

}  // namespace parvis::text
