#include <fmt/format.h>

#include <algorithm>

#include "sync/consultation/text.h"
#include "sync/pack/po.h"
#include "sync/pack/sources.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using consultation::Texts;

constexpr std::string_view kForPrinter = "session_place";

// Every translatable text under its key in consultation.toml.
std::map<std::string, Texts*> translatable(Consultation& all) {
  std::map<std::string, Texts*> texts{{"texts.title", &all.title},
                                      {"texts.asker", &all.asker},
                                      {"texts.asker_short", &all.asker_short},
                                      {"texts.question", &all.question},
                                      {"texts.question_sub", &all.question_sub},
                                      {"texts.prefix", &all.prefix}};
  for (auto& theme : all.themes) {
    texts["themes." + theme.key + ".name"] = &theme.name;
    texts["themes." + theme.key + ".short"] = &theme.short_name;
    texts["themes." + theme.key + ".plain"] = &theme.plain;
  }
  for (auto& [key, page] : all.pages) texts["pages." + key] = &page;
  return texts;
}

Status translate(const PoEntry& entry, const std::string& name, const std::string& first,
                 const std::string& language, std::map<std::string, Texts*>& texts) {
  const auto wrong = [&](std::string_view what) {
    return fail(Errc::invalid, fmt::format("{}:{}: '{}': {}", name, entry.line, entry.key, what));
  };
  const auto found = texts.find(entry.key);
  if (found == texts.end()) return wrong("consultation.toml has no such text: remove the entry");
  const std::string& original = found->second->at(first);
  if (entry.original != original) {
    return wrong(
        "the original has changed since: copy it from consultation.toml to msgid and check the "
        "translation");
  }
  if (entry.fuzzy || (entry.text.empty() && !entry.empty_on_purpose && !original.empty()))
    return {};
  PARVIS_TRY(const auto asked, placeholders(original));
  const auto given = placeholders(entry.text);
  if (!given) return wrong(given.error().context);
  if (asked != *given) return wrong("the {names} differ from the original's");
  (*found->second)[language] = entry.text;
  return {};
}

// The value of a name in a language: a filled one of [city], else one of the build's own, else nothing.
class Values {
 public:
  Values(const CityValues& city, const Consultation& all) : city_(city), all_(all) {}

  [[nodiscard]] Result<std::optional<std::string>> find(const std::string& name,
                                                        const std::string& language) const {
    if (name == kForPrinter) return std::optional("{" + name + "}");
    if (name == "sealed_end_date") return date(all_.sealed_until, language);
    if (name == "code_end_date") return date(all_.codes_until, language);
    const std::string& first = all_.languages.front().code;
    if (const auto found = city_.find(name); found != city_.end()) {
      for (const std::string& key : {language, std::string(), first}) {
        const auto value = found->second.find(key);
        if (value != found->second.end() && !value->second.empty())
          return std::optional(value->second);
      }
    }
    if (name == "controller")
      return std::optional(consultation::in_language(all_.asker, language, first));
    return std::optional<std::string>{};
  }

 private:
  // "until" is the moment after: the day meant is the one before it.
  [[nodiscard]] Result<std::optional<std::string>> date(UtcTime until,
                                                        const std::string& language) const {
    PARVIS_TRY(const CivilDate day,
               consultation::civil_day(until - std::chrono::seconds(1), all_.time_zone));
    PARVIS_TRY(std::string text, consultation::long_date(day, language));
    return std::optional(std::move(text));
  }

  const CityValues& city_;
  const Consultation& all_;
};

}  // namespace

Result<std::multiset<std::string>> placeholders(std::string_view text) {
  std::multiset<std::string> names;
  for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos;
       at = text.find_first_of("{}", at)) {
    const std::size_t end = text.find('}', at);
    if (text[at] == '}' || end == std::string_view::npos) {
      return fail(Errc::invalid, "a brace without its other half");
    }
    std::string name(text.substr(at + 1, end - at - 1));
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    if (name.empty() || !std::ranges::all_of(name, fits)) {
      return fail(Errc::invalid, fmt::format("'{{{}}}' is no name in braces", name));
    }
    names.insert(std::move(name));
    at = end + 1;
  }
  return names;
}

Status check_placeholders(const std::string& text) {
  static const std::set<std::string, std::less<>> kNames{
      "controller",         "controller_address",
      "decision_reference", "recipients",
      "processor",          "publication",
      "results_retention",  "dpo_contact",
      "code_page",          "code_desk",
      "support_phone",      "sealed_end_date",
      "code_end_date",      std::string(kForPrinter)};
  PARVIS_TRY(const auto names, placeholders(text));
  for (const std::string& name : names) {
    if (!kNames.contains(name)) {
      return fail(Errc::invalid,
                  fmt::format("nothing is called {{{}}}: see sync/pack/SOURCES.md", name));
    }
  }
  return {};
}

Status read_translations(const Path& folder, Consultation& into) {
  const std::string& first = into.languages.front().code;
  auto texts = translatable(into);
  for (std::size_t i = 1; i < into.languages.size(); ++i) {
    consultation::LanguageInfo& language = into.languages[i];
    const std::string name = language.code + ".po";
    PARVIS_TRY(const std::string source, read_source(folder / name));
    PARVIS_TRY(const auto entries, parse_po(source, name));
    for (const PoEntry& entry : entries) {
      PARVIS_TRY_VOID(translate(entry, name, first, language.code, texts));
    }
    const bool texts_lack = std::ranges::any_of(texts, [&](const auto& text) {
      return !text.second->contains(language.code) && !text.second->at(first).empty();
    });
    const bool proposals_lack =
        std::ranges::any_of(into.proposals, [&](const consultation::Proposal& proposal) {
          return proposal.text_in(language.code) == nullptr;
        });
    language.partial = texts_lack || proposals_lack;
  }
  return {};
}

Result<std::set<std::string>> fill_pages(const CityValues& city, Consultation& into) {
  const Values values(city, into);
  std::set<std::string> unfilled;
  for (auto& [key, page] : into.pages) {
    for (auto& [language, text] : page) {
      PARVIS_TRY(const auto names, placeholders(text));
      for (const std::string& name : names) {
        PARVIS_TRY(const auto value, values.find(name, language));
        const std::string braces = "{" + name + "}";
        const std::size_t at = text.find(braces);
        if (!value) unfilled.insert(name);  // and its braces stay visible
        if (value && at != std::string::npos) text.replace(at, braces.size(), *value);
      }
    }
  }
  for (const auto& [name, value] : city) {
    for (const auto& language : into.languages) {
      PARVIS_TRY(const auto text, values.find(name, language.code));
      if (text) into.pages["city." + name][language.code] = *text;
    }
  }
  return unfilled;
}

}  // namespace parvis::pack
