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
  Path request;
  std::string name, consultation;
  Path out;  // empty: <name>.enrolment here
};
Result<Exit> enrol(const Context& context, const EnrolOptions& options);

Result<Exit> devices(const Context& context);

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
struct ExportOptions {
  std::string consultation;
  Path out;
};
Result<Exit> export_csv(const Context& context, const ExportOptions& options);
Result<Exit> export_json(const Context& context, const ExportOptions& options);
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
struct RestoreOptions {
  Path backup;
  Path newest_checkpoint;  // instead: leave recovery
};
Result<Exit> restore(const Context& context, const RestoreOptions& options);

// ---- serving.cc --------------------------------------------------------------------------------
Result<Exit> serve(const Context& context);

}  // namespace parvis::hub::cli
