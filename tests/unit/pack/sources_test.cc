// The sources that come with Parvis, read as an officer would have them read; then spoiled, one thing at a time.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

#include "sync/pack/build.h"
#include "tests/support/pack_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::pack {
namespace {

using support::code;
using support::TemporaryDirectory;
using support::value;

const Path kAssets = PARVIS_CONSULTATIONS;
const bool started = crypto::init().has_value();

SourceOptions practice() {
  SourceOptions options;
  options.use = Use::practice;
  options.opens = value(parse_date("2026-06-01"));
  options.closes = value(parse_date("2026-06-30"));
  return options;
}

// A copy of mulhouse-solidaire that a test may spoil.
struct Folder {
  TemporaryDirectory directory;
  Folder() { std::filesystem::copy(kAssets / "mulhouse-solidaire", directory.path()); }

  [[nodiscard]] std::string read(std::string_view file) const {
    return std::string(as_text(value(read_file(directory / file, 1u << 20))));
  }
  void write(std::string_view file, std::string_view text) const {
    support::ok(write_file(directory / file, as_bytes(text)));
  }
  // Every test of a refusal first makes sure that it spoils something.
  void replace(std::string_view file, std::string_view from, std::string_view to) const {
    std::string text = read(file);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write(file, text.replace(at, from.size(), to));
  }
  void append(std::string_view file, std::string_view line) const {
    write(file, read(file) + std::string(line));
  }
  [[nodiscard]] std::string refusal(const SourceOptions& options = practice()) const {
    const auto loaded = load_sources(directory.path(), options);
    return loaded ? "accepted" : loaded.error().context;
  }
};

bool contains(const std::string& text, std::string_view part) {
  CAPTURE(text, part);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

TEST_CASE("both consultations that come with Parvis build, small, and come back whole") {
  REQUIRE(started);
  const auto slug = GENERATE(std::string("mulhouse-solidaire"), std::string("colloque-2022"));
  support::PackCity city;
  const auto all = value(load_sources(kAssets / slug, practice()));
  CHECK(all.slug == slug);
  CHECK(all.practice);
  CHECK(all.proposals.size() >= (slug == "colloque-2022" ? 20u : 60u));
  CHECK(all.themes.size() == (slug == "colloque-2022" ? 4u : 7u));
  for (const auto& language : all.languages) CHECK(language.partial == (language.code == "gsw"));
  for (const auto& proposal : all.proposals) {
    CAPTURE(proposal.id);
    CHECK(proposal.text_in("en") != nullptr);
    CHECK(proposal.example);
  }
  const Bytes bytes = value(city.build(1, all));
  CHECK(bytes.size() < 150'000);
  CHECK(value(verify(bytes, city.authority.verify_key())).consultation == all);
}

TEST_CASE("days become moments of the place, and the last day counts whole") {
  const auto all = value(load_sources(kAssets / "mulhouse-solidaire", practice()));
  CHECK(to_iso(all.opens) == "2026-05-31T22:00:00Z");
  CHECK(to_iso(all.closes) == "2026-06-30T22:00:00Z");
  CHECK(to_iso(all.codes_until) == "2026-09-28T22:00:00Z");   // 90 days later
  CHECK(to_iso(all.sealed_until) == "2026-12-27T23:00:00Z");  // 180 days later, in winter time
}

TEST_CASE(
    "pages are filled in each language, dates written out, and what a city must fill stays "
    "visible") {
  const auto all = value(load_sources(kAssets / "mulhouse-solidaire", practice()));
  CHECK(all.pages.at("plain.1").at("fr") == "La Ville de Mulhouse vous pose une question.");
  contains(all.pages.at("more.6").at("fr"), "jusqu’au 28 septembre 2026.");
  contains(all.pages.at("more.6").at("en"), "September 28, 2026");
  contains(all.pages.at("more.9").at("fr"), "{dpo_contact}");
  contains(all.pages.at("form.box").at("fr"), "{session_place}");
  CHECK_FALSE(all.pages.contains("city.code_page"));
}

TEST_CASE("sources with something left to fill build only as practice, and say what is missing") {
  Folder folder;
  auto options = practice();
  options.use = Use::real;
  const std::string refused = folder.refusal(options);
  contains(refused, "code_page");
  contains(refused, "dpo_contact");
  CHECK(refused.find("session_place") == std::string::npos);
}

TEST_CASE("a city's own file fills everything, by language where it says so") {
  Folder folder;
  std::string city = "[city]\n";
  for (const char* name :
       {"controller_address", "decision_reference", "processor", "publication", "results_retention",
        "dpo_contact", "code_page", "code_desk", "support_phone"}) {
    city += std::string(name) + " = \"valeur de " + name + "\"\n";
  }
  city += "recipients = { fr = \"le service social\", en = \"the social services\" }\n";
  folder.write("ville.toml", city);
  auto options = practice();
  options.use = Use::real;
  options.city = folder.directory / "ville.toml";
  const auto all = value(load_sources(folder.directory.path(), options));
  CHECK_FALSE(all.practice);
  contains(all.pages.at("more.5").at("fr"), "Seulement le service social.");
  contains(all.pages.at("more.5").at("en"), "the social services");
  CHECK(all.pages.at("city.code_page").at("en") == "valeur de code_page");
  folder.append("ville.toml", "telephone = \"1\"\n");
  contains(folder.refusal(options), "unknown key 'city.telephone'");
}

TEST_CASE("statistics reach their proposals, and zones of every kind exist from the start") {
  const auto all = value(load_sources(kAssets / "mulhouse-solidaire", practice()));
  CHECK(all.statistics_note == "simulated");
  const auto found = std::ranges::find(all.proposals, "m005", &consultation::Proposal::id);
  REQUIRE(found != all.proposals.end());
  CHECK(found->statistics.verified.votes == std::array<std::uint64_t, 3>{288, 69, 63});
  CHECK(found->statistics.verified.qualifications ==
        std::array<std::uint64_t, 9>{59, 35, 21, 11, 6, 5, 6, 10, 2});
}

TEST_CASE("accepted proposals come last, so that no index before them moves") {
  auto options = practice();
  const auto before = value(load_sources(kAssets / "mulhouse-solidaire", options));
  consultation::Proposal idea;
  idea.id = "k0001";
  idea.language = "en";
  idea.text = "We should have more benches.";
  options.accepted = {idea};
  const auto after = value(load_sources(kAssets / "mulhouse-solidaire", options));
  REQUIRE(after.proposals.size() == before.proposals.size() + 1);
  CHECK(after.proposals.back() == idea);
  CHECK(std::equal(before.proposals.begin(), before.proposals.end(), after.proposals.begin()));
  options.accepted[0].text = "Too short.";
  CHECK(code(load_sources(kAssets / "mulhouse-solidaire", options)) == Errc::invalid);
  options.accepted[0] = before.proposals[0];
  CHECK(code(load_sources(kAssets / "mulhouse-solidaire", options)) == Errc::conflict);
}

TEST_CASE("a proposal that breaks the length rules is named by file and line") {
  Folder folder;
  folder.append("proposals.csv", "x1,,,,Il faut abc\n");
  CHECK(folder.refusal() == "proposals.csv:89: 11 characters; a proposal has at least 12");
  Folder longer;
  longer.append("proposals.csv", "x1,,,,Il faut " + std::string(133, 'a') + "\n");
  CHECK(longer.refusal() ==
        "proposals.csv:89: 141 characters; a proposal has at most 140: shorten it");
  Folder decomposed;
  decomposed.append("proposals.csv", "x1,,,,Il faut de\xCC\x81ja plus de bancs\n");
  contains(decomposed.refusal(), "proposals.csv:89: ");
  Folder translated;
  translated.replace("proposals.en.csv", "m001,machine,", "m001,machine,\xE2\x80\xAE");
  contains(translated.refusal(),
           "proposals.en.csv:2: a character that turns the direction of text");
}

TEST_CASE("wrong lines of tables are named with what to do") {
  const auto refusal = [](std::string_view file, std::string_view line) {
    Folder folder;
    folder.append(file, line);
    return folder.refusal();
  };
  const std::string text = "Il faut plus de bancs.\n";
  CHECK(refusal("proposals.csv", "m001,,,," + text) == "proposals.csv:89: id 'm001' comes twice");
  CHECK(refusal("proposals.csv", "x1,nope,,," + text) ==
        "proposals.csv:89: there is no theme 'nope' in consultation.toml");
  CHECK(refusal("proposals.csv", "X 1,,,," + text) ==
        "proposals.csv:89: an id is a-z, 0-9 and '-', at most 64");
  CHECK(refusal("proposals.csv", "x1,,,a;;b," + text) ==
        "proposals.csv:89: an empty keyword: one ';' too many");
  CHECK(refusal("proposals.en.csv", "x1,human," + text) ==
        "proposals.en.csv:89: there is no proposal 'x1' in proposals.csv");
  contains(refusal("proposals.en.csv", "m001,robot," + text),
           "the column 'by' is human or machine");
  contains(refusal("proposals.en.csv", "m001,human," + text), "'m001' comes twice");
  contains(refusal("places.csv", "Gare,La gare\n"), "places.csv:22: a key is a-z");
  contains(refusal("places.csv", "gare,\n"), "places.csv:22: the name is missing");
  // Every proposal has its two lines: these take the place of m001's.
  const auto instead = [](std::string_view line) {
    Folder folder;
    const std::string all = folder.read("statistics.csv");
    const std::size_t begin = all.find("m001,verified");
    folder.replace("statistics.csv", all.substr(begin, all.find('\n', begin) + 1 - begin), line);
    return folder.refusal();
  };
  contains(refusal("statistics.csv", "m001,online,0,0,0,0,0,0,0,0,0,0,0,0\n"),
           "'kind' is verified or sequence");
  contains(refusal("statistics.csv", "m005,verified,0,0,0,0,0,0,0,0,0,0,0,0\n"),
           "two lines of kind verified");
  contains(instead("m001,verified,1,0,0,2,0,0,0,0,0,0,0,0\n"), "outnumbers its vote");
  contains(instead("m001,verified,x,0,0,0,0,0,0,0,0,0,0,0\n"), "'x' is no count");
}

TEST_CASE("statistics without a word on where they come from are refused") {
  Folder folder;
  folder.replace("consultation.toml", "statistics_note = \"simulated\"", "");
  contains(folder.refusal(), "'statistics_note' must say where the numbers come from");
  std::filesystem::remove(folder.directory / "statistics.csv");
  CHECK(folder.refusal() == "accepted");
}

TEST_CASE("settings that can't be are named") {
  const auto refusal = [](std::string_view from, std::string_view to) {
    Folder folder;
    folder.replace("consultation.toml", from, to);
    return folder.refusal();
  };
  contains(refusal("slug = ", "slogan = \"x\"\nslug = "), "unknown key 'slogan'");
  contains(refusal("slug = \"mulhouse-solidaire\"", "slug = \"Mulhouse\""),
           "slug: a-z, 0-9 and '-'");
  contains(refusal("Europe/Paris", "Europe/Mulhouse"), "unknown time zone 'Europe/Mulhouse'");
  contains(refusal("codes_days = 90", "codes_days = -1"), "retention");
  contains(refusal("draft = [\"de\"", "draft = [\"xx\""), "'xx' is none of the languages");
  contains(refusal("closes = \"2021-12-12\"", "closes = \"12/12/2021\""), "'closes' must be a day");
  contains(refusal("plain.1 = \"{controller}", "plain.1 = \"{controler}"),
           "nothing is called {controler}");
  contains(refusal("plain.1 = \"{controller}", "plain.1 = \"{controller"), "pages.plain.1");
  contains(refusal("languages = [\"fr\"", "languages = [\"fr\", \"xx\""), "xx.po");
}

TEST_CASE("a translation of a text that has changed since is refused, not shown") {
  Folder folder;
  folder.replace("consultation.toml", "question = \"Comment améliorer",
                 "question = \"Comment changer");
  contains(folder.refusal(), "'texts.question': the original has changed since");
  Folder gone;
  gone.replace("en.po", "msgctxt \"texts.title\"", "msgctxt \"texts.titre\"");
  contains(gone.refusal(), "consultation.toml has no such text: remove the entry");
  Folder names;
  names.replace("en.po", "msgstr \"{controller} is asking", "msgstr \"The city is asking");
  contains(names.refusal(), "the {names} differ from the original's");
}

TEST_CASE("a missing or fuzzy translation falls back and marks its language partial") {
  Folder folder;
  folder.replace("en.po", "msgctxt \"texts.title\"", "#, fuzzy\nmsgctxt \"texts.title\"");
  const auto all = value(load_sources(folder.directory.path(), practice()));
  const auto english = std::ranges::find(all.languages, "en", &consultation::LanguageInfo::code);
  REQUIRE(english != all.languages.end());
  CHECK(english->partial);
  CHECK(consultation::in_language(all.title, "en", "fr") == "Mulhouse Solidaire");
  CHECK_FALSE(all.title.contains("en"));
}

TEST_CASE("dates that nobody gave are asked for") {
  Folder folder;
  folder.replace("consultation.toml", "closes = \"2021-12-12\"", "");
  SourceOptions options;
  options.use = Use::practice;
  contains(folder.refusal(options), "'opens' or 'closes' is missing");
}

}  // namespace
}  // namespace parvis::pack
