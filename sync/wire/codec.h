// Pieces that several of our documents share. For the formats' own .cc files. Threads: pure functions.
#pragma once

#include <optional>

#include "hardware/platform/clock.h"
#include "sync/wire/cbor.h"
#include "sync/wire/commitment.h"

namespace parvis::wire {

inline constexpr std::size_t kMaxKeyText = 64;  // bytes of a theme's, place's, neighbourhood's key

// a-z, 0-9, '-', 1 to 64 characters.
[[nodiscard]] bool is_slug(std::string_view text);

// Sorted, and each once.
template <class Range, class Projection>
[[nodiscard]] bool is_increasing(const Range& range, Projection projection) {
  return std::ranges::adjacent_find(range, std::ranges::greater_equal{}, projection) ==
         std::ranges::end(range);
}

// A pack is two items: slug and version.
void put(cbor::Writer& writer, const PackRef& pack);
[[nodiscard]] PackRef get_pack(cbor::Reader& reader);

void put(cbor::Writer& writer, UtcTime time);
[[nodiscard]] UtcTime get_time(cbor::Reader& reader);

// Perhaps a value: an array of none or one.
template <class Tag, std::size_t N>
void put_optional(cbor::Writer& writer, const std::optional<crypto::Fixed<Tag, N>>& value) {
  writer.array(value ? 1 : 0);
  if (value) writer.fixed(*value);
}
template <class F>
[[nodiscard]] std::optional<F> get_optional(cbor::Reader& reader) {
  if (reader.array(1) == 0) return std::nullopt;
  return reader.fixed<F>();
}
template <class N>
void put_optional_number(cbor::Writer& writer, const std::optional<N>& value) {
  writer.array(value ? 1 : 0);
  if (value) writer.uint(*value);
}
template <class N>
[[nodiscard]] std::optional<N> get_optional_number(cbor::Reader& reader) {
  if (reader.array(1) == 0) return std::nullopt;
  return static_cast<N>(reader.uint(std::numeric_limits<N>::max()));
}

// Two items: bytes and signature.
void put(cbor::Writer& writer, const Signed& document);
[[nodiscard]] Signed get_signed(cbor::Reader& reader, std::size_t max);

// A box is an array: id, nonce, sealed keys, ciphertext.
void put(cbor::Writer& writer, const SealedVisit& box);
[[nodiscard]] SealedVisit get_sealed_visit(cbor::Reader& reader);

// An array of kEndings numbers.
void put(cbor::Writer& writer, const EndingCounts& endings);
[[nodiscard]] EndingCounts get_endings(cbor::Reader& reader);

// Signs what `decode`, the strict decoder of the same document, accepts.
template <class Decode>
[[nodiscard]] Result<Signed> sign_checked(Bytes bytes, Decode decode, const crypto::SigningKey& key,
                                          crypto::Domain domain) {
  PARVIS_TRY([[maybe_unused]] const auto& readable, decode(ByteView{bytes}));
  const crypto::Signature signature = key.sign(domain, bytes);
  return Signed{std::move(bytes), signature};
}

}  // namespace parvis::wire
