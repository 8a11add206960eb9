// What a stick brings that nobody signed: the list of leaves, names; and the status file between two programs.
#include <algorithm>
#include <cstdlib>

#include "sync/transfer/exchange.h"
#include "sync/transfer/stick_papers.h"
#include "sync/transfer/stick_status.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto list = transfer::LeafList::decode(bytes);
  if (list && !std::ranges::equal(list->encode(), bytes)) std::abort();
  const auto name = transfer::parse_journal_name(as_text(bytes), ".head");
  if (name && stem(*name) + ".head" != as_text(bytes)) std::abort();
  const auto batch = transfer::parse_name(as_text(bytes), ".batch");
  if (batch && stem(*batch) + ".batch" != as_text(bytes)) std::abort();
  const auto status = transfer::parse_stick_status(as_text(bytes));
  if (status && !transfer::parse_stick_status(to_json(*status))) std::abort();
  return 0;
}
