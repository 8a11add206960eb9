// The steps of load_sources(), each reading one kind of file into the consultation. Internal to sync/pack.
//
// Threads: as build.h.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hardware/platform/config.h"
#include "sync/consultation/model.h"
#include "sync/pack/build.h"

namespace parvis::pack {

inline constexpr std::uint64_t kMaxSourceBytes = 4u << 20;

// A [city] value by language; a text for all languages stands under "".
using CityValues = std::map<std::string, std::map<std::string, std::string>>;

// consultation.toml without its [city], and what the other steps need of it.
struct Settings {
  consultation::Consultation consultation;
  bool examples = false;
  std::int64_t codes_days = 0;
  std::int64_t sealed_days = 0;
  std::optional<CivilDate> opens, closes;
  CityValues city;
};
[[nodiscard]] Result<Settings> read_settings(const Path& folder);

// The [city] table of `config`, whose values may be tables by language.
[[nodiscard]] Result<CityValues> read_city(
    Config& config, const std::vector<consultation::LanguageInfo>& languages);
// A file with nothing but [city].
[[nodiscard]] Result<CityValues> read_city_file(
    const Path& file, const std::vector<consultation::LanguageInfo>& languages);

// proposals.csv and proposals.<language>.csv, places, neighbourhoods, statistics.
[[nodiscard]] Status read_proposals(const Path& folder, bool examples,
                                    consultation::Consultation& into);
[[nodiscard]] Status read_places(const Path& folder, consultation::Consultation& into);
[[nodiscard]] Status read_statistics(const Path& file, consultation::Consultation& into);

// <language>.po of every further language.
[[nodiscard]] Status read_translations(const Path& folder, consultation::Consultation& into);

// Fills {names} in the pages; adds the pages "city.<name>". Returns the names that a page uses and nobody filled.
// Dates (opens, closes, codes_until, sealed_until) must be set.
[[nodiscard]] Result<std::set<std::string>> fill_pages(const CityValues& city,
                                                       consultation::Consultation& into);

// recordings/<language>/<key>.opus, if there are any.
[[nodiscard]] Status read_recordings(const Path& folder, consultation::Consultation& into);

// The names in braces of a text. Errc::invalid when a brace is not closed or the name is not a-z and '_'.
[[nodiscard]] Result<std::multiset<std::string>> placeholders(std::string_view text);

// That every name in braces is one that SOURCES.md lists.
[[nodiscard]] Status check_placeholders(const std::string& text);

// A source file as text; Errc::not_found says which file is missing.
[[nodiscard]] Result<std::string> read_source(const Path& file);

}  // namespace parvis::pack
