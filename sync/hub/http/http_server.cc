#include "sync/hub/http/http_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <thread>

#include "hardware/platform/log.h"

namespace parvis::hub {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using tcp = net::ip::tcp;

namespace {

constexpr std::size_t kReadBuffer = 16384;       // less costs nine times the CPU on large bodies
constexpr std::size_t kLargeAnswer = 64u << 10;  // bytes from which an answer counts as in flight

// What all connections share. Counters are atomic because workers touch them.
struct Shared {
  HttpLimits limits;
  HttpHandler handler;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> in_flight{0};
  net::io_context io{1};  // holds the sessions, which count down the two above when they go
  net::thread_pool workers;

  Shared(const HttpLimits& limits_in, HttpHandler handler_in)
      : limits(limits_in), handler(std::move(handler_in)), workers(limits_in.workers) {}

  bool reserve(std::size_t bytes) {
    if (in_flight.fetch_add(bytes) + bytes <= limits.bytes_in_flight) return true;
    in_flight.fetch_sub(bytes);
    return false;
  }
};

// Bytes that count as in flight for as long as it lives.
class Reservation {
 public:
  explicit Reservation(Shared& shared) : shared_(shared) {}
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  ~Reservation() { release(); }
  bool take(std::size_t bytes) {
    if (!shared_.reserve(bytes)) return false;
    bytes_ += bytes;
    return true;
  }
  void release() { shared_.in_flight.fetch_sub(std::exchange(bytes_, 0)); }

 private:
  Shared& shared_;
  std::size_t bytes_ = 0;
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return lower;
}

std::string_view to_view(beast::string_view text) { return {text.data(), text.size()}; }

using Parser = http::request_parser<http::vector_body<std::uint8_t>>;

HttpRequest to_request(Parser& parser) {
  auto& message = parser.get();
  HttpRequest request;
  request.method = to_view(message.method_string());
  const std::string_view target = to_view(message.target());
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  for (const auto& field : message) {
    request.headers.emplace_back(lower_case(to_view(field.name_string())), to_view(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

HttpResponse plain(unsigned status, std::string text) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(text);
  if (status == 503) response.headers.emplace_back("Retry-After", "10");
  return response;
}

void close_stream(beast::tcp_stream& stream) {
  error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream.socket().close(ignored);
}

// One connection, plain or TLS. Runs on the io_context's thread; only the handler runs on a worker.
template <class Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Shared& shared, Stream stream)
      : shared_(shared), stream_(std::move(stream)), reservation_(shared) {
    shared_.connections.fetch_add(1);
  }
  ~Session() { shared_.connections.fetch_sub(1); }

  void run() {
    if constexpr (kTls) {
      lowest().expires_after(shared_.limits.request_time);
      stream_.async_handshake(ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code error) {
                                if (!error) self->read_header();
                              });
    } else {
      read_header();
    }
  }

 private:
  static constexpr bool kTls = !std::is_same_v<Stream, beast::tcp_stream>;

  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
    parser_->body_limit(shared_.limits.body_bytes);
    // Set once for header and body together: a client that drips bytes does not move it.
    lowest().expires_after(shared_.limits.request_time);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](error_code error, std::size_t) {
                              self->on_header(error);
                            });
  }

  void on_header(error_code error) {
    if (error == http::error::body_limit) return refuse(413, "The body is too large.\n");
    if (error == http::error::header_limit) return refuse(431, "The header is too large.\n");
    if (error) return;
    const auto length = parser_->content_length();
    if (parser_->chunked()) return refuse(411, "Say the body's length.\n");
    const std::size_t body = length ? static_cast<std::size_t>(*length) : 0;
    if (body > shared_.limits.body_bytes) return refuse(413, "The body is too large.\n");
    if (!reservation_.take(body)) return refuse(503, "Too busy; try again.\n");
    if (body > 0) buffer_.reserve(kReadBuffer);
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](error_code read_error, std::size_t) {
                       if (!read_error) self->handle();
                     });
  }

  // The body was not read, so the connection can't go on after this answer.
  void refuse(unsigned status, std::string text) {
    keep_alive_ = false;
    head_ = false;
    write(plain(status, std::move(text)));
  }

  void handle() {
    keep_alive_ = parser_->get().keep_alive();
    head_ = parser_->get().method() == http::verb::head;
    lowest().expires_never();  // the handler's time is not the client's
    auto request = std::make_unique<HttpRequest>(to_request(*parser_));
    // Everything is moved there and back, so that nothing is shared between the two threads.
    net::post(shared_.workers,
              [self = this->shared_from_this(), request = std::move(request)]() mutable {
                auto response = std::make_unique<HttpResponse>(self->shared_.handler(*request));
                auto& io = self->shared_.io;
                net::post(io, [self = std::move(self), response = std::move(response)] {
                  self->on_handled(std::move(*response));
                });
              });
  }

  void on_handled(HttpResponse response) {
    reservation_.release();
    if (response.body.size() >= kLargeAnswer && !reservation_.take(response.body.size())) {
      response = plain(503, "Too busy; try again.\n");
    }
    write(std::move(response));
  }

  void write(HttpResponse response) {
    response_ = {};
    response_.version(11);
    response_.result(response.status);
    response_.set(http::field::content_type, response.content_type);
    response_.set(http::field::cache_control, "no-store");
    for (const auto& [name, text] : response.headers) response_.set(name, text);
    response_.keep_alive(keep_alive_);
    const std::size_t size = response.body.size();
    response_.content_length(size);
    if (!head_) response_.body() = std::move(response.body);
    lowest().expires_after(shared_.limits.request_time +
                           std::chrono::seconds(size / shared_.limits.least_bytes_per_second));
    serializer_.emplace(response_);
    http::async_write(stream_, *serializer_,
                      [self = this->shared_from_this()](error_code error, std::size_t) {
                        self->on_written(error);
                      });
  }

  void on_written(error_code error) {
    reservation_.release();
    serializer_.reset();
    response_ = {};
    if (error || !keep_alive_) return finish();
    read_header();
  }

  void finish() {
    if constexpr (kTls) {
      lowest().expires_after(std::chrono::seconds(5));
      stream_.async_shutdown(
          [self = this->shared_from_this()](error_code) { close_stream(self->lowest()); });
    } else {
      close_stream(lowest());
    }
  }

  Shared& shared_;
  Stream stream_;
  Reservation reservation_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  http::response<http::string_body> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  bool keep_alive_ = true;
  bool head_ = false;
};

