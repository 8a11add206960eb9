// What the collection key signed about a session, as whoever has that key and a wrong mind could write it: facts and count sheet.
// What reads is written again as the same bytes, and is no other session's.
#include "sync/ledger/documents.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::ledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::SigningKey key = support::collection_key();
  static const crypto::VerifyKey verify_key = key.verify_key();
  static const auto session = support::counting<wire::SessionId>(0x60);
  static const auto another = support::counting<wire::SessionId>(0x61);
  const ByteView input{data, size};
  const wire::Signed facts{to_bytes(input), key.sign(kFactsDomain, input)};
  if (const auto read = verify_facts(facts, session, verify_key)) {
    const auto again = sign_facts(session, *read, key);
    PARVIS_CHECK(again && again->bytes == facts.bytes);
    PARVIS_CHECK(!verify_facts(facts, another, verify_key));
  }
  const wire::Signed sheet{to_bytes(input), key.sign(kSheetDomain, input)};
  if (const auto read = verify_sheet(sheet, session, verify_key)) {
    const auto again = sign_sheet(session, *read, key);
    PARVIS_CHECK(again && again->bytes == sheet.bytes);
    PARVIS_CHECK(!verify_sheet(sheet, another, verify_key));
    PARVIS_CHECK(!verify_sheet(facts, session, verify_key));  // signed as something else
  }
  return 0;
}
