// Short texts that come by hand, as a file's name, in a header or as a small JSON: each is refused, or reads and is written
// again as the same text.
#include <set>

#include "sync/agent/agent.h"
#include "sync/hub/http/nonce.h"
#include "sync/pack/sources.h"
#include "sync/tlog/lines.h"
#include "sync/transfer/signed_request.h"
#include "sync/transfer/sync_status.h"
#include "sync/wire/receipt_code.h"

using namespace parvis;

namespace {

void as_bytes_in_text(std::string_view text) {
  if (const auto bytes = crypto::from_hex(text)) PARVIS_CHECK(crypto::to_hex(*bytes) == text);
  if (const auto bytes = crypto::from_base64(text)) PARVIS_CHECK(crypto::to_base64(*bytes) == text);
}

void as_time(std::string_view text) {
  if (const auto date = parse_date(text)) PARVIS_CHECK(to_iso(*date) == text);
  if (const auto time = parse_utc(text)) {
    const bool day = text.size() == 10;
    PARVIS_CHECK(to_iso(*time) == (day ? std::string(text) + "T00:00:00Z" : std::string(text)));
  }
}

// What somebody typed has one canonical form, which reads as itself.
void as_receipt_code(std::string_view text) {
  const auto code = wire::parse_receipt_code(text);
  if (!code) return;
  PARVIS_CHECK(code->size() == wire::kReceiptCodeCharacters);
  PARVIS_CHECK(*wire::parse_receipt_code(*code) == *code);
  PARVIS_CHECK(*wire::parse_receipt_code(wire::display_receipt_code(*code)) == *code);
}

void as_name_or_header(std::string_view text) {
  if (const auto name = transfer::parse_stem(text)) PARVIS_CHECK(transfer::stem(*name) == text);
  if (const auto offset = transfer::range_offset(text))
    PARVIS_CHECK(text.starts_with("bytes=") && text.ends_with("-"));
  static const hub::NonceMaker nonces;  // a stranger can't make one
  PARVIS_CHECK(!nonces.check(text, UtcTime{std::chrono::seconds{1'700'000'000}}));
  if (const auto number = tlog::parse_decimal(text)) PARVIS_CHECK(std::to_string(*number) == text);
  (void)tlog::parse_hash(text);
}

// The status file is another program's: its reader takes what it knows and believes nothing of it.
void as_sync_status(std::string_view text) {
  const auto report = transfer::parse_sync_report(text);
  if (report) PARVIS_CHECK(!transfer::to_string(report->trouble).empty());
  const auto words = agent::to_words(text);
  PARVIS_CHECK(!words || report);
}

void as_placeholders(std::string_view text) {
  if (const auto names = pack::placeholders(text)) {
    for (const auto& name : *names)
      PARVIS_CHECK(text.find("{" + name + "}") != std::string_view::npos);
  }
  (void)pack::check_placeholders(std::string(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::init().has_value();
  PARVIS_CHECK(started);
  const std::string_view text = as_text({data, size});
  as_bytes_in_text(text);
  as_time(text);
  as_receipt_code(text);
  as_name_or_header(text);
  as_sync_status(text);
  as_placeholders(text);
  return 0;
}
