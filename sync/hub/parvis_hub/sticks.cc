#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/root.h"
#include "sync/hub/intake/sticks.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

using transfer::Stick;

void say_back(const Context& context, const StickBack& back) {
  if (context.json()) {
    answer(nlohmann::ordered_json{{"kiosks", back.kiosks},
                                  {"receipts", back.receipts},
                                  {"written", back.written},
                                  {"leaves", back.leaves},
                                  {"packs", back.packs},
                                  {"kept", back.kept},
                                  {"statuses", back.statuses}});
    return;
  }
  say(fmt::format("{} receipts of {} kiosks are on the stick, with the {} leaves that prove them.",
                  back.receipts, back.kiosks, back.leaves));
  for (const auto& pack : back.packs) say(fmt::format("  pack {}", pack));
  if (back.kept) say("  the kept note: kiosks may forget what it covers");
  if (!back.kept) say("  no kept note: there was no backup yet");
  if (back.statuses) say("  the table of statuses");
  say(fmt::format("{} files were written; all were read back. Take it to the kiosks.",
                  back.written));
}

}  // namespace

bool is_stick(const Path& directory) {
  std::error_code ignored;
  return std::filesystem::is_directory(directory / "parvis" / "from-kiosk", ignored);
}

Result<Exit> stick(const Context& context, const StickOptions& options) {
  const HubDirectory& hub = context.hub;
  PARVIS_TRY(const auto root, load_root(hub));
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  PARVIS_TRY_VOID(intake.install_root(root.document));
  Handout handout{.root = hub.root_document(),
                  .kept = hub.kept_note(),
                  .statuses = hub.statuses(),
                  .packs = hub.packs()};
  // The receiving machine has no desk key: it hands on all that is signed already.
  const auto desk =
      read_signing_key(key_file(hub.desk_keys(), wire::Purpose::desk), wire::Purpose::desk);
  if (desk) handout.desk = &*desk;
  transfer::StickCalls calls;
  const Stick::Place place{options.directory,
                           options.any_mount ? Stick::Mounted::any : Stick::Mounted::tame, calls};
  PARVIS_TRY(const auto back, write_back(place, intake, handout,
                                         options.everyone ? Whose::everyone : Whose::on_the_stick));
  say_back(context, back);
  return Exit::done;
}

}  // namespace parvis::hub::cli
