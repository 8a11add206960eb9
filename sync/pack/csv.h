// RFC 4180, read strictly: UTF-8, commas, quotes, LF or CRLF; every line as many cells as the first names columns. A byte
// order mark is skipped, since spreadsheets write one. Errors are Errc::invalid and say file, line and what to do.
//
// Threads: pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::pack {

struct CsvRow {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
};

struct CsvTable {
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;
};

// `name` stands for the file in messages.
[[nodiscard]] Result<CsvTable> parse_csv(std::string_view text, std::string_view name);
// And the columns must be exactly these, in this order.
[[nodiscard]] Result<CsvTable> parse_csv(std::string_view text, std::string_view name,
                                         std::span<const std::string_view> columns);

}  // namespace parvis::pack
