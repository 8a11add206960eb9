// The keyboards as data. A row is keys separated by spaces; a word in <> is a key that does
// something, with its width in pitches after a colon. "ı/I" gives a capital that Unicode's rule
// doesn't.
#include <array>
#include <cstdlib>
#include <map>
#include <span>
#include <string_view>

#include "kiosk/text/text.h"
#include "kiosk/ui/keyboard.h"

namespace parvis::ui {
namespace {

struct Source {
  std::string_view name;
  std::array<std::string_view, 3> letters;
};

constexpr Source kAzerty{
    "azerty",
    {"a z e r t y u i o p <backspace>", "q s d f g h j k l m é", "<shift> w x c v b n ’ è à ç"}};
constexpr Source kQwertz{
    "qwertz",
    {"q w e r t z u i o p <backspace>", "a s d f g h j k l ö ä", "<shift> y x c v b n m ü ß ’"}};
// Alsatian writes ä ö ü, and é in the words it has from French.
constexpr Source kAlsatian{
    "qwertz-gsw",
    {"q w e r t z u i o p <backspace>", "a s d f g h j k l ö ä", "<shift> y x c v b n m ü é ’"}};
constexpr Source kQwerty{
    "qwerty",
    {"q w e r t y u i o p <backspace>", "a s d f g h j k l ’ -", "<shift> z x c v b n m ! : ;"}};
constexpr Source kItalian{
    "qwerty-it",
    {"q w e r t y u i o p <backspace>", "a s d f g h j k l è é", "<shift> z x c v b n m à ò ù"}};
constexpr Source kPortuguese{
    "qwerty-pt",
    {"q w e r t y u i o p <backspace>", "a s d f g h j k l ç ã", "<shift> z x c v b n m é õ ’"}};
constexpr Source kTurkish{"qwerty-tr",
                          {"q w e r t y u ı/I o p ğ ü", "a s d f g h j k l ş i/İ <backspace>",
                           "<shift> z x c v b n m ö ç ’ -"}};
constexpr Source kArabic{
    "arabic",
    {"ض ص ث ق ف غ ع ه خ ح ج <backspace>", "ش س ي ب ل ا ت ن م ك ط ذ", "ئ ء ؤ ر أ إ ى ة و ز ظ د"}};

constexpr std::array<std::string_view, 3> kDigits{
    "1 2 3 4 5 6 7 8 9 0 <backspace>", "- / : ; ( ) € % & + =", "« » ’ \" ! @ # * … _ °"};
constexpr std::array<std::string_view, 3> kArabicDigits{
    "1 2 3 4 5 6 7 8 9 0 <backspace>", "- / : ؛ ( ) € % & + =", "« » ’ \" ! @ # * … _ °"};

// A letter, then its variants, those that French writes first. After "-": offered after no letter.
constexpr std::string_view kLatinVariants[]{
    "a â à ä æ á ã å", "c ç ć č",     "e ê ë é è", "g ğ ģ", "i î ï í ì ı/I", "n ñ ń",
    "o ô œ ö ó õ ø",   "s ß/ẞ ş ś š", "u û ù ü ú", "y ÿ ý", "z ž ź ż",       "- ê â î ô û ë ï œ"};
constexpr std::string_view kTurkishVariants[]{
    "a â à ä á", "c ç ć č",   "e ê ë é è",   "g ğ ģ",     "i/İ î ï í ı/I",      "ı/I i/İ î",
    "n ñ ń",     "o ö ô œ ó", "s ş ß/ẞ ś š", "u ü û ù ú", "- â î û é è ê ä ß/ẞ"};
constexpr std::string_view kArabicVariants[]{"ا أ إ آ ٱ ء",  "ل لا لأ لإ لآ", "و ؤ", "ي ى ئ", "ه ة",
                                             "ك گ ک",        "ب پ",           "ف ڤ", "ج چ",   "ز ژ",
                                             "- آ لا ء ً ّ َ ُ ِ"};

// The fourth row; on 7" it holds four things of the bar. Wide layouts have one pitch more for the
// space.
struct LastRows {
  std::string_view ten, ten_wide, seven, seven_wide;
};
constexpr LastRows kLast{
    "<digits:2> <accents> , <space:5> . ?", "<digits:2> <accents> , <space:6> . ?",
    "<digits:1.5> <accents> <listen> <language> <display> <help> <space:2.5> , .",
    "<digits:1.5> <accents> <listen> <language> <display> <help> <space:3.5> , ."};
constexpr LastRows kArabicLast{
    "<digits:2> <accents> ، <space:5> . ؟", "<digits:2> <accents> ، <space:6> . ؟",
    "<digits:1.5> <accents> <listen> <language> <display> <help> <space:2.5> ، .",
    "<digits:1.5> <accents> <listen> <language> <display> <help> <space:3.5> ، ."};

KeyKind kind_of(std::string_view name) {
  static const std::map<std::string_view, KeyKind> kinds{
      {"backspace", KeyKind::backspace}, {"shift", KeyKind::shift},     {"digits", KeyKind::digits},
      {"accents", KeyKind::accents},     {"space", KeyKind::space},     {"listen", KeyKind::listen},
      {"language", KeyKind::language},   {"display", KeyKind::display}, {"help", KeyKind::help}};
  const auto found = kinds.find(name);
  PARVIS_CHECK(found != kinds.end());
  return found->second;
}

LayoutKey parse_key(std::string_view word) {
  LayoutKey key;
  if (word.size() > 2 && word.front() == '<') {
    word = word.substr(1, word.size() - 2);
    const std::size_t colon = word.find(':');
    if (colon != std::string_view::npos) key.width = std::strtod(&word[colon + 1], nullptr);
    key.kind = kind_of(word.substr(0, colon));
    if (key.kind == KeyKind::space) key.text = key.upper = " ";
    return key;
  }
  const std::size_t slash = word.size() > 1 ? word.find('/') : std::string_view::npos;
  key.text = word.substr(0, slash);
  key.upper =
      slash == std::string_view::npos ? text::upper(key.text) : std::string(word.substr(slash + 1));
  return key;
}

std::vector<LayoutKey> parse_row(std::string_view row) {
  std::vector<LayoutKey> keys;
  while (!row.empty()) {
    const std::size_t end = std::min(row.find(' '), row.size());
    keys.push_back(parse_key(row.substr(0, end)));
    row.remove_prefix(std::min(end + 1, row.size()));
  }
  return keys;
}

KeyRows parse_rows(const std::array<std::string_view, 3>& rows, std::string_view last) {
  KeyRows result;
  for (const std::string_view row : rows) result.push_back(parse_row(row));
  result.push_back(parse_row(last));
  return result;
}

std::vector<Variants> parse_variants(std::span<const std::string_view> lines) {
  std::vector<Variants> all;
  for (const std::string_view line : lines) {
    std::vector<LayoutKey> keys = parse_row(line);
    for (LayoutKey& key : keys) key.kind = KeyKind::variant;
    Variants variants{keys.front(), {keys.begin() + 1, keys.end()}};
    if (line.front() == '-') variants.of = {};
    all.push_back(std::move(variants));
  }
  return all;
}

KeyboardLayout make(const Source& source, SizeClass size) {
  const bool wide = parse_row(source.letters[0]).size() > 11;
  const bool arabic = &source == &kArabic;
  const LastRows& last = arabic ? kArabicLast : kLast;
  const bool seven = size == SizeClass::seven;
  KeyboardLayout made;
  made.name = source.name;
  made.letters = parse_rows(source.letters, seven ? (wide ? last.seven_wide : last.seven)
                                                  : (wide ? last.ten_wide : last.ten));
  made.digits = parse_rows(arabic ? kArabicDigits : kDigits, seven ? last.seven : last.ten);
  made.variants = arabic                 ? parse_variants(kArabicVariants)
                  : &source == &kTurkish ? parse_variants(kTurkishVariants)
                                         : parse_variants(kLatinVariants);
  return made;
}

const Source& source_of(std::string_view language) {
  static const std::map<std::string_view, const Source*> sources{
      {"fr", &kAzerty},     {"gsw", &kAlsatian}, {"de", &kQwertz}, {"it", &kItalian},
      {"pt", &kPortuguese}, {"tr", &kTurkish},   {"ar", &kArabic},
  };
  const auto found = sources.find(language);
  return found == sources.end() ? kQwerty : *found->second;
}

}  // namespace

const KeyboardLayout& keyboard_layout(std::string_view language, SizeClass size) {
  static std::map<std::pair<std::string_view, SizeClass>, KeyboardLayout> made;
  const Source& source = source_of(language);
  const auto at = std::pair(source.name, size);
  auto found = made.find(at);
  if (found == made.end()) found = made.emplace(at, make(source, size)).first;
  return found->second;
}

}  // namespace parvis::ui
