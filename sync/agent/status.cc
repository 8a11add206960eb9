#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/agent/agent.h"

namespace parvis::agent {

Result<std::string> to_words(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto word = [](const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : "";
  };
  const auto count = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
  };
  if (!json.is_object() || !json.contains("trouble") || !json.contains("batches") ||
      !json["batches"].is_object()) {
    return fail(Errc::invalid, "this is not what parvis-sync writes");
  }
  std::string words = fmt::format("{} received, {} waiting\n", count("received"), count("waiting"));
  for (const auto& [name, trouble] : json["batches"].items())
    words += fmt::format("{}: {}\n", name, word(trouble));
  PARVIS_TRY(const auto report, transfer::parse_sync_report(text));
  if (report.trouble != Trouble::none)
    words += fmt::format("{}: {}\n", word(json["trouble"]), advice(report.trouble));
  if (const auto at = json.find("last_reached"); at != json.end() && at->is_string()) {
    words += fmt::format("the hub last answered {}\n", word(*at));
  }
  return words;
}

std::string_view advice(Trouble trouble) {
  switch (trouble) {
    case Trouble::none:
      return "";
    case Trouble::recovery:
      return "The hub was restored from a backup and signs nothing yet. Everything is kept, and "
             "goes by "
             "itself.";
    case Trouble::offline:
      return "No way to the hub: check cable or Wi-Fi. Nothing is lost; it tries again by itself.";
    case Trouble::timeout:
      return "The network is too slow. Nothing is lost; it tries again by itself.";
    case Trouble::certificate:
      return "Who answers can't prove to be the city's hub: tell the administrator; don't use this "
             "network.";
    case Trouble::portal:
      return "This network wants someone to log in first, or another server answers: use another "
             "network.";
    case Trouble::busy:
      return "The hub asks to come again later. It does, by itself.";
    case Trouble::allowance:
      return "Today's allowance of this metered link is used up (hub.megabytes_a_day). It goes on "
             "tomorrow.";
    case Trouble::unenrolled:
      return "The hub does not know this kiosk: the administrator enrols it.";
    case Trouble::refused:
      return "The hub refuses what this kiosk sends: tell the administrator. Everything is kept.";
    case Trouble::quarantined:
      return "The hub keeps a batch without counting it: the administrator decides. Everything is "
             "kept.";
    case Trouble::conflict:
      return "Another batch has this number at the hub: a copied or restored card. The "
             "administrator enrols the kiosk again.";
    case Trouble::too_large:
      return "The hub refuses a batch as too large: tell the administrator. Everything is kept.";
    case Trouble::not_a_receipt:
      return "Something else than the hub answered: use another network.";
    case Trouble::forged:
      return "An answer was not signed by the city's hub: tell the administrator. Everything is "
             "kept.";
    case Trouble::log_conflict:
      return "The hub contradicts what it signed before: tell the administrator and keep this "
             "kiosk as it is.";
    case Trouble::disk:
      return "This kiosk's disk failed or is full: tell the administrator.";
  }
  return "";
}

}  // namespace parvis::agent
