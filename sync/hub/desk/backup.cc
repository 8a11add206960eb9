#include "sync/hub/desk/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sync/hub/desk/audit.h"
#include "sync/hub/desk/enrolment.h"
#include "sync/hub/desk/public_log.h"
#include "sync/hub/desk/publishing.h"
#include "sync/hub/desk/results.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/intake/journals.h"
#include "sync/transfer/log_keys.h"

namespace parvis::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxCopied = 64ull << 30;  // bytes of one file
constexpr std::string_view kContents = "contents";

// What a backup may hold, relative to the hub; keys last.
const std::vector<std::string> kPlainFiles{"hub.toml", "authority.pub", "exchange/root.signed"};
const std::vector<std::string> kDatabases{"intake/intake.db", "desk/desk.db"};
const std::vector<std::string> kKeyFiles{"authority.key",           "intake/keys/receipt.key",
                                         "intake/keys/witness.key", "desk/keys/publisher.key",
                                         "desk/keys/reception.key", "desk/keys/desk.key"};

// Reception keys that were replaced: desk/keys/reception-<key id>.key.
bool is_former_key(std::string_view name) {
  constexpr std::string_view kStart = "desk/keys/reception-", kEnd = ".key";
  if (!name.starts_with(kStart) || !name.ends_with(kEnd)) return false;
  name = name.substr(kStart.size(), name.size() - kStart.size() - kEnd.size());
  const auto id = crypto::from_hex(name);
  return id && id->size() == crypto::KeyId::kSize;
}

Result<std::vector<std::string>> former_keys(const Path& root) {
  PARVIS_TRY(const auto files, list_files(root / "desk/keys", ".key"));
  std::vector<std::string> names;
  for (const Path& file : files) {
    std::string name = "desk/keys/" + file.filename().string();
    if (is_former_key(name)) names.push_back(std::move(name));
  }
  return names;
}

constexpr std::string_view kJournals = "intake/journals/";

bool is_journal(std::string_view name) {
  return name.starts_with(kJournals) && JournalShelf::is_file(name.substr(kJournals.size()));
}

Status copy_file(const Path& from, const Path& to, unsigned mode) {
  PARVIS_TRY(const Bytes bytes, read_file(from, kMaxCopied));
  PARVIS_TRY_VOID(make_directories(to.parent_path()));
  return write_file(to, bytes, Existing::replace, mode);
}

Status copy_plain(const Path& from_root, const Path& to_root, BackupKeys keys) {
  for (const auto& name : kPlainFiles) {
    PARVIS_TRY_VOID(copy_file(from_root / name, to_root / name, 0644));
  }
  PARVIS_TRY(const auto journals, JournalShelf(from_root / kJournals).files());
  for (const Path& file : journals) {
    const Path name = kJournals / file;
    PARVIS_TRY_VOID(copy_file(from_root / name, to_root / name, 0600));
  }
  if (keys == BackupKeys::leave) return {};
  PARVIS_TRY(auto names, former_keys(from_root));
  names.insert(names.end(), kKeyFiles.begin(), kKeyFiles.end());
  for (const auto& name : names) {
    std::error_code ignored;  // the authority's key may lie in a safe
    if (!fs::exists(from_root / name, ignored)) continue;
    PARVIS_TRY_VOID(copy_file(from_root / name, to_root / name, 0600));
  }
  return {};
}

