// The two documents that the collection key signs for this kiosk's own eyes.
#include "sync/ledger/documents.h"

#include <catch2/catch.hpp>

#include "tests/support/ledger_kit.h"

namespace parvis::ledger {
namespace {

using support::code;
using support::value;

const bool started = crypto::init().has_value();

TEST_CASE("a count sheet is these bytes") {
  const auto key = crypto::SigningKey::generate();
  wire::CountSheet sheet;
  sheet.endings = {12, 1, 0, 0, 0};
  sheet.head_count = 13;
  const auto document = value(sign_sheet({}, sheet, key));
  CHECK(crypto::to_hex(document.bytes) ==
        "86747061727669732f73657373696f6e2d736865657401"
        "5000000000000000000000000000000000"
        "850c01000000810d"
        "58200000000000000000000000000000000000000000000000000000000000000000");
  CHECK(value(verify_sheet(document, {}, key.verify_key())) == sheet);
}

TEST_CASE("facts come back as they were signed, and only for their session and key") {
  const auto key = crypto::SigningKey::generate();
  const auto reception = crypto::OpeningKey::generate();
  const auto session = crypto::random_fixed<wire::SessionId>();
  SessionFacts facts{"Marché couvert",
                     support::kDay,
                     {crypto::random_fixed<wire::DeviceId>(),
                      {"mulhouse-solidaire", 3},
                      {{crypto::key_id(reception.seal_key()), reception.seal_key()}}}};
  auto document = value(sign_facts(session, facts, key));
  const SessionFacts read = value(verify_facts(document, session, key.verify_key()));
  CHECK(read.place == facts.place);
  CHECK(read.day == facts.day);
  CHECK(read.seal.device == facts.seal.device);
  CHECK(read.seal.pack == facts.seal.pack);
  CHECK(read.seal.recipients == facts.seal.recipients);

  CHECK(code(verify_facts(document, crypto::random_fixed<wire::SessionId>(), key.verify_key())) ==
        Errc::forged);
  CHECK(code(verify_facts(document, session, crypto::SigningKey::generate().verify_key())) ==
        Errc::forged);
  document.bytes.push_back(0);
  CHECK(code(verify_facts(document, session, key.verify_key())) == Errc::forged);
}

TEST_CASE("what a manifest could not carry is refused at opening") {
  const auto key = crypto::SigningKey::generate();
  const auto reception = crypto::OpeningKey::generate();
  const wire::Recipient recipient{crypto::key_id(reception.seal_key()), reception.seal_key()};
  const SessionFacts good{"mairie", support::kDay, {{}, {"mulhouse-solidaire", 3}, {recipient}}};
  CHECK(sign_facts({}, good, key));
  SessionFacts long_place = good;
  long_place.place = std::string(121, 'a');
  CHECK(code(sign_facts({}, long_place, key)) == Errc::invalid);
  SessionFacts nobody = good;
  nobody.seal.recipients.clear();
  CHECK(code(sign_facts({}, nobody, key)) == Errc::invalid);
  SessionFacts other_id = good;
  other_id.seal.recipients[0].id = {};
  CHECK(code(sign_facts({}, other_id, key)) == Errc::invalid);
  SessionFacts no_day = good;
  no_day.day = {};
  CHECK(code(sign_facts({}, no_day, key)) == Errc::invalid);
}

}  // namespace
}  // namespace parvis::ledger
