// The verbs of parvis-hub, each as a function of its options. Each prints what it did; `--help` of each is in
// command_line.cc. Threads: one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/hub/parvis_hub/command.h"

namespace parvis::hub::cli {

// ---- setup.cc ----------------------------------------------------------------------------------
struct InitOptions {
  std::string city, origin, url, listen, tls_certificate, tls_key, serve_user;
  int valid_days = 730;
};
Result<Exit> init(const Context& context, const InitOptions& options);

struct EnrolOptions {
  Path request;  // a file; or:
  Path stick;    // a directory with one request, to which the answer goes
  std::string qr;
  std::string name, consultation;
  Path out;  // empty: <name>.enrolment here
};
Result<Exit> enrol(const Context& context, const EnrolOptions& options);

Result<Exit> devices(const Context& context);

// ---- trusting.cc -------------------------------------------------------------------------------
struct RevokeOptions {
  std::string device;
  std::optional<std::uint64_t> lost_at;
};
Result<Exit> revoke(const Context& context, const RevokeOptions& options);
struct RotateOptions {
  std::string key;  // "reception", …, "authority"
  bool revoke_former = false;
  int valid_days = 730;
};
Result<Exit> rotate(const Context& context, const RotateOptions& options);

// ---- quarantining.cc ---------------------------------------------------------------------------
Result<Exit> quarantine_list(const Context& context);
struct VerdictOptions {
  std::string batch, by, why;
  std::optional<std::uint64_t> visits;
};
Result<Exit> quarantine_accept(const Context& context, const VerdictOptions& options);
Result<Exit> quarantine_refuse(const Context& context, const VerdictOptions& options);

// ---- packing.cc --------------------------------------------------------------------------------
struct PackBuildOptions {
  std::string sources, city, statistics, statistics_note, opens, closes;
  bool practice = false;
  bool dry_run = false;
  Path out;  // a copy of the file
};
Result<Exit> pack_build(const Context& context, const PackBuildOptions& options);
Result<Exit> pack_verify(const Context& context, const Path& file);
struct PackShowOptions {
  std::string pack;  // a file, or a consultation
  std::uint64_t version = 0;
};
Result<Exit> pack_show(const Context& context, const PackShowOptions& options);

struct PublishVerbOptions {
  std::string consultation, by;
  bool again = false;  // although no idea is new
};
Result<Exit> publish(const Context& context, const PublishVerbOptions& options);

// ---- collecting.cc -----------------------------------------------------------------------------
struct ImportOptions {
  std::vector<std::string> paths;  // batch files, directories with some, or sticks
  bool any_mount = false;
};
Result<Exit> import(const Context& context, const ImportOptions& options);
Result<Exit> open(const Context& context);

// ---- sticks.cc ---------------------------------------------------------------------------------
// Whether a kiosk or a hub has used this directory as a stick.
[[nodiscard]] bool is_stick(const Path& directory);
struct StickOptions {
  Path directory;
  bool everyone = false;  // receipts of all kiosks
  bool any_mount = false;
};
Result<Exit> stick(const Context& context, const StickOptions& options);

// ---- journals.cc -------------------------------------------------------------------------------
struct JournalOptions {
  std::string device;   // its name, or its id in hex
  std::string program;  // "" for all
};
Result<Exit> journal(const Context& context, const JournalOptions& options);

// ---- moderating.cc -----------------------------------------------------------------------------
Result<Exit> moderate_list(const Context& context, const std::string& state);
Result<Exit> moderate_show(const Context& context, const std::string& id);
struct DecideOptions {
  std::string id, by, reason, note, text;
  std::vector<std::string> keywords;
};
Result<Exit> moderate_accept(const Context& context, const DecideOptions& options);
Result<Exit> moderate_refuse(const Context& context, const DecideOptions& options);
Result<Exit> moderate_postpone(const Context& context, const DecideOptions& options);
Result<Exit> moderate_edit(const Context& context, const DecideOptions& options);

// ---- reporting.cc ------------------------------------------------------------------------------
Result<Exit> results(const Context& context, const std::string& consultation);
Result<Exit> fraud_rules(const Context& context, const std::string& consultation);
struct ExportOptions {
  std::string consultation;
  Path out;
};
Result<Exit> export_csv(const Context& context, const ExportOptions& options);
Result<Exit> export_json(const Context& context, const ExportOptions& options);
Result<Exit> export_log(const Context& context, const Path& target);
Result<Exit> audit(const Context& context, const std::vector<std::string>& reopen);

// ---- codes.cc ----------------------------------------------------------------------------------
// The code in as many words as it was typed in.
Result<Exit> code_status(const Context& context, const std::vector<std::string>& code);
Result<Exit> code_withdraw(const Context& context, const std::vector<std::string>& code);

// ---- safekeeping.cc ----------------------------------------------------------------------------
struct BackupOptions {
  Path target;
  bool with_keys = false;
};
Result<Exit> backup(const Context& context, const BackupOptions& options);
Result<Exit> restore(const Context& context, const Path& backup);
struct DestroyOptions {
  std::string consultation;
  bool yes = false;  // else it is only said what would go
};
Result<Exit> destroy(const Context& context, const DestroyOptions& options);

// ---- recovering.cc -----------------------------------------------------------------------------
struct RecoverOptions {
  std::vector<std::string> from;     // directories
  std::vector<std::string> without;  // kiosks that nobody will hear of
  bool end = false;
};
Result<Exit> recover(const Context& context, const RecoverOptions& options);
Result<Exit> restart_log(const Context& context, const std::string& origin);

// ---- serving.cc --------------------------------------------------------------------------------
Result<Exit> serve(const Context& context);

}  // namespace parvis::hub::cli
