#include "sync/agent/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>

namespace parvis::agent {
namespace {

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using List = std::unique_ptr<curl_slist, FreeList>;

constexpr std::size_t kMaxHeaders = 64;
constexpr long kSlowestBytes = 16;    // a second, over…
constexpr long kSlowestSeconds = 60;  // …this long: less is no connection

// What the callbacks fill.
struct Receiving {
  Answer answer;
  std::size_t limit = 0;
  const std::atomic<bool>* stop = nullptr;
  bool header_ended = false;  // libcurl takes a header that breaks off for a whole one
};

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  if (receiving.answer.body.size() + count > receiving.limit) return 0;  // ends the transfer
  append(receiving.answer.body, as_bytes(std::string_view(bytes, count)));
  return count;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  auto& headers = receiving.answer.headers;
  const std::string_view line(bytes, count);
  receiving.header_ended = trimmed(line).empty();
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) headers.clear();  // after 100 Continue the real ones follow
  if (line.starts_with("HTTP/") || colon == std::string_view::npos) return count;
  if (headers.size() == kMaxHeaders) return 0;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Receiving*>(user)->stop->load() ? 1 : 0;
}

Answer::Link link_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Answer::Link::reached;
    case CURLE_OPERATION_TIMEDOUT:
      return Answer::Link::timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Answer::Link::certificate;
    default:
      return Answer::Link::offline;
  }
}

bool is_loopback(std::string_view url) {
  for (const std::string_view host : {"http://127.0.0.1", "http://[::1]", "http://localhost"}) {
    if (!url.starts_with(host)) continue;
    const auto rest = url.substr(host.size());
    if (rest.empty() || rest.front() == ':') return true;
  }
  return false;
}

Result<bool> check_url(const ClientOptions& options) {
  const auto& url = options.url;
  const bool secure = url.starts_with("https://");
  if (!secure && !is_loopback(url)) {
    return fail(Errc::invalid,
                "hub \"" + url + "\": give https://…; plain http is for 127.0.0.1 only");
  }
  if (url.ends_with('/'))
    return fail(Errc::invalid, "hub \"" + url + "\": without the slash at the end");
  if (secure && options.ca.empty() && options.pinned_key.empty()) {
    return fail(
        Errc::invalid,
        "hub \"" + url + "\": give the city's authority (hub.ca) or a pinned key (hub.pinned_key)");
  }
  if (!options.pinned_key.empty() && !options.pinned_key.starts_with("sha256//")) {
    return fail(Errc::invalid, "hub.pinned_key: write sha256//<base64>");
  }
  return secure;
}

}  // namespace

struct Client::State {
  ClientOptions options;
  bool secure = true;
  Easy easy;
  std::array<char, CURL_ERROR_SIZE> error_text{};
  std::string last_error;

  template <class Value>
  void set(CURLoption option, Value value) {
    // Fails only for options this libcurl was built without: then we may not run at all.
    PARVIS_CHECK(curl_easy_setopt(easy.get(), option, value) == CURLE_OK);
  }
  void trust() {
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    if (!options.ca.empty()) set(CURLOPT_CAINFO, options.ca.c_str());
    if (!options.pinned_key.empty()) set(CURLOPT_PINNEDPUBLICKEY, options.pinned_key.c_str());
    if (options.ca.empty()) {  // the key alone decides; names and issuers mean nothing then
      set(CURLOPT_SSL_VERIFYPEER, 0L);
      set(CURLOPT_SSL_VERIFYHOST, 0L);
    }
  }
  // A new handle, and with it a new connection. False when libcurl has no memory for one.
  bool begin() {
    easy.reset();  // closes what was open
    easy.reset(curl_easy_init());
    if (!easy) return false;
    prepare(secure ? "https" : "http");
    if (secure) trust();
    return true;
  }
  void prepare(const char* scheme) {
    set(CURLOPT_ERRORBUFFER, error_text.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_PROTOCOLS_STR, scheme);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_USERAGENT, "parvis-sync");
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_time.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.request_time.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, kSlowestBytes);
    set(CURLOPT_LOW_SPEED_TIME, kSlowestSeconds);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_NOPROGRESS, 0L);
  }
};

Result<Client> Client::create(ClientOptions options) {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!started) return fail(Errc::internal, "libcurl did not start");
  PARVIS_TRY(const bool secure, check_url(options));
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->secure = secure;
  if (!state->begin()) return fail(Errc::internal, "libcurl: no handle");
  return Client(std::move(state));
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client::~Client() = default;

Answer Client::perform(const Ask& ask, const std::atomic<bool>& stop) {
  State& state = *state_;
  Receiving receiving{{}, ask.answer_limit, &stop, false};
  if (ask.connection == Ask::Connection::fresh && !state.begin()) {
    state.last_error = "no memory for a connection";
    return {Answer::Link::offline, 0, {}, {}};
  }
  List headers(curl_slist_append(nullptr, "Expect:"));
  for (const auto& [name, text] : ask.headers) {
    headers.reset(curl_slist_append(headers.release(), (name + ": " + text).c_str()));
  }
  state.set(CURLOPT_URL, (state.options.url + ask.path).c_str());
  state.set(CURLOPT_HTTPHEADER, headers.get());
  state.set(CURLOPT_WRITEDATA, &receiving);
  state.set(CURLOPT_HEADERDATA, &receiving);
  state.set(CURLOPT_XFERINFODATA, &receiving);
  state.set(CURLOPT_HTTPGET, 1L);  // forgets the request before this one
  if (ask.method == "HEAD") state.set(CURLOPT_NOBODY, 1L);
  if (ask.method == "POST") {
    state.set(CURLOPT_POST, 1L);
    state.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.body.size()));
    state.set(CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(ask.body.data()));
  }
  state.error_text[0] = '\0';
  const CURLcode code = curl_easy_perform(state.easy.get());
  state.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  receiving.answer.link = link_of(code);
  if (code == CURLE_OK && !receiving.header_ended) receiving.answer.link = Answer::Link::offline;
  state.last_error.clear();
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(state.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    receiving.answer.status = static_cast<unsigned>(status);
  } else {
    state.last_error =
        state.error_text[0] != '\0' ? state.error_text.data() : curl_easy_strerror(code);
  }
  return std::move(receiving.answer);
}

const std::string& Client::last_error() const { return state_->last_error; }

}  // namespace parvis::agent
