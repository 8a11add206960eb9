#include "sync/hub/http/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::hub;
using support::code;
using support::value;

namespace {

// A client that sends what it likes.
class Raw {
 public:
  explicit Raw(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { ::close(fd_); }
  bool send(std::string_view text) const {
    return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) > 0;
  }
  void finish() const { ::shutdown(fd_, SHUT_WR); }
  // Everything up to the peer's close, or up to `until`.
  std::string read(std::string_view until = "") const {
    std::string all;
    char buffer[4096];
    while (until.empty() || all.find(until) == std::string::npos) {
      pollfd ready{fd_, POLLIN, 0};
      if (::poll(&ready, 1, 20'000) != 1) return all + "(silence)";
      const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      all.append(buffer, static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int fd_;
};

HttpResponse echo(const HttpRequest& request) {
  HttpResponse response;
  response.body = request.method + " " + request.path + " " + request.query + " " +
                  std::string(as_text(request.body));
  return response;
}

HttpServer serve(HttpLimits limits = {}, HttpHandler handler = echo) {
  return value(HttpServer::start(
      {.listen = "127.0.0.1:0", .tls_certificate = {}, .tls_key = {}, .limits = limits},
      std::move(handler)));
}

constexpr const char* kClose = "Host: x\r\nConnection: close\r\n";

}  // namespace

TEST_CASE("a request reaches the handler as it was sent") {
  const auto server = serve();
  Raw client(server.port());
  client.send(std::string("POST /a%20b?c=d&e HTTP/1.1\r\n") + kClose +
              "Content-Length: 5\r\n\r\nhello");
  const std::string answer = client.read();
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\nPOST /a%20b c=d&e hello"));
}

TEST_CASE("one connection carries several requests, and HEAD has no body") {
  const auto server = serve();
  Raw client(server.port());
  client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.read("/one").find("GET /one") != std::string::npos);
  client.send(std::string("HEAD /two HTTP/1.1\r\n") + kClose + "\r\n");
  const std::string answer = client.read();
  CHECK(answer.find("Content-Length: 11") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("what is too large is refused before it is read") {
  std::atomic<int> handled{0};
  const auto server =
      serve({.header_bytes = 1024, .body_bytes = 1000}, [&](const HttpRequest& request) {
        ++handled;
        return echo(request);
      });
  Raw large(server.port());
  large.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
  CHECK(large.read().starts_with("HTTP/1.1 413"));
  Raw header(server.port());
  header.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'x') + "\r\n\r\n");
  CHECK(header.read().starts_with("HTTP/1.1 431"));
  Raw chunked(server.port());
  chunked.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  CHECK(chunked.read().starts_with("HTTP/1.1 411"));
  Raw garbage(server.port());
  garbage.send("\x16\x03\x01\x02 this is no HTTP\r\n\r\n");
  CHECK(garbage.read().empty());
  CHECK(handled == 0);
}

TEST_CASE("a client that drips bytes is cut by one deadline, and others are answered meanwhile") {
  const auto server = serve({.request_time = std::chrono::seconds(3)});
  Raw dripping(server.port());
  dripping.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  std::size_t sent = 0;
  const auto begin = std::chrono::steady_clock::now();
  while (dripping.send("x") && sent < 999) {
    ++sent;
    Raw honest(server.port());
    honest.send(std::string("GET /honest HTTP/1.1\r\n") + kClose + "\r\n");
    CHECK(honest.read().ends_with("GET /honest  "));
    pollfd closed{-1, 0, 0};
    ::poll(&closed, 1, 50);  // dripping is what this client does
  }
  CHECK(sent < 999);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
}

TEST_CASE("beyond the cap connections are closed, and there is room again when some end") {
  const auto server = serve({.connections = 4});
  std::vector<std::unique_ptr<Raw>> idle;
  for (int i = 0; i < 4; ++i) {
    idle.push_back(std::make_unique<Raw>(server.port()));
    idle.back()->send("GET /idle HTTP/1.1\r\nHost: x\r\n\r\n");
    idle.back()->read("/idle");
  }
  Raw fifth(server.port());
  fifth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(fifth.read().empty());
  idle.clear();
  std::string answer;
  for (int i = 0; i < 100 && answer.empty(); ++i) {  // the server sees the closes a moment later
    Raw next(server.port());
    next.send(std::string("GET /next HTTP/1.1\r\n") + kClose + "\r\n");
    answer = next.read();
  }
  CHECK(answer.ends_with("GET /next  "));
}

TEST_CASE("bodies in flight are capped: the one too many is asked to come again") {
  const auto server = serve({.body_bytes = 1000, .bytes_in_flight = 1500});
  Raw first(server.port());
  first.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nbegun");
  std::string answer;
  for (int i = 0; i < 100 && !answer.starts_with("HTTP/1.1 503");
       ++i) {  // until the first one's header was read
    Raw second(server.port());
    second.send(std::string("POST / HTTP/1.1\r\n") + kClose + "Content-Length: 900\r\n\r\n" +
                std::string(900, 'y'));
    answer = second.read();
  }
  CHECK(answer.starts_with("HTTP/1.1 503"));
  CHECK(answer.find("Retry-After: ") != std::string::npos);
  first.send(std::string(995, 'x'));
  CHECK(first.read("xxx").starts_with("HTTP/1.1 200"));
}

TEST_CASE("plain HTTP is for loopback only, and bad addresses say what is wanted") {
  CHECK(code(HttpServer::start({.listen = "0.0.0.0:0"}, echo)) == Errc::invalid);
  for (const char* bad :
       {"localhost:1", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x", ":80", ""}) {
    CHECK(code(HttpServer::start({.listen = bad}, echo)) == Errc::invalid);
  }
  const auto server = serve();
  CHECK(code(HttpServer::start({.listen = "127.0.0.1:" + std::to_string(server.port())}, echo)) ==
        Errc::conflict);
  support::TemporaryDirectory directory;
  CHECK(code(HttpServer::start({.listen = "127.0.0.1:0",
                                .tls_certificate = directory / "none.pem",
                                .tls_key = directory / "none.key"},
                               echo)) == Errc::invalid);
}

TEST_CASE("stopping waits for the handler and leaves nothing running") {
  std::atomic<bool> finished{false};
  {
    auto server = std::make_unique<HttpServer>(serve({}, [&](const HttpRequest& request) {
      finished = true;
      return echo(request);
    }));
    Raw client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read("GET");
    server.reset();
    CHECK(client.read().empty());
  }
  CHECK(finished);
}

TEST_CASE("what is no request of HTTP/1.1 never reaches the handler") {
  std::atomic<int> handled{0};
  const auto server = serve({}, [&](const HttpRequest& request) {
    ++handled;
    return echo(request);
  });
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  const std::string bad[] = {
      "\r\n\r\n\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\r\nHost x\r\n\r\n",
      "GET / HTTP/1.1\r\n: x\r\n\r\n",
      "GET /\x01 HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\n folded: x\x02\r\n\r\n",
      head + "Content-Length: -1\r\n\r\n",
      head + "Content-Length: 0x5\r\n\r\nhello",
      head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
      head + "Content-Length: 99999999999999999999\r\n\r\nhello",
      head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      head + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      std::string("\0\0\0\0", 4) + "\r\n\r\n",
  };
  for (const auto& request : bad) {
    CAPTURE(request);
    Raw client(server.port());
    client.send(request);
    client.finish();
    const std::string answer = client.read();
    CHECK_FALSE(answer.starts_with("HTTP/1.1 200"));
    CHECK(answer.find("(silence)") == std::string::npos);
  }
  CHECK(handled == 0);
}

TEST_CASE("a body that ends early is no request, and two in one go are answered in turn") {
  std::atomic<int> handled{0};
  const auto server = serve({}, [&](const HttpRequest& request) {
    ++handled;
    return echo(request);
  });
  Raw early(server.port());
  early.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
  early.finish();
  CHECK(early.read().empty());
  CHECK(handled == 0);
  Raw both(server.port());
  both.send(std::string("GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\n") + kClose +
            "\r\n");
  const std::string answers = both.read();
  CHECK(answers.find("GET /one") < answers.find("GET /two"));
  CHECK(handled == 2);
}

TEST_CASE("who does not read a large answer is cut, and meanwhile takes no more than its share") {
  const auto server = serve({.connections = 4,
                             .bytes_in_flight = 48u << 20,
                             .request_time = std::chrono::seconds(5),
                             .least_bytes_per_second = 64u << 20},
                            [](const HttpRequest& request) {
                              auto response = echo(request);
                              if (request.path == "/large") response.body.assign(32u << 20, 'x');
                              return response;
                            });
  Raw deaf(server.port());
  deaf.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  REQUIRE(deaf.read("\r\n").starts_with("HTTP/1.1 200"));  // and nothing after its first line
  Raw second(server.port());
  second.send(std::string("GET /large HTTP/1.1\r\n") + kClose + "\r\n");
  std::string answer = second.read("\r\n");
  CHECK(answer.starts_with("HTTP/1.1 503"));
  // Nobody reads for longer than its time: afterwards the same answer is given to somebody who does.
  pollfd time{-1, 0, 0};
  for (int i = 0; i < 400 && answer.starts_with("HTTP/1.1 503"); ++i) {
    ::poll(&time, 1, 50);
    Raw reader(server.port());
    reader.send(std::string("GET /large HTTP/1.1\r\n") + kClose + "\r\n");
    answer = reader.read("\r\n");
  }
  CHECK(answer.starts_with("HTTP/1.1 200"));
}

TEST_CASE("the limits are those that PROTOCOL.md promises") {
  const HttpLimits limits;
  CHECK(limits.header_bytes == 8u << 10);
  CHECK(limits.body_bytes == 2u << 20);
  CHECK(limits.request_time == std::chrono::seconds(30));
  CHECK(limits.least_bytes_per_second == 2u << 10);
  CHECK(limits.connections == 1024);
  CHECK(limits.bytes_in_flight == 16u << 20);
}
