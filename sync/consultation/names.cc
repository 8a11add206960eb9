#include "sync/consultation/names.h"

#include <algorithm>
#include <array>
#include <span>

namespace parvis::consultation {
namespace {

using Table = std::span<const std::string_view>;

// Folded, as Word::folded is. A title that is an ordinary word as well ("m", "sig") counts with its full stop only.
constexpr std::array<std::string_view, 8> kFrench{"monsieur", "madame", "mademoiselle", "mme",
                                                  "mlle",     "mr",     "messieurs",    "mesdames"};
constexpr std::array<std::string_view, 3> kGerman{"herr", "herrn", "frau"};
constexpr std::array<std::string_view, 5> kEnglish{"mr", "mrs", "ms", "mister", "miss"};
constexpr std::array<std::string_view, 3> kTurkish{"bay", "bayan", "sayın"};
constexpr std::array<std::string_view, 3> kTurkishAfter{"bey", "hanım", "efendi"};
constexpr std::array<std::string_view, 4> kItalian{"signor", "signore", "signora", "signorina"};
constexpr std::array<std::string_view, 5> kPortuguese{"senhor", "senhora", "dona", "sra", "dra"};
constexpr std::array<std::string_view, 3> kArabic{"السيد", "السيدة", "الآنسة"};
constexpr std::array<std::string_view, 5> kWithStop{"m", "sig", "sr", "dr", "me"};

// "jede Frau Arbeit findet": after these, Frau is a woman and no title.
constexpr std::array<std::string_view, 10> kNoTitleAfter{"eine", "einer", "jede", "jeder", "keine",
                                                         "als",  "die",   "der",  "a",     "e"};

// After (or before) these a name is a place's.
constexpr std::array<std::string_view, 36> kPlaces{
    "rue",    "avenue",  "boulevard", "place",     "quai",     "square",  "parc",   "école",
    "ecole",  "collège", "lycée",     "gymnase",   "quartier", "hôpital", "saint",  "sainte",
    "pont",   "salle",   "stade",     "passage",   "street",   "park",    "school", "via",
    "piazza", "viale",   "scuola",    "rua",       "praça",    "avenida", "escola", "caddesi",
    "sokağı", "parkı",   "san",       "résidence",
};
constexpr std::array<std::string_view, 9> kArticles{"de", "du",  "la", "le", "l",
                                                    "d",  "des", "di", "da"};

bool is_one_of(Table table, std::string_view word) {
  return std::ranges::find(table, word) != table.end();
}

Table titles(std::string_view language) {
  if (language == "fr") return kFrench;
  if (language == "de" || language == "gsw") return kGerman;
  if (language == "en") return kEnglish;
  if (language == "tr") return kTurkish;
  if (language == "it") return kItalian;
  if (language == "pt") return kPortuguese;
  if (language == "ar") return kArabic;
  return {};
}

class Reader {
 public:
  Reader(const std::vector<Word>& words, std::string_view language, const WordList& first_names)
      : words_(words), language_(language), first_names_(first_names) {}

  [[nodiscard]] bool names_somebody() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (has_title(i) || is_first_name(i) || is_pair(i)) return true;
    }
    return false;
  }

 private:
  [[nodiscard]] bool follows(std::size_t i) const {
    return i + 1 < words_.size() && words_[i].touches_next;
  }

  [[nodiscard]] bool has_title(std::size_t i) const {
    const auto& word = words_[i];
    if (!follows(i)) return false;
    const auto& next = words_[i + 1];
    if (language_ == "tr" && word.capitalised && is_one_of(kTurkishAfter, next.folded)) return true;
    const bool with_stop = word.abbreviated && is_one_of(kWithStop, word.folded);
    if (!with_stop && !is_one_of(titles(language_), word.folded)) return false;
    if (language_ == "ar") return !next.folded.starts_with("ال");  // "Mr. the mayor" is an office
    const bool common_noun = i > 0 && is_one_of(kNoTitleAfter, words_[i - 1].folded);
    return next.capitalised && !common_noun;
  }

  [[nodiscard]] bool is_first_name(std::size_t i) const {
    const auto& word = words_[i];
    return word.capitalised && !word.begins_sentence && first_names_.holds(word) && !is_place(i, i);
  }

  [[nodiscard]] bool is_pair(std::size_t i) const {
    if (language_ == "de" || language_ == "gsw" || !follows(i)) return false;
    const auto& first = words_[i];
    const auto& second = words_[i + 1];
    return first.capitalised && second.capitalised && !first.begins_sentence &&
           !first.abbreviated && !is_place(i, i + 1);
  }

  [[nodiscard]] bool is_place(std::size_t first, std::size_t last) const {
    while (first > 0 && is_one_of(kArticles, words_[first - 1].folded)) --first;
    if (first > 0 && is_one_of(kPlaces, words_[first - 1].folded)) return true;
    for (std::size_t i = first; i <= std::min(last + 1, words_.size() - 1); ++i) {
      if (is_one_of(kPlaces, words_[i].folded)) return true;
    }
    return false;
  }

  const std::vector<Word>& words_;
  std::string_view language_;
  const WordList& first_names_;
};

}  // namespace

bool seems_to_name_somebody(const std::vector<Word>& words, std::string_view language,
                            const WordList& first_names) {
  return Reader(words, language, first_names).names_somebody();
}

}  // namespace parvis::consultation
