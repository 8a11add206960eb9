#include "sync/tlog/receipt.h"

#include <fmt/format.h>

#include <utility>

#include "sync/tlog/lines.h"

namespace parvis::tlog {
namespace {

constexpr std::string_view kProofHeader = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kConsistencyHeader = "parvis/consistency/v1";

std::string format_hashes(const Proof& proof) {
  std::string out;
  for (const Hash& hash : proof) out += crypto::to_base64(hash.view()) + "\n";
  return out;
}

// Hash lines up to the end of `text`, or up to and including an empty line.
Result<Proof> take_hashes(std::string_view& text, std::string_view what) {
  Proof proof;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line && line->empty()) return proof;
    const auto hash = line ? parse_hash(*line) : std::nullopt;
    if (!hash) return fail(Errc::invalid, fmt::format("{}: bad hash line", what));
    if (proof.size() == kMaxProof)
      return fail(Errc::invalid, fmt::format("{}: too many hashes", what));
    proof.push_back(*hash);
  }
  return proof;
}

Result<std::uint64_t> take_number(std::string_view& text, std::string_view prefix) {
  const auto line = take_line(text);
  const auto digits = line ? after_prefix(*line, prefix) : std::nullopt;
  const auto value = digits ? parse_decimal(*digits) : std::nullopt;
  if (!value) return fail(Errc::invalid, fmt::format("bad line \"{}\"", prefix));
  return *value;
}

}  // namespace

std::string format(const Consistency& consistency) {
  return fmt::format("{}\nfrom {}\nto {}\n{}", kConsistencyHeader, consistency.from, consistency.to,
                     format_hashes(consistency.proof));
}

Result<Consistency> parse_consistency(std::string_view text) {
  if (take_line(text) != kConsistencyHeader)
    return fail(Errc::invalid, "consistency: wrong first line");
  Consistency consistency;
  PARVIS_TRY(consistency.from, take_number(text, "from "));
  PARVIS_TRY(consistency.to, take_number(text, "to "));
  if (consistency.from > consistency.to)
    return fail(Errc::invalid, "consistency: sizes the wrong way round");
  const bool blank_line = text.find("\n\n") != std::string_view::npos || text.starts_with('\n');
  if (blank_line) return fail(Errc::invalid, "consistency: empty line");
  PARVIS_TRY(consistency.proof, take_hashes(text, "consistency"));
  return consistency;
}

std::string format(const LogProof& proof) {
  std::string out = fmt::format("{}\n", kProofHeader);
  if (proof.extra) out += fmt::format("extra {}\n", crypto::to_base64(*proof.extra));
  out += fmt::format("index {}\n{}\n{}", proof.index, format_hashes(proof.inclusion),
                     proof.checkpoint);
  return out;
}

Result<LogProof> parse_log_proof(std::string_view text) {
  if (text.size() > kMaxReceiptBytes) return fail(Errc::invalid, "receipt: too large");
  if (take_line(text) != kProofHeader) return fail(Errc::invalid, "receipt: not a tlog-proof");
  LogProof proof;
  if (text.starts_with("extra ")) {
    const auto line = take_line(text);
    const auto encoded = line ? after_prefix(*line, "extra ") : std::nullopt;
    if (!encoded) return fail(Errc::invalid, "receipt: bad extra line");
    PARVIS_TRY(proof.extra, crypto::from_base64(*encoded));
  }
  PARVIS_TRY(proof.index, take_number(text, "index "));
  // take_hashes() also ends where the text does; a proof without its empty line has no checkpoint either.
  PARVIS_TRY(proof.inclusion, take_hashes(text, "receipt"));
  if (text.empty()) return fail(Errc::invalid, "receipt: no checkpoint");
  proof.checkpoint = text;
  return proof;
}

Result<Receipt> verify_receipt(ByteView receipt, const crypto::Digest& leaf,
                               const LogIdentity& log) {
  PARVIS_TRY(auto proof, parse_log_proof(as_text(receipt)));
  Receipt verified;
  verified.index = proof.index;
  PARVIS_TRY(verified.checkpoint, verify_checkpoint(proof.checkpoint, log));
  const Checkpoint& head = verified.checkpoint.checkpoint;
  PARVIS_TRY_VOID(
      verify_inclusion(leaf_hash(leaf.view()), proof.index, head.size, proof.inclusion, head.root));
  if (proof.extra) {
    PARVIS_TRY(verified.consistency, parse_consistency(as_text(*proof.extra)));
  }
  return verified;
}

Status consistent_with(const Receipt& receipt, const Checkpoint& held) {
  const Checkpoint& mine = receipt.checkpoint.checkpoint;
  if (mine.origin != held.origin) return fail(Errc::forged, "receipt: of another log");
  const Checkpoint& older = mine.size <= held.size ? mine : held;
  const Checkpoint& newer = mine.size <= held.size ? held : mine;
  if (older.size == 0 || older.size == newer.size) {
    return verify_consistency(older.size, older.root, newer.size, newer.root, {});
  }
  const auto& consistency = receipt.consistency;
  if (!consistency || consistency->from != older.size || consistency->to != newer.size) {
    return fail(Errc::not_found, "receipt: no proof to the checkpoint held");
  }
  return verify_consistency(older.size, older.root, newer.size, newer.root, consistency->proof);
}

Status connected(const Receipt& receipt, const Checkpoint& held, std::span<const Receipt> others) {
  auto direct = consistent_with(receipt, held);
  if (direct || direct.error().code != Errc::not_found) return direct;
  // Outwards from the receipt, over proofs of either end, until one of those that belong to it meets what is held.
  std::vector<const Receipt*> apart;
  for (const auto& other : others) apart.push_back(&other);
  std::vector<const Receipt*> reached{&receipt};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Receipt& one = *reached[i];
    auto meets = consistent_with(one, held);
    if (meets || meets.error().code != Errc::not_found) return meets;
    for (auto& other : apart) {
      if (other == nullptr) continue;
      if (!consistent_with(one, other->checkpoint.checkpoint) &&
          !consistent_with(*other, one.checkpoint.checkpoint)) {
        continue;
      }
      reached.push_back(std::exchange(other, nullptr));
    }
  }
  return direct;
}

}  // namespace parvis::tlog
