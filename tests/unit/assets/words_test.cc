// The program's words: assets/languages/README.md states these rules for translators.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "sync/consultation/hints.h"
#include "sync/consultation/model.h"
#include "sync/consultation/text.h"
#include "tests/unit/assets/catalogue.h"
#include "tests/unit/assets/prose.h"

namespace parvis::assets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostWords = 12;        // in a sentence
constexpr std::size_t kLongestOnButton = 12;  // letters in a word that stands on a button
// Whole languages and their plural forms. Alsatian may be partial: it has what residents see.
const std::map<std::string, std::size_t> kWhole = {{"fr", 2}, {"de", 2}, {"en", 2}, {"tr", 2},
                                                   {"ar", 6}, {"it", 2}, {"pt", 2}};
const std::map<std::string, std::size_t> kPartial = {{"gsw", 2}};

std::map<std::string, std::size_t> all_languages() {
  auto all = kWhole;
  all.insert(kPartial.begin(), kPartial.end());
  return all;
}

std::set<std::string> keys_of(const std::map<std::string, Entry>& catalogue) {
  std::set<std::string> keys;
  for (const auto& [key, entry] : catalogue) keys.insert(key);
  return keys;
}

bool on_a_button(const Entry& entry) { return entry.context.find("Button") != std::string::npos; }

bool for_residents(const Entry& entry) { return entry.context.starts_with("Resident"); }

TEST_CASE("every word of the program is there in each language, in as many forms") {
  const auto fr = read_catalogue("fr");
  CHECK(fr.size() > 400);
  for (const auto& [language, plurals] : all_languages()) {
    const auto words = read_catalogue(language);
    for (const auto& [key, french] : fr) {
      INFO(language << " " << key);
      const auto word = words.find(key);
      const bool wanted = kWhole.contains(language) || for_residents(french);
      if (word == words.end()) {
        CHECK_FALSE(wanted);
        continue;
      }
      CHECK(word->second.plural == french.plural);
      CHECK(word->second.forms.size() == (french.plural ? plurals : 1U));
      CHECK(word->second.limit == french.limit);
      CHECK(word->second.context == french.context);
    }
    for (const auto& [key, entry] : words) {
      INFO(language << " " << key);
      CHECK(fr.contains(key));
    }
  }
}

TEST_CASE("every word of the program fits its limit, counted as people count") {
  for (const auto& [language, plurals] : all_languages()) {
    for (const auto& [key, entry] : read_catalogue(language)) {
      CHECK(entry.limit > 0);
      for (const auto& form : entry.forms) {
        INFO(language << " " << key << ": " << form);
        CHECK(consultation::graphemes(form) <= entry.limit);
        CHECK(consultation::to_nfc(form).value_or("") == form);
        if (on_a_button(entry)) CHECK(longest_word(form) <= kLongestOnButton);
      }
    }
  }
}

TEST_CASE("placeholders are the same in each language, and the context explains each") {
  const auto fr = read_catalogue("fr");
  for (const auto& [language, plurals] : all_languages()) {
    for (const auto& [key, entry] : read_catalogue(language)) {
      INFO(language << " " << key);
      const auto expected = placeholders(fr.at(key).forms.back());
      for (const auto& form : entry.forms) CHECK(placeholders(form) == expected);
      for (const auto& name : expected) CHECK(entry.context.find(name) != std::string::npos);
    }
  }
}

TEST_CASE("sentences are short and well set") {
  for (const auto& [language, plurals] : all_languages()) {
    for (const auto& [key, entry] : read_catalogue(language)) {
      for (const auto& form : entry.forms) {
        INFO(language << " " << key << ": " << form);
        CHECK(badly_set(form, language).empty());
        for (const auto& sentence : sentences(form)) {
          CHECK(count_words(sentence, language) <= kMostWords);
        }
      }
    }
  }
}

TEST_CASE("no language calls a visit anonymous, nor asks for consent") {
  const std::regex forbidden("anonym|anonim|anónim|مجهول|j’accepte|i accept|consent",
                             std::regex::icase);
  std::size_t files = 0;
  for (const char* folder : {"assets/languages", "assets/consultations"}) {
    const auto root = fs::path(PARVIS_SOURCE_DIR) / folder;
    for (const auto& file : fs::recursive_directory_iterator(root)) {
      const auto extension = file.path().extension();
      if (extension != ".po" && extension != ".toml" && extension != ".csv") continue;
      ++files;
      std::istringstream in(read_text(fs::relative(file.path(), PARVIS_SOURCE_DIR).string()));
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with("#")) continue;
        INFO(file.path().filename().string() << ": " << line);
        // c016 is a proposal about the consent of the person whose file is shared: not ours to word otherwise.
        const bool proposal = line.starts_with("c016,");
        CHECK((proposal || !std::regex_search(line, forbidden)));
      }
    }
  }
  CHECK(files >= 12);
}

TEST_CASE("every vote, qualification, hint, ending and Errc has words") {
  const auto known = keys_of(read_catalogue("fr"));
  std::vector<std::string> keys;
  const auto need = [&](const char* prefix, std::string_view name) {
    keys.push_back(prefix + std::string(name));
  };
  for (const auto vote :
       {consultation::Vote::agree, consultation::Vote::disagree, consultation::Vote::neutral}) {
    need("vote.", consultation::key_of(vote));
    for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
      need("vote.qual.", consultation::qualification_key(vote, i));
    }
  }
  for (const auto hint :
       {consultation::Hint::several, consultation::Hint::contact, consultation::Hint::capitals,
        consultation::Hint::prefix, consultation::Hint::link, consultation::Hint::name,
        consultation::Hint::insult}) {
    need("idea.hint.", consultation::key_of(hint));
  }
  for (auto code = Errc::invalid; code <= Errc::internal;
       code = static_cast<Errc>(static_cast<int>(code) + 1)) {
    need("error.", to_string(code));
  }
  for (const char* ending : {"completed", "left", "timed_out", "interrupted", "erased"}) {
    need("event.", ending);
  }
  for (const auto& key : keys) {
    INFO(key);
    CHECK(known.contains(key));
  }
}

TEST_CASE("every key that the kiosk's sources name has words") {
  const auto known = keys_of(read_catalogue("fr"));
  const std::regex use(
      R"re(\b(?:t|tn|translate|plural)\((?:[a-z_]+, )?"([a-z0-9_]+(?:\.[A-Za-z0-9_]+)+)"[,)])re");
  for (const auto& file : fs::recursive_directory_iterator(fs::path(PARVIS_SOURCE_DIR) / "kiosk")) {
    const auto extension = file.path().extension();
    if (extension != ".cc" && extension != ".h") continue;
    const auto text = read_text(fs::relative(file.path(), PARVIS_SOURCE_DIR).string());
    for (auto i = std::sregex_iterator(text.begin(), text.end(), use); i != std::sregex_iterator();
         ++i) {
      INFO(file.path().string() << " says " << (*i)[1].str());
      CHECK(known.contains((*i)[1].str()));
    }
  }
}

}  // namespace
}  // namespace parvis::assets