bool is_in(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
bool is_key(std::string_view name) { return is_in(kKeyFiles, name) || is_former_key(name); }

// Whether a copy has only names that backup() writes: a restore follows no other.
bool is_known(std::string_view name) {
  return is_in(kPlainFiles, name) || is_in(kDatabases, name) || is_key(name) || is_journal(name);
}

Status write_contents(const Path& backup, BackupReport& report) {
  std::map<std::string, crypto::Digest> contents;
  std::error_code error;
  fs::recursive_directory_iterator entries(backup, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    const Path& file = entries->path();
    if (!entries->is_regular_file(error)) continue;
    PARVIS_TRY(const Bytes bytes, read_file(file, kMaxCopied));
    contents[file.lexically_relative(backup).string()] = crypto::blake2b(bytes);
    report.files += 1;
    report.bytes += bytes.size();
  }
  if (error) return fail_errno("list " + backup.string(), error.value());
  std::string text;
  for (const auto& [name, digest] : contents) {
    text += fmt::format("{} {}\n", crypto::to_hex(digest.view()), name);
  }
  return write_file(backup / kContents, as_bytes(text), Existing::keep);
}

// Names in a backup, each with its bytes as they should be.
Result<std::vector<std::string>> check_contents(const Path& backup, BackupReport& report) {
  auto bytes = read_file(backup / kContents, 1u << 20);
  if (!bytes) {
    return fail(Errc::corrupt, fmt::format("{} is no whole backup: its list of contents is missing",
                                           backup.string()));
  }
  std::vector<std::string> names;
  for (std::string_view rest = as_text(*bytes); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string name(line.substr(std::min<std::size_t>(65, line.size())));
    const Path file = backup / name;
    if (!is_known(name)) return fail(Errc::corrupt, fmt::format("a backup has no file '{}'", name));
    PARVIS_TRY(const Bytes content, read_file(file, kMaxCopied));
    if (crypto::to_hex(crypto::blake2b(content).view()) != line.substr(0, 64)) {
      return fail(Errc::corrupt, fmt::format("{} is not what was backed up", file.string()));
    }
    report.files += 1;
    report.bytes += content.size();
    names.push_back(name);
  }
  return names;
}

Status sign_kept_note(const HubDirectory& hub, const HubSettings& settings, Intake& intake,
                      std::uint64_t size, UtcTime now) {
  PARVIS_TRY(const auto key,
             read_signing_key(key_file(hub.desk_keys(), wire::Purpose::desk), wire::Purpose::desk));
  tlog::Kept kept{settings.origin, size, {}, now};
  PARVIS_TRY(kept.root, tlog::root(size, intake.store()));
  const std::string note = tlog::sign_kept(kept, desk_name(settings.origin), key);
  return write_file(hub.kept_note(), as_bytes(note), Existing::replace, 0644);
}

// Moves what stands at `name` out of the way, so that nothing is lost by restoring the wrong backup.
Status move_aside(const HubDirectory& hub, const Path& aside, const std::string& name) {
  std::error_code error;
  if (!fs::exists(hub.root / name, error)) return {};
  PARVIS_TRY_VOID(make_directories((aside / name).parent_path()));
  fs::rename(hub.root / name, aside / name, error);
  if (error) return fail_errno(fmt::format("move {} aside", name), error.value());
  PARVIS_TRY_VOID(sync_directory((aside / name).parent_path()));
  return sync_directory((hub.root / name).parent_path());
}

// A log that is shorter than what it signed MUST NOT be served as if nothing had been, also not when the power goes in the
// middle of this: it is in recovery before it stands in its place.
Status put_back_log(const Path& from, const Path& to) {
  const Path staged = to.string() + ".restoring";
  for (const char* side : {"-wal", "-shm"}) PARVIS_TRY_VOID(remove_file(staged.string() + side));
  PARVIS_TRY_VOID(copy_file(from, staged, 0600));
  {
    PARVIS_TRY(auto intake, Intake::open(staged));
    PARVIS_TRY_VOID(intake.enter_recovery("restored from a backup"));
    PARVIS_TRY_VOID(intake.store().database().close());
  }
  std::error_code error;
  fs::rename(staged, to, error);
  if (error) return fail_errno("put back " + to.string(), error.value());
  return sync_directory(to.parent_path());
}

// The root document that stands here, when it is newer than the backup's: who was enrolled or revoked since stays so, and no
// number is given to two documents.
std::optional<StoredRoot> newer_root(const HubDirectory& hub, const HubDirectory& backup) {
  auto here = load_root(hub);
  const auto there = load_root(backup);
  if (!here || !there || here->document.log_origin != there->document.log_origin ||
      here->document.number <= there->document.number) {
    return std::nullopt;
  }
  return std::move(*here);
}

}  // namespace

