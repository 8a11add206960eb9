#include "sync/tlog/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/tlog/lines.h"

namespace parvis::tlog {
namespace {

constexpr std::string_view kKeptHeader = "parvis/kept/v1";

// The three lines that a checkpoint and a kept note have in common.
Result<Checkpoint> take_tree_head(std::string_view& text) {
  const auto origin = take_line(text);
  const auto size_line = take_line(text);
  const auto root_line = take_line(text);
  if (!origin || !size_line || !root_line)
    return fail(Errc::invalid, "checkpoint: fewer than three lines");
  const auto size = parse_decimal(*size_line);
  const auto hash = parse_hash(*root_line);
  if (origin->empty() || !size || !hash)
    return fail(Errc::invalid, "checkpoint: bad origin, size or root");
  if (*size == 0 && *hash != empty_root())
    return fail(Errc::invalid, "checkpoint: empty tree with a root");
  return Checkpoint{std::string(*origin), *size, *hash};
}

// The first of `keys` whose check succeeds; the error of the last otherwise.
template <class Check>
auto first_of(const std::vector<NoteKey>& keys, Check check) -> decltype(check(keys.front())) {
  decltype(check(keys.front())) outcome =
      fail(Errc::forged, "note: no key is known that could have signed it");
  for (const auto& key : keys) {
    outcome = check(key);
    if (outcome) return outcome;
  }
  return outcome;
}

}  // namespace

std::string format(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size,
                     crypto::to_base64(checkpoint.root.view()));
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  PARVIS_TRY(auto checkpoint, take_tree_head(text));
  if (!text.empty()) return fail(Errc::invalid, "checkpoint: extension lines");
  return checkpoint;
}

Result<VerifiedCheckpoint> verify_checkpoint(std::string_view bytes, const LogIdentity& log) {
  PARVIS_TRY(const Note note, parse_note(bytes));
  PARVIS_TRY(auto checkpoint, parse_checkpoint(note.text));
  if (checkpoint.origin != log.origin) return fail(Errc::forged, "checkpoint: of another log");
  PARVIS_TRY_VOID(first_of(log.log, [&](const NoteKey& key) { return verify(note, key); }));
  VerifiedCheckpoint verified{std::move(checkpoint), std::string(bytes), std::nullopt};
  if (!log.witnesses.empty()) {
    PARVIS_TRY(verified.cosigned, first_of(log.witnesses, [&](const NoteKey& key) {
                 return verify_cosignature(note, key);
               }));
  }
  return verified;
}

std::string sign_kept(const Kept& kept, const std::string& key_name,
                      const crypto::SigningKey& desk) {
  Note note{
      fmt::format("{}\n{}time {}\n", kKeptHeader,
                  format(Checkpoint{kept.origin, kept.size, kept.root}), seconds_of(kept.time)),
      {}};
  sign(note, key_name, desk);
  return format(note);
}

Result<Kept> verify_kept(std::string_view bytes, const NoteKey& desk, std::string_view origin) {
  PARVIS_TRY(const Note note, parse_note(bytes));
  std::string_view text = note.text;
  if (take_line(text) != kKeptHeader) return fail(Errc::invalid, "kept note: wrong first line");
  PARVIS_TRY(auto head, take_tree_head(text));
  const auto line = take_line(text);
  const auto seconds = line ? after_prefix(*line, "time ") : std::nullopt;
  const auto value = seconds ? parse_decimal(*seconds) : std::nullopt;
  if (!value || !text.empty()) return fail(Errc::invalid, "kept note: bad time");
  PARVIS_TRY(const UtcTime time, utc_from_seconds(*value));
  PARVIS_TRY_VOID(verify(note, desk));
  if (head.origin != origin) return fail(Errc::forged, "kept note: of another log");
  return Kept{std::move(head.origin), head.size, head.root, time};
}

}  // namespace parvis::tlog
