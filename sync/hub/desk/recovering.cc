#include "sync/hub/desk/recovering.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "sync/hub/desk/enrolment.h"
#include "sync/hub/desk/store.h"
#include "sync/transfer/log_keys.h"

namespace parvis::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 1'000'000;

struct Pieces {
  std::vector<Path> batches, notes, manifests, statements;
  std::map<std::string, Path> receipts;  // by the batch's name
};

Result<Pieces> find_pieces(const Path& directory) {
  Pieces pieces;
  std::size_t files = 0;
  std::error_code error;
  fs::recursive_directory_iterator entries(directory, error);
  if (error) return fail_errno(directory.string(), error.value());
  for (; entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (++files > kMaxFiles) return fail(Errc::invalid, "more files than any kiosk or log has");
    std::error_code ignored;
    if (entries->is_symlink(ignored) || !entries->is_regular_file(ignored)) continue;
    const Path& file = entries->path();
    const std::string kind = file.extension().string();
    if (kind == ".batch") pieces.batches.push_back(file);
    if (kind == ".note") pieces.notes.push_back(file);
    if (kind == ".manifest") pieces.manifests.push_back(file);
    if (kind == ".statement") pieces.statements.push_back(file);
    if (kind == ".receipt") pieces.receipts.emplace(file.stem().string(), file);
  }
  // Here, since an iterator that has failed stands at the end.
  if (error) return fail_errno(directory.string(), error.value());
  return pieces;
}

// leaves/<index>.manifest
Result<std::uint64_t> index_of(const Path& file) {
  const std::string digits = file.stem().string();
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc{} || end != digits.data() + digits.size())
    return fail(Errc::invalid, "its name is no leaf's number");
  return index;
}

class Gatherer {
 public:
  Gatherer(Recovery& recovery, const tlog::LogIdentity& log) : recovery_(recovery), log_(log) {}

  // An error only for what our own disk does.
  Result<Gathered> run(const Pieces& pieces) {
    for (const Path& file : pieces.batches) {
      PARVIS_TRY_VOID(note(file, take_batch(file, pieces), gathered_.batches));
    }
    for (const Path& file : pieces.notes) {
      const auto bytes = read_file(file, tlog::kMaxNoteBytes);
      // Kept notes and sums are notes too, and nothing to us.
      if (!bytes || !is_checkpoint(as_text(*bytes))) continue;
      PARVIS_TRY_VOID(note(file, recovery_.take_note(as_text(*bytes), log_), gathered_.notes));
    }
    for (const Path& file : pieces.manifests) {
      PARVIS_TRY_VOID(note(file, take_manifest(file), gathered_.leaves));
    }
    for (const Path& file : pieces.statements) {
      PARVIS_TRY_VOID(note(file, take_statement(file), gathered_.leaves));
    }
    return std::move(gathered_);
  }

 private:
  static bool is_checkpoint(std::string_view text) {
    const auto parsed = tlog::parse_note(text);
    return parsed && tlog::parse_checkpoint(parsed->text);
  }

  Status note(const Path& file, const Status& taken, std::uint64_t& count) {
    if (taken) {
      count += 1;
    } else if (taken.error().code == Errc::io || taken.error().code == Errc::no_space ||
               taken.error().code == Errc::busy) {
      return taken;
    } else {
      gathered_.refused.push_back(fmt::format("{}: {}", file.string(), taken.error().context));
    }
    return {};
  }

  Status take_batch(const Path& file, const Pieces& pieces) {
    transfer::Returned returned;
    PARVIS_TRY(returned.batch, read_file(file, wire::kMaxBatchBytes));
    const auto receipt = pieces.receipts.find(file.stem().string());
    if (receipt != pieces.receipts.end()) {
      PARVIS_TRY(const Bytes bytes, read_file(receipt->second, tlog::kMaxReceiptBytes));
      returned.receipt = as_text(bytes);
    }
    return recovery_.take(returned, log_, std::nullopt);
  }

  Status take_manifest(const Path& file) {
    PARVIS_TRY(const auto leaf, index_of(file));
    PARVIS_TRY(const Bytes bytes, read_file(file, wire::kMaxSignedBytes));
    PARVIS_TRY(const auto document, wire::decode_signed(bytes));
    return recovery_.take_manifest(leaf, document);
  }

  Status take_statement(const Path& file) {
    PARVIS_TRY(const auto leaf, index_of(file));
    PARVIS_TRY(const Bytes bytes, read_file(file, 4096));
    return recovery_.take_statement(leaf, bytes);
  }

  Recovery& recovery_;
  const tlog::LogIdentity& log_;
  Gathered gathered_;
};

Status must_be_in_recovery(Intake& intake) {
  PARVIS_TRY(const auto why, intake.recovery());
  if (why.empty()) return fail(Errc::conflict, "the log is not in recovery; nothing is missing");
  return {};
}

