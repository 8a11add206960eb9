// A whole published log in one input, as the auditor's program would have read it from a directory: pieces, each with a letter
// for what it is and its length. Whatever the bytes, the report is sentences; and what nobody signed is never all right.
#include <algorithm>

#include "hardware/platform/result.h"
#include "sync/crypto/crypto.h"
#include "sync/verify/check.h"

using namespace parvis;
using namespace parvis::verify;

namespace {

// "<letter><length, two bytes big-endian><bytes>" …; the last piece ends with the input.
PublishedLog log_of(View input) {
  PublishedLog log;
  while (input.size() > 3) {
    const char kind = static_cast<char>(input[0]);
    const std::size_t length = std::size_t{input[1]} << 8 | input[2];
    const View piece = input.subspan(3, std::min(length, input.size() - 3));
    input = input.subspan(3 + piece.size());
    const std::string text(piece.begin(), piece.end());
    if (kind == 'r') log.root.assign(piece.begin(), piece.end());
    if (kind == 'm') log.leaves.push_back({Leaf::Kind::manifest, {piece.begin(), piece.end()}});
    if (kind == 's') log.leaves.push_back({Leaf::Kind::statement, {piece.begin(), piece.end()}});
    if (kind == 'h') log.leaves.emplace_back();
    if (kind == 'c') log.checkpoints.push_back({"c", text});
    if (kind == 'n') log.notes.push_back({"n", text});
    if (kind == 'p') log.receipts.push_back({"p", text});
    if (kind == 'k') log.kept = text;
    if (kind == 'u') log.sum = text;
  }
  return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::init().has_value();
  PARVIS_CHECK(started);
  // The authority of the corpus: verify_vectors makes its key from this seed.
  static const Key authority = [] {
    crypto::Secret<32> seed;
    std::ranges::fill(seed.span(), std::uint8_t{7});
    return crypto::SigningKey::from_seed(seed).verify_key().bytes;
  }();
  const View input(data, size);
  const std::string text(input.begin(), input.end());
  if (const auto note = read_note(text)) (void)read_checkpoint(note->text);
  (void)read_manifest(input);
  (void)read_receipt(text);
  if (const auto bytes = from_base64(text)) PARVIS_CHECK(to_base64(*bytes) == text);
  const PublishedLog log = log_of(input);
  const Report report = check(log, authority);
  PARVIS_CHECK(!report.sentences.empty());
  for (const auto& sentence : report.sentences) PARVIS_CHECK(!sentence.text.empty());
  // Leaves without a root document, or without a checkpoint that covers them, never hold.
  if (log.root.empty() || (!log.leaves.empty() && log.checkpoints.empty()))
    PARVIS_CHECK(!report.holds());
  return 0;
}
