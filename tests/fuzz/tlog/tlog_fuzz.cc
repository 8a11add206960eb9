// Every text that tlog reads. What a parser accepts must be written back as the same bytes: one way to write each.
#include "hardware/platform/result.h"
#include "sync/tlog/receipt.h"

using namespace parvis;
using namespace parvis::tlog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::init().has_value();
  PARVIS_CHECK(started);
  static const LogIdentity log{
      "go.sum database tree",
      {*parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")},
      {}};
  const ByteView bytes(data, size);
  const std::string_view text = as_text(bytes);
  if (const auto note = parse_note(text)) PARVIS_CHECK(format(*note) == text);
  if (const auto checkpoint = parse_checkpoint(text)) PARVIS_CHECK(format(*checkpoint) == text);
  if (const auto consistency = parse_consistency(text)) PARVIS_CHECK(format(*consistency) == text);
  if (const auto proof = parse_log_proof(text)) PARVIS_CHECK(format(*proof) == text);
  if (const auto key = parse_vkey(text)) PARVIS_CHECK(to_vkey(*key) == text);
  if (const auto checkpoint = verify_checkpoint(text, log)) PARVIS_CHECK(checkpoint->note == text);
  PARVIS_CHECK(!verify_kept(text, log.log[0], log.origin));
  PARVIS_CHECK(!verify_receipt(bytes, crypto::Digest{}, log));
  return 0;
}
