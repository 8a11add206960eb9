#include "sync/transfer/stick_status.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace parvis::transfer {
namespace {

// In the enum's order.
constexpr std::array<std::string_view, 7> kWords{"none",   "safe",     "full", "read-only",
                                                 "failed", "conflict", "mount"};

}  // namespace

std::string_view to_string(StickStatus::State state) {
  return kWords.at(static_cast<std::size_t>(state));
}

std::string to_json(const StickStatus& status) {
  const nlohmann::ordered_json json{{"state", to_string(status.state)},
                                    {"visits", status.visits},
                                    {"receipts", status.receipts},
                                    {"done", status.done}};
  return json.dump(2) + "\n";
}

Result<StickStatus> parse_stick_status(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto state = json.is_object() ? json.find("state") : json.end();
  if (state == json.end() || !state->is_string())
    return fail(Errc::invalid, "stick-status.json: this is not what parvis-sync writes");
  const auto number = [&](const char* key) -> std::uint64_t {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
  };
  StickStatus status;
  const auto known = std::ranges::find(kWords, state->get<std::string>());
  status.state = known == kWords.end() ? StickStatus::State::failed
                                       : static_cast<StickStatus::State>(known - kWords.begin());
  if (status.state == StickStatus::State::safe) status.visits = number("visits");
  status.receipts = number("receipts");
  if (const auto done = json.find("done"); done != json.end() && done->is_string())
    status.done = done->get<std::string>();
  return status;
}

}  // namespace parvis::transfer
