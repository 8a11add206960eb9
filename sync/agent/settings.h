// sync.toml, read strictly, and the kiosk's directories as the agent sees them.
//
// Threads: values.
#pragma once

#include <string>

#include "sync/agent/client.h"

namespace parvis::agent {

struct Settings {
  Path data = "/var/lib/parvis";  // data: the kiosk's directory
  std::string hub_url;            // hub.url; "" takes the one of the root document
  Path ca;  // hub.ca: PEM of the city's certificate authority, beside sync.toml unless absolute
  std::string pinned_key;              // hub.pinned_key
  std::string consultation;            // consultation: slug whose pack is fetched; "" fetches none
  std::chrono::seconds poll{15 * 60};  // poll_minutes
  std::uint64_t daily_bytes = 0;  // hub.megabytes_a_day, for a metered link; 0 is without a limit
  Path stick;  // stick: where the system mounts a stick; "" for a kiosk that takes none by itself
  // Not in the file: made short by tests.
  std::chrono::milliseconds connect_time = ClientOptions().connect_time;
  std::chrono::milliseconds request_time = ClientOptions().request_time;

  [[nodiscard]] Path outbox() const { return data / "outbox"; }
  [[nodiscard]] Path inbox() const { return data / "inbox"; }
  [[nodiscard]] Path requests() const { return data / "requests"; }
  [[nodiscard]] Path own() const { return data / "sync"; }
  [[nodiscard]] Path transport_key() const { return own() / "transport.key"; }
  [[nodiscard]] Path journal() const { return own() / "journal"; }
  [[nodiscard]] Path kiosk_journal() const { return data / "kiosk/journal/kiosk.journal"; }
  // Those that are carried to the hub.
  [[nodiscard]] std::vector<JournalFile> journals() const {
    return {{"parvis-kiosk", kiosk_journal()}, {"parvis-sync", journal()}};
  }
  [[nodiscard]] Path identity() const { return data / "kiosk/identity"; }
  [[nodiscard]] Path stick_status_file() const {
    return transfer::Inbox(inbox()).stick_status_file();
  }
  [[nodiscard]] Path status_file() const { return transfer::Inbox(inbox()).sync_status_file(); }
};

// Errc::not_found, or Errc::invalid naming file, line and key.
[[nodiscard]] Result<Settings> load_settings(const Path& file);

}  // namespace parvis::agent
