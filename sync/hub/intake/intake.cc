#include "sync/hub/intake/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace parvis::hub {
namespace {

constexpr std::uint64_t kMaxAsideBytes = 512u << 20;  // files kept beside the log, all together
constexpr std::uint64_t kMaxBatchNumber =
    1ull << 40;  // far beyond any kiosk, far below SQLite's integers
constexpr std::size_t kMaxGapsListed = 100;
constexpr std::size_t kMaxStatementBytes = 4096;

// A file whose own claims agree with each other: count and root are those of its boxes.
struct Parsed {
  wire::Batch batch;
  wire::Manifest manifest;
  crypto::Digest digest;  // of the signed manifest
};

Result<Parsed> parse(ByteView bytes) {
  Parsed parsed;
  PARVIS_TRY(parsed.batch, wire::decode_batch(bytes));
  PARVIS_TRY(parsed.manifest, wire::check_batch(parsed.batch));
  if (parsed.manifest.number.value > kMaxBatchNumber)
    return fail(Errc::invalid, "batch: number too large");
  parsed.digest = wire::digest(parsed.batch.manifest);
  return parsed;
}

Outcome outcome(Outcome::Kind kind, std::string reason) {
  Outcome made;
  made.kind = kind;
  made.reason = std::move(reason);
  return made;
}

bool is_revoked_for(const DeviceRecord& device, wire::BatchNumber number) {
  return device.revoked && (!device.lost_at || number > *device.lost_at);
}

// One group inside its transaction.
class Group {
 public:
  Group(IntakeStore& store, const LogSigner& signer, UtcTime now, std::uint64_t size)
      : store_(store), signer_(signer), now_(now), size_before_(size), size_(size) {}

  // Whether a batch of a revoked device that came too late waits for people, or they have let it in.
  enum class Revoked { waits, let_in };
  Result<Outcome> place(ByteView file, Revoked revoked = Revoked::waits);
  Status say(ByteView statement);
  // Signs the log as it is now, when the group added anything.
  Status sign();
  // Set when a manifest shows that this log was signed further, or otherwise, than it stands here.
  [[nodiscard]] const std::string& contradiction() const { return contradiction_; }

 private:
  Result<Outcome> put_aside(const Parsed& parsed, ByteView file, Outcome::Kind kind,
                            std::string reason);
  Result<bool> fits_chain(const Parsed& parsed);
  Status check_evidence(const Parsed& parsed);
  Status append(const Parsed& parsed, ByteView file);

