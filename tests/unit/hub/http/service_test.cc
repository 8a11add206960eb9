#include "sync/hub/http/service.h"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::hub;
using support::SmallCity;
using support::SmallKiosk;
using support::value;

namespace {

const bool started = crypto::init().has_value();

LogSigner copy_of(const LogSigner& signer) {
  return {signer.origin, crypto::SigningKey::from_seed(signer.receipt.seed()), signer.witness_name,
          crypto::SigningKey::from_seed(signer.witness.seed())};
}

std::string header_of(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, text] : response.headers) {
    if (key == name) return text;
  }
  return "";
}

// A hub that is spoken to without a network.
struct Hub {
  support::TemporaryDirectory directory;
  ManualClock clock{support::seconds(1'700'000'000)};
  SmallCity city;
  SmallKiosk kiosk{"borne-01"};
  std::unique_ptr<Service> service;

  Hub() {
    support::ok(make_directories(directory / "exchange/packs"));
    enrol({});
    value(Intake::create(directory / "intake.db", SmallCity::kOrigin));
    service = value(Service::start({directory / "intake.db", directory / "exchange",
                                    copy_of(city.signer), city.authority.verify_key()},
                                   clock));
  }
  void enrol(std::vector<wire::Revocation> revocations, const SmallKiosk* second = nullptr) {
    std::vector<const SmallKiosk*> all{&kiosk};
    if (second != nullptr) all.push_back(second);
    put("root.signed", wire::encode(city.root(all, std::move(revocations))));
  }
  void put(const std::string& name, ByteView bytes) const {
    support::ok(write_file(directory / "exchange" / name, bytes));
  }

  std::string nonce() {
    return header_of(service->handle({"HEAD", "/v1/hello", "", {}, {}}), transfer::kNonceHeader);
  }
  HttpRequest make(const SmallKiosk& from, std::string method, std::string path, std::string query,
                   Bytes body, std::uint64_t offset = 0) {
    HttpRequest request{std::move(method), std::move(path), std::move(query), {}, std::move(body)};
    const std::string fresh = nonce();
    const auto signature = transfer::sign_request({SmallCity::kOrigin, request.method, request.path,
                                                   request.query, offset, request.body, fresh},
                                                  from.transport());
    request.headers = {
        {std::string(transfer::kKeyHeader),
         crypto::to_base64(from.transport().verify_key().view())},
        {std::string(transfer::kNonceHeader), fresh},
        {std::string(transfer::kSignatureHeader), crypto::to_base64(signature.view())}};
    if (offset > 0) request.headers.emplace_back("range", "bytes=" + std::to_string(offset) + "-");
    return request;
  }
  HttpResponse post(const wire::Batch& batch, std::string query = "") {
    return service->handle(
        make(kiosk, "POST", "/v1/batches", std::move(query), wire::encode(batch)));
  }
  HttpResponse get(std::string path) {
    return service->handle(make(kiosk, "GET", std::move(path), "", {}));
  }
  HttpResponse get_open(std::string path, std::string query = "") {
    return service->handle({"GET", std::move(path), std::move(query), {}, {}});
  }
  tlog::Receipt receipt(const HttpResponse& response, const wire::Batch& batch) {
    return value(tlog::verify_receipt(as_bytes(response.body), wire::digest(batch.manifest),
                                      city.signer.identity()));
  }
};

}  // namespace

TEST_CASE("hello says whose hub this is and gives a nonce") {
  Hub hub;
  const auto response = hub.service->handle({"HEAD", "/v1/hello", "", {}, {}});
  CHECK(response.status == 200);
  CHECK(header_of(response, "parvis-origin") == SmallCity::kOrigin);
  CHECK(header_of(response, "parvis-nonce").size() == 56);
}

TEST_CASE(
    "a posted batch is answered with its receipt, and with the way from the sender's checkpoint") {
  Hub hub;
  const auto first = hub.kiosk.next(2);
  auto response = hub.post(first);
  REQUIRE(response.status == 200);
  const auto first_receipt = hub.receipt(response, first);
  CHECK_FALSE(first_receipt.consistency.has_value());
  for (int i = 0; i < 4; ++i) REQUIRE(hub.post(hub.kiosk.next(1)).status == 200);
  const auto last = hub.kiosk.next(1);
  response = hub.post(last, "from=1");
  REQUIRE_OK(consistent_with(hub.receipt(response, last), first_receipt.checkpoint.checkpoint));
  // The first one again, when the sender holds the newest checkpoint.
  const auto again = hub.post(first, "from=6");
  REQUIRE_OK(consistent_with(hub.receipt(again, first),
                             hub.receipt(response, last).checkpoint.checkpoint));
  CHECK(hub.receipt(again, first).checkpoint == first_receipt.checkpoint);
}

TEST_CASE("batches are refused with a status that says what to do") {
  Hub hub;
  const auto first = hub.kiosk.next(2);
  REQUIRE(hub.post(first).status == 200);
  CHECK(hub.post(hub.kiosk.batch({1}, {}, 3)).status == 409);
  const auto html = hub.service->handle(
      hub.make(hub.kiosk, "POST", "/v1/batches", "", to_bytes(as_bytes("<html>"))));
  CHECK(html.status == 400);
  CHECK(html.body == "{\"error\":\"not-a-batch\"}\n");
  CHECK(hub.service->handle(hub.make(hub.kiosk, "GET", "/v1/batches", "", {})).status == 405);
  const wire::Revocation lost{crypto::key_id(hub.kiosk.collection().verify_key()),
                              wire::BatchNumber{1}};
  hub.enrol({lost});
  const auto late = hub.post(hub.kiosk.next(1));
  CHECK(late.status == 202);
  CHECK(late.body == "{\"error\":\"revoked\"}\n");
}

TEST_CASE("a kiosk that is enrolled while the hub runs is known at once") {
  Hub hub;
  SmallKiosk second{"borne-02"};
  const auto batch = second.next(1);
  const auto ask = [&](const char* path) {
    return hub.service->handle(hub.make(second, "GET", path, "", {})).status;
  };
  CHECK(hub.service->handle(hub.make(second, "POST", "/v1/batches", "", wire::encode(batch)))
            .status == 202);
  CHECK(ask("/v1/root") == 403);
  hub.enrol({}, &second);
  CHECK(ask("/v1/root") == 200);
  CHECK(hub.service->handle(hub.make(second, "POST", "/v1/batches", "", wire::encode(batch)))
            .status == 200);
}

TEST_CASE("a request is good for what was signed, for five minutes, and for this hub") {
  Hub hub;
  const Bytes body = wire::encode(hub.kiosk.next(1));
  const auto good = hub.make(hub.kiosk, "POST", "/v1/batches", "from=0", body);
  const auto status = [&](HttpRequest request) { return hub.service->handle(request).status; };
  auto other = good;
  other.query = "from=9";
  CHECK(status(other) == 401);
  other = good;
  other.body[20] ^= 1;
  CHECK(status(other) == 401);
  other = good;
  other.headers.erase(other.headers.begin() + 2);
  CHECK(status(other) == 401);
  other = good;
  other.headers.push_back(other.headers[0]);
  CHECK(status(other) == 401);
  other = hub.make(hub.kiosk, "GET", "/v1/kept", "", {});
  other.path = "/v1/root";
  CHECK(status(other) == 401);
  CHECK(status(Hub().make(hub.kiosk, "POST", "/v1/batches", "", body)) == 401);
  hub.clock.advance(std::chrono::seconds(301));
  CHECK(status(good) == 401);
  CHECK(value(Intake::open(hub.directory / "intake.db").value().size()) == 0);
}

TEST_CASE("the log's checkpoint and proofs are for everyone") {
  Hub hub;
  CHECK(hub.get_open("/v1/checkpoint").status == 404);
  for (int i = 0; i < 3; ++i) hub.post(hub.kiosk.next(1));
  const auto note = hub.get_open("/v1/checkpoint");
  CHECK(value(tlog::verify_checkpoint(note.body, hub.city.signer.identity())).checkpoint.size == 3);
  const auto proof = hub.get_open("/v1/consistency", "from=1&to=3");
  CHECK(value(tlog::parse_consistency(proof.body)).to == 3);
  for (const char* bad :
       {"from=1", "from=1&to=4", "from=3&to=1", "from=01&to=3", "from=1&from=1&to=3", ""}) {
    CHECK(hub.get_open("/v1/consistency", bad).status == 400);
  }
}

TEST_CASE("the desk's files are handed on to enrolled kiosks, and not sent twice") {
  Hub hub;
  CHECK(hub.get("/v1/kept").status == 404);
  hub.put("kept.note", as_bytes("kept"));
  hub.put("statuses.json", as_bytes("{}"));
  const auto kept = hub.get("/v1/kept");
  CHECK(kept.body == "kept");
  CHECK(hub.get("/v1/statuses").body == "{}");
  auto again = hub.make(hub.kiosk, "GET", "/v1/kept", "", {});
  again.headers.emplace_back("if-none-match", header_of(kept, "ETag"));
  const auto unchanged = hub.service->handle(again);
  CHECK(unchanged.status == 304);
  CHECK(unchanged.body.empty());
  CHECK(hub.get_open("/v1/kept").status == 401);
  CHECK(hub.get("/v1/desk.db").status == 404);
  CHECK(hub.get("/v1/packs/../root.signed").status == 404);
}

TEST_CASE("a pack can be fetched from any byte on, and newer versions are preferred") {
  Hub hub;
  CHECK(hub.get("/v1/packs/mulhouse-solidaire").status == 404);
  const std::string old(3000, 'o');
  std::string pack;
  for (int i = 0; i < 300'000; ++i) pack += std::to_string(i);
  hub.put("packs/mulhouse-solidaire-9.pack", as_bytes(old));
  hub.put("packs/mulhouse-solidaire-10.pack", as_bytes(pack));
  hub.put("packs/mulhouse-solidaire-x-11.pack", as_bytes("another consultation's"));
  const auto head =
      hub.service->handle(hub.make(hub.kiosk, "HEAD", "/v1/packs/mulhouse-solidaire", "", {}));
  CHECK(header_of(head, "Parvis-Pack-Version") == "10");
  CHECK(header_of(head, "Parvis-Pack-Size") == std::to_string(pack.size()));
  CHECK(head.body.empty());
  std::string got = pack.substr(0, 1234);
  while (got.size() < pack.size()) {
    const auto part = hub.service->handle(
        hub.make(hub.kiosk, "GET", "/v1/packs/mulhouse-solidaire", "version=10", {}, got.size()));
    REQUIRE(part.status == 206);
    CHECK(
        header_of(part, "Content-Range").starts_with("bytes " + std::to_string(got.size()) + "-"));
    REQUIRE(!part.body.empty());
    REQUIRE(part.body.size() <= (1u << 20));
    got += part.body;
  }
  CHECK(got == pack);
  CHECK(hub.service
            ->handle(hub.make(hub.kiosk, "GET", "/v1/packs/mulhouse-solidaire", "version=9", {}))
            .body == old);
  CHECK(hub.service
            ->handle(hub.make(hub.kiosk, "GET", "/v1/packs/mulhouse-solidaire", "", {}, 99'999'999))
            .status == 416);
  auto odd = hub.make(hub.kiosk, "GET", "/v1/packs/mulhouse-solidaire", "", {});
  odd.headers.emplace_back("range", "bytes=0-5,9-12");
  CHECK(hub.service->handle(odd).status == 400);
}

TEST_CASE("many kiosks at once each get their own receipt") {
  Hub hub;
  std::vector<std::jthread> senders;
  std::atomic<int> proved{0};
  std::vector<wire::Batch> batches;
  for (int i = 0; i < 24; ++i) batches.push_back(hub.kiosk.next(1));
  std::vector<HttpRequest> requests;
  for (const auto& batch : batches)
    requests.push_back(hub.make(hub.kiosk, "POST", "/v1/batches", "", wire::encode(batch)));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    senders.emplace_back([&, i] {
      const auto response = hub.service->handle(requests[i]);
      if (tlog::verify_receipt(as_bytes(response.body), wire::digest(batches[i].manifest),
                               hub.city.signer.identity())) {
        ++proved;
      }
    });
  }
  senders.clear();
  CHECK(proved == 24);
  CHECK(value(tlog::verify_checkpoint(hub.get_open("/v1/checkpoint").body,
                                      hub.city.signer.identity()))
            .checkpoint.size == 24);
}
