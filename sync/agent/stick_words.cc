#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/agent/sticks.h"

namespace parvis::agent {
namespace {

using transfer::StickCalls;

std::string_view to_string(StickCalls::Bypass bypass) {
  switch (bypass) {
    case StickCalls::Bypass::none:
      return "not past the page cache";
    case StickCalls::Bypass::direct:
      return "from the stick itself (O_DIRECT)";
    case StickCalls::Bypass::dropped:
      return "after the page cache was dropped";
  }
  return "";
}

nlohmann::ordered_json names_of(const std::vector<transfer::BatchName>& batches) {
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const auto& batch : batches) names.push_back(stem(batch));
  return names;
}

}  // namespace

std::string to_words(const StickExport& report) {
  std::string words;
  if (report.batches > 0) {
    words = fmt::format(
        "{} visits in {} batches are on the stick, {} of them written now; read back {}.\n",
        report.visits, report.batches, report.written, to_string(report.bypass));
  }
  for (const auto& name : report.conflicts) {
    words += fmt::format(
        "{}: another batch of this number stands on the stick and stays there: a copied card. "
        "Bring the stick to the city, and let the administrator enrol this kiosk again.\n",
        stem(name));
  }
  for (const auto& name : report.damaged) {
    words += fmt::format("{}: is damaged on this kiosk's own disk: tell the administrator.\n",
                         stem(name));
  }
  for (const auto& program : report.journals)
    words += fmt::format("The journal of {} went along.\n", program);
  if (!report.safe()) return words + "Not all of it is on the stick.\n";
  if (report.batches == 0) {
    return words +
           "Nothing to carry yet. Visits of a session that is open, or small, stay on this kiosk "
           "until they leave with others.\n";
  }
  return words +
         "Safe: take the stick out and bring it to the city. What is on it stays on this kiosk "
         "too.\n";
}

std::string to_json(const StickExport& report) {
  const nlohmann::ordered_json json{{"safe", report.safe()},
                                    {"batches", report.batches},
                                    {"visits", report.visits},
                                    {"written", report.written},
                                    {"conflicts", names_of(report.conflicts)},
                                    {"damaged", names_of(report.damaged)},
                                    {"journals", report.journals},
                                    {"read_back", to_string(report.bypass)}};
  return json.dump(2) + "\n";
}

std::string to_words(const StickImport& report) {
  std::string words = fmt::format("{} receipts taken in.\n", report.receipts);
  if (report.unconnected > 0) {
    words += fmt::format(
        "{} hold but can't be connected with what the hub has shown before: this stick is older "
        "than "
        "that. They wait for the network or for a newer stick.\n",
        report.unconnected);
  }
  if (report.log_conflict) {
    words +=
        "The hub contradicts what it signed before: tell the administrator and keep this kiosk and "
        "this stick as they are.\n";
  }
  if (report.root > 0) words += fmt::format("Root document {} taken in.\n", report.root);
  if (report.kept) words += "A newer kept note taken in.\n";
  if (report.statuses) words += "The table of statuses taken in.\n";
  if (report.pack > 0) {
    words +=
        fmt::format("Pack {} taken in: the kiosk installs it between two sessions.\n", report.pack);
  }
  for (const auto& why : report.unsound) words += fmt::format("Refused: {}\n", why);
  return words;
}

std::string to_json(const StickImport& report) {
  const nlohmann::ordered_json json{
      {"receipts", report.receipts}, {"unconnected", report.unconnected},
      {"refused", report.refused},   {"log_conflict", report.log_conflict},
      {"root", report.root},         {"pack", report.pack},
      {"kept", report.kept},         {"statuses", report.statuses},
      {"unsound", report.unsound}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string_view stick_advice(Errc code) {
  switch (code) {
    case Errc::no_space:
      return "The stick is full, and nothing was called safe: free some space or take another one.";
    case Errc::denied:
      return "Mount it with nosuid,nodev,noexec and writable; --any-mount takes it as it is "
             "mounted.";
    case Errc::corrupt:
      return "This stick does not keep what is written on it: take another one. Nothing is lost.";
    case Errc::not_found:
      return "Is this where the stick is mounted?";
    case Errc::invalid:
      return "Something of another kind stands where parvis puts its folders: take another stick.";
    default:
      return "The stick was pulled or fails. Nothing is lost: put it in and run this again.";
  }
}

}  // namespace parvis::agent
