#include "sync/hub/desk/public_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/desk/keys.h"
#include "sync/hub/desk/results.h"
#include "sync/hub/desk/root.h"

namespace parvis::hub {
namespace {

constexpr unsigned kForAll = 0644;

Status copy_if_there(const Path& from, const Path& to) {
  const auto bytes = read_file(from, 8u << 20);
  if (!bytes && bytes.error().code == Errc::not_found) return {};
  if (!bytes) return tl::unexpected(bytes.error());
  return write_file(to, *bytes, Existing::replace, kForAll);
}

// Never over other bytes: who has read them must find them again.
Status put_once(const Path& file, ByteView bytes, std::uint64_t& fresh) {
  const auto there = read_file(file, wire::kMaxSignedBytes);
  if (there && std::ranges::equal(*there, bytes)) return {};
  if (there) {
    return fail(
        Errc::conflict,
        fmt::format(
            "{} was published with other bytes: this is not the log that was "
            "published there. After a restart publish to a new directory; otherwise run audit, "
            "and keep both",
            file.string()));
  }
  if (there.error().code != Errc::not_found) return tl::unexpected(there.error());
  fresh += 1;
  return write_file(file, bytes, Existing::keep, kForAll);
}

Status put_leaves(IntakeStore& log, const Path& directory, PublicLogReport& report) {
  PARVIS_TRY(report.leaves, log.size());
  for (std::uint64_t leaf = 0; leaf < report.leaves; ++leaf) {
    const std::string name = fmt::format("{:08}", leaf);
    PARVIS_TRY(const auto statement, log.statement(leaf));
    if (statement) {
      PARVIS_TRY_VOID(put_once(directory / (name + ".statement"), *statement, report.fresh));
      continue;
    }
    PARVIS_TRY(const auto manifest, log.manifest(leaf));
    if (!manifest) return fail(Errc::corrupt, fmt::format("leaf {} has no batch: run audit", leaf));
    PARVIS_TRY_VOID(put_once(directory / (name + ".manifest"), *manifest, report.fresh));
  }
  return {};
}

Status put_checkpoints(IntakeStore& log, const Path& directory, PublicLogReport& report) {
  std::uint64_t ignored = 0;
  return log.each_checkpoint([&](const IntakeStore::StoredCheckpoint& stored) -> Status {
    if (stored.size > report.leaves) return {};  // signed since we began
    report.checkpoints += 1;
    // Two origins may have the same size: the digest keeps their names apart.
    const std::string digest = crypto::to_hex(crypto::blake2b(as_bytes(stored.note)).view());
    return put_once(directory / fmt::format("{:08}-{}.note", stored.size, digest.substr(0, 8)),
                    as_bytes(stored.note), ignored);
  });
}

std::string sum_text(const tlog::Checkpoint& opened, const ClosingSum& sum, UtcTime now) {
  std::string text =
      fmt::format("parvis/sum/v1\n{}manifests {}\n", tlog::format(opened), sum.manifests);
  for (std::size_t i = 0; i < kStandings; ++i) {
    text += fmt::format("{} {}\n", to_string(static_cast<Standing>(i)), sum.standings[i]);
  }
  return text + fmt::format("time {}\n", seconds_of(now));
}

Result<std::string> signed_sum(const HubDirectory& hub, Intake& intake, const ClosingSum& sum,
                               std::uint64_t opened, UtcTime now) {
  PARVIS_TRY(const auto key,
             read_signing_key(key_file(hub.desk_keys(), wire::Purpose::desk), wire::Purpose::desk));
  tlog::Checkpoint head{intake.origin(), opened, {}};
  PARVIS_TRY(head.root, tlog::root(opened, intake.store()));
  tlog::Note note{sum_text(head, sum, now), {}};
  tlog::sign(note, desk_name(intake.origin()), key);
  return tlog::format(note);
}

}  // namespace

Result<std::uint64_t> opened_up_to(Intake& intake, DeskStore& store) {
  PARVIS_TRY(const std::uint64_t size, intake.size());
  std::optional<std::uint64_t> missing;
  PARVIS_TRY_VOID(intake.each_batch(0, [&](const LoggedBatch& logged) -> Status {
    if (missing || logged.leaf >= size) return {};
    PARVIS_TRY(const bool here, store.has_batch(logged.leaf));
    if (!here) missing = logged.leaf;
    return {};
  }));
  return missing.value_or(size);
}

Result<PublicLogReport> publish_log(const HubDirectory& hub, const Path& target, UtcTime now) {
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  PARVIS_TRY(auto store, DeskStore::open(hub.desk_db()));
  for (const char* part : {"leaves", "checkpoints"}) {
    PARVIS_TRY_VOID(make_directories(target / part));
  }
  PublicLogReport report;
  PARVIS_TRY_VOID(put_leaves(intake.store(), target / "leaves", report));
  PARVIS_TRY_VOID(put_checkpoints(intake.store(), target / "checkpoints", report));
  // The sum first, then how far it reaches: nothing is opened in between, the desk being one program at a time.
  PARVIS_TRY(const ClosingSum sum, closing_sum(store));
  PARVIS_TRY(const auto opened, opened_up_to(intake, store));
  report.opened = std::min(opened, report.leaves);
  // After a restart the sum waits until all that was opened stands in the log again.
  PARVIS_TRY(const auto opened_batches, store.batches());
  const bool waits = !opened_batches.empty() && opened_batches.back().leaf >= kEarlierLog;
  if (sum.batches > 0 && !waits) {
    PARVIS_TRY(const auto note, signed_sum(hub, intake, sum, report.opened, now));
    PARVIS_TRY_VOID(write_file(target / "sum.note", as_bytes(note), Existing::replace, kForAll));
  }
  PARVIS_TRY_VOID(copy_if_there(hub.kept_note(), target / "kept.note"));
  PARVIS_TRY_VOID(copy_if_there(hub.authority_public(), target / "authority.pub"));
  PARVIS_TRY_VOID(copy_if_there(hub.root_document(), target / "root.signed"));
  return report;
}

}  // namespace parvis::hub
