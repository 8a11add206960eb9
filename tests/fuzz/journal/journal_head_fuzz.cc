// How far a journal had come, as somebody with the device's key but a wrong mind could sign it; and a journal judged by such heads.
// What reads is written again as the same bytes. An audit that finds nothing under a head has at least the entries it names.
#include "sync/journal/entry.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

namespace {

constexpr UtcTime kNow{std::chrono::seconds{1'639'137'600}};

Bytes sample_journal() {
  Bytes bytes = journal::frame(journal::encode_title(support::sample_device(), "parvis-kiosk"));
  crypto::Digest previous = support::value(journal::audit(bytes)).head.last;
  for (std::uint64_t number = 1; number <= 3; ++number) {
    const journal::Entry entry{number, kNow, journal::Event::started, {"0.1.0"}};
    const Bytes body = journal::encode_entry(entry, previous);
    previous = crypto::blake2b(body);
    append(bytes, journal::frame(body));
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::SigningKey key = support::transport_key();
  static const Bytes file = sample_journal();
  const ByteView input{data, size};
  const wire::Signed document{to_bytes(input), key.sign(journal::kHeadDomain, input)};
  const auto head = journal::verify_head(document, key.verify_key());
  PARVIS_CHECK(!journal::verify_head(document, support::collection_key().verify_key()));
  if (!head) return 0;
  const auto again = journal::sign(*head, key);
  PARVIS_CHECK(again && again->bytes == document.bytes);
  const auto found = journal::audit(file, {&*head, 1});
  PARVIS_CHECK(found);
  const bool ours = head->device == support::sample_device() && head->program == "parvis-kiosk";
  if (ours && !found->damage) PARVIS_CHECK(head->entries <= found->entries.size());
  if (!ours) PARVIS_CHECK(!found->damage);
  return 0;
}