Result<tcp::endpoint> parse_endpoint(const std::string& listen) {
  const auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon == std::string::npos ? 0 : colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  error_code error;
  const auto address = net::ip::make_address(host, error);
  unsigned port = 0;
  const std::string digits = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool number = !digits.empty() && digits.size() <= 5 &&
                      std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (number) port = static_cast<unsigned>(std::stoul(digits));
  if (error || !number || port > 65535) {
    return fail(Errc::invalid,
                fmt::format("listen \"{}\": give address:port, as 127.0.0.1:8443", listen));
  }
  return tcp::endpoint(address, static_cast<std::uint16_t>(port));
}

Result<std::optional<ssl::context>> load_tls(const HttpOptions& options,
                                             const tcp::endpoint& endpoint) {
  std::optional<ssl::context> context;
  if (options.tls_certificate.empty()) {
    if (endpoint.address().is_loopback()) return context;
    return fail(
        Errc::invalid,
        "listen \"" + options.listen +
            "\": without TLS only a loopback address is accepted; give a certificate and its key");
  }
  context.emplace(ssl::context::tls_server);
  error_code error;
  context->set_options(
      ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::single_dh_use, error);
  SSL_CTX_set_mode(context->native_handle(),
                   SSL_MODE_RELEASE_BUFFERS);  // idle connections stay small
  if (!error) context->use_certificate_chain_file(options.tls_certificate.string(), error);
  if (error) return fail(Errc::invalid, options.tls_certificate.string() + ": " + error.message());
  context->use_private_key_file(options.tls_key.string(), ssl::context::pem, error);
  if (error) return fail(Errc::invalid, options.tls_key.string() + ": " + error.message());
  return context;
}

}  // namespace

std::optional<std::string_view> HttpRequest::header(std::string_view lower_case_name) const {
  std::optional<std::string_view> found;
  for (const auto& [name, text] : headers) {
    if (name != lower_case_name) continue;
    if (found) return std::nullopt;
    found = text;
  }
  return found;
}

struct HttpServer::State {
  Shared shared;
  std::optional<ssl::context> tls;
  tcp::acceptor acceptor;
  net::steady_timer pause;
  std::thread thread;

  State(const HttpLimits& limits, HttpHandler handler)
      : shared(limits, std::move(handler)), acceptor(shared.io), pause(shared.io) {}

  ~State() {
    shared.io.stop();
    if (thread.joinable()) thread.join();
    shared.workers.stop();
    shared.workers.join();
  }

  Status listen(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (!error) return {};
    const Errc code = error == net::error::address_in_use ? Errc::conflict : Errc::io;
    return fail(code, "listen: " + error.message(), error.value());
  }

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == net::error::operation_aborted) return;
      if (error) return accept_later();
      if (shared.connections.load() < shared.limits.connections) begin(std::move(socket));
      accept();
    });
  }

  // Out of descriptors: trying at once would only spin.
  void accept_later() {
    pause.expires_after(std::chrono::milliseconds(100));
    pause.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }

  void begin(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    beast::tcp_stream stream(std::move(socket));
    if (tls) {
      using Secure = beast::ssl_stream<beast::tcp_stream>;
      std::make_shared<Session<Secure>>(shared, Secure(std::move(stream), *tls))->run();
    } else {
      std::make_shared<Session<beast::tcp_stream>>(shared, std::move(stream))->run();
    }
  }
};

Result<HttpServer> HttpServer::start(const HttpOptions& options, HttpHandler handler) {
  PARVIS_TRY(const auto endpoint, parse_endpoint(options.listen));
  PARVIS_TRY(auto tls, load_tls(options, endpoint));
  auto state = std::make_unique<State>(options.limits, std::move(handler));
  state->tls = std::move(tls);
  PARVIS_TRY_VOID(state->listen(endpoint));
  state->accept();
  state->thread = std::thread([io = &state->shared.io] { io->run(); });
  return HttpServer(std::move(state));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

}  // namespace parvis::hub
