// The two consultations that ship with the program, as sources: assets/consultations/README.md says what a city officer
// may rely on. That a pack can be built of them is tried with the reader itself, in sources_test.cc.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "hardware/platform/config.h"
#include "sync/consultation/scores.h"
#include "sync/consultation/text.h"
#include "tests/support/result.h"
#include "tests/unit/assets/catalogue.h"
#include "tests/unit/assets/prose.h"
#include "tests/unit/assets/table.h"

namespace parvis::assets {
namespace {

namespace fs = std::filesystem;
using support::value;

constexpr std::size_t kMostInPage = 350, kMostInTranslation = 160;
constexpr std::size_t kMostInThemeButton = 22, kLongestOnButton = 12, kMostInNeighbourhood = 18;
constexpr std::size_t kMostWords = 12;
constexpr double kCommonKeyword = 0.2;  // at this share the draw no longer keeps cards apart

const std::vector<std::string> kSlugs = {"mulhouse-solidaire", "colloque-2022"};
const std::vector<std::string> kDrafts = {"de", "it", "pt", "tr", "ar", "gsw"};
const std::vector<std::string> kProposalColumns = {"id", "theme", "author", "keywords", "text"};
const std::vector<std::string> kTallyColumns = {
    "id",        "kind",           "agree", "disagree",   "neutral",           "likeIt",
    "doable",    "platitudeAgree", "noWay", "impossible", "platitudeDisagree", "doNotUnderstand",
    "noOpinion", "doNotCare"};

std::string folder(const std::string& slug) { return "assets/consultations/" + slug + "/"; }

Config settings(const std::string& slug) {
  return value(Config::load(fs::path(PARVIS_SOURCE_DIR) / folder(slug) / "consultation.toml"));
}

std::vector<Row> proposals(const std::string& slug) {
  return read_table(folder(slug) + "proposals.csv", kProposalColumns);
}

// "pages.more.1" → words, for every text that is translated.
std::map<std::string, std::string> french_texts(const std::string& slug) {
  auto config = settings(slug);
  std::map<std::string, std::string> texts;
  const auto add = [&](const std::string& key) { texts[key] = value(config.text(key)); };
  for (const auto& key : config.keys("texts")) add("texts." + key);
  for (const auto& theme : config.keys("themes")) {
    for (const char* part : {"name", "short", "plain"}) add("themes." + theme + "." + part);
  }
  for (const auto& group : config.keys("pages")) {
    for (const auto& page : config.keys("pages." + group)) add("pages." + group + "." + page);
  }
  return texts;
}

// The translation of `key` if `original` is what it was translated from, else "".
std::string translated(const std::string& po, const std::string& key, const std::string& original) {
  const std::string head = "msgctxt \"" + key + "\"\nmsgid \"" + original + "\"\nmsgstr \"";
  const auto at = po.find(head);
  if (at == std::string::npos) return {};
  const auto from = at + head.size();
  return po.substr(from, po.find("\"\n", from) - from);
}

TEST_CASE("the first consultation has seven themes and 60 proposals, the second four axes and 20") {
  const std::map<std::string, std::pair<std::size_t, std::size_t>> least = {
      {"mulhouse-solidaire", {7, 60}}, {"colloque-2022", {4, 20}}};
  for (const auto& [slug, numbers] : least) {
    INFO(slug);
    const auto themes = settings(slug).keys("themes");
    CHECK(themes.size() == numbers.first);
    const auto rows = proposals(slug);
    CHECK(rows.size() >= numbers.second);
    std::map<std::string, std::size_t> of_theme;
    for (const auto& row : rows) ++of_theme[row.at("theme")];
    CHECK(of_theme.size() == themes.size());
    for (const auto& theme : themes) CHECK(of_theme[theme] >= 5);
  }
}

TEST_CASE("each theme has a picture, and a short name that fits its button in both languages") {
  for (const auto& slug : kSlugs) {
    auto config = settings(slug);
    const auto po = read_text(folder(slug) + "en.po");
    for (const auto& theme : config.keys("themes")) {
      INFO(slug << " " << theme);
      const auto picture = value(config.text("themes." + theme + ".picture"));
      const auto file = fs::path(PARVIS_SOURCE_DIR) / "assets/pictures" / (picture + ".svg");
      CHECK(fs::is_regular_file(file));
      const auto french = value(config.text("themes." + theme + ".short"));
      for (const auto& name : {french, translated(po, "themes." + theme + ".short", french)}) {
        CHECK_FALSE(name.empty());
        CHECK(consultation::graphemes(name) <= kMostInThemeButton);
        CHECK(longest_word(name) <= kLongestOnButton);
      }
    }
  }
}

TEST_CASE("every proposal is one short sentence that begins with the prefix") {
  for (const auto& slug : kSlugs) {
    auto config = settings(slug);
    const auto prefix = value(config.text("texts.prefix")) + " ";
    std::set<std::string> ids, texts;
    for (const auto& row : proposals(slug)) {
      const auto& text = row.at("text");
      INFO(row.at("id") << ": " << text);
      CHECK(ids.insert(row.at("id")).second);
      CHECK(texts.insert(text).second);
      CHECK(text.starts_with(prefix));
      CHECK(text.ends_with('.'));
      CHECK(std::ranges::count(text, '.') == 1);
      CHECK(badly_set(text, "fr").empty());
      const auto check = consultation::check_idea(text);
      CHECK(check.ok());
      CHECK(check.text == text);
    }
  }
}

TEST_CASE("every proposal has keywords that keep cards apart, and some authors wrote several") {
  for (const auto& slug : kSlugs) {
    INFO(slug);
    const auto rows = proposals(slug);
    std::map<std::string, std::size_t> bearing, of_author;
    for (const auto& row : rows) {
      INFO(row.at("id"));
      const auto keywords = split(row.at("keywords"), ';');
      CHECK((!keywords.empty() && keywords.size() <= 3));
      for (const auto& keyword : keywords) ++bearing[keyword];
      CHECK_FALSE(row.at("author").empty());
      ++of_author[row.at("author")];
    }
    for (const auto& [keyword, count] : bearing) {
      INFO(keyword);
      CHECK(static_cast<double>(count) < kCommonKeyword * static_cast<double>(rows.size()));
    }
    CHECK(std::ranges::count_if(bearing, [](const auto& k) { return k.second > 1; }) >= 10);
    CHECK(std::ranges::count_if(of_author, [](const auto& a) { return a.second > 1; }) >= 5);
    CHECK(of_author.size() >= 12);  // or no sequence of 12 cards could be drawn
  }
}

TEST_CASE(
    "every proposal can be read in English, and the table says that a machine translated it") {
  for (const auto& slug : kSlugs) {
    std::map<std::string, Row> english;
    for (const auto& row : read_table(folder(slug) + "proposals.en.csv", {"id", "by", "text"})) {
      english[row.at("id")] = row;
    }
    const auto rows = proposals(slug);
    CHECK(english.size() == rows.size());
    for (const auto& row : rows) {
      INFO(row.at("id"));
      REQUIRE(english.contains(row.at("id")));
      const auto& translation = english[row.at("id")];
      CHECK(translation.at("by") == "machine");
      CHECK(translation.at("text").starts_with("We should "));
      CHECK(consultation::graphemes(translation.at("text")) <= kMostInTranslation);
      CHECK(consultation::check_idea(translation.at("text")).ok());
    }
  }
}

TEST_CASE("a draft translation is of a proposal that exists, is marked as a machine's and fits") {
  for (const auto& slug : kSlugs) {
    std::set<std::string> ids;
    for (const auto& row : proposals(slug)) ids.insert(row.at("id"));
    for (const auto& language : kDrafts) {
      const auto path = folder(slug) + "proposals." + language + ".csv";
      if (!fs::exists(fs::path(PARVIS_SOURCE_DIR) / path)) continue;
      for (const auto& row : read_table(path, {"id", "by", "text"})) {
        INFO(path << " " << row.at("id"));
        CHECK(ids.contains(row.at("id")));
        CHECK(row.at("by") == "machine");
        CHECK(consultation::check_idea(row.at("text")).ok());
      }
    }
  }
}

TEST_CASE(
    "every text has its English, with the same names in braces, in sentences of twelve words") {
  for (const auto& slug : kSlugs) {
    const auto po = read_text(folder(slug) + "en.po");
    for (const auto& [key, french] : french_texts(slug)) {
      const auto english = translated(po, key, french);
      INFO(slug << " " << key << ": " << english);
      REQUIRE_FALSE(english.empty());
      CHECK(placeholders(english) == placeholders(french));
      CHECK(badly_set(french, "fr").empty());
      CHECK(badly_set(english, "en").empty());
      const bool prose = key.starts_with("pages.") || key.ends_with(".plain");
      for (const auto& sentence : sentences(french)) {
        INFO(sentence);
        CHECK((!prose || count_words(sentence, "fr") <= kMostWords));
      }
      for (const auto& sentence : sentences(english)) {
        INFO(sentence);
        CHECK((!prose || count_words(sentence, "en") <= kMostWords));
      }
      CHECK(consultation::graphemes(french) <= kMostInPage);
      CHECK(consultation::graphemes(english) <= kMostInPage);
    }
  }
}

TEST_CASE("a draft's texts were translated from what stands there, with the same names in braces") {
  for (const auto& slug : kSlugs) {
    const auto texts = french_texts(slug);
    for (const auto& language : kDrafts) {
      const auto path = folder(slug) + language + ".po";
      if (!fs::exists(fs::path(PARVIS_SOURCE_DIR) / path)) continue;
      const auto po = read_text(path);
      std::size_t found = 0;
      for (const auto& [key, french] : texts) {
        const auto text = translated(po, key, french);
        INFO(path << " " << key << ": " << text);
        if (text.empty()) continue;
        ++found;
        CHECK(placeholders(text) == placeholders(french));
      }
      CHECK(found >= 10);
    }
  }
}

TEST_CASE("the pack's plain words and the program's say the same") {
  for (const auto& language : {"fr", "en"}) {
    const auto catalogue = read_catalogue(language);
    for (const auto& slug : kSlugs) {
      const auto texts = french_texts(slug);
      const auto po = read_text(folder(slug) + "en.po");
      for (int i = 1; i <= 5; ++i) {
        const auto key = "plain." + std::to_string(i);
        auto page = texts.at("pages." + key);
        if (language == std::string("en")) page = translated(po, "pages." + key, page);
        const auto name = page.find("{controller}");
        if (name != std::string::npos) page.replace(name, 12, "{1}");
        CHECK(catalogue.at(key).forms.front() == page);
      }
    }
  }
}

TEST_CASE(
    "the city's values are empty in the sources, and each is marked as an example in the demo's") {
  auto demo = value(Config::load(fs::path(PARVIS_SOURCE_DIR) / "deploy/demo-city.toml"));
  const auto demo_names = demo.keys("city");
  for (const auto& slug : kSlugs) {
    auto config = settings(slug);
    CHECK(config.keys("city").size() == demo_names.size());
    for (const auto& name : config.keys("city")) {
      INFO(slug << " " << name);
      CHECK(value(config.text("city." + name)).empty());
      const auto french = value(demo.text("city." + name + ".fr"));
      CHECK(french.starts_with("[Exemple\u00a0: "));
      CHECK(badly_set(french, "fr").empty());
      CHECK(value(demo.text("city." + name + ".en")).starts_with("[Example: "));
    }
  }
}

TEST_CASE("places are marked as examples, and neighbourhoods fit a button") {
  for (const auto& slug : kSlugs) {
    const auto places = read_table(folder(slug) + "places.csv", {"key", "fr"});
    CHECK(places.size() >= 2);
    for (const auto& row : places) {
      INFO(row.at("key"));
      CHECK(row.at("key").starts_with("ex-"));
      CHECK(row.at("fr").starts_with("Exemple\u00a0: "));
    }
    const auto areas = read_table(folder(slug) + "neighbourhoods.csv", {"key", "fr"});
    CHECK(areas.size() == 18);
    for (const auto& row : areas) {
      CHECK(consultation::graphemes(row.at("fr")) <= kMostInNeighbourhood);
    }
  }
}

std::map<std::string, consultation::Statistics> simulated() {
  std::map<std::string, consultation::Statistics> out;
  for (const auto& row :
       read_table(folder("mulhouse-solidaire") + "statistics.csv", kTallyColumns)) {
    auto& both = out[row.at("id")];
    REQUIRE((row.at("kind") == "verified" || row.at("kind") == "sequence"));
    auto& tally = row.at("kind") == "verified" ? both.verified : both.sequence;
    for (std::size_t v = 0; v < consultation::kVotes; ++v) {
      tally.votes[v] = std::stoul(row.at(kTallyColumns[2 + v]));
    }
    for (std::size_t q = 0; q < consultation::kQualifications; ++q) {
      tally.qualifications[q] = std::stoul(row.at(kTallyColumns[5 + q]));
    }
  }
  return out;
}

TEST_CASE("simulated statistics say so, and no count outgrows the one it is part of") {
  auto config = settings("mulhouse-solidaire");
  CHECK(value(config.text("statistics_note")) == "simulated");
  std::set<std::string> ids;
  for (const auto& row : proposals("mulhouse-solidaire")) ids.insert(row.at("id"));
  for (const auto& [id, statistics] : simulated()) {
    INFO(id);
    CHECK(ids.contains(id));
    const auto& [verified, sequence] = statistics;
    CHECK(verified.total() <= 2000);
    for (std::size_t v = 0; v < consultation::kVotes; ++v) {
      CHECK(sequence.votes[v] <= verified.votes[v]);
      for (std::size_t q = 3 * v; q < 3 * v + 3; ++q) {
        CHECK(verified.qualifications[q] <= verified.votes[v]);
        CHECK(sequence.qualifications[q] <= verified.qualifications[q]);
        CHECK(sequence.qualifications[q] <= sequence.votes[v]);
      }
    }
  }
}

TEST_CASE("simulated statistics give the draw new, tested and retired proposals, and every zone") {
  constexpr std::uint64_t kTested = 10, kRetired = 1500;
  const auto all = simulated();
  const auto count = proposals("mulhouse-solidaire").size();
  std::map<consultation::Zone, std::size_t> zones;
  std::size_t tested = 0, retired = 0;
  for (const auto& [id, statistics] : all) {
    const auto votes = statistics.sequence.total();
    if (votes >= kRetired) ++retired;
    if (votes < kTested || votes >= kRetired) continue;
    ++tested;
    ++zones[consultation::scores(statistics).zone];
  }
  CHECK(all.size() * 4 >= count * 2);
  CHECK((count - tested - retired) * 4 >= count);  // new
  CHECK(tested >= 40);
  CHECK(retired >= 3);
  CHECK(zones[consultation::Zone::consensus] >= 10);
  CHECK(zones[consultation::Zone::controversy] >= 8);
  CHECK(zones[consultation::Zone::rejection] >= 2);
  CHECK(zones[consultation::Zone::limbo] >= 2);
}

}  // namespace
}  // namespace parvis::assets
