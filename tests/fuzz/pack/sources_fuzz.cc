// Tables and translations as any editor could save them. Every row has as many cells as there are columns; every entry has
// a key of its own; an error always names a place.
#include <set>

#include "sync/pack/csv.h"
#include "sync/pack/po.h"
#include "sync/pack/sources.h"

using namespace parvis;
using namespace parvis::pack;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  if (const auto table = parse_csv(text, "fuzz.csv")) {
    for (const CsvRow& row : table->rows)
      PARVIS_CHECK(row.cells.size() == table->columns.size() && row.line > 0);
  } else {
    PARVIS_CHECK(table.error().code == Errc::invalid &&
                 table.error().context.starts_with("fuzz.csv:"));
  }
  if (const auto entries = parse_po(text, "fuzz.po")) {
    std::set<std::string> keys;
    for (const PoEntry& entry : *entries)
      PARVIS_CHECK(keys.insert(entry.key).second && entry.line > 0);
  } else {
    PARVIS_CHECK(entries.error().code == Errc::invalid &&
                 entries.error().context.starts_with("fuzz.po:"));
  }
  (void)placeholders(text);
  return 0;
}