  IntakeStore& store_;
  const LogSigner& signer_;
  UtcTime now_;
  std::uint64_t size_before_;
  std::uint64_t size_;
  std::string contradiction_;
};

Result<Outcome> Group::place(ByteView file, Revoked revoked) {
  const auto parsed = parse(file);
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

Result<Outcome> Group::put_aside(const Parsed& parsed, ByteView file, Outcome::Kind kind,
                                 std::string reason) {
  PARVIS_TRY(const auto used, store_.aside_bytes());
  if (used + file.size() > kMaxAsideBytes)
    return outcome(Outcome::Kind::invalid, "quarantine-full");
  PARVIS_TRY_VOID(store_.add_aside({crypto::blake2b(file), reason, parsed.manifest.chain,
                                    parsed.manifest.number, seconds_of(now_), to_bytes(file)}));
  return outcome(kind, std::move(reason));
}

// Compare-and-swap against both neighbours; one that has not come yet is a gap, and is compared when it comes.
Result<bool> Group::fits_chain(const Parsed& parsed) {
  const wire::Manifest& manifest = parsed.manifest;
  if (manifest.number.value > 1) {
    PARVIS_TRY(const auto before, store_.link_at(manifest.chain, {manifest.number.value - 1}));
    if (before && before->digest != manifest.previous) return false;
  }
  PARVIS_TRY(const auto after, store_.link_at(manifest.chain, {manifest.number.value + 1}));
  return !after || after->previous == parsed.digest;
}

Status Group::check_evidence(const Parsed& parsed) {
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

Status Group::append(const Parsed& parsed, ByteView file) {
  const wire::Manifest& manifest = parsed.manifest;
  PARVIS_TRY_VOID(store_.add_leaf(size_, parsed.digest));
  PARVIS_TRY_VOID(
      store_.add_batch({size_, manifest.chain, manifest.number, manifest.previous, parsed.digest,
                        manifest.visits, wire::encode(parsed.batch.manifest), to_bytes(file)}));
  PARVIS_TRY(const bool waited, store_.has_aside(manifest.chain, manifest.number));
  if (waited) PARVIS_TRY_VOID(store_.remove_aside(crypto::blake2b(file)));
  ++size_;
  return {};
}

Status Group::say(ByteView statement) {
  PARVIS_TRY_VOID(store_.add_leaf(size_, crypto::blake2b(statement)));
  PARVIS_TRY_VOID(store_.add_statement(size_, statement));
  ++size_;
  return {};
}

Status sign_head(IntakeStore& store, const LogSigner& signer, UtcTime now, std::uint64_t size) {
  PARVIS_TRY(const auto root, tlog::root(size, store));
  tlog::Note note{format(tlog::Checkpoint{signer.origin, size, root}), {}};
  tlog::sign(note, signer.origin, signer.receipt);
  tlog::cosign(note, signer.witness_name, signer.witness, now);
  return store.add_checkpoint(size, format(note));
}

Status Group::sign() {
  if (size_ == size_before_) return {};
  return sign_head(store_, signer_, now_, size_);
}

// The same bytes whenever they are asked for: the checkpoint is the one signed when the leaf was committed.
Result<tlog::LogProof> receipt_of(IntakeStore& store, std::uint64_t leaf) {
  PARVIS_TRY(const auto origin, store.setting("origin"));
  PARVIS_TRY(const auto checkpoint, store.checkpoint_from(leaf + 1, origin));
  if (!checkpoint) return fail(Errc::corrupt, fmt::format("leaf {} has no checkpoint", leaf));
  tlog::LogProof receipt;
  receipt.index = leaf;
  PARVIS_TRY(receipt.inclusion, tlog::inclusion_proof(leaf, checkpoint->size, store));
  receipt.checkpoint = checkpoint->note;
  return receipt;
}

// Whether this log may be signed by `signer` now.
Status may_sign(IntakeStore& store, const LogSigner& signer) {
  PARVIS_TRY(const auto origin, store.setting("origin"));
  if (origin != signer.origin) {
    return fail(Errc::busy,
                fmt::format("the log was restarted as {}: start this program again", origin));
  }
  PARVIS_TRY(const auto why, store.setting("recovery"));
  if (!why.empty()) return fail(Errc::busy, "the log is in recovery: " + why);
  return {};
}

// A lost leaf, put back. That it is the right one, the roots say.
Status put_back(IntakeStore& store, std::uint64_t leaf, ByteView body) {
  const auto parsed = parse(body);
  if (!parsed) {
    PARVIS_TRY_VOID(store.add_leaf(leaf, crypto::blake2b(body)));
    return store.add_statement(leaf, body);
  }
  const wire::Manifest& manifest = parsed->manifest;
  PARVIS_TRY_VOID(store.add_leaf(leaf, parsed->digest));
  return store.add_batch({leaf, manifest.chain, manifest.number, manifest.previous, parsed->digest,
                          manifest.visits, wire::encode(parsed->batch.manifest), to_bytes(body)});
}

DeviceState state_of(const DeviceRecord& device) {
  if (device.revoked) return DeviceState::revoked;
  return device.conflicted ? DeviceState::conflicted : DeviceState::active;
}

}  // namespace

tlog::LogIdentity LogSigner::identity() const {
  tlog::LogIdentity all = certified;
  all.origin = origin;
  const auto add = [](std::vector<tlog::NoteKey>& keys, tlog::NoteKey key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  };
  add(all.log, {origin, tlog::SignatureType::ed25519, receipt.verify_key()});
  add(all.witnesses, {witness_name, tlog::SignatureType::cosignature, witness.verify_key()});
  return all;
}

std::string_view to_string(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::receipt:
      return "receipt";
    case Outcome::Kind::conflict:
      return "conflict";
    case Outcome::Kind::quarantined:
      return "quarantined";
    case Outcome::Kind::invalid:
      return "invalid";
  }
  return "invalid";
}

std::string_view to_string(DeviceState state) {
  switch (state) {
    case DeviceState::active:
      return "active";
    case DeviceState::revoked:
      return "revoked";
    case DeviceState::conflicted:
      return "conflicted";
  }
  return "active";
}

Result<Intake> Intake::create(const Path& file, std::string_view origin) {
  PARVIS_TRY(auto store, IntakeStore::open(file, sqlite::Access::create));
  PARVIS_TRY(const auto standing, store.setting("origin"));
  if (standing.empty()) {
    PARVIS_TRY_VOID(store.set_setting("origin", origin));
  } else if (standing != origin) {
    return fail(Errc::conflict, fmt::format("{} is the log of {}", file.string(), standing));
  }
  return Intake(std::move(store), std::string(origin));
}

Result<Intake> Intake::open(const Path& file, sqlite::Access access) {
  PARVIS_TRY(auto store, IntakeStore::open(file, access));
  PARVIS_TRY(auto origin, store.setting("origin"));
  if (origin.empty()) return fail(Errc::corrupt, file.string() + ": the log has no origin");
  return Intake(std::move(store), std::move(origin));
}

Status Intake::install_root(const wire::RootDocument& root) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto stored, store_.setting("root-number"));
  const std::string number =
      fmt::format("{:020}", root.number);  // so that text compares as numbers do
  if (!stored.empty() && number <= stored) return {};
  wire::RootDocument everyone = root;  // revoked devices too: they stay known
  everyone.revocations.clear();
  std::set<crypto::KeyId> seen;
  for (const auto& certificate : wire::certificates_of(everyone, wire::Purpose::device)) {
    if (!certificate.device || !certificate.chain || !certificate.transport) continue;
    DeviceRecord device{*certificate.chain,
                        *certificate.device,
                        certificate.name,
                        certificate.key,
                        *certificate.transport,
                        false,
                        false,
                        std::nullopt};
    const auto revocation = std::ranges::find(root.revocations, crypto::key_id(certificate.key),
                                              &wire::Revocation::key);
    if (revocation != root.revocations.end()) {
      device.revoked = true;
      // Newest first. The number is one of the newest chain: those that the same key had before have ended.
      if (seen.insert(revocation->key).second) device.lost_at = revocation->lost_at_batch;
    }
    PARVIS_TRY_VOID(store_.put_device(device));
  }
  PARVIS_TRY_VOID(store_.set_setting("root-number", number));
  return transaction.commit();
}

