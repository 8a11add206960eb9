#include "sync/hub/desk/codes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/root.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

void say_status(const Context& context, const CodeStatus& status) {
  if (context.json()) {
    nlohmann::ordered_json ideas = nlohmann::ordered_json::array();
    for (const auto& said : status.ideas) {
      ideas.push_back({{"text", said.text},
                       {"state", to_string(said.state)},
                       {"reason", said.reason},
                       {"published", said.published}});
    }
    answer(nlohmann::ordered_json{
        {"consultation", status.consultation}, {"withdrawn", status.withdrawn}, {"ideas", ideas}});
    return;
  }
  say(status.withdrawn
          ? "This visit was withdrawn; nothing of it is left."
          : fmt::format("This visit has arrived and counts in {}.", status.consultation));
  for (const auto& said : status.ideas) {
    say(fmt::format("  {}{}{}: {}", to_string(said.state),
                    said.reason.empty() ? "" : " (" + said.reason + ")",
                    said.published ? ", shown on the kiosks" : "", said.text));
  }
}

}  // namespace

Result<Exit> code_status(const Context& context, const std::vector<std::string>& code) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const auto status, hub::code_status(store, fmt::to_string(fmt::join(code, " "))));
  say_status(context, status);
  return Exit::done;
}

Result<Exit> code_withdraw(const Context& context, const std::vector<std::string>& code) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY(const auto signer, load_log_signer(context.hub));
  PARVIS_TRY(const auto status, withdraw_code(store, intake, signer,
                                              fmt::to_string(fmt::join(code, " ")), context.now));
  PARVIS_TRY_VOID(write_statuses(context.hub, store));
  say_status(context, status);
  if (!context.json()) {
    say("If an idea of it is on the kiosks, `parvis-hub publish --again` takes it off. Older "
        "backups "
        "still hold the visit until they are destroyed.");
  }
  return Exit::done;
}

}  // namespace parvis::hub::cli
