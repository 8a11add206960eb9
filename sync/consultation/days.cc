#include <unicode/calendar.h>
#include <unicode/datefmt.h>
#include <unicode/gregocal.h>
#include <unicode/locid.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <memory>

#include "sync/consultation/text.h"

namespace parvis::consultation {
namespace {

// A proleptic Gregorian calendar in the zone, so that days are those of ISO 8601 for ever back.
Result<std::unique_ptr<icu::GregorianCalendar>> calendar_in(std::string_view zone) {
  const auto id = icu::UnicodeString::fromUTF8(
      icu::StringPiece(zone.data(), static_cast<std::int32_t>(zone.size())));
  std::unique_ptr<icu::TimeZone> known(icu::TimeZone::createTimeZone(id));
  if (*known == icu::TimeZone::getUnknown()) {
    return fail(Errc::invalid, "unknown time zone '" + std::string(zone) + "'");
  }
  UErrorCode error = U_ZERO_ERROR;
  auto calendar = std::make_unique<icu::GregorianCalendar>(known.release(), error);
  if (U_SUCCESS(error)) calendar->setGregorianChange(-8.64e15, error);
  if (U_FAILURE(error)) return fail(Errc::internal, "ICU has no Gregorian calendar");
  return calendar;
}

}  // namespace

Result<CivilDate> civil_day(UtcTime time, std::string_view zone) {
  PARVIS_TRY(const auto calendar, calendar_in(zone));
  UErrorCode error = U_ZERO_ERROR;
  calendar->setTime(static_cast<double>(time.time_since_epoch().count()) * 1000, error);
  const std::int32_t year = calendar->get(UCAL_EXTENDED_YEAR, error);
  const std::int32_t month = calendar->get(UCAL_MONTH, error);
  const std::int32_t day = calendar->get(UCAL_DATE, error);
  if (U_FAILURE(error)) return fail(Errc::invalid, "a time out of the calendar's range");
  return CivilDate{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month + 1)),
                   std::chrono::day(static_cast<unsigned>(day))};
}

Result<UtcTime> start_of_day(CivilDate day, std::string_view zone) {
  if (!day.ok()) return fail(Errc::invalid, "no such day");
  PARVIS_TRY(const auto calendar, calendar_in(zone));
  UErrorCode error = U_ZERO_ERROR;
  calendar->clear();
  calendar->set(static_cast<int>(day.year()),
                static_cast<std::int32_t>(static_cast<unsigned>(day.month())) - 1,
                static_cast<std::int32_t>(static_cast<unsigned>(day.day())), 0, 0, 0);
  const double milliseconds = calendar->getTime(error);
  if (U_FAILURE(error)) return fail(Errc::invalid, "a day out of the calendar's range");
  return UtcTime(std::chrono::seconds(static_cast<std::int64_t>(milliseconds / 1000)));
}

Result<std::string> long_date(CivilDate day, std::string_view language) {
  if (!day.ok()) return fail(Errc::invalid, "no such day");
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale(std::string(language).c_str());
  locale.setKeywordValue("numbers", "latn", error);
  const std::unique_ptr<icu::DateFormat> format(
      icu::DateFormat::createInstanceForSkeleton("yMMMMd", locale, error));
  if (U_FAILURE(error)) {
    return fail(Errc::invalid, "no dates in language '" + std::string(language) + "'");
  }
  format->setTimeZone(*icu::TimeZone::getGMT());
  const auto seconds = std::chrono::sys_days(day).time_since_epoch() / std::chrono::seconds(1);
  icu::UnicodeString text;
  format->format(static_cast<double>(seconds) * 1000, text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace parvis::consultation
