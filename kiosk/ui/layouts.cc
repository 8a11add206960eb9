// The keyboards as data. A row is keys separated by spaces; a word in <> is a key that does
// something, with its width in pitches after a colon. "ı/I" gives a capital that Unicode's rule
// doesn't.
#include <array>
#include <map>
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
constexpr std::array<std::string_view, 3> kAccents{
    "é è ê ë à â ä á ã å <backspace>", "ç î ï ì í ô ö ò ó õ œ", "<shift> û ü ù ú ñ ß æ ğ ş ı/I"};

// The fourth row; on 7" it holds four things of the bar. Wide layouts have one pitch more for the
// space.
constexpr std::string_view kLastTen = "<digits:2> <accents> , <space:5> . ?";
constexpr std::string_view kLastTenWide = "<digits:2> <accents> , <space:6> . ?";
constexpr std::string_view kLastSeven =
    "<digits> <accents> <listen> <language> <display> <help> <space:3> , .";
constexpr std::string_view kLastSevenWide =
    "<digits> <accents> <listen> <language> <display> <help> <space:4> , .";

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
    if (colon != std::string_view::npos) key.width = word[colon + 1] - '0';
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

KeyboardLayout make(const Source& source, SizeClass size) {
  const bool wide = parse_row(source.letters[0]).size() > 11;
  const bool seven = size == SizeClass::seven;
  const std::string_view last =
      seven ? (wide ? kLastSevenWide : kLastSeven) : (wide ? kLastTenWide : kLastTen);
  const std::string_view other = seven ? kLastSeven : kLastTen;
  return {std::string(source.name), parse_rows(source.letters, last), parse_rows(kDigits, other),
          parse_rows(kAccents, other)};
}

const Source& source_of(std::string_view language) {
  static const std::map<std::string_view, const Source*> sources{
      {"fr", &kAzerty},     {"gsw", &kAzerty}, {"de", &kQwertz}, {"it", &kItalian},
      {"pt", &kPortuguese}, {"tr", &kTurkish}, {"ar", &kArabic},
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
