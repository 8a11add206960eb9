// What is asked and what is answered, as pure values. Everything else in the project speaks these words.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/bytes.h"
#include "hardware/platform/clock.h"
#include "hardware/platform/result.h"

namespace parvis::consultation {

enum class Vote : std::uint8_t { agree = 0, disagree = 1, neutral = 2 };
inline constexpr std::size_t kVotes = 3;
inline constexpr std::size_t kQualificationsPerVote = 3;
inline constexpr std::size_t kQualifications = kVotes * kQualificationsPerVote;

// "agree", "disagree", "neutral": Make.org's keys, used in files, exports and translations.
[[nodiscard]] std::string_view key_of(Vote vote);
// The i-th qualification of a vote, 0 ≤ i < 3: "likeIt", "doable", "platitudeAgree", …
[[nodiscard]] std::string_view qualification_key(Vote vote, std::size_t i);
[[nodiscard]] std::optional<Vote> vote_from_key(std::string_view key);

// Counts of one proposal: votes by Vote, qualifications by vote · 3 + i.
struct Tally {
  std::array<std::uint64_t, kVotes> votes{};
  std::array<std::uint64_t, kQualifications> qualifications{};
  [[nodiscard]] std::uint64_t total() const { return votes[0] + votes[1] + votes[2]; }
  Tally& operator+=(const Tally& other);
  bool operator==(const Tally&) const = default;
};

// A proposal's online statistics as the pack carries them. `sequence` is the part cast in drawn sequences; `verified` leaves
// out what the platform distrusts.
struct Statistics {
  Tally verified;
  Tally sequence;
  bool operator==(const Statistics&) const = default;
};

using Texts = std::map<std::string, std::string>;  // language → text

enum class Translator : std::uint8_t { human = 0, machine = 1 };
struct Translation {
  std::string text;
  Translator by = Translator::machine;
  bool operator==(const Translation&) const = default;
};

struct Proposal {
  std::string id;  // stable across pack versions: "m001"; a kiosk idea gets one when it is accepted
  std::string author;    // opaque: the draw shows no author twice
  std::string theme;     // key, or "" for none
  std::string language;  // the one it was written in
  std::string text;
  std::vector<std::string> keywords;
  std::map<std::string, Translation> translations;
  bool example = false;  // written by us as an example, and shown as such
  Statistics statistics;

  // Whether someone who reads only `language` can read it, and what they read.
  [[nodiscard]] const std::string* text_in(std::string_view language) const;
  bool operator==(const Proposal&) const = default;
};

struct Theme {
  std::string key;
  std::string picture;  // name of a picture in assets/pictures: "theme-housing"
  Texts name, short_name, plain;
  bool operator==(const Theme&) const = default;
};

struct Place {
  std::string key;
  Texts name;
  bool operator==(const Place&) const = default;
};

struct LanguageInfo {
  std::string code;      // "fr", "ar"
  bool draft = false;    // no native reader has reviewed it
  bool partial = false;  // not complete
  bool operator==(const LanguageInfo&) const = default;
};

// A text of the consultation, spoken by a person: an Ogg Opus file. `key` is that of a pack's texts ("title",
// "theme.housing.name", "page.plain.1") or "proposal." and a proposal's id.
struct Recording {
  std::string language;
  std::string key;
  std::shared_ptr<const Bytes>
      opus;  // never null; shared, since a consultation is copied and this is its largest part
  bool operator==(const Recording& other) const {
    return language == other.language && key == other.key && *opus == *other.opus;
  }
};

// One page of plain or legal words, by key ("plain.1", "more.2"), placeholders filled.
using Pages = std::map<std::string, Texts>;

struct Consultation {
  std::string slug;   // "mulhouse-solidaire"
  Texts title;        // "Mulhouse Solidaire"
  Texts asker;        // "La Ville de Mulhouse", with its article
  Texts asker_short;  // "Ville de Mulhouse"
  Texts question;
  Texts question_sub;                   // "Solidarité, santé, logement, emploi…"
  Texts prefix;                         // "Il faut"; may be empty in a language
  std::vector<LanguageInfo> languages;  // in the order of the tiles; the first is the default
  std::vector<Theme> themes;
  std::vector<Proposal> proposals;  // a vote names a proposal by its index here
  std::vector<Place> places;
  std::vector<Place> neighbourhoods;
  Pages pages;
  std::vector<Recording> recordings;  // by language, then key; each pair once
  std::string time_zone;              // "Europe/Paris"
  UtcTime opens, closes;              // validity
  UtcTime sealed_until;               // sealed files and reception secrets are destroyed after this
  UtcTime codes_until;                // receipt codes work until then
  bool practice = false;              // nothing of it ever counts as real
  std::string
      statistics_note;  // "simulated" when the online statistics are; shown where they are used
  std::uint32_t cards = 12;  // in a visit's sequence
  bool operator==(const Consultation&) const = default;

  [[nodiscard]] const Theme* theme(std::string_view key) const;
};

// The text in `language`, else in the consultation's first language, else "".
[[nodiscard]] const std::string& in_language(const Texts& texts, std::string_view language,
                                             std::string_view fallback);

// Age classes of the "about you" screen, in order: "-15", "15-17", "18-24", "25-39", "40-59", "60-74", "75+".
inline constexpr std::array<std::string_view, 7> kAges{"-15",   "15-17", "18-24", "25-39",
                                                       "40-59", "60-74", "75+"};

}  // namespace parvis::consultation
