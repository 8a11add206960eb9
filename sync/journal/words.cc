#include <fmt/format.h>

#include "sync/journal/journal.h"

namespace parvis::journal {

std::string in_words(const Entry& entry) {
  const EventInfo* known = info(entry.event);
  std::string words = to_iso(entry.time) + "  ";
  if (known == nullptr) {
    words += fmt::format("event {}, of a newer program", static_cast<unsigned>(entry.event));
  } else {
    words += known->meaning;
  }
  std::string_view separator = ": ";
  for (std::size_t i = 0; i < entry.fields.size(); ++i) {
    if (entry.fields[i].empty()) continue;
    words += separator;
    if (known != nullptr) words += std::string(known->fields[i]) + " ";
    words += entry.fields[i];
    separator = ", ";
  }
  return words;
}

std::string in_words(const Damage& damage) {
  switch (damage.kind) {
    case Damage::Kind::edited:
      return fmt::format("entry {} is not what the program wrote", damage.entry);
    case Damage::Kind::cut:
      return fmt::format("entries are missing from number {} on", damage.entry);
    case Damage::Kind::reordered:
      return fmt::format("another entry stands where number {} should", damage.entry);
    case Damage::Kind::duplicated:
      return fmt::format("an earlier entry stands again at number {}", damage.entry);
    case Damage::Kind::rewritten:
      return fmt::format("from entry {} on this is not what the device signed before",
                         damage.entry);
    case Damage::Kind::torn:
      return fmt::format("entry {} is unfinished", damage.entry);
  }
  return "";
}

std::string_view advice(Damage::Kind kind) {
  switch (kind) {
    case Damage::Kind::edited:
    case Damage::Kind::reordered:
    case Damage::Kind::duplicated:
      return "Someone changed the file, or the disk did: keep the kiosk's card as it is and "
             "compare "
             "its count sheets from the entry before this one on.";
    case Damage::Kind::cut:
      return "What the device had signed is gone: a card put back to an earlier day, or entries "
             "taken away. Compare count sheets and batch numbers since then, and enrol the kiosk "
             "again.";
    case Damage::Kind::rewritten:
      return "The device signed two histories: a copied card, or someone holds its keys. Revoke it "
             "at the last batch that the count sheets bear out, and enrol it again.";
    case Damage::Kind::torn:
      return "A power cut, or more is on its way. Nothing to do.";
  }
  return "";
}

}  // namespace parvis::journal
