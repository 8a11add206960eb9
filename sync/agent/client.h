// Performs the machine's requests. The one place that knows libcurl.
//
// It trusts the city's certificate authority or one pinned key, never the system's list; it follows no redirect, uses no
// proxy, and reads no more of an answer than was asked for. Threads: one; perform() blocks.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "hardware/platform/files.h"
#include "sync/agent/machine.h"

namespace parvis::agent {

struct ClientOptions {
  std::string url;         // "https://hub.example:8443"; plain http for loopback only
  Path ca;                 // PEM; empty when there is a pinned key
  std::string pinned_key;  // "sha256//<base64>" of the server's public key, or empty
  std::chrono::milliseconds connect_time{15'000};
  std::chrono::milliseconds request_time{180'000};  // the whole of one request
};

class Client {
 public:
  // Errc::invalid when the URL can't be used, or neither authority nor key is given for https.
  static Result<Client> create(ClientOptions options);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) = delete;
  ~Client();

  // Every failure is an Answer. When `stop` becomes true it gives up at once, as if offline.
  [[nodiscard]] Answer perform(const Ask& ask, const std::atomic<bool>& stop);
  // What libcurl said of the last failure, for the log of the program; "" when there was none.
  [[nodiscard]] const std::string& last_error() const;

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::agent
