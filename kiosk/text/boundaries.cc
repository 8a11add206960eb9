#include <pango/pango.h>

#include "kiosk/text/text.h"

namespace parvis::text {
namespace {

// What Pango knows of each character, and the byte at which each begins (with the end as the last
// one).
struct Attributes {
  std::vector<PangoLogAttr> of;
  std::vector<std::size_t> at;
};

Attributes attributes(std::string_view text) {
  Attributes result;
  const auto length = static_cast<int>(text.size());
  const auto characters = static_cast<std::size_t>(g_utf8_strlen(text.data(), length));
  result.of.resize(characters + 1);
  pango_get_log_attrs(text.data(), length, -1, pango_language_from_string("fr"), result.of.data(),
                      static_cast<int>(characters + 1));
  const char* here = text.data();
  for (std::size_t i = 0; i <= characters; ++i) {
    result.at.push_back(static_cast<std::size_t>(here - text.data()));
    if (i < characters) here = g_utf8_next_char(here);
  }
  return result;
}

}  // namespace

std::vector<std::size_t> caret_stops(std::string_view text) {
  if (text.empty()) return {0};
  const Attributes known = attributes(text);
  std::vector<std::size_t> stops;
  for (std::size_t i = 0; i < known.of.size(); ++i) {
    if (known.of[i].is_cursor_position || i + 1 == known.of.size()) stops.push_back(known.at[i]);
  }
  return stops;
}

std::size_t word_start_before(std::string_view text, std::size_t index) {
  if (text.empty() || index == 0) return 0;
  const Attributes known = attributes(text);
  for (std::size_t i = known.of.size(); i-- > 0;) {
    if (known.at[i] < index && known.of[i].is_word_start) return known.at[i];
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  return text.empty() ||
         g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE;
}

std::string upper(std::string_view text) {
  std::string result;
  for (const char* here = text.data(); here < text.data() + text.size();
       here = g_utf8_next_char(here)) {
    char buffer[6];
    const int length = g_unichar_to_utf8(g_unichar_toupper(g_utf8_get_char(here)), buffer);
    result.append(buffer, static_cast<std::size_t>(length));
  }
  return result;
}

bool has_arabic(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    // U+0600–06FF and U+0750–077F; U+FB50–FDFF and U+FE70–FEFC are its presentation forms.
    if (lead >= 0xD8 && lead <= 0xDD) return true;
    if (lead == 0xEF && ((next >= 0xAD && next <= 0xB7) || next == 0xB9 || next == 0xBA))
      return true;
  }
  return false;
}

}  // namespace parvis::text
