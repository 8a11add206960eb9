// Requests as a stranger may send them: first line "METHOD path?query", then header lines, an empty line, the body. Half of
// them are signed by an enrolled kiosk, so that what lies behind the signature is reached too.
#include <algorithm>

#include "sync/hub/http/service.h"
#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;

namespace {

struct Hub {
  support::TemporaryDirectory directory;
  ManualClock clock{support::seconds(1'700'000'000)};
  support::SmallCity city;
  support::SmallKiosk kiosk{"borne-01"};
  std::unique_ptr<hub::Service> service;

  Hub() {
    support::ok(make_directories(directory / "exchange/packs"));
    const support::SmallKiosk* const all[] = {&kiosk};
    support::ok(write_file(directory / "exchange/root.signed", wire::encode(city.root(all))));
    support::ok(write_file(directory / "exchange/packs/a-1.pack", as_bytes("a pack")));
    support::value(hub::Intake::create(directory / "intake.db", support::SmallCity::kOrigin));
    service = support::value(hub::Service::start(
        {directory / "intake.db",
         directory / "exchange",
         {city.signer.origin, crypto::SigningKey::from_seed(city.signer.receipt.seed()),
          city.signer.witness_name, crypto::SigningKey::from_seed(city.signer.witness.seed())},
         city.authority.verify_key()},
        clock));
  }

  void sign(hub::HttpRequest& request) const {
    const auto hello = service->handle({"HEAD", "/v1/hello", "", {}, {}});
    std::string nonce;
    for (const auto& [name, text] : hello.headers) {
      if (name == transfer::kNonceHeader) nonce = text;
    }
    const auto range = request.header("range");
    const std::uint64_t offset = range ? transfer::range_offset(*range).value_or(0) : 0;
    const auto signature =
        transfer::sign_request({support::SmallCity::kOrigin, request.method, request.path,
                                request.query, offset, request.body, nonce},
                               kiosk.transport());
    request.headers.emplace_back(transfer::kKeyHeader,
                                 crypto::to_base64(kiosk.transport().verify_key().view()));
    request.headers.emplace_back(transfer::kNonceHeader, nonce);
    request.headers.emplace_back(transfer::kSignatureHeader, crypto::to_base64(signature.view()));
  }
};

std::string_view take(std::string_view& text, char end) {
  const auto at = text.find(end);
  const auto part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::init().has_value();
  PARVIS_CHECK(started);
  static const Hub hub;
  if (size == 0) return 0;
  std::string_view text = as_text(ByteView(data, size)).substr(1);
  std::string_view line = take(text, '\n');
  hub::HttpRequest request;
  request.method = take(line, ' ');
  request.path = take(line, '?');
  request.query = line;
  for (std::string_view field = take(text, '\n'); !field.empty(); field = take(text, '\n')) {
    const auto name = take(field, ':');
    request.headers.emplace_back(name, field);
  }
  request.body = to_bytes(as_bytes(text));
  if (data[0] == 's') hub.sign(request);
  const auto response = hub.service->handle(request);
  PARVIS_CHECK(response.status >= 200 && response.status < 600 && response.status != 500);
  return 0;
}
