#include "kiosk/app/screen_words.h"

#include <algorithm>

#include "sync/consultation/text.h"
#include "sync/pack/pack.h"

namespace parvis::app {
namespace {

constexpr std::string_view kPhonePage = "city.support_phone";

std::string page_text(const consultation::Consultation& asked, std::string_view key,
                      const std::string& language) {
  const auto page = asked.pages.find(std::string(key));
  return page == asked.pages.end() ? ""
                                   : consultation::in_language(page->second, language, language);
}

// "" when the wall clock or the zone can't say.
std::string date_in_words(UtcTime time, const std::string& zone, const std::string& language) {
  const auto day = consultation::civil_day(time, zone);
  if (!day) return {};
  const auto words = consultation::long_date(*day, language);
  return words ? *words : std::string{};
}

// A number to call is not broken at a line's end.
std::string in_one_piece(std::string_view phone) {
  constexpr std::string_view kNoBreakSpace = "\u00a0";
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string whole;
  for (std::size_t i = 0; i < phone.size(); ++i) {
    const bool inside = phone[i] == ' ' && i > 0 && i + 1 < phone.size() && digit(phone[i - 1]) &&
                        digit(phone[i + 1]);
    inside ? whole.append(kNoBreakSpace) : whole.append(1, phone[i]);
  }
  return whole;
}

}  // namespace

std::vector<screens::LanguageTile> language_tiles(const consultation::Consultation& asked,
                                                  text::Languages& languages) {
  std::vector<screens::LanguageTile> tiles;
  for (const auto& info : asked.languages) {
    if (!languages.has(info.code, "language.name")) continue;
    screens::LanguageTile tile;
    tile.code = info.code;
    tile.name = languages.translate(info.code, "language.name");
    tile.greeting = languages.translate(info.code, "language.greeting");
    tile.spoken_name = languages.spoken(info.code, "language.name").value_or("");
    tile.spoken_greeting = languages.spoken(info.code, "language.greeting").value_or("");
    if (text::is_right_to_left(info.code)) tile.script = text::Script::arabic;
    if (info.partial) {
      tile.remark = languages.translate(info.code, "language.partial");
    } else if (info.draft) {
      tile.remark = languages.translate(info.code, "language.draft");
    }
    tiles.push_back(std::move(tile));
  }
  return tiles;
}

screens::MediatorWords mediator_words(const flow::Content& content, const std::string& kiosk,
                                      const std::string& language, UtcTime now,
                                      text::Languages& languages) {
  const auto& asked = *content.consultation;
  screens::MediatorWords words;
  for (const auto& place : asked.places) {
    words.places.push_back({place.key, consultation::in_language(place.name, language, language)});
  }
  words.kiosk = kiosk;
  words.day = date_in_words(now, asked.time_zone, language);
  words.consultation = consultation::in_language(asked.title, language, language) + " · " +
                       std::to_string(content.pack.version);
  const auto validity = pack::validity(asked, now);
  if (asked.practice) {
    words.remark = languages.translate(language, "common.practice");
  } else if (validity == pack::Validity::over) {
    words.remark = languages.translate(
        language, "mediator.ready.pack.over",
        {date_in_words(asked.closes - std::chrono::seconds{1}, asked.time_zone, language)});
  } else if (validity == pack::Validity::early) {
    words.remark = languages.translate(language, "mediator.ready.pack.early",
                                       {date_in_words(asked.opens, asked.time_zone, language)});
  }
  words.phone = in_one_piece(page_text(asked, kPhonePage, language));
  return words;
}

}  // namespace parvis::app
