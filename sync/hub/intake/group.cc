#include "sync/hub/intake/group.h"

#include <fmt/format.h>

namespace parvis::hub {
namespace {

constexpr std::uint64_t kMaxAsideBytes = 512u << 20;  // files kept beside the log, all together
constexpr std::uint64_t kMaxBatchNumber =
    1ull << 40;  // far beyond any kiosk, far below SQLite's integers

Outcome outcome(Outcome::Kind kind, std::string reason) {
  Outcome made;
  made.kind = kind;
  made.reason = std::move(reason);
  return made;
}

bool is_revoked_for(const DeviceRecord& device, wire::BatchNumber number) {
  return device.revoked && (!device.lost_at || number > *device.lost_at);
}

}  // namespace

Result<ParsedBatch> parse_batch(ByteView file) {
  ParsedBatch parsed;
  PARVIS_TRY(parsed.batch, wire::decode_batch(file));
  PARVIS_TRY(parsed.manifest, wire::check_batch(parsed.batch));
  if (parsed.manifest.number.value > kMaxBatchNumber)
    return fail(Errc::invalid, "batch: number too large");
  parsed.digest = wire::digest(parsed.batch.manifest);
  return parsed;
}

Status add_batch_leaf(IntakeStore& store, std::uint64_t leaf, const ParsedBatch& parsed,
                      ByteView file) {
  const wire::Manifest& manifest = parsed.manifest;
  PARVIS_TRY_VOID(store.add_leaf(leaf, parsed.digest));
  return store.add_batch({leaf, manifest.chain, manifest.number, manifest.previous, parsed.digest,
                          manifest.visits, wire::encode(parsed.batch.manifest), to_bytes(file)});
}

Status add_statement_leaf(IntakeStore& store, std::uint64_t leaf, ByteView statement) {
  PARVIS_TRY_VOID(store.add_leaf(leaf, crypto::blake2b(statement)));
  return store.add_statement(leaf, statement);
}

Result<Outcome> Group::place(ByteView file, Revoked revoked) {
  const auto parsed = parse_batch(file);
  if (!parsed) {
    return outcome(Outcome::Kind::invalid,
                   parsed.error().code == Errc::forged ? "damaged" : "not-a-batch");
  }
  const wire::Manifest& manifest = parsed->manifest;
  PARVIS_TRY(const auto device, store_.device(manifest.chain));
  if (!device || device->device != manifest.device) {
    return put_aside(*parsed, file, Outcome::Kind::quarantined, "unknown-device");
  }
  if (!wire::verify_manifest(parsed->batch.manifest, device->collection)) {
    return outcome(Outcome::Kind::invalid, "forged");
  }
  PARVIS_TRY(const auto standing, store_.link_at(manifest.chain, manifest.number));
  if (standing && standing->digest == parsed->digest) {
    Outcome again = outcome(Outcome::Kind::receipt, "");
    again.again = true;
    again.leaf = standing->leaf;
    return again;
  }
  if (revoked == Revoked::waits && is_revoked_for(*device, manifest.number)) {
    return put_aside(*parsed, file, Outcome::Kind::quarantined, "revoked");
  }
  PARVIS_TRY(const bool fits, fits_chain(*parsed));
  if (standing || !fits) {
    PARVIS_TRY_VOID(store_.flag_conflict(manifest.chain));
    return put_aside(*parsed, file, Outcome::Kind::conflict, standing ? "other-bytes" : "chain");
  }
  PARVIS_TRY_VOID(check_evidence(*parsed));
  Outcome accepted = outcome(Outcome::Kind::receipt, "");
  accepted.leaf = size_;
  PARVIS_TRY_VOID(append(*parsed, file));
  return accepted;
}

Result<Outcome> Group::put_aside(const ParsedBatch& parsed, ByteView file, Outcome::Kind kind,
                                 std::string reason) {
  PARVIS_TRY(const auto used, store_.aside_bytes());
  if (used + file.size() > kMaxAsideBytes)
    return outcome(Outcome::Kind::invalid, "quarantine-full");
  PARVIS_TRY_VOID(store_.add_aside({crypto::blake2b(file), reason, parsed.manifest.chain,
                                    parsed.manifest.number, seconds_of(now_), to_bytes(file)}));
  return outcome(kind, std::move(reason));
}

// Compare-and-swap against both neighbours; one that has not come yet is a gap, and is compared when it comes.
Result<bool> Group::fits_chain(const ParsedBatch& parsed) {
  const wire::Manifest& manifest = parsed.manifest;
  if (manifest.number.value > 1) {
    PARVIS_TRY(const auto before, store_.link_at(manifest.chain, {manifest.number.value - 1}));
    if (before && before->digest != manifest.previous) return false;
  }
  PARVIS_TRY(const auto after, store_.link_at(manifest.chain, {manifest.number.value + 1}));
  return !after || after->previous == parsed.digest;
}

Status Group::check_evidence(const ParsedBatch& parsed) {
  if (parsed.manifest.checkpoint.empty()) return {};
  const auto shown = tlog::verify_checkpoint(parsed.manifest.checkpoint, signer_.identity());
  if (!shown) return {};  // not signed by this log's keys: evidence for an auditor, not for us
  const tlog::Checkpoint& theirs = shown->checkpoint;
  if (theirs.size > size_before_) {
    contradiction_ = fmt::format("a kiosk holds a checkpoint of {} leaves, this log has {}",
                                 theirs.size, size_before_);
    return {};
  }
  PARVIS_TRY(const auto ours, tlog::root(theirs.size, store_));
  if (ours != theirs.root) {
    contradiction_ = fmt::format("a kiosk holds another root for {} leaves", theirs.size);
  }
  return {};
}

Status Group::append(const ParsedBatch& parsed, ByteView file) {
  PARVIS_TRY_VOID(add_batch_leaf(store_, size_, parsed, file));
  PARVIS_TRY(const bool waited, store_.has_aside(parsed.manifest.chain, parsed.manifest.number));
  if (waited) PARVIS_TRY_VOID(store_.remove_aside(crypto::blake2b(file)));
  ++size_;
  return {};
}

Status Group::say(ByteView statement) {
  PARVIS_TRY_VOID(add_statement_leaf(store_, size_, statement));
  ++size_;
  return {};
}

Status Group::sign() {
  if (size_ == size_before_) return {};
  PARVIS_TRY(const auto root, tlog::root(size_, store_));
  tlog::Note note{format(tlog::Checkpoint{signer_.origin, size_, root}), {}};
  tlog::sign(note, signer_.origin, signer_.receipt);
  tlog::cosign(note, signer_.witness_name, signer_.witness, now_);
  return store_.add_checkpoint(size_, format(note));
}

}  // namespace parvis::hub
