#include "tests/unit/assets/table.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/unit/assets/catalogue.h"

namespace parvis::assets {
namespace {

// Cells of one line: our tables have no line ends inside a cell.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  CHECK_FALSE(quoted);
  return cells;
}

}  // namespace

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

std::vector<Row> read_table(const std::string& path_from_root,
                            const std::vector<std::string>& columns) {
  std::vector<Row> rows;
  std::istringstream in(read_text(path_from_root));
  std::string line;
  INFO(path_from_root);
  REQUIRE(std::getline(in, line));
  REQUIRE(cells_of(line) == columns);
  while (std::getline(in, line)) {
    const auto cells = cells_of(line);
    INFO(line);
    REQUIRE(cells.size() == columns.size());
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[columns[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace parvis::assets
