#include "sync/pack/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sync/wire/utf8.h"

namespace parvis::pack {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CsvParser {
 public:
  CsvParser(std::string_view text, std::string_view name) : text_(text), name_(name) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }

  Result<CsvTable> parse() {
    CsvTable table;
    while (at_ < text_.size()) {
      PARVIS_TRY(CsvRow row, parse_row());
      if (row.cells.size() == 1 && row.cells[0].empty()) {
        return error(row.line, "the line is empty: remove it");
      }
      if (table.columns.empty()) {
        table.columns = std::move(row.cells);
        continue;
      }
      if (row.cells.size() != table.columns.size()) {
        return error(row.line, fmt::format("{} cells instead of {}: put text with commas in quotes",
                                           row.cells.size(), table.columns.size()));
      }
      table.rows.push_back(std::move(row));
    }
    if (table.columns.empty()) return error(1, "the first line must name the columns");
    return table;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> error(std::size_t line, std::string_view what) const {
    return fail(Errc::invalid, fmt::format("{}:{}: {}", name_, line, what));
  }

  Result<CsvRow> parse_row() {
    CsvRow row;
    row.line = line_;
    for (;;) {
      PARVIS_TRY(std::string cell, next_is('"') ? parse_quoted() : parse_bare());
      row.cells.push_back(std::move(cell));
      if (next_is(',')) {
        ++at_;
        continue;
      }
      PARVIS_TRY_VOID(end_line());
      return row;
    }
  }

  Result<std::string> parse_bare() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
      if (text_[at_] == '"') {
        return error(line_, "a quote inside a cell: put the cell in quotes and double that quote");
      }
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> parse_quoted() {
    const std::size_t opened = line_;
    std::string cell;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"' && !next_is('"')) return cell;
      if (c == '"') ++at_;
      if (c == '\n') ++line_;
      cell.push_back(c);
    }
    return error(opened, "a quote is opened and never closed");
  }

  Status end_line() {
    if (at_ == text_.size()) return {};
    if (next_is('\r')) ++at_;
    if (!next_is('\n'))
      return error(line_, "text after a closing quote: put a comma there, or double the quote");
    ++at_;
    ++line_;
    return {};
  }

  [[nodiscard]] bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  std::string_view text_;
  std::string_view name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Result<CsvTable> parse_csv(std::string_view text, std::string_view name) {
  if (!wire::is_utf8(as_bytes(text))) {
    return fail(Errc::invalid, fmt::format("{}: not UTF-8: save it again as \"CSV UTF-8\"", name));
  }
  return CsvParser(text, name).parse();
}

Result<CsvTable> parse_csv(std::string_view text, std::string_view name,
                           std::span<const std::string_view> columns) {
  PARVIS_TRY(auto table, parse_csv(text, name));
  if (!std::ranges::equal(table.columns, columns)) {
    return fail(Errc::invalid,
                fmt::format("{}:1: the columns must be {}", name, fmt::join(columns, ",")));
  }
  return table;
}

}  // namespace parvis::pack
