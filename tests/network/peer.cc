#include "tests/network/peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "hardware/platform/result.h"
#include "tests/network/sockets.h"

namespace parvis::network {
namespace {

// The length of a header that is whole, with its empty line.
std::optional<std::size_t> header_end(std::string_view text) {
  const auto end = text.find("\r\n\r\n");
  return end == std::string_view::npos ? std::nullopt : std::optional(end + 4);
}

std::size_t content_length(std::string_view header) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = header.find(kName);
  if (at == std::string_view::npos) return 0;
  return std::stoul(std::string(header.substr(at + kName.size(), 20)));
}

Asked asked_of(std::string_view request) {
  const std::pair<std::string_view, Asked> kStarts[] = {
      {"HEAD /v1/hello", Asked::hello},      {"GET /v1/root", Asked::root},
      {"POST /v1/batches", Asked::batch},    {"GET /v1/kept", Asked::kept},
      {"GET /v1/statuses", Asked::statuses}, {"HEAD /v1/packs", Asked::pack_head},
      {"GET /v1/packs", Asked::pack_part},   {"HEAD /v1/journals", Asked::journal},
      {"POST /v1/journals", Asked::journal}, {"POST /v1/heads", Asked::journal},
      {"POST /v1/returned", Asked::batch},   {"GET /v1/consistency", Asked::kept_proof}};
  for (const auto& [start, asked] : kStarts)
    if (request.starts_with(start)) return asked;
  PARVIS_CHECK(false);  // an agent asks for nothing else
  return Asked::hello;
}

// Everything up to the end of a message (`head`: of its header), or to `limit` bytes; shorter when the other side has gone.
std::string receive(int from, bool head, std::size_t limit, const std::atomic<bool>& ending) {
  std::string got;
  std::optional<std::size_t> whole;
  char buffer[16384];
  while (got.size() < std::min(whole.value_or(limit), limit) && !ending) {
    pollfd ready{from, POLLIN, 0};
    if (::poll(&ready, 1, kLook) < 1) continue;
    const ssize_t count =
        ::recv(from, buffer,
               std::min(sizeof buffer, std::min(whole.value_or(limit), limit) - got.size()), 0);
    if (count <= 0) break;
    got.append(buffer, static_cast<std::size_t>(count));
    if (whole) continue;
    if (const auto end = header_end(got))
      whole = *end + (head ? 0 : content_length(got.substr(0, *end)));
  }
  return got;
}

}  // namespace

std::string_view to_string(Asked asked) {
  constexpr std::array<std::string_view, kAsked> kNames{"hello",     "root",       "batch",
                                                        "kept",      "kept proof", "statuses",
                                                        "pack head", "pack part",  "journal"};
  return kNames.at(static_cast<std::size_t>(asked));
}

// ---- a request -----------------------------------------------------------------------------------

Passing::Passing(int client, std::uint16_t hub_port, std::string request,
                 const std::atomic<bool>& ending)
    : client_(client),
      hub_port_(hub_port),
      request_(std::move(request)),
      asked_(asked_of(request_)),
      ending_(ending) {}

std::string Passing::reach_hub(std::string_view request) const {
  const Socket hub(connect_on_loopback(hub_port_));
  if (hub.get() < 0) return {};
  if (!send_all(hub.get(), request)) return {};
  if (request.size() < request_.size()) return {};  // a piece: there is no answer to wait for
  return receive(hub.get(), request.starts_with("HEAD"), SIZE_MAX, ending_);
}

bool Passing::send(std::string_view bytes) const { return send_all(client_, bytes); }

void Passing::wait_for_the_client() const {
  while (!gone_within(std::chrono::milliseconds(kLook))) {
  }
}

