// The lists that ship for hints: readable, sober, and rarely wrong about what people here have really proposed.
#include <catch2/catch.hpp>
#include <filesystem>

#include "sync/consultation/hints.h"
#include "sync/consultation/text.h"
#include "tests/unit/assets/catalogue.h"
#include "tests/unit/assets/table.h"

namespace parvis::assets {
namespace {

namespace fs = std::filesystem;
using consultation::Hint;

const std::vector<std::string> kLanguages{"fr", "de", "en", "tr", "ar", "it", "pt", "gsw"};
constexpr std::size_t kMostFalseAlarms = 2;  // of about 115 proposals in a language

consultation::HintLists lists_of(const std::string& language) {
  const auto read = [&](const char* kind) {
    return consultation::WordList(read_text("assets/hints/" + language + kind), language);
  };
  return {read(".insults"), read(".names")};
}

bool asks_about_people(const std::string& text, const std::string& language,
                       const consultation::HintLists& lists) {
  const auto found = consultation::hints(text, {"", language, lists});
  return std::ranges::find(found, Hint::name) != found.end() ||
         std::ranges::find(found, Hint::insult) != found.end();
}

}  // namespace

TEST_CASE("every language has a short list of insults, and of first names where it has capitals") {
  for (const auto& language : kLanguages) {
    INFO(language);
    const auto lists = lists_of(language);
    CHECK(lists.insults.size() >= 15);
    CHECK(lists.insults.size() <= 40);
    CHECK(lists.first_names.size() <= 40);
    CHECK(lists.first_names.empty() == (language == "ar"));
    const auto text = read_text("assets/hints/" + language + ".insults");
    CHECK(consultation::to_nfc(text).value_or("") == text);
  }
}

TEST_CASE("hints about people stay silent on what was really proposed, in every language") {
  for (const auto& language : kLanguages) {
    const auto lists = lists_of(language);
    std::vector<std::string> asked_about;
    std::size_t read = 0;
    for (const auto& consultation :
         fs::directory_iterator(fs::path(PARVIS_SOURCE_DIR) / "assets/consultations")) {
      const auto name =
          language == "fr" ? std::string("proposals.csv") : "proposals." + language + ".csv";
      if (!fs::exists(consultation.path() / name)) continue;
      const auto path = fs::relative(consultation.path() / name, PARVIS_SOURCE_DIR).string();
      const auto columns =
          language == "fr" ? std::vector<std::string>{"id", "theme", "author", "keywords", "text"}
                           : std::vector<std::string>{"id", "by", "text"};
      for (const auto& row : read_table(path, columns)) {
        ++read;
        if (asks_about_people(row.at("text"), language, lists))
          asked_about.push_back(row.at("text"));
      }
    }
    INFO(language);
    CHECK(read >= 40);
    for (const auto& text : asked_about) UNSCOPED_INFO(text);
    CHECK(asked_about.size() <= (language == "fr" ? 0 : kMostFalseAlarms));
  }
}

TEST_CASE("a shipped list finds what it is for, in each language") {
  const std::map<std::string, std::pair<std::string, std::string>> samples = {
      {"fr", {"Il faut virer ce Connard.", "Il faut remercier Fatima ici."}},
      {"de",
       {"Wir sollten diesen Vollidioten, den Vollidiot, abwählen.", "Wir danken Sabine sehr."}},
      {"en", {"We should sack that moron.", "We should thank Jennifer here."}},
      {"tr", {"Bence bu adam ŞEREFSİZ.", "Bence Ayşe gelsin."}},
      {"ar", {"هذا الرجل حقير", "يجب أن نشكر السيدة سلمى"}},
      {"it", {"Bisogna cacciare quello stronzo.", "Bisogna dire grazie a Giulia qui."}},
      {"pt", {"É preciso calar esse imbecil.", "É preciso agradecer à João aqui."}},
      {"gsw", {"Der Seckel soll geh.", "Mer danke em Schang sehr."}}};
  for (const auto& language : kLanguages) {
    INFO(language);
    const auto lists = lists_of(language);
    const auto& [insult, name] = samples.at(language);
    CHECK(consultation::hints(insult, {"", language, lists}) == std::vector{Hint::insult});
    CHECK(consultation::hints(name, {"", language, lists}) == std::vector{Hint::name});
  }
}

}  // namespace parvis::assets
