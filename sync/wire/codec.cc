#include "sync/wire/codec.h"

namespace parvis::wire {

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void put(cbor::Writer& writer, const PackRef& pack) {
  writer.text(pack.consultation).uint(pack.version);
}

PackRef get_pack(cbor::Reader& reader) {
  PackRef pack;
  pack.consultation = reader.text(64);
  pack.version = reader.uint();
  if (!is_slug(pack.consultation)) reader.refuse("a consultation's name is a-z, 0-9 and '-'");
  return pack;
}

void put(cbor::Writer& writer, UtcTime time) { writer.uint(seconds_of(time)); }

UtcTime get_time(cbor::Reader& reader) {
  const auto time = utc_from_seconds(reader.uint());
  if (!time) reader.refuse("time out of range");
  return time.value_or(UtcTime{});
}

void put(cbor::Writer& writer, const Signed& document) {
  writer.bytes(document.bytes).fixed(document.signature);
}

Signed get_signed(cbor::Reader& reader, std::size_t max) {
  Signed document;
  document.bytes = to_bytes(reader.bytes(max));
  document.signature = reader.fixed<crypto::Signature>();
  return document;
}

}  // namespace parvis::wire
