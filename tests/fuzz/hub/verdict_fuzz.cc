// What people decided about a batch in quarantine: the input once as a statement of the log, once as the text of a note that the
// desk's key signed. What reads is signed again as the same bytes; nothing reads that the desk did not sign.
#include "sync/hub/desk/verdicts.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::SigningKey key = support::transport_key();
  static const std::string name = "hub.example/desk";
  static const tlog::NoteKey desk{name, tlog::SignatureType::ed25519, key.verify_key()};
  static const tlog::NoteKey another{name, tlog::SignatureType::ed25519,
                                     support::collection_key().verify_key()};
  const std::string text(as_text({data, size}));
  if (const auto verdict = hub::read_verdict(text, {&desk, 1})) {
    PARVIS_CHECK(hub::sign_verdict(*verdict, name, key));
  }
  tlog::Note note{text, {}};
  tlog::sign(note, name, key);
  const std::string statement = tlog::format(note);
  if (const auto verdict = hub::read_verdict(statement, {&desk, 1})) {
    const auto again = hub::sign_verdict(*verdict, name, key);
    PARVIS_CHECK(again && *again == statement);
  }
  PARVIS_CHECK(!hub::read_verdict(statement, {&another, 1}));
  return 0;
}
