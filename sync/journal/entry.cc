#include "sync/journal/entry.h"

#include "sync/wire/codec.h"

namespace parvis::journal {
namespace {

constexpr std::size_t kMaxProgram = 32;  // bytes

}  // namespace

Bytes frame(ByteView body) {
  PARVIS_CHECK(body.size() <= kMaxEntryBytes);
  Bytes bytes{static_cast<std::uint8_t>(body.size() >> 8), static_cast<std::uint8_t>(body.size())};
  append(bytes, body);
  append(bytes, crypto::blake2b(body).view());
  return bytes;
}

Bytes encode_title(const wire::DeviceId& device, std::string_view program) {
  wire::cbor::Writer writer;
  writer.document(kJournalDomain, 2).fixed(device).text(program);
  return std::move(writer).take();
}

Status read_title(ByteView bytes, std::size_t& at, Head& head) {
  if (bytes.size() < kFrameOverhead) return fail(Errc::invalid, "journal: no title");
  const std::size_t length = std::size_t{bytes[0]} << 8 | bytes[1];
  if (bytes.size() < kFrameOverhead + length) return fail(Errc::invalid, "journal: no title");
  const ByteView body = bytes.subspan(kLengthBytes, length);
  wire::cbor::Reader reader(body, "journal");
  reader.document(kJournalDomain, 2);
  head.device = reader.fixed<wire::DeviceId>();
  head.program = reader.text(kMaxProgram);
  PARVIS_TRY_VOID(reader.finish());
  head.entries = 0;
  head.last = crypto::blake2b(body);
  if (!std::ranges::equal(head.last.bytes, bytes.subspan(kLengthBytes + length, 32))) {
    return fail(Errc::invalid, "journal: its title is damaged");
  }
  at = kFrameOverhead + length;
  return {};
}

Bytes encode_entry(const Entry& entry, const crypto::Digest& previous) {
  wire::cbor::Writer writer;
  writer.array(5).uint(entry.number).fixed(previous);
  wire::put(writer, entry.time);
  writer.uint(static_cast<std::uint64_t>(entry.event)).array(entry.fields.size());
  for (const std::string& field : entry.fields) writer.text(field);
  return std::move(writer).take();
}

Result<Entry> decode_entry(ByteView body, crypto::Digest& previous) {
  wire::cbor::Reader reader(body, "journal entry");
  reader.array_of(5);
  Entry entry;
  entry.number = reader.uint();
  if (entry.number == 0) reader.refuse("entries count from 1");
  previous = reader.fixed<crypto::Digest>();
  entry.time = wire::get_time(reader);
  entry.event = static_cast<Event>(reader.uint(std::numeric_limits<std::uint16_t>::max()));
  entry.fields.resize(reader.array(kMaxFields));
  for (std::string& field : entry.fields) field = reader.text(kMaxFieldBytes);
  const EventInfo* known = info(entry.event);
  if (known != nullptr && known->fields.size() != entry.fields.size()) {
    reader.refuse("another number of fields than the event has");
  }
  PARVIS_TRY_VOID(reader.finish());
  return entry;
}

Result<wire::Signed> sign(const Head& head, const crypto::SigningKey& transport) {
  wire::cbor::Writer writer;
  writer.document(kHeadDomain, 4).fixed(head.device).text(head.program);
  writer.uint(head.entries).fixed(head.last);
  Bytes bytes = std::move(writer).take();
  const crypto::Signature signature = transport.sign(kHeadDomain, bytes);
  return wire::Signed{std::move(bytes), signature};
}

Result<Head> verify_head(const wire::Signed& document, const crypto::VerifyKey& transport) {
  PARVIS_TRY_VOID(crypto::verify(transport, kHeadDomain, document.bytes, document.signature));
  wire::cbor::Reader reader(document.bytes, "journal head");
  reader.document(kHeadDomain, 4);
  Head head;
  head.device = reader.fixed<wire::DeviceId>();
  head.program = reader.text(kMaxProgram);
  head.entries = reader.uint();
  head.last = reader.fixed<crypto::Digest>();
  PARVIS_TRY_VOID(reader.finish());
  return head;
}

}  // namespace parvis::journal
