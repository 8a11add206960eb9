#include "sync/consultation/hints.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "sync/consultation/names.h"

namespace parvis::consultation {
namespace {

constexpr int kCapitalLetters = 8;     // fewer are an acronym
constexpr int kSecondSentence = 12;    // code units after a full stop that make it another sentence
constexpr int kPhoneDigits = 9;        // with no sign that it is a number to call
constexpr int kMarkedPhoneDigits = 8;  // after + or 0
constexpr int kSeparators = 3;         // between two digits: " - "
constexpr int kMaxPhoneDigits = 15;    // ITU-T E.164

icu::UnicodeString folded(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
             icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
      .foldCase();
}

// What follows the prefix.
icu::UnicodeString without_prefix(const icu::UnicodeString& text,
                                  const icu::UnicodeString& prefix) {
  if (prefix.isEmpty() || !text.startsWith(prefix)) return text;
  return text.tempSubString(prefix.length()).trim();
}

// "M. Keller", "Dr. Haas": a word of one or two letters before the full stop.
bool is_abbreviation(const icu::UnicodeString& text, std::int32_t stop) {
  std::int32_t begin = stop;
  while (begin > 0 && u_isalpha(text.charAt(begin - 1))) --begin;
  return text.charAt(stop) == u'.' && stop - begin >= 1 && stop - begin <= 2;
}

bool has_several(const icu::UnicodeString& body, const icu::UnicodeString& prefix) {
  for (std::int32_t i = 0; i + kSecondSentence < body.length(); ++i) {
    const char16_t c = body.charAt(i);
    const bool ends = c == u'.' || c == u'!' || c == u'?' || c == u'؟' || c == u'。';
    if (c == u';' || c == u'؛' ||
        (ends && u_isUWhiteSpace(body.charAt(i + 1)) && !is_abbreviation(body, i)))
      return true;
  }
  return !prefix.isEmpty() && body.indexOf(prefix, 1) > 0;
}

bool is_address_part(char16_t c) { return u_isalnum(c) || c == u'-' || c == u'_' || c == u'.'; }

// "name@host.tld", and "name @ host.tld" as people space it.
bool has_email(const icu::UnicodeString& text) {
  for (std::int32_t at = text.indexOf(u'@'); at > 0; at = text.indexOf(u'@', at + 1)) {
    std::int32_t before = at - 1;
    while (before > 0 && text.charAt(before) == u' ') --before;
    if (!is_address_part(text.charAt(before))) continue;
    std::int32_t begin = at + 1;
    while (begin < text.length() && text.charAt(begin) == u' ') ++begin;
    std::int32_t end = begin;
    while (end < text.length() && is_address_part(text.charAt(end))) ++end;
    const std::int32_t dot = text.indexOf(u'.', begin + 1, end - begin - 1);
    if (dot > 0 && dot + 2 < end) return true;
  }
  return false;
}

// The sign written as a word, between two words; in brackets also the English one.
bool has_spelt_email(const icu::UnicodeString& text, const std::vector<Word>& words) {
  static constexpr std::array<std::string_view, 7> kSigns{
      "arobase", "arobas", "arrobase", "arroba", "chiocciola", "klammeraffe", "affenschwanz"};
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (std::ranges::find(kSigns, words[i].folded) != kSigns.end()) return true;
  }
  return text.indexOf(u"(at)") > 0 || text.indexOf(u"[at]") > 0 || text.indexOf(u"(a)") > 0;
}

bool joins_digits(char16_t c) {
  return c == u' ' || c == u'.' || c == u'-' || c == u'/' || c == u'(' || c == u')' ||
         c == u'\u00A0' || c == u'\u202F';
}

// The longest run of digits from `at`, separators between them left out.
struct DigitRun {
  int digits = 0;
  std::int32_t end = 0;
};
DigitRun digits_from(const icu::UnicodeString& text, std::int32_t at) {
  DigitRun run{0, at};
  int separators = 0;
  for (std::int32_t i = at; i < text.length() && separators <= kSeparators; ++i) {
    if (u_isdigit(text.charAt(i))) {
      ++run.digits;
      run.end = i + 1;
      separators = 0;
    } else if (joins_digits(text.charAt(i))) {
      ++separators;
    } else {
      break;
    }
  }
  return run;
}

bool has_phone(const icu::UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); ++i) {
    if (!u_isdigit(text.charAt(i))) continue;
    const DigitRun run = digits_from(text, i);
    const bool marked =
        u_charDigitValue(text.charAt(i)) == 0 || (i > 0 && text.charAt(i - 1) == u'+');
    const int enough = marked ? kMarkedPhoneDigits : kPhoneDigits;
    if (run.digits >= enough && run.digits <= kMaxPhoneDigits) return true;
    i = run.end;
  }
  return false;
}

bool is_shouting(std::string_view text, const icu::UnicodeString& prefix) {
  const auto whole = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  // Folding may change lengths in theory; the prefix is then simply counted with the rest.
  const bool skip = !prefix.isEmpty() && icu::UnicodeString(whole).foldCase().startsWith(prefix);
  int capitals = 0;
  for (std::int32_t i = skip ? prefix.length() : 0; i < whole.length();
       i = whole.moveIndex32(i, 1)) {
    const UChar32 c = whole.char32At(i);
    if (u_islower(c)) return false;
    if (u_isupper(c)) ++capitals;
  }
  return capitals >= kCapitalLetters;
}

bool has_link(const icu::UnicodeString& text) {
  return text.indexOf(u"http://") >= 0 || text.indexOf(u"https://") >= 0 ||
         text.indexOf(u"www.") >= 0;
}

}  // namespace

std::string_view key_of(Hint hint) {
  static constexpr std::array<std::string_view, 7> kKeys{"several", "contact", "capitals", "prefix",
                                                         "link",    "name",    "insult"};
  return kKeys.at(static_cast<std::size_t>(hint));
}

std::vector<Hint> hints(std::string_view text, const HintContext& context) {
  const icu::UnicodeString all = folded(text);
  const icu::UnicodeString given = folded(context.prefix);
  const icu::UnicodeString body = without_prefix(all, given);
  const auto words = words_of(text, context.language);
  std::vector<Hint> found;
  const auto note = [&](bool seen, Hint hint) {
    if (seen) found.push_back(hint);
  };
  note(has_several(body, given), Hint::several);
  note(has_phone(all) || has_email(all) || has_spelt_email(all, words), Hint::contact);
  note(is_shouting(text, given), Hint::capitals);
  note(!given.isEmpty() && all.startsWith(given) && body.startsWith(given), Hint::prefix);
  note(has_link(all), Hint::link);
  note(seems_to_name_somebody(words, context.language, context.lists.first_names), Hint::name);
  note(context.lists.insults.is_in(words), Hint::insult);
  return found;
}

}  // namespace parvis::consultation
