// A small HTTP/1.1 server for strangers: everything is limited before it is read. The one place that knows Boost.Beast and
// OpenSSL.
//
// Threads: one for all sockets, and `workers` that run the handler, which may block and is called from several at once.
// Whoever is slow is cut by one absolute deadline a request, whatever they drip. Success of start() means that it listens.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hardware/platform/files.h"

namespace parvis::hub {

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // "/v1/batches", as sent: nothing is decoded
  std::string query;   // "from=3", without the question mark
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  Bytes body;
  // The value of a header; nullopt when it is missing or stands there twice.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // left out when answering HEAD; its length is said
};

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

struct HttpLimits {
  std::size_t connections = 1024;       // further ones are closed at once
  std::size_t header_bytes = 8u << 10;  // a longer header ends the connection
  std::size_t body_bytes = 2u << 20;    // 413
  std::size_t bytes_in_flight =
      16u << 20;  // bodies read and large answers written at one time: 503 with Retry-After
  std::chrono::seconds request_time{
      30};  // from the first byte awaited to the last one read, TLS handshake apart
  std::size_t least_bytes_per_second = 2u << 10;  // of an answer, beyond request_time
  unsigned workers = 8;
};

struct HttpOptions {
  std::string listen = "127.0.0.1:0";  // or "[::1]:8443"; port 0 takes a free one
  Path tls_certificate{};  // PEM, the chain with the server's own first; empty for plain HTTP
  Path tls_key{};          // PEM
  HttpLimits limits{};
};

class HttpServer {
 public:
  // Errc::invalid for an address or TLS files that can't be used, and for plain HTTP on anything but a loopback address;
  // Errc::conflict when the port is taken.
  static Result<HttpServer> start(const HttpOptions& options, HttpHandler handler);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) = delete;
  // Stops: requests that are being handled are waited for, but not answered.
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::hub