// The names that the new origin gives to keys which stay what they are.
Result<RootChange> renamed_keys(const wire::RootDocument& root, const std::string& origin) {
  RootChange change;
  const std::pair<wire::Purpose, std::string> names[] = {
      {wire::Purpose::receipt, origin},
      {wire::Purpose::witness, witness_name(origin)},
      {wire::Purpose::desk, desk_name(origin)},
  };
  for (const auto& [purpose, name] : names) {
    const auto certificates = wire::certificates_of(root, purpose);
    if (certificates.empty())
      return fail(Errc::not_found, fmt::format("no {} key is certified", to_string(purpose)));
    wire::Certificate again = certificates.front();
    again.name = name;
    change.certificates.push_back(std::move(again));
  }
  return change;
}

// Root document and hub.toml: what says under which name the log goes on.
Status rename_log(const HubDirectory& hub, const Authority& authority,
                  const wire::LogRestart& restart, UtcTime now) {
  PARVIS_TRY(auto settings, load_settings(hub));
  settings.origin = restart.new_origin;
  PARVIS_TRY(const auto root, load_root(hub));
  if (root.document.log_origin != restart.new_origin) {
    PARVIS_TRY(auto change, renamed_keys(root.document, restart.new_origin));
    change.restarts = {restart};
    PARVIS_TRY([[maybe_unused]] const auto issued,
               issue_root(hub, authority, settings, &root, std::move(change), now));
  }
  return write_file(hub.settings(), as_bytes(format_settings(settings)), Existing::replace, 0644);
}

}  // namespace

Result<Gathered> gather(const HubDirectory& hub, const Path& directory) {
  PARVIS_TRY(const auto root, load_root(hub));
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  PARVIS_TRY_VOID(must_be_in_recovery(intake));
  PARVIS_TRY(const auto pieces, find_pieces(directory));
  PARVIS_TRY(auto recovery, Recovery::open(hub.intake_db()));
  const auto log = transfer::log_identity(root.document);
  PARVIS_TRY(auto gathered, Gatherer(recovery, log).run(pieces));
  PARVIS_TRY_VOID(keep_intake_owner(hub));
  return gathered;
}

Result<RecoveryReport> recovery_report(const HubDirectory& hub) {
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  PARVIS_TRY_VOID(must_be_in_recovery(intake));
  PARVIS_TRY(auto recovery, Recovery::open(hub.intake_db()));
  return recovery.report(intake);
}

Result<RecoveryReport> end_recovery(const HubDirectory& hub, std::span<const std::string> without) {
  PARVIS_TRY(const auto root, load_root(hub));
  PARVIS_TRY(auto report, recovery_report(hub));
  std::erase_if(report.silent, [&](const std::string& name) {
    return std::ranges::find(without, name) != without.end();
  });
  if (!report.silent.empty()) {
    return fail(
        Errc::busy,
        fmt::format("{} have not said what they hold: ask for a sync there, or gather their "
                    "stick and name them with --without",
                    fmt::join(report.silent, ", ")));
  }
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  {
    PARVIS_TRY(auto recovery, Recovery::open(hub.intake_db()));
    PARVIS_TRY(report, recovery.rebuild(intake, transfer::log_identity(root.document)));
  }
  PARVIS_TRY_VOID(Recovery::forget(hub.intake_db()));
  PARVIS_TRY_VOID(keep_intake_owner(hub));
  return report;
}

Result<wire::LogRestart> restart_log(const HubDirectory& hub, const Authority& authority,
                                     const std::string& origin, UtcTime now) {
  if (!tlog::is_key_name(origin))
    return fail(Errc::invalid, "the origin is the log's name, such as hub.example/parvis/2");
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  PARVIS_TRY_VOID(must_be_in_recovery(intake));
  PARVIS_TRY(const auto head, intake.head());
  if (head.origin == origin) return fail(Errc::conflict, "the log has that origin already");
  const wire::LogRestart restart{head.origin, head.size, head.root, origin};
  // The desk first: its numbers of lost leaves will be those of others.
  PARVIS_TRY(auto store, DeskStore::open(hub.desk_db()));
  PARVIS_TRY(const auto batches, store.batches());
  for (const auto& batch : batches) {
    if (batch.leaf < head.size || batch.leaf >= kEarlierLog) continue;
    PARVIS_TRY_VOID(store.move_batch(batch.leaf, kEarlierLog + batch.leaf));
  }
  PARVIS_TRY_VOID(rename_log(hub, authority, restart, now));
  PARVIS_TRY_VOID(remove_file(hub.kept_note()));  // it speaks of leaves that are no more
  PARVIS_TRY(const auto signer, load_log_signer(hub));
  PARVIS_TRY_VOID(intake.restart(signer, now));
  PARVIS_TRY_VOID(Recovery::forget(hub.intake_db()));
  PARVIS_TRY_VOID(keep_intake_owner(hub));
  return restart;
}

}  // namespace parvis::hub
