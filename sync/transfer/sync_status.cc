#include "sync/transfer/sync_status.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace parvis::transfer {
namespace {

// In the enum's order.
constexpr std::array<std::string_view, 17> kWords{
    "none",      "recovery",      "offline",    "timeout",      "certificate", "portal",
    "busy",      "allowance",     "unenrolled", "refused",      "quarantined", "conflict",
    "too-large", "not-a-receipt", "forged",     "log-conflict", "disk"};

nlohmann::ordered_json iso_or_null(const std::optional<UtcTime>& time) {
  return time ? nlohmann::ordered_json(to_iso(*time)) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::string_view to_string(Trouble trouble) { return kWords.at(static_cast<std::size_t>(trouble)); }

std::string to_json(const SyncStatus& status, UtcTime now) {
  nlohmann::ordered_json json;
  json["trouble"] = to_string(status.trouble);
  json["working"] = status.working;
  json["waiting"] = status.waiting;
  json["received"] = status.received;
  json["last_reached"] = iso_or_null(status.last_reached);
  json["last_try"] = iso_or_null(status.last_try);
  json["next_try"] =
      iso_or_null(status.working ? std::nullopt : std::optional<UtcTime>(now + status.retry_in));
  json["batches"] = nlohmann::ordered_json::object();
  for (const auto& [name, trouble] : status.batches)
    json["batches"][stem(name)] = to_string(trouble);
  return json.dump(2) + "\n";
}

Result<SyncReport> parse_sync_report(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto word = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  if (!json.is_object() || word("trouble").empty()) {
    return fail(Errc::invalid, "sync-status.json: this is not what parvis-sync writes");
  }
  SyncReport report;
  const auto known = std::ranges::find(kWords, word("trouble"));
  report.trouble =
      known == kWords.end() ? Trouble::refused : static_cast<Trouble>(known - kWords.begin());
  const auto working = json.find("working");
  report.working = working != json.end() && working->is_boolean() && working->get<bool>();
  report.reached = !word("last_reached").empty();
  report.last_try = word("last_try");
  return report;
}

}  // namespace parvis::transfer
