// The part of the machine that fetches what the desk hands on: kept note, statuses, packs.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "sync/agent/answers.h"
#include "sync/pack/pack.h"
#include "sync/transfer/log_keys.h"

namespace parvis::agent {
namespace {

// Appends to a file that may be there already. Not synced: what a power cut leaves of it is verified, or fetched again.
Status append_to(const Path& file, ByteView bytes) {
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (descriptor < 0) return fail_errno("open " + file.string(), errno);
  Status written = write_all(descriptor, bytes, file);
  ::close(descriptor);
  return written;
}

std::uint64_t size_of(const Path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

std::optional<Ask> Machine::on_kept(const Answer& answer, Now now) {
  if (answer.status == 200) {
    if (!transfer::verify_kept(as_text(answer.body), options_.root))
      return fail_round(Trouble::forged, now);
    // A proof is of one note: that of the note before could even be one that contradicted.
    if (!remove_file(inbox_.kept_proof_file()) || !write_file(inbox_.kept_file(), answer.body))
      return fail_round(Trouble::disk, now);
  }
  return go_on(Stage::kept_proof, now);
}

std::optional<tlog::Kept> Machine::held_kept() const {
  const auto bytes = read_file(inbox_.kept_file(), tlog::kMaxNoteBytes);
  auto kept = bytes ? transfer::verify_kept(as_text(*bytes), options_.root)
                    : Result<tlog::Kept>(tl::unexpected(bytes.error()));
  return kept ? std::optional(std::move(*kept)) : std::nullopt;
}

// One proof from its size lasts: receipts are connected among each other.
bool Machine::is_kept_proved(const tlog::Kept& kept) const {
  if (kept.size == 0 || kept.size == newest_->size) return true;
  const auto bytes = read_file(inbox_.kept_proof_file(), tlog::kMaxReceiptBytes);
  const auto proof = bytes ? tlog::parse_consistency(as_text(*bytes))
                           : Result<tlog::Consistency>(tl::unexpected(bytes.error()));
  return proof && (proof->from == kept.size || proof->to == kept.size);
}

// Nothing is asked while there is no receipt that the note could be connected with: then it says nothing of our batches either.
std::optional<Ask> Machine::ask_kept_proof(Now now) {
  const auto kept = held_kept();
  if (!kept || !newest_ || is_kept_proved(*kept)) return go_on(Stage::statuses, now);
  return make_signed("GET", "/v1/consistency",
                     fmt::format("from={}&to={}", std::min(kept->size, newest_->size),
                                 std::max(kept->size, newest_->size)),
                     {}, std::nullopt, {}, kSmallAnswer);
}

// What contradicts goes to the kiosk too, as evidence. A hub that gives no proof leaves the note without weight.
std::optional<Ask> Machine::on_kept_proof(const Answer& answer, Now now) {
  const auto kept = held_kept();
  if (answer.status != 200 || !kept || !newest_) return go_on(Stage::statuses, now);
  const auto proof = tlog::parse_consistency(as_text(answer.body));
  if (!proof) return fail_round(Trouble::portal, now);
  const tlog::Receipt note{0, {{log_.origin, kept->size, kept->root}, {}, {}}, *proof};
  const auto consistent = consistent_with(note, *newest_);
  if (!consistent && consistent.error().code != Errc::forged)
    return fail_round(Trouble::portal, now);
  if (!write_file(inbox_.kept_proof_file(), answer.body)) return fail_round(Trouble::disk, now);
  if (!consistent) return fail_round(Trouble::log_conflict, now);
  return go_on(Stage::statuses, now);
}

std::optional<Ask> Machine::on_statuses(const Answer& answer, Now now) {
  if (answer.status == 200) {
    const bool json = header_of(answer, "content-type").starts_with("application/json");
    if (!json) return fail_round(Trouble::portal, now);
    if (!write_file(inbox_.statuses_file(), answer.body)) return fail_round(Trouble::disk, now);
  }
  return go_on(Stage::pack_head, now);
}

std::optional<Ask> Machine::on_pack_head(const Answer& answer, Now now) {
  const auto version = number_of(header_of(answer, "parvis-pack-version"));
  const auto size = number_of(header_of(answer, "parvis-pack-size"));
  const auto held = inbox_.packs();
  if (answer.status != 200 || !version || !size || *size == 0 || *size > transfer::kMaxPackBytes)
    return begin_journals(now);
  if (held && !held->empty() && held->back() >= *version) return begin_journals(now);
  pack_version_ = *version;
  pack_size_ = *size;
  pack_resumed_ = size_of(part_file()) > 0;
  return go_on(Stage::pack_part, now);
}

std::optional<Ask> Machine::ask_pack_part(Now now) {
  const Path part = part_file();
  const std::uint64_t have = size_of(part);
  if (have < pack_size_ && allowance_.used_up(now.utc)) return wait_for_tomorrow(now);
  if (have > pack_size_) {
    if (!remove_file(part)) return fail_round(Trouble::disk, now);
    return ask_pack_part(now);
  }
  if (have < pack_size_) {
    return make_signed("GET", "/v1/packs/" + options_.consultation,
                       fmt::format("version={}", pack_version_), {}, have, {}, kFileAnswer);
  }
  return take_pack(part, now);
}

// The file has its whole length. What stands in the inbox is not asked for again, so it MUST be what the publisher signed: a
// power cut may have left the length of a part without its bytes.
std::optional<Ask> Machine::take_pack(const Path& part, Now now) {
  const auto bytes = read_file(part, transfer::kMaxPackBytes);
  if (!bytes) return fail_round(Trouble::disk, now);
  if (!is_whole(*bytes)) {
    if (!remove_file(part)) return fail_round(Trouble::disk, now);
    return fail_round(pack_resumed_ ? Trouble::disk : Trouble::forged, now);
  }
  if (!inbox_.put_pack(pack_version_, *bytes) || !remove_file(part))
    return fail_round(Trouble::disk, now);
  note("pack", fmt::to_string(pack_version_));
  return begin_journals(now);
}

Path Machine::part_file() const {
  return options_.directory / fmt::format("pack-{}.part", pack_version_);
}

// The kiosk would refuse what nobody signed, and nobody would ask for it again. What only the kiosk can judge (a newer format, a
// revoked publisher) is handed over.
bool Machine::is_whole(ByteView bytes) const {
  const auto read = pack::verify(bytes, options_.authority, options_.root);
  return read || read.error().code == Errc::unsupported_version ||
         read.error().code == Errc::denied;
}

std::optional<Ask> Machine::on_pack_part(const Answer& answer, Now now) {
  const Path part = part_file();
  const std::uint64_t have = size_of(part);
  if (answer.status == 416) {  // what we have begun is not there any more
    if (!remove_file(part)) return fail_round(Trouble::disk, now);
    return begin_journals(now);
  }
  const auto range = fmt::format("bytes {}-{}/{}", have, have + answer.body.size() - 1, pack_size_);
  if (answer.status != 206 || answer.body.empty() || header_of(answer, "content-range") != range) {
    return fail_round(Trouble::portal, now);
  }
  if (!append_to(part, answer.body)) return fail_round(Trouble::disk, now);
  return ask_pack_part(now);
}

}  // namespace parvis::agent