bool Passing::gone_within(std::chrono::milliseconds time) const {
  char buffer[4096];
  const auto until = std::chrono::steady_clock::now() + time;
  while (!ending_) {
    pollfd ready{client_, POLLIN, 0};
    if (::poll(&ready, 1, kLook) == 1 && ::recv(client_, buffer, sizeof buffer, 0) <= 0)
      return true;
    if (std::chrono::steady_clock::now() >= until) return false;
  }
  return true;
}

// ---- the peer ------------------------------------------------------------------------------------

Peer::Peer(std::uint16_t hub_port) : hub_port_(hub_port), listener_(listen_on_loopback()) {
  port_ = port_of(listener_);
  thread_ = std::jthread([this] { run(); });
}

Peer::~Peer() {
  ending_ = true;
  thread_.join();
  ::close(listener_);
}

void Peer::behave() {
  const std::lock_guard lock(mutex_);
  orders_ = {};
  index_ = 0;
  broken_ = false;
}

void Peer::misbehave(Asked to, Misbehaviour how) {
  behave();
  const std::lock_guard lock(mutex_);
  orders_.misbehaviours.at(static_cast<std::size_t>(to)) = std::move(how);
}

void Peer::misbehave(Misbehaviour how) {
  behave();
  const std::lock_guard lock(mutex_);
  orders_.misbehaviours.fill(how);
}

void Peer::cut_request(std::size_t index, std::size_t bytes) {
  behave();
  const std::lock_guard lock(mutex_);
  orders_.cut = Cut::request;
  orders_.cut_index = index;
  orders_.cut_bytes = bytes;
}

void Peer::cut_answer(std::size_t index, std::size_t bytes) {
  cut_request(index, bytes);
  const std::lock_guard lock(mutex_);
  orders_.cut = Cut::answer;
}

Peer::Sizes Peer::sizes() const {
  const std::lock_guard lock(mutex_);
  return sizes_;
}

Peer::Orders Peer::orders() const {
  const std::lock_guard lock(mutex_);
  return orders_;
}

void Peer::run() {
  while (!ending_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, kLook) != 1) continue;
    const Socket client(::accept(listener_, nullptr, nullptr));
    const int one = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    while (!ending_ && !broken_ && serve_one(client.get())) {
    }
  }
}

// False when the connection is over.
bool Peer::serve_one(int client) {
  // The first byte tells that there is a request; who set the orders did so before it was sent.
  char first = 0;
  pollfd ready{client, POLLIN, 0};
  while (!ending_ && ::poll(&ready, 1, kLook) == 0) {
  }
  if (ending_ || ::recv(client, &first, 1, MSG_PEEK) != 1) return false;
  const Orders orders = this->orders();
  std::size_t index = 0;
  {
    const std::lock_guard lock(mutex_);
    index = index_++;
  }
  const bool cut = orders.cut != Cut::none && index == orders.cut_index;
  if (cut && orders.cut == Cut::request) return serve_cut(client, orders.cut_bytes);

  std::string request = receive(client, false, SIZE_MAX, ending_);
  if (!header_end(request)) return false;
  Passing passing(client, hub_port_, std::move(request), ending_);
  if (const auto& how = orders.misbehaviours.at(static_cast<std::size_t>(passing.asked()))) {
    how(passing);
    return !passing.closes();
  }
  const std::string answer = passing.reach_hub();
  ++passed_;
  if (cut) {
    broken_ = true;
    passing.send(std::string_view(answer).substr(0, orders.cut_bytes));
    return false;
  }
  if (index < kAsked) {
    const std::lock_guard lock(mutex_);
    sizes_.request.at(index) = passing.request().size();
    sizes_.answer.at(index) = answer.size();
  }
  return passing.send(answer);
}

// A piece of a request reaches the hub, and then there is no line.
bool Peer::serve_cut(int client, std::size_t limit) {
  broken_ = true;
  const std::string piece = receive(client, false, limit, ending_);
  const Socket hub(connect_on_loopback(hub_port_));
  if (hub.get() >= 0) send_all(hub.get(), piece);
  return false;
}

}  // namespace parvis::network
