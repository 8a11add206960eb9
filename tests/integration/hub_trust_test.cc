// Who is trusted, by words alone: a stolen kiosk, replaced keys, enrolment by stick and by QR code.
#include "sync/identity/enrolment.h"
#include "sync/identity/qr_text.h"
#include "tests/integration/hub_words.h"

namespace parvis {
namespace {

using namespace integration;

TEST_CASE(
    "a stolen kiosk by words alone: revoked, its last batches against paper, the keys replaced") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  std::vector<Bytes> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(kiosk.batch({town_visit(), town_visit()}));
  hub.town.import(batches[0]);
  hub.town.import(batches[1]);
  CHECK(hub({"open"}).status == 0);
  CHECK(hub({"revoke", "borne-01", "--lost-at", "1"}).status == 1);  // without the passphrase
  CHECK(hub({"revoke", "borne-09", "--lost-at", "1"}, {passphrase()}).status == 1);
  const Ran revoked = hub({"revoke", "borne-01", "--lost-at", "1"}, {passphrase()});
  INFO(revoked.err);
  REQUIRE(revoked.status == 0);
  CHECK(says(revoked.out, "quarantine list"));
  CHECK(hub({"import", hub.file("late.batch", batches[2])}).status == 1);
  CHECK(says(hub({"open"}).out, "1 of them were judged again"));
  CHECK(hub.json({"results"})["sum"]["quarantined"] == 2);
  CHECK(hub.json({"devices"})["devices"][0]["state"] == "revoked");

  const auto waiting = hub.json({"quarantine", "list"})["batches"];
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0]["in_log"] == true);
  CHECK(waiting[1]["number"] == 3);
  const std::string second = waiting[0]["batch"], third = waiting[1]["batch"];
  const Ran differs = hub({"quarantine", "accept", second, "--visits", "5"});
  CHECK(differs.status == 1);
  CHECK(says(differs.err, "paper says 5 visits, the batch's count sheets 2"));
  CHECK(hub({"quarantine", "accept", second, "--visits", "2"}).status == 0);
  CHECK(hub({"quarantine", "refuse", third}).status == 2);  // a reason is obligatory
  CHECK(hub({"quarantine", "refuse", third, "--why", "nobody was there", "--by", "Jo"}).status ==
        0);
  CHECK(says(hub({"quarantine", "list"}).out, "refused by Jo: nobody was there"));
  CHECK(hub({"open"}).status == 0);
  CHECK(hub.json({"results"})["sum"]["counted"] == 4);

  for (const char* key : {"reception", "publisher", "receipt", "witness", "desk"}) {
    const Ran ran = hub({"rotate", key}, {passphrase()});
    INFO(ran.err);
    CHECK(ran.status == 0);
  }
  CHECK(hub({"rotate", "sails"}, {passphrase()}).status == 2);
  CHECK(hub({"rotate", "receipt", "--revoke-former"}, {passphrase()}).status == 1);
  CHECK(hub({"rotate", "authority"}, {passphrase()}).status == 1);  // no next passphrase
  const std::string next = "PARVIS_NEXT_PASSPHRASE=another horse battery";
  CHECK(hub({"rotate", "authority"}, {passphrase(), next}).status == 0);
  const auto request = hub.file("other.request", support::TownKiosk().request());
  const auto out = hub.town.path("answer").string();
  CHECK(hub({"enrol", request, "--name", "borne-02", "--out", out}, {passphrase()}).status == 1);
  CHECK(hub({"enrol", request, "--name", "borne-02", "--out", out},
            {passphrase("another horse battery")})
            .status == 0);
  const Ran audit = hub({"audit"});
  INFO(audit.out << audit.err);
  CHECK(audit.status == 0);
  CHECK(hub.json({"results"})["sum"]["counted"] == 4);
}

TEST_CASE("a kiosk is enrolled from a stick, and by what its QR code says") {
  const Hub hub;
  const Path stick = hub.town.path("stick");
  support::ok(make_directories(stick));
  CHECK(hub({"enrol", "--name", "borne-01"}, {passphrase()}).status == 1);
  CHECK(hub({"enrol", "--stick", stick.string(), "--name", "borne-01"}, {passphrase()}).status ==
        1);
  const support::TownKiosk first, second;
  const auto device = value(identity::decode_request(first.request())).device;
  support::ok(write_file(stick / identity::request_name(device), first.request()));
  const Ran ran = hub({"enrol", "--stick", stick.string(), "--name", "borne-01"}, {passphrase()});
  INFO(ran.err);
  CHECK(ran.status == 0);
  const auto answer = value(identity::decode_answer(
      value(read_file(stick / identity::answer_name(device), identity::kMaxAnswerBytes))));
  CHECK(value(identity::verify_answer(answer)).certificate.device == device);
  support::ok(write_file(stick / "other.request", second.request()));
  const Ran several = hub({"enrol", "--stick", stick.string(), "--name", "x"}, {passphrase()});
  CHECK(several.status == 1);
  CHECK(says(several.err, "several requests on it, name one"));

  std::string text = identity::to_qr_text(second.request());
  const auto out = hub.town.path("answer").string();
  CHECK(hub({"enrol", "--qr", text, "--name", "borne-02", "--out", out}, {passphrase()}).status ==
        0);
  CHECK(std::filesystem::exists(out));
  text[40] = text[40] == 'A' ? 'B' : 'A';
  const Ran altered = hub({"enrol", "--qr", text, "--name", "borne-03"}, {passphrase()});
  CHECK(altered.status == 1);
  CHECK(says(altered.err, "scan it again"));
}
}  // namespace
}  // namespace parvis
