#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/rotation.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

std::optional<wire::Purpose> purpose_of(std::string_view name) {
  using wire::Purpose;
  for (const auto purpose : {Purpose::reception, Purpose::publisher, Purpose::receipt,
                             Purpose::witness, Purpose::desk}) {
    if (wire::to_string(purpose) == name) return purpose;
  }
  return std::nullopt;
}

// What people have to do now.
std::string_view advice(std::string_view key) {
  if (key == "reception")
    return "New visits are sealed to the new key once a kiosk has this root document; the former "
           "secret stays in desk/keys, since older visits are opened with it.";
  if (key == "publisher") return "Publish a pack under the new key: parvis-hub publish --again.";
  if (key == "receipt" || key == "witness")
    return "Start `serve` again: it signs with the new key from then on. The log goes on.";
  if (key == "authority")
    return "Put the new authority.key and its passphrase into the safe, and destroy copies of the "
           "former: kiosks follow by themselves.";
  return "The next backup is signed with it.";
}

Result<Rotated> rotate_one(const Context& context, const Authority& authority,
                           const RotateOptions& options) {
  const auto purpose = purpose_of(options.key);
  if (purpose) {
    const Former former = options.revoke_former ? Former::revoke : Former::keep;
    return rotate_key(context.hub, authority, *purpose, former, context.now,
                      std::chrono::days(options.valid_days));
  }
  PARVIS_TRY(const std::string next, ask_next_passphrase());
  return rotate_authority(context.hub, authority, next, context.now);
}

}  // namespace

Result<Exit> revoke(const Context& context, const RevokeOptions& options) {
  PARVIS_TRY(const std::string passphrase, ask_passphrase(Passphrase::known));
  PARVIS_TRY(const auto authority, unlock_authority(context.hub, passphrase));
  std::optional<wire::BatchNumber> lost_at;
  if (options.lost_at) lost_at = wire::BatchNumber{*options.lost_at};
  PARVIS_TRY(const auto done,
             revoke_device(context.hub, authority, options.device, lost_at, context.now));
  if (context.json()) {
    nlohmann::ordered_json document{{"device", done.device}, {"root", done.root}};
    if (done.lost_at) document["lost_at"] = done.lost_at->value;
    answer(document);
    return Exit::done;
  }
  say(fmt::format("{} is revoked, by root document {}.", done.device, done.root));
  say(done.lost_at ? fmt::format("Its batches up to {} count. Run parvis-hub open: later ones wait "
                                 "in quarantine, with those that come.",
                                 done.lost_at->value)
                   : "What it has in the log counts; what comes waits in quarantine.");
  say("Compare what waits with the count sheets on paper: parvis-hub quarantine list.");
  return Exit::done;
}

Result<Exit> rotate(const Context& context, const RotateOptions& options) {
  PARVIS_TRY(const std::string passphrase, ask_passphrase(Passphrase::known));
  PARVIS_TRY(const auto authority, unlock_authority(context.hub, passphrase));
  PARVIS_TRY(const auto done, rotate_one(context, authority, options));
  const std::string former = crypto::to_hex(done.former.view());
  const std::string now = crypto::to_hex(done.now.view());
  if (context.json()) {
    answer(nlohmann::ordered_json{
        {"key", options.key}, {"former", former}, {"now", now}, {"root", done.root}});
    return Exit::done;
  }
  say(fmt::format("{}: key {} takes the place of {}, by root document {}.", options.key, now,
                  former, done.root));
  say(advice(options.key));
  return Exit::done;
}

}  // namespace parvis::hub::cli
