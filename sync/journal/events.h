// Every event a journal can hold, in one table: it makes the enum, the program's checks and the auditor's table
// (EVENTS.md). What the program did, never what a resident said, and nothing for each visit: times would tell an order.
//
// A number is never used again. New events get new numbers at the end of their group; fields are never changed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

//  X(number, name, "meaning", "field", …)
#define PARVIS_EVENTS(X)                                                                         \
  X(1, started, "the program started", "version")                                                \
  X(2, stopped, "the program was stopped in order")                                              \
  X(3, crashed, "the run before this one ended without being stopped")                           \
  X(4, journal_mended, "an entry that a power cut left unfinished was dropped", "bytes")         \
  X(5, journal_replaced, "the journal was damaged and was set aside", "file", "entry", "damage") \
  X(10, prepared, "keys were made for this kiosk", "device")                                     \
  X(11, enrolled, "the kiosk was enrolled", "name", "chain", "authority key id")                 \
  X(12, root_installed, "a root document was installed", "number")                               \
  X(13, root_refused, "a root document was refused", "number", "reason")                         \
  X(20, unlocked, "a person unlocked the kiosk", "role", "name")                                 \
  X(21, wrong_pin, "a wrong PIN was typed", "role", "wrong in a row")                            \
  X(22, mediator_added, "a mediator was added", "name", "by")                                    \
  X(23, mediator_removed, "a mediator was removed", "name", "by")                                \
  X(24, pin_changed, "a new PIN was drawn", "name", "by")                                        \
  X(25, envelope_sealed, "an envelope's code was drawn, an earlier one ended", "by")             \
  X(26, envelope_opened, "the envelope was opened: a new administrator's PIN and code")          \
  X(30, session_opened, "a session was opened", "session", "place", "mediator", "reasons")       \
  X(31, session_resumed, "a session went on after a restart", "session")                         \
  X(33, session_closed, "a session was closed", "session", "completed", "left", "timed out",     \
    "interrupted", "erased", "head count")                                                       \
  X(34, session_damaged, "a session's file can't be read and was left as it is", "session",      \
    "reason")                                                                                    \
  X(40, batch_frozen, "a batch was signed and put into the outbox", "number", "visits")          \
  X(41, receipt_verified, "the hub's log holds a batch", "number", "state")                      \
  X(42, receipt_refused, "a receipt did not prove what it should", "number", "reason")           \
  X(43, batch_purged, "a batch was purged", "number", "why")                                     \
  X(44, log_conflict, "the hub signed two logs that contradict each other", "size kept",         \
    "size offered")                                                                              \
  X(50, pack_installed, "a pack was installed", "consultation", "version")                       \
  X(51, pack_refused, "a pack was refused", "consultation", "version", "reason")                 \
  X(60, sync_reached, "the hub answered", "hub")                                                 \
  X(61, sync_failed, "the hub could not be reached or refused", "reason")                        \
  X(62, batch_sent, "the hub took a batch", "number")                                            \
  X(63, batch_refused, "the hub refused a batch", "number", "reason")                            \
  X(70, clock_jumped, "the wall clock jumped", "from", "to")                                     \
  X(71, disk_low, "little space is left", "percent")                                             \
  X(72, disk_failed, "the disk failed", "what")                                                  \
  X(73, stick, "a stick was put in, read, written or taken out", "what")

namespace parvis::journal {

#define PARVIS_EVENT(number, name, ...) name = number,
enum class Event : std::uint16_t { PARVIS_EVENTS(PARVIS_EVENT) };
#undef PARVIS_EVENT

struct EventInfo {
  Event event;
  std::string_view name;     // "session_opened"
  std::string_view meaning;  // for the auditor
  std::span<const std::string_view> fields;
};

// In order of their numbers.
[[nodiscard]] std::span<const EventInfo> catalogue();
// Null for a number that this program does not know: a newer one wrote it.
[[nodiscard]] const EventInfo* info(Event event);

}  // namespace parvis::journal
