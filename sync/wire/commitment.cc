#include "sync/wire/commitment.h"

#include <numeric>

#include "sync/wire/codec.h"

namespace parvis::wire {
namespace {

Result<Commitment> decode_commitment(ByteView bytes) {
  cbor::Reader reader(bytes, "commitment");
  reader.document(kCommitmentDomain, 6);
  Commitment commitment;
  commitment.device = reader.fixed<DeviceId>();
  commitment.session = reader.fixed<SessionId>();
  commitment.visits =
      static_cast<std::uint32_t>(reader.uint(std::numeric_limits<std::uint32_t>::max()));
  commitment.endings = get_endings(reader);
  commitment.root = reader.fixed<crypto::Digest>();
  commitment.current = reader.fixed<crypto::Digest>();
  const auto& endings = commitment.endings;
  if (std::accumulate(endings.begin(), endings.end(), std::uint64_t{0}) != commitment.visits) {
    reader.refuse("endings do not add up to the visits");
  }
  PARVIS_TRY_VOID(reader.finish());
  return commitment;
}

}  // namespace

void put(cbor::Writer& writer, const EndingCounts& endings) {
  writer.array(endings.size());
  for (const std::uint32_t count : endings) writer.uint(count);
}

EndingCounts get_endings(cbor::Reader& reader) {
  EndingCounts endings{};
  reader.array_of(endings.size());
  for (std::uint32_t& count : endings) {
    count = static_cast<std::uint32_t>(reader.uint(std::numeric_limits<std::uint32_t>::max()));
  }
  return endings;
}

// Each level holds at most one finished subtree, as in a binary counter; what is left at the end is
// folded from the right, which is where RFC 6962 splits.
crypto::Digest visits_root(std::span<const VisitLeaf> leaves) {
  constexpr std::array<std::uint8_t, 1> kLeaf{0};
  constexpr std::array<std::uint8_t, 1> kNode{1};
  PARVIS_CHECK(is_increasing(leaves, &VisitLeaf::id));
  if (leaves.empty()) return crypto::blake2b(ByteView{});
  std::vector<crypto::Digest> stack;
  const auto join = [&] {
    const crypto::Digest right = stack.back();
    stack.pop_back();
    stack.back() = crypto::blake2b({kNode, stack.back().view(), right.view()});
  };
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    stack.push_back(crypto::blake2b({kLeaf, leaves[i].id.view(), leaves[i].digest.view()}));
    for (std::size_t full = i + 1; full % 2 == 0; full /= 2) join();
  }
  while (stack.size() > 1) join();
  return stack.front();
}

crypto::Digest digest(const Signed& document) {
  return crypto::blake2b({document.bytes, document.signature.view()});
}

Bytes encode(const Signed& document) {
  cbor::Writer writer;
  writer.array(2);
  put(writer, document);
  return std::move(writer).take();
}

Result<Signed> decode_signed(ByteView bytes) {
  cbor::Reader reader(bytes, "signed document");
  reader.array_of(2);
  Signed document = get_signed(reader, kMaxSignedBytes);
  PARVIS_TRY_VOID(reader.finish());
  return document;
}

Result<Signed> sign(const Commitment& commitment, const crypto::SigningKey& collection) {
  cbor::Writer writer;
  writer.document(kCommitmentDomain, 6).fixed(commitment.device).fixed(commitment.session);
  writer.uint(commitment.visits);
  put(writer, commitment.endings);
  writer.fixed(commitment.root).fixed(commitment.current);
  return sign_checked(std::move(writer).take(), decode_commitment, collection, kCommitmentDomain);
}

Result<Commitment> verify_commitment(const Signed& document, const crypto::VerifyKey& key) {
  PARVIS_TRY_VOID(crypto::verify(key, kCommitmentDomain, document.bytes, document.signature));
  return decode_commitment(document.bytes);
}

}  // namespace parvis::wire
