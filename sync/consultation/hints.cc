#include "sync/consultation/hints.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>

namespace parvis::consultation {
namespace {

constexpr int kCapitalLetters = 8;     // fewer are an acronym
constexpr int kSecondSentence = 12;    // code units after a full stop that make it another sentence
constexpr int kPhoneDigits = 9;        // with no sign that it is a number to call
constexpr int kMarkedPhoneDigits = 8;  // after + or 0
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

bool has_several(const icu::UnicodeString& body, const icu::UnicodeString& prefix) {
  for (std::int32_t i = 0; i + kSecondSentence < body.length(); ++i) {
    const char16_t c = body.charAt(i);
    const bool ends = c == u'.' || c == u'!' || c == u'?' || c == u'؟' || c == u'。';
    if (c == u';' || c == u'؛' || (ends && u_isUWhiteSpace(body.charAt(i + 1)))) return true;
  }
  return !prefix.isEmpty() && body.indexOf(prefix, 1) > 0;
}

bool is_address_part(char16_t c) { return u_isalnum(c) || c == u'-' || c == u'_' || c == u'.'; }

bool has_email(const icu::UnicodeString& text) {
  for (std::int32_t at = text.indexOf(u'@'); at > 0; at = text.indexOf(u'@', at + 1)) {
    if (!is_address_part(text.charAt(at - 1))) continue;
    std::int32_t end = at + 1;
    while (end < text.length() && is_address_part(text.charAt(end))) ++end;
    const std::int32_t dot = text.indexOf(u'.', at + 2, end - at - 2);
    if (dot > 0 && dot + 2 < end) return true;
  }
  return false;
}

bool joins_digits(char16_t c) {
  return c == u' ' || c == u'.' || c == u'-' || c == u'/' || c == u'(' || c == u')' ||
         c == u'\u00A0' || c == u'\u202F';
}

// The longest run of digits from `at`, single separators between them left out.
struct DigitRun {
  int digits = 0;
  std::int32_t end = 0;
};
DigitRun digits_from(const icu::UnicodeString& text, std::int32_t at) {
  DigitRun run{0, at};
  int separators = 0;
  for (std::int32_t i = at; i < text.length() && separators <= 2; ++i) {
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
  static constexpr std::array<std::string_view, 5> kKeys{"several", "contact", "capitals", "prefix",
                                                         "link"};
  return kKeys.at(static_cast<std::size_t>(hint));
}

std::vector<Hint> hints(std::string_view text, std::string_view prefix) {
  const icu::UnicodeString all = folded(text);
  const icu::UnicodeString given = folded(prefix);
  const icu::UnicodeString body = without_prefix(all, given);
  std::vector<Hint> found;
  if (has_several(body, given)) found.push_back(Hint::several);
  if (has_phone(all) || has_email(all)) found.push_back(Hint::contact);
  if (is_shouting(text, given)) found.push_back(Hint::capitals);
  if (!given.isEmpty() && all.startsWith(given) && body.startsWith(given)) {
    found.push_back(Hint::prefix);
  }
  if (has_link(all)) found.push_back(Hint::link);
  return found;
}

}  // namespace parvis::consultation
