#include "sync/ledger/freeze.h"

#include <algorithm>

#include "hardware/platform/log.h"

namespace parvis::ledger {
namespace {

constexpr std::size_t kLongestCheckpoint = 4096;  // bytes, what a manifest can carry
constexpr wire::VisitId kFirstId{};
wire::VisitId last_id() {
  wire::VisitId id;
  id.bytes.fill(0xff);
  return id;
}

// Everything but number, links, count and root, which differ from batch to batch.
wire::Manifest manifest_of(const std::vector<SessionContents>& group, const wire::ChainId& chain) {
  const wire::SealContext& seal = group.front().facts.seal;
  wire::Manifest manifest;
  manifest.chain = chain;
  manifest.device = seal.device;
  manifest.pack = seal.pack;
  for (const wire::Recipient& recipient : seal.recipients)
    manifest.recipients.push_back(recipient.id);
  for (const SessionContents& session : group) {
    manifest.sessions.push_back(
        {session.id, session.facts.place, session.facts.day, *session.sheet});
  }
  return manifest;
}

crypto::Digest root_of(std::span<const wire::SealedVisit> visits) {
  std::vector<wire::VisitLeaf> leaves;
  for (const wire::SealedVisit& visit : visits) leaves.push_back({visit.id, wire::digest(visit)});
  return wire::visits_root(leaves);
}

// Cuts the visits, and links and signs one manifest after the other. `manifest` says all that they
// have in common, and is the first's.
Result<std::vector<Planned>> sign_batches(wire::Manifest manifest,
                                          std::span<const wire::SealedVisit> visits,
                                          const crypto::SigningKey& key) {
  PARVIS_TRY(const wire::Signed model, wire::sign(manifest, key));
  constexpr std::size_t kFraming = 128;  // bytes: signature, lengths, and numbers that grow
  std::vector<std::size_t> sizes;
  sizes.reserve(visits.size());
  for (const wire::SealedVisit& visit : visits) sizes.push_back(wire::encode(visit).size());

  std::vector<Planned> batches;
  for (const std::size_t count : cut(sizes, model.bytes.size() + kFraming)) {
    const auto mine = visits.first(count);
    visits = visits.subspan(count);
    manifest.visits = static_cast<std::uint32_t>(count);
    manifest.root = root_of(mine);
    PARVIS_TRY(wire::Signed document, wire::sign(manifest, key));
    manifest.previous = wire::digest(document);
    manifest.abandoned = {};
    const wire::VisitId first = count == 0 ? kFirstId : mine.front().id;
    const wire::VisitId last = count == 0 ? kFirstId : mine.back().id;
    batches.push_back(
        {manifest.chain, manifest.number, std::move(document), first, last, manifest.visits});
    ++manifest.number.value;
  }
  return batches;
}

}  // namespace

Result<std::vector<SessionContents>> Freezer::closed_sessions(FreezeReport& report) {
  PARVIS_TRY(const auto files, list_files(shared_.sessions, ".db"));
  std::vector<SessionContents> closed;
  for (const Path& path : files) {
    const auto id = session_id_of(path);
    if (!id || (shared_.held != nullptr && shared_.held->id == *id)) continue;
    PARVIS_TRY(const bool planned, chain_.is_planned(*id));
    if (planned) continue;
    auto file = SessionFile::open(path, sqlite::Access::existing);
    auto contents =
        file ? file->read(*id, shared_.options.collection) : tl::unexpected(file.error());
    if (!contents) {
      log_error("session {}: {}", path.filename().string(), contents.error().message());
      report.refused.push_back(*id);
    } else if (contents->sheet) {
      closed.push_back(std::move(*contents));
    }
  }
  return closed;
}

Status Freezer::plan(UtcTime now, const crypto::SigningKey& key, const FreezeRules& rules,
                     FreezeReport& report) {
  PARVIS_TRY(auto closed, closed_sessions(report));
  for (const SessionContents& session : closed) report.waiting.push_back(session.id);
  for (const auto& group : group_sessions(std::move(closed), now, rules)) {
    PARVIS_TRY_VOID(plan_group(group, key, report));
    for (const SessionContents& session : group) std::erase(report.waiting, session.id);
  }
  return {};
}

Result<std::vector<wire::SealedVisit>> Freezer::boxes(const SessionContents& session,
                                                      const wire::VisitId& first,
                                                      const wire::VisitId& last,
                                                      std::uint32_t& damaged) {
  PARVIS_TRY(auto file, SessionFile::open(session_path(shared_.sessions, session.id),
                                          sqlite::Access::existing));
  std::vector<wire::SealedVisit> found;
  for (const wire::VisitLeaf& leaf : session.leaves) {
    if (leaf.id < first || leaf.id > last) continue;
    const auto bytes = file.box(leaf.id);
    if (!bytes && bytes.error().code == Errc::io) return tl::unexpected(bytes.error());
    auto box = bytes ? wire::decode_sealed_visit(*bytes) : tl::unexpected(bytes.error());
    if (box && box->id == leaf.id && wire::digest(*box) == leaf.digest) {
      found.push_back(std::move(*box));
    } else {
      ++damaged;
    }
  }
  return found;
}

Status Freezer::plan_group(const std::vector<SessionContents>& group, const crypto::SigningKey& key,
                           FreezeReport& report) {
  std::vector<wire::SealedVisit> visits;
  for (const SessionContents& session : group) {
    PARVIS_TRY(auto found, boxes(session, kFirstId, last_id(), report.damaged_visits));
    std::ranges::move(found, std::back_inserter(visits));
  }
  std::ranges::sort(visits, {}, &wire::SealedVisit::id);

  wire::Manifest manifest = manifest_of(group, shared_.options.chain);
  PARVIS_TRY(const auto checkpoint, chain_.checkpoint());
  // Evidence against the hub, and no reason to hold visits back when its note is too long to carry.
  if (checkpoint && checkpoint->note.size() <= kLongestCheckpoint) {
    manifest.checkpoint = checkpoint->note;
  }
  PARVIS_TRY(const Chain::Next next, chain_.next(manifest.chain));
  manifest.number = next.number;
  manifest.previous = next.previous;
  manifest.abandoned = next.abandoned;
  PARVIS_TRY(const auto batches, sign_batches(std::move(manifest), visits, key));
  for (const Planned& batch : batches) report.batches.push_back(batch.number);
  std::vector<wire::SessionId> sessions;
  sessions.reserve(group.size());
  for (const SessionContents& session : group) sessions.push_back(session.id);
  return shared_.reserve.writing([&] { return chain_.plan(batches, sessions); });
}

Status Freezer::write(const Planned& planned) {
  PARVIS_TRY(const auto sources, chain_.sources(planned));
  wire::Batch batch;
  batch.manifest = planned.manifest;
  for (const wire::SessionId& id : sources) {
    const Path path = session_path(shared_.sessions, id);
    SessionContents contents;
    {
      PARVIS_TRY(auto file, SessionFile::open(path, sqlite::Access::existing));
      PARVIS_TRY(contents, file.read(id, shared_.options.collection));
    }
    std::uint32_t damaged = 0;
    if (planned.visits == 0) continue;
    PARVIS_TRY(auto found, boxes(contents, planned.first, planned.last, damaged));
    std::ranges::move(found, std::back_inserter(batch.visits));
  }
  std::ranges::sort(batch.visits, {}, &wire::SealedVisit::id);
  const auto checked = wire::check_batch(batch);
  if (!checked)
    return fail(Errc::corrupt, "session file changed since it was cut: " + checked.error().context);
  const Path target = batch_path(shared_.options.outbox, planned.chain, planned.number);
  return shared_.reserve.writing([&]() -> Status {
    PARVIS_TRY_VOID(write_file(target, wire::encode(batch)));
    return chain_.in_outbox({planned});
  });
}

Status Freezer::finish() {
  Status first;
  PARVIS_TRY(const auto planned, chain_.planned());
  for (const Planned& batch : planned) {
    auto written = write(batch);
    if (written) continue;
    log_error("batch {}: {}", batch.number.value, written.error().message());
    if (first) first = wrap(std::move(written).error(), "freeze");
  }
  auto removed = remove_left();
  return first ? removed : first;
}

Status Freezer::remove_left() {
  PARVIS_TRY(const auto files, list_files(shared_.sessions, ".db"));
  for (const Path& path : files) {
    const auto id = session_id_of(path);
    if (!id) continue;
    PARVIS_TRY(const bool left, chain_.has_left(*id));
    if (left) PARVIS_TRY_VOID(remove_session_file(path));
  }
  return {};
}

}  // namespace parvis::ledger
