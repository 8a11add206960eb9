#include "sync/hub/http/service.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "hardware/platform/log.h"
#include "sync/hub/intake/recovery.h"
#include "sync/transfer/exchange.h"
#include "sync/transfer/log_keys.h"

namespace parvis::hub {
namespace {

constexpr std::uint64_t kMaxExchangeFile = 16u << 20;
constexpr std::uint64_t kMaxPackPart =
    1u << 20;  // of an answer to a range: memory stays flat, the kiosk asks on
constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kBinary = "application/octet-stream";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kJournals = "/v1/journals/";

HttpResponse refuse(unsigned status, std::string_view error) {
  HttpResponse response;
  response.status = status;
  response.content_type = kJson;
  response.body = fmt::format("{{\"error\":\"{}\"}}\n", error);  // words of ours: nothing to escape
  if (status == 503) response.headers.emplace_back("Retry-After", "60");
  return response;
}

HttpResponse refuse(const Error& error) {
  switch (error.code) {
    case Errc::denied:
      return refuse(403, "unknown-key");
    case Errc::forged:
      return refuse(401, "signature");
    case Errc::timeout:
      return refuse(401, "nonce");
    case Errc::not_found:
      return refuse(404, "not-found");
    case Errc::invalid:
      return refuse(400, "request");
    case Errc::busy:
      return refuse(503, "busy");
    case Errc::no_space:
      return refuse(503, "no-space");
    default:
      return refuse(500, "internal");
  }
}

HttpResponse text(std::string body, std::string_view content_type = kText) {
  HttpResponse response;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

// The value of one parameter: decimal, without leading zeroes. nullopt when missing, twice, or written otherwise.
std::optional<std::uint64_t> number_parameter(std::string_view query, std::string_view name) {
  std::optional<std::uint64_t> found;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto part = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (part.size() <= name.size() || !part.starts_with(name) || part[name.size()] != '=') continue;
    const auto digits = part.substr(name.size() + 1);
    std::uint64_t value = 0;
    const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (found || error != std::errc{} || last != digits.data() + digits.size() ||
        fmt::to_string(value) != digits) {
      return std::nullopt;
    }
    found = value;
  }
  return found;
}

bool is_slug(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// The newest version of a consultation's pack that the desk has handed over. Errc::not_found when there is none: a directory that
// can't be read is another answer, or the kiosk would think that something between us answers.
Result<std::uint64_t> newest_pack(const Path& directory, std::string_view slug) {
  PARVIS_TRY(const auto files, list_files(directory, ".pack"));
  std::optional<std::uint64_t> newest;
  for (const auto& file : files) {
    const std::string name = file.stem().string();
    if (name.size() < slug.size() + 2 || !name.starts_with(slug) || name[slug.size()] != '-')
      continue;
    const auto version = number_parameter("v=" + name.substr(slug.size() + 1), "v");
    if (version && (!newest || *version > *newest)) newest = version;
  }
  if (!newest) return fail(Errc::not_found, "no pack");
  return *newest;
}

Result<std::string> read_part(const Path& file, std::uint64_t offset, std::uint64_t size) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return fail_errno("open " + file.string(), errno);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t done = 0;
  int error = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::pread(descriptor, bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  ::close(descriptor);
  if (error != 0) return fail_errno("read " + file.string(), error);
  if (done != bytes.size()) return fail(Errc::io, file.string() + " became shorter");
  return bytes;
}

// The offset that a Range asks for; 0 without one.
Result<std::uint64_t> offset_of(const HttpRequest& request) {
  const auto range = request.header("range");
  if (!range) return std::uint64_t{0};
  const auto offset = transfer::range_offset(*range);
  if (!offset) return fail(Errc::invalid, "only bytes=<offset>- is answered");
  return *offset;
}

}  // namespace

// Who signed a request. Devices that nobody has enrolled may still hand in batches, which then wait.
struct Service::Sender {
  std::optional<DeviceRecord> device;
};

Service::Service(const ServiceOptions& options, const Clock& clock, Intake reader)
    : intake_db_(options.intake_db),
      exchange_(options.exchange),
      origin_(options.signer.origin),
      authority_(options.authority),
      clock_(clock),
      reader_(std::move(reader)),
      log_(options.signer.identity()),
      journals_(options.intake_db.parent_path() / "journals") {}

Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::start(ServiceOptions options, const Clock& clock) {
  PARVIS_TRY(auto reader, Intake::open(options.intake_db));
  std::unique_ptr<Service> service(new Service(options, clock, std::move(reader)));
  service->install_newer_root();
  PARVIS_TRY(auto sequencer, Sequencer::start(options.intake_db, std::move(options.signer), clock,
                                              [raw = service.get()](Intake&) {
                                                const std::lock_guard lock(raw->reading_);
                                                raw->install_newer_root();
                                              }));
  service->sequencer_.emplace(std::move(sequencer));
  return service;
}

// Enrolments and revocations arrive as a new root document in the exchange directory.
void Service::install_newer_root() {
  const Path file = exchange_ / "root.signed";
  std::error_code error;
  const auto written = std::filesystem::last_write_time(file, error);
  if (error || written == root_seen_) return;
  const auto install = [&]() -> Status {
    PARVIS_TRY(const auto bytes, read_file(file, kMaxExchangeFile));
    PARVIS_TRY(const auto document, wire::decode_signed(bytes));
    PARVIS_TRY(const auto root, wire::verify_root(document, authority_));
    log_ = transfer::log_identity(root);
    return reader_.install_root(root);
  };
  if (const auto installed = install(); !installed) {
    log_error("{}: {}", file.string(), installed.error().message());
    return;
  }
  root_seen_ = written;
}

HttpResponse Service::handle(const HttpRequest& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/v1/batches") {
    return request.method == "POST" ? take_batch(request) : refuse(405, "method");
  }
  if (request.path == "/v1/returned") {
    return request.method == "POST" ? take_returned(request) : refuse(405, "method");
  }
  if (request.path == "/v1/heads") {
    return request.method == "POST" ? take_head(request) : refuse(405, "method");
  }
  if (request.method == "POST" && request.path.starts_with(kJournals)) return take_journal(request);
  if (!reads) return refuse(405, "method");
  if (request.path == "/v1/hello") return hello();
  if (request.path == "/v1/checkpoint") return show_checkpoint();
  if (request.path == "/v1/consistency") return show_consistency(request);
  return signed_route(request);
}

HttpResponse Service::hello() {
  HttpResponse response = text("");
  response.headers.emplace_back(transfer::kOriginHeader, origin_);
  response.headers.emplace_back(transfer::kNonceHeader, nonces_.make(clock_.utc()));
  const std::lock_guard lock(reading_);
  const auto why = reader_.recovery();
  const auto size = reader_.size();
  if (why && size && !why->empty())
    response.headers.emplace_back(transfer::kRecoveryHeader, fmt::to_string(*size));
  return response;
}

// Errc::forged for a signature that does not hold, timeout for an old nonce.
Result<Service::Sender> Service::authenticate(const HttpRequest& request, std::uint64_t offset) {
  const auto key_text = request.header(transfer::kKeyHeader);
  const auto nonce = request.header(transfer::kNonceHeader);
  const auto signature_text = request.header(transfer::kSignatureHeader);
  if (!key_text || !nonce || !signature_text) return fail(Errc::forged, "request: not signed");
  PARVIS_TRY_VOID(nonces_.check(*nonce, clock_.utc()));
  const auto key_bytes = crypto::from_base64(*key_text);
  const auto signature_bytes = crypto::from_base64(*signature_text);
  if (!key_bytes || !signature_bytes) return fail(Errc::forged, "request: bad encoding");
  const auto key = crypto::VerifyKey::from(*key_bytes);
  const auto signature = crypto::Signature::from(*signature_bytes);
  if (!key || !signature) return fail(Errc::forged, "request: bad encoding");
  PARVIS_TRY_VOID(transfer::verify_request(
      {origin_, request.method, request.path, request.query, offset, request.body, *nonce}, *key,
      *signature));
  const std::lock_guard lock(reading_);
  install_newer_root();
  auto device = reader_.device_of_transport(*key);
  if (device) return Sender{std::move(*device)};
  if (device.error().code == Errc::not_found) return Sender{};
  return tl::unexpected(device.error());
}

HttpResponse Service::take_batch(const HttpRequest& request) {
  const auto sender = authenticate(request, 0);
  if (!sender) return refuse(sender.error());
  auto outcome = sequencer_->submit(request.body);
  if (!outcome) return refuse(outcome.error());
  switch (outcome->kind) {
    case Outcome::Kind::invalid:
      return refuse(400, outcome->reason);
    case Outcome::Kind::conflict:
      return refuse(409, outcome->reason);
    case Outcome::Kind::quarantined:
      return refuse(202, outcome->reason);
    case Outcome::Kind::receipt:
      break;
  }
  // The sender's newest checkpoint and this receipt's, connected.
  const auto held = number_parameter(request.query, "from");
  PARVIS_CHECK(!outcome->receipt.checkpoint.empty());
  if (held && *held > 0) {
    const auto note = tlog::parse_note(outcome->receipt.checkpoint);
    const auto head = note ? tlog::parse_checkpoint(note->text)
                           : Result<tlog::Checkpoint>(tl::unexpected(note.error()));
    const std::lock_guard lock(reading_);
    const auto consistency =
        head ? reader_.consistency(std::min(*held, head->size), std::max(*held, head->size))
             : Result<tlog::Consistency>(tl::unexpected(head.error()));
    if (consistency) outcome->receipt.extra = to_bytes(as_bytes(format(*consistency)));
    // Without it the kiosk could not believe the receipt: it asks again for both.
    if (!consistency && consistency.error().code == Errc::io) return refuse(consistency.error());
  }
  return text(format(outcome->receipt));
}

// Kept beside the log until it can go on; 202 says that it is on our disk, and nothing more.
HttpResponse Service::take_returned(const HttpRequest& request) {
  const auto sender = authenticate(request, 0);
  if (!sender) return refuse(sender.error());
  if (!sender->device) return refuse(403, "unknown-key");
  const auto returned = transfer::decode_returned(request.body);
  if (!returned) return refuse(400, "request");
  const std::lock_guard lock(reading_);
  const auto why = reader_.recovery();
  if (why && why->empty()) return refuse(404, "not-found");
  auto recovery = Recovery::open(intake_db_);
  if (!recovery) return refuse(recovery.error());
  const auto taken = recovery->take(*returned, log_, sender->device->chain);
  if (taken) return refuse(202, "recovery");
  return taken.error().code == Errc::forged ? refuse(400, "forged") : refuse(taken.error());
}

HttpResponse Service::show_checkpoint() {
  const std::lock_guard lock(reading_);
  auto note = reader_.checkpoint();
  return note ? text(std::move(*note)) : refuse(note.error());
}

HttpResponse Service::show_consistency(const HttpRequest& request) {
  const auto from = number_parameter(request.query, "from");
  const auto to = number_parameter(request.query, "to");
  if (!from || !to) return refuse(400, "request");
  const std::lock_guard lock(reading_);
  const auto consistency = reader_.consistency(*from, *to);
  return consistency ? text(format(*consistency)) : refuse(consistency.error());
}

HttpResponse Service::signed_route(const HttpRequest& request) {
  const auto offset = offset_of(request);
  if (!offset) return refuse(offset.error());
  const auto sender = authenticate(request, *offset);
  if (!sender) return refuse(sender.error());
  if (!sender->device) return refuse(403, "unknown-key");
  if (request.path == "/v1/root") return send_file(request, exchange_ / "root.signed", kBinary);
  if (request.path == "/v1/kept") return send_file(request, exchange_ / "kept.note", kText);
  if (request.path == "/v1/statuses") return send_file(request, exchange_ / "statuses.json", kJson);
  if (request.path.starts_with("/v1/packs/")) return send_pack(request);
  if (request.path.starts_with(kJournals))
    return show_journal(*sender, std::string_view(request.path).substr(kJournals.size()));
  return refuse(404, "not-found");
}

// How much of a journal is here, so that the kiosk sends only what is not.
HttpResponse Service::show_journal(const Sender& sender, std::string_view program) {
  if (!transfer::is_journal_program(program)) return refuse(404, "not-found");
  const std::lock_guard lock(shelving_);
  const auto held = journals_.held(sender.device->device, program);
  if (!held) return refuse(held.error());
  HttpResponse response = text("");
  response.headers.emplace_back("Parvis-Journal-Size", fmt::to_string(held->size));
  response.headers.emplace_back("Parvis-Journal-Digest", crypto::to_hex(held->digest.view()));
  return response;
}

HttpResponse Service::take_journal(const HttpRequest& request) {
  const auto sender = authenticate(request, 0);
  if (!sender) return refuse(sender.error());
  if (!sender->device) return refuse(403, "unknown-key");
  const auto program = std::string_view(request.path).substr(kJournals.size());
  const auto from = number_parameter(request.query, "from");
  if (!transfer::is_journal_program(program)) return refuse(404, "not-found");
  if (!from || request.body.empty()) return refuse(400, "request");
  const std::lock_guard lock(shelving_);
  const auto size = journals_.add(sender->device->device, program, *from, request.body);
  if (!size && size.error().code == Errc::conflict) return refuse(409, "other-bytes");
  if (!size && size.error().code == Errc::no_space) return refuse(413, "too-much");
  if (!size) return refuse(size.error());
  HttpResponse response = text("");
  response.headers.emplace_back("Parvis-Journal-Size", fmt::to_string(*size));
  return response;
}

// What a head finds is told in the log of the program and by `parvis-hub journal`; it is kept whatever it finds.
HttpResponse Service::take_head(const HttpRequest& request) {
  const auto sender = authenticate(request, 0);
  if (!sender) return refuse(sender.error());
  if (!sender->device) return refuse(403, "unknown-key");
  const auto& device = *sender->device;
  const auto document = wire::decode_signed(request.body);
  if (!document) return refuse(400, "request");
  const auto head = journal::verify_head(*document, device.transport);
  if (!head || head->device != device.device || !transfer::is_journal_program(head->program))
    return refuse(400, "forged");
  const std::lock_guard lock(shelving_);
  if (const auto kept = journals_.add_head(device.device, head->program, *document); !kept)
    return refuse(kept.error());
  const auto volumes = journals_.read(device.device, head->program, device.transport);
  if (!volumes) return refuse(volumes.error());
  for (const auto& finding : findings(*volumes))
    log_warning("journal of {}, {}: {}", device.name, head->program, finding.words);
  return text("");
}

// Small files are asked for at every sync: 304 when the kiosk has this very one.
HttpResponse Service::send_file(const HttpRequest& request, const Path& file,
                                std::string_view content_type) {
  auto bytes = read_file(file, kMaxExchangeFile);
  if (!bytes) return refuse(bytes.error());
  const std::string tag = fmt::format("\"{}\"", crypto::to_hex(crypto::blake2b(*bytes).view()));
  HttpResponse response;
  response.headers.emplace_back("ETag", tag);
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  response.content_type = content_type;
  response.body.assign(as_text(*bytes));
  return response;
}

HttpResponse Service::send_pack(const HttpRequest& request) {
  const auto slug = std::string_view(request.path).substr(std::string_view("/v1/packs/").size());
  if (!is_slug(slug)) return refuse(404, "not-found");
  const auto newest = newest_pack(exchange_ / "packs", slug);
  if (!newest) return refuse(newest.error());
  // A range is of one version: the kiosk says which one it has begun.
  const auto version = number_parameter(request.query, "version").value_or(*newest);
  const Path file = exchange_ / "packs" / fmt::format("{}-{}.pack", slug, version);
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(file, error);
  const auto offset = offset_of(request);
  if (error) return refuse(404, "not-found");
  if (!offset || *offset > size) return refuse(416, "range");
  const bool ranged = request.header("range").has_value() && *offset < size;
  const std::uint64_t length = ranged ? std::min(size - *offset, kMaxPackPart) : size - *offset;
  HttpResponse response;
  response.content_type = kBinary;
  response.headers.emplace_back("Parvis-Pack-Version", fmt::to_string(version));
  response.headers.emplace_back("Parvis-Pack-Size", fmt::to_string(size));
  response.headers.emplace_back("Accept-Ranges", "bytes");
  if (ranged) {
    response.status = 206;
    response.headers.emplace_back(
        "Content-Range", fmt::format("bytes {}-{}/{}", *offset, *offset + length - 1, size));
  }
  if (request.method == "HEAD") return response;
  auto bytes = read_part(file, *offset, length);
  if (!bytes) return refuse(bytes.error());
  response.body = std::move(*bytes);
  return response;
}

}  // namespace parvis::hub
