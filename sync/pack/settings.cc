#include <fmt/format.h>

#include <algorithm>

#include "sync/pack/sources.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using consultation::LanguageInfo;
using consultation::Texts;

constexpr std::array<std::string_view, 11> kCityNames{
    "controller", "controller_address", "decision_reference", "recipients",
    "processor",  "publication",        "results_retention",  "dpo_contact",
    "code_page",  "code_desk",          "support_phone"};

// An optional day in quotes.
Result<std::optional<CivilDate>> read_day(Config& config, const std::string& key) {
  PARVIS_TRY(const std::string text, config.text_or(key, ""));
  if (text.empty()) return std::optional<CivilDate>{};
  const auto day = parse_date(text);
  if (!day)
    return fail(Errc::invalid,
                fmt::format("consultation.toml: '{}' must be a day like \"2021-12-12\"", key));
  return std::optional(*day);
}

Result<std::vector<LanguageInfo>> read_languages(Config& config) {
  PARVIS_TRY(const auto codes, config.texts("languages"));
  std::vector<std::string> drafts;
  if (config.has("draft")) {
    PARVIS_TRY(drafts, config.texts("draft"));
  }
  std::vector<LanguageInfo> languages;
  for (const std::string& code : codes) {
    languages.push_back({code, std::ranges::find(drafts, code) != drafts.end(), false});
  }
  for (const std::string& code : drafts) {
    if (std::ranges::find(codes, code) == codes.end()) {
      return fail(Errc::invalid,
                  fmt::format("consultation.toml: draft: '{}' is none of the languages", code));
    }
  }
  if (languages.empty())
    return fail(Errc::invalid, "consultation.toml: languages: name at least one");
  return languages;
}

Status read_texts(Config& config, Consultation& into) {
  const std::string& first = into.languages.front().code;
  const std::array<std::pair<const char*, Texts*>, 6> slots{
      {{"texts.title", &into.title},
       {"texts.asker", &into.asker},
       {"texts.asker_short", &into.asker_short},
       {"texts.question", &into.question},
       {"texts.question_sub", &into.question_sub},
       {"texts.prefix", &into.prefix}}};
  for (const auto& [key, texts] : slots) {
    PARVIS_TRY(std::string text, config.text(key));
    (*texts)[first] = std::move(text);
  }
  return {};
}

Status read_themes(Config& config, Consultation& into) {
  const std::string& first = into.languages.front().code;
  for (const std::string& key : config.keys("themes")) {
    consultation::Theme theme;
    theme.key = key;
    PARVIS_TRY(theme.name[first], config.text("themes." + key + ".name"));
    PARVIS_TRY(theme.short_name[first], config.text("themes." + key + ".short"));
    PARVIS_TRY(theme.plain[first], config.text("themes." + key + ".plain"));
    PARVIS_TRY(theme.picture, config.text_or("themes." + key + ".picture", "theme-" + key));
    into.themes.push_back(std::move(theme));
  }
  return {};
}

Status read_pages(Config& config, Consultation& into) {
  const std::string& first = into.languages.front().code;
  for (const std::string& section : config.keys("pages")) {
    const auto names = config.keys("pages." + section);
    if (names.empty()) {
      return fail(Errc::invalid,
                  fmt::format("consultation.toml: pages.{}: a page's key has two parts: pages.{}.1",
                              section, section));
    }
    for (const std::string& name : names) {
      const std::string key = section + "." + name;
      PARVIS_TRY(std::string text, config.text("pages." + key));
      if (auto status = check_placeholders(text); !status) {
        return wrap(status.error(), "consultation.toml: pages." + key);
      }
      into.pages[key][first] = std::move(text);
    }
  }
  return {};
}

}  // namespace

Result<CityValues> read_city(Config& config, const std::vector<LanguageInfo>& languages) {
  CityValues values;
  for (const std::string_view name : kCityNames) {
    const std::string key = "city." + std::string(name);
    if (!config.has(key)) continue;
    auto& value = values[std::string(name)];
    if (config.keys(key).empty()) {
      PARVIS_TRY(value[""], config.text(key));
      continue;
    }
    for (const LanguageInfo& language : languages) {
      PARVIS_TRY(value[language.code], config.text_or(key + "." + language.code, ""));
    }
  }
  return values;
}

Result<CityValues> read_city_file(const Path& file, const std::vector<LanguageInfo>& languages) {
  PARVIS_TRY(Config config, Config::load(file));
  PARVIS_TRY(auto values, read_city(config, languages));
  PARVIS_TRY_VOID(config.finish());
  return values;
}

Result<Settings> read_settings(const Path& folder) {
  PARVIS_TRY(Config config, Config::load(folder / "consultation.toml"));
  Settings settings;
  Consultation& all = settings.consultation;
  PARVIS_TRY(all.slug, config.text("slug"));
  PARVIS_TRY(all.languages, read_languages(config));
  PARVIS_TRY(all.time_zone, config.text("time_zone"));
  PARVIS_TRY(const std::int64_t cards, config.integer_or("cards", 12));
  if (cards < 1 || cards > 64) return fail(Errc::invalid, "consultation.toml: cards: 1 to 64");
  all.cards = static_cast<std::uint32_t>(cards);
  PARVIS_TRY(settings.examples, config.boolean_or("examples", false));
  PARVIS_TRY(all.statistics_note, config.text_or("statistics_note", ""));
  PARVIS_TRY(settings.opens, read_day(config, "opens"));
  PARVIS_TRY(settings.closes, read_day(config, "closes"));
  PARVIS_TRY(settings.codes_days, config.integer("retention.codes_days"));
  PARVIS_TRY(settings.sealed_days, config.integer("retention.sealed_days"));
  for (const std::int64_t days : {settings.codes_days, settings.sealed_days}) {
    if (days < 0 || days > 36'500)
      return fail(Errc::invalid, "consultation.toml: retention: 0 to 36500 days");
  }
  PARVIS_TRY_VOID(read_texts(config, all));
  PARVIS_TRY_VOID(read_themes(config, all));
  PARVIS_TRY_VOID(read_pages(config, all));
  PARVIS_TRY(settings.city, read_city(config, all.languages));
  PARVIS_TRY_VOID(config.finish());
  return settings;
}

}  // namespace parvis::pack