Result<DeviceRecord> Intake::device_of_transport(const crypto::VerifyKey& transport) {
  PARVIS_TRY(auto devices, store_.devices());
  const auto found = std::ranges::find(devices, transport, &DeviceRecord::transport);
  if (found == devices.end()) return fail(Errc::not_found, "no device has this transport key");
  return *found;
}

Result<std::vector<DeviceReport>> Intake::devices() {
  PARVIS_TRY(const auto devices, store_.devices());
  std::vector<DeviceReport> reports;
  for (const auto& device : devices) {
    PARVIS_TRY(const auto chain, store_.chain_summary(device.chain));
    PARVIS_TRY(const auto gaps, store_.gaps(device.chain, chain.highest, kMaxGapsListed));
    DeviceReport report{device.name,   device.device, device.chain,    state_of(device),
                        chain.batches, chain.visits,  {chain.highest}, {},
                        chain.aside};
    for (const auto number : gaps) report.gaps.push_back({number});
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<std::vector<Outcome>> Intake::receive(std::span<const ByteView> files,
                                             const LogSigner& signer, UtcTime now) {
  PARVIS_CHECK(signer.origin == origin_);
  std::vector<Outcome> outcomes;
  {
    PARVIS_TRY(auto transaction, store_.begin());
    PARVIS_TRY_VOID(may_sign(store_, signer));
    PARVIS_TRY(const auto size_before, store_.size());
    Group group(store_, signer, now, size_before);
    for (const ByteView file : files) {
      PARVIS_TRY(auto placed, group.place(file));
      outcomes.push_back(std::move(placed));
    }
    if (!group.contradiction().empty()) {
      const std::string& found = group.contradiction();
      { const auto rolled_back = std::move(transaction); }
      PARVIS_TRY_VOID(enter_recovery(found));
      return fail(Errc::busy, "the log is in recovery: " + found);
    }
    PARVIS_TRY_VOID(group.sign());
    PARVIS_TRY_VOID(transaction.commit());
  }
  // Signatures are released only now that the leaves are durable.
  for (auto& made : outcomes) {
    if (made.kind != Outcome::Kind::receipt) continue;
    PARVIS_TRY(made.receipt, receipt_of(store_, made.leaf));
  }
  return outcomes;
}

Result<Outcome> Intake::accept_aside(const crypto::Digest& file, ByteView statement,
                                     const LogSigner& signer, UtcTime now) {
  PARVIS_CHECK(signer.origin == origin_);
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto why, recovery());
  if (!why.empty()) return fail(Errc::busy, "the log is in recovery: " + why);
  PARVIS_TRY(const auto bytes, store_.aside(file));
  if (!bytes) return fail(Errc::not_found, "no such file is kept aside");
  PARVIS_TRY(const auto size_before, store_.size());
  Group group(store_, signer, now, size_before);
  PARVIS_TRY_VOID(group.say(statement));
  PARVIS_TRY(Outcome placed, group.place(*bytes, Group::Revoked::let_in));
  if (placed.kind == Outcome::Kind::conflict || placed.again) {
    return fail(Errc::conflict, "a batch stands at its number already, or its chain does not fit");
  }
  if (placed.kind != Outcome::Kind::receipt) {
    return fail(Errc::denied, "its kiosk is not known here: enrol it first");
  }
  if (!group.contradiction().empty()) {
    const std::string& found = group.contradiction();
    { const auto rolled_back = std::move(transaction); }
    PARVIS_TRY_VOID(enter_recovery(found));
    return fail(Errc::busy, "the log is in recovery: " + found);
  }
  PARVIS_TRY_VOID(store_.remove_aside(file));
  PARVIS_TRY_VOID(group.sign());
  PARVIS_TRY_VOID(transaction.commit());
  PARVIS_TRY(placed.receipt, receipt_of(store_, placed.leaf));
  return placed;
}

Result<std::uint64_t> Intake::append_statement(ByteView statement, const LogSigner& signer,
                                               UtcTime now) {
  PARVIS_CHECK(signer.origin == origin_);
  if (statement.empty() || statement.size() > kMaxStatementBytes) {
    return fail(Errc::invalid, "statement: empty or too long");
  }
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY_VOID(may_sign(store_, signer));
  PARVIS_TRY(const auto leaf, store_.size());
  PARVIS_TRY_VOID(store_.add_leaf(leaf, crypto::blake2b(statement)));
  PARVIS_TRY_VOID(store_.add_statement(leaf, statement));
  PARVIS_TRY_VOID(sign_head(store_, signer, now, leaf + 1));
  PARVIS_TRY_VOID(transaction.commit());
  return leaf;
}

Result<Bytes> Intake::newest_statement(std::string_view kind) {
  PARVIS_TRY(auto found, store_.newest_statement(kind));
  if (!found) return fail(Errc::not_found, fmt::format("no statement of '{}'", kind));
  return std::move(*found);
}

Status Intake::remove_box(std::uint64_t leaf, const wire::VisitId& visit) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto withdrawn, store_.withdrawn(leaf));
  if (std::ranges::find(withdrawn, visit, &IntakeStore::WithdrawnBox::visit) != withdrawn.end())
    return {};
  PARVIS_TRY(const auto stored, store_.batch(leaf));
  if (!stored) return fail(Errc::not_found, fmt::format("leaf {} is no batch", leaf));
  PARVIS_TRY(auto batch, wire::decode_batch(stored->bytes));
  const auto box = std::ranges::find(batch.visits, visit, &wire::SealedVisit::id);
  if (box == batch.visits.end()) return fail(Errc::not_found, "the batch has no such visit");
  PARVIS_TRY_VOID(store_.add_withdrawn(leaf, visit, wire::digest(*box)));
  batch.visits.erase(box);
  PARVIS_TRY_VOID(store_.replace_bytes(leaf, wire::encode(batch)));
  return transaction.commit();
}