Result<BackupReport> backup(const HubDirectory& hub, const Path& target, BackupKeys keys,
                            UtcTime now) {
  std::error_code error;
  if (fs::exists(target, error) && !fs::is_empty(target, error)) {
    return fail(Errc::conflict,
                fmt::format("{} exists; a backup needs a new directory", target.string()));
  }
  PARVIS_TRY(const auto settings, load_settings(hub));
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  PARVIS_TRY(auto store, DeskStore::open(hub.desk_db()));
  PARVIS_TRY(const std::uint64_t kept, opened_up_to(intake, store));
  PARVIS_TRY_VOID(make_directories(target / "intake"));
  PARVIS_TRY_VOID(make_directories(target / "desk"));
  // The desk's copy first: the intake's then has every batch that the desk's has.
  PARVIS_TRY_VOID(store.backup_to(target / "desk/desk.db"));
  PARVIS_TRY_VOID(intake.store().database().backup_to(target / "intake/intake.db"));
  fs::permissions(target, fs::perms::owner_all, error);
  PARVIS_TRY_VOID(copy_plain(hub.root, target, keys));
  BackupReport written;
  PARVIS_TRY_VOID(write_contents(target, written));
  PARVIS_TRY(BackupReport report, verify_backup(target));
  report.kept = std::min(kept, report.kept);
  PARVIS_TRY_VOID(sign_kept_note(hub, settings, intake, report.kept, now));
  return report;
}

Result<BackupReport> verify_backup(const Path& backup) {
  BackupReport report;
  PARVIS_TRY(const auto names, check_contents(backup, report));
  const HubDirectory copy{backup};
  for (const auto& name : kDatabases) {
    if (!is_in(names, name)) {
      return fail(Errc::corrupt, fmt::format("{} has no {}", backup.string(), name));
    }
  }
  PARVIS_TRY(auto intake, Intake::open(copy.intake_db(), sqlite::Access::read_only));
  PARVIS_TRY(auto store, DeskStore::open(copy.desk_db(), sqlite::Access::read_only));
  PARVIS_TRY(const auto root, load_root(copy));
  PARVIS_TRY(const auto found,
             audit(intake, store, transfer::log_identity(root.document), {root.document, {}}));
  if (!found.findings.empty()) {
    return fail(Errc::corrupt, fmt::format("{}: {}", backup.string(), found.findings.front()));
  }
  PARVIS_TRY(report.leaves, intake.size());
  PARVIS_TRY(report.kept, opened_up_to(intake, store));
  return report;
}

Result<BackupReport> restore(const HubDirectory& hub, const Path& backup, UtcTime now) {
  PARVIS_TRY(const BackupReport report, verify_backup(backup));
  BackupReport ignored;
  PARVIS_TRY(auto names, check_contents(backup, ignored));
  const auto newer = newer_root(hub, {backup});
  std::erase_if(names, [&](const std::string& name) {
    // A newer root document's keys may be newer too; journals only grow.
    const bool may_be_newer =
        is_journal(name) || (newer && (is_key(name) || name == "authority.pub"));
    std::error_code error;
    return may_be_newer && fs::exists(hub.root / name, error);
  });
  const Path aside = hub.root / fmt::format("before-restore-{}", seconds_of(now));
  // A database goes before its WAL: nobody opens one without what was committed to it.
  for (const char* side : {"", "-wal", "-shm"}) {
    for (const auto& name : kDatabases) PARVIS_TRY_VOID(move_aside(hub, aside, name + side));
  }
  for (const auto& name : names) PARVIS_TRY_VOID(move_aside(hub, aside, name));
  for (const auto& name : names) {
    if (hub.root / name == hub.intake_db()) continue;
    const unsigned mode = is_in(kPlainFiles, name) ? 0644 : 0600;
    PARVIS_TRY_VOID(copy_file(backup / name, hub.root / name, mode));
  }
  if (newer) {
    PARVIS_TRY_VOID(write_file(hub.root_document(), wire::encode(newer->signed_document),
                               Existing::replace, 0644));
  }
  PARVIS_TRY_VOID(put_back_log(backup / "intake/intake.db", hub.intake_db()));
  PARVIS_TRY(auto store, DeskStore::open(hub.desk_db()));
  PARVIS_TRY_VOID(hand_over_packs(hub, store));
  PARVIS_TRY_VOID(keep_intake_owner(hub));
  return report;
}

}  // namespace parvis::hub
