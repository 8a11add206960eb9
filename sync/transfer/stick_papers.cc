#include "sync/transfer/stick_papers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parvis::transfer {
namespace {

constexpr std::string_view kFirstLine = "parvis/leaves/v1";

// The line at the front, without its newline; the text moves behind it.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || end > 256) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

Result<LeafList> LeafList::make(std::string origin, const std::vector<tlog::Hash>& leaves) {
  if (leaves.size() > kMaxLeaves) return fail(Errc::invalid, "leaves: too many for a stick");
  LeafList list;
  list.origin_ = std::move(origin);
  for (const auto& leaf : leaves) list.tree_.append(leaf);
  return list;
}

Bytes LeafList::encode() const {
  Bytes bytes = to_bytes(as_bytes(fmt::format("{}\n{}\n{}\n", kFirstLine, origin_, size())));
  for (std::uint64_t i = 0; i < size(); ++i) append(bytes, tree_.node(0, i)->view());
  return bytes;
}

Result<LeafList> LeafList::decode(ByteView bytes) {
  std::string_view text = as_text(bytes);
  const auto first = take_line(text);
  const auto origin = take_line(text);
  const auto digits = take_line(text);
  if (first != kFirstLine || !origin || origin->empty() || !digits)
    return fail(Errc::invalid, "leaves: not a list of leaves");
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), size);
  if (error != std::errc{} || fmt::to_string(size) != *digits || size > kMaxLeaves ||
      text.size() != size * tlog::Hash::kSize) {
    return fail(Errc::invalid, "leaves: not as many as it says");
  }
  LeafList list;
  list.origin_ = *origin;
  const ByteView hashes = as_bytes(text);
  for (std::uint64_t i = 0; i < size; ++i) {
    list.tree_.append(
        *tlog::Hash::from(hashes.subspan(static_cast<std::size_t>(i) * tlog::Hash::kSize, 32)));
  }
  return list;
}

std::optional<tlog::Consistency> LeafList::connect(const tlog::Checkpoint& one,
                                                   const tlog::Checkpoint& other) const {
  const auto& older = one.size <= other.size ? one : other;
  const auto& newer = one.size <= other.size ? other : one;
  if (newer.size > size() || newer.origin != origin_) return std::nullopt;
  const auto root = tlog::root(newer.size, tree_);
  if (!root || *root != newer.root) return std::nullopt;
  auto proof = tlog::consistency_proof(older.size, newer.size, tree_);
  if (!proof) return std::nullopt;
  return tlog::Consistency{older.size, newer.size, std::move(*proof)};
}

Result<wire::Signed> sign_statuses(ByteView json, const crypto::SigningKey& desk) {
  if (json.size() + 256 > wire::kMaxSignedBytes)
    return fail(Errc::invalid, "statuses: too long for a stick");
  return wire::Signed{to_bytes(json), desk.sign(kStatusesDomain, json)};
}

Result<Bytes> verify_statuses(const wire::Signed& document, const wire::RootDocument& root) {
  for (const auto& desk : wire::certificates_of(root, wire::Purpose::desk)) {
    if (crypto::verify(desk.key, kStatusesDomain, document.bytes, document.signature))
      return document.bytes;
  }
  return fail(Errc::forged, "statuses: nobody who is certified to has signed them");
}

}  // namespace parvis::transfer