Result<std::uint64_t> Intake::size() { return store_.size(); }

Result<tlog::Checkpoint> Intake::head() {
  PARVIS_TRY(const auto size, store_.size());
  PARVIS_TRY(const auto root, tlog::root(size, store_));
  return tlog::Checkpoint{origin_, size, root};
}

Result<std::string> Intake::checkpoint() {
  PARVIS_TRY(auto newest, store_.newest_checkpoint(origin_));
  if (!newest) return fail(Errc::not_found, "the log is empty");
  return std::move(newest->note);
}

Result<tlog::Consistency> Intake::consistency(std::uint64_t from, std::uint64_t to) {
  PARVIS_TRY(const auto size, store_.size());
  if (from > to || to > size) return fail(Errc::invalid, "consistency: no such sizes");
  tlog::Consistency consistency{from, to, {}};
  PARVIS_TRY(consistency.proof, tlog::consistency_proof(from, to, store_));
  return consistency;
}

Result<tlog::LogProof> Intake::receipt(std::uint64_t leaf) {
  PARVIS_TRY(const auto size, store_.size());
  if (leaf >= size) return fail(Errc::not_found, fmt::format("there is no leaf {}", leaf));
  return receipt_of(store_, leaf);
}

Status Intake::each_batch(std::uint64_t from,
                          const std::function<Status(const LoggedBatch&)>& take) {
  for (;;) {
    PARVIS_TRY(auto next, store_.next_batch(from));
    if (!next) return {};
    LoggedBatch batch{next->leaf, {}, std::move(next->bytes), {}};
    PARVIS_TRY(const auto withdrawn, store_.withdrawn(next->leaf));
    for (const auto& box : withdrawn) batch.withdrawn.push_back({box.visit, box.box});
    PARVIS_TRY(batch.manifest, wire::decode_signed(next->manifest));
    PARVIS_TRY_VOID(take(batch));
    from = next->leaf + 1;
  }
}

