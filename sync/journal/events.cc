#include "sync/journal/events.h"

#include <algorithm>
#include <array>

namespace parvis::journal {
namespace {

// Each event's own array of field names; one more element, as an array can't be empty.
#define PARVIS_FIELDS(number, name, meaning, ...) \
  constexpr std::string_view k_##name##_fields[] = {__VA_ARGS__ __VA_OPT__(, ) ""};
PARVIS_EVENTS(PARVIS_FIELDS)
#undef PARVIS_FIELDS

#define PARVIS_INFO(number, name, meaning, ...)                  \
  EventInfo{Event::name, #name, meaning,                         \
            std::span<const std::string_view>(k_##name##_fields) \
                .first(std::size(k_##name##_fields) - 1)},
constexpr std::array kCatalogue{PARVIS_EVENTS(PARVIS_INFO)};
#undef PARVIS_INFO

}  // namespace

std::span<const EventInfo> catalogue() { return kCatalogue; }

const EventInfo* info(Event event) {
  const auto* found = std::ranges::find(kCatalogue, event, &EventInfo::event);
  return found == kCatalogue.end() ? nullptr : found;
}

}  // namespace parvis::journal