Result<std::vector<Intake::KeptFile>> Intake::kept_aside() {
  PARVIS_TRY(auto asides, store_.asides());
  std::vector<KeptFile> files;
  for (auto& aside : asides) {
    PARVIS_TRY(const auto received, utc_from_seconds(aside.received));
    files.push_back({aside.file, std::move(aside.reason), received, std::move(aside.bytes)});
  }
  return files;
}

Status Intake::enter_recovery(std::string_view why) { return store_.set_setting("recovery", why); }

Result<std::string> Intake::recovery() { return store_.setting("recovery"); }

Status Intake::go_on_with(std::span<const Bytes> leaves,
                          std::span<const tlog::VerifiedCheckpoint> signed_heads) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto before, store_.size());
  std::uint64_t size = before;
  for (const Bytes& body : leaves) PARVIS_TRY_VOID(put_back(store_, size++, body));
  for (const auto& [checkpoint, note, cosigned] : signed_heads) {
    if (checkpoint.origin != origin_ || checkpoint.size > size) {
      return fail(Errc::conflict,
                  fmt::format("this log has {} leaves, {} were signed", size, checkpoint.size));
    }
    PARVIS_TRY(const auto root, tlog::root(checkpoint.size, store_));
    if (root != checkpoint.root) {
      return fail(Errc::conflict,
                  fmt::format("another root was signed for {} leaves", checkpoint.size));
    }
    PARVIS_TRY(const auto stored, store_.checkpoint_from(checkpoint.size, origin_));
    const bool here = stored && stored->size == checkpoint.size;
    if (!here && checkpoint.size > before)
      PARVIS_TRY_VOID(store_.add_checkpoint(checkpoint.size, note));
  }
  PARVIS_TRY_VOID(store_.set_setting("recovery", ""));
  return transaction.commit();
}

Status Intake::restart(const LogSigner& signer, UtcTime now) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto why, recovery());
  if (why.empty()) return fail(Errc::conflict, "the log is not in recovery: it needs no restart");
  PARVIS_TRY(const auto last, head());
  const std::string statement = fmt::format("parvis/restart/v1\n{}", tlog::format(last));
  PARVIS_TRY_VOID(store_.set_setting("origin", signer.origin));
  PARVIS_TRY_VOID(store_.set_setting("recovery", ""));
  PARVIS_TRY_VOID(store_.add_leaf(last.size, crypto::blake2b(as_bytes(statement))));
  PARVIS_TRY_VOID(store_.add_statement(last.size, as_bytes(statement)));
  PARVIS_TRY_VOID(sign_head(store_, signer, now, last.size + 1));
  PARVIS_TRY_VOID(transaction.commit());
  origin_ = signer.origin;
  return {};
}

}  // namespace parvis::hub
