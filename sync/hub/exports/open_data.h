// Open data: what a city publishes of a consultation, with a data dictionary that explains every column.
//
//   proposals     counts of each proposal by provenance, and online ones beside them
//   votes         one line a vote of a counted visit. Participants are numbered anew, in a random order, in every export; the
//                 line has nothing else of the person: no age, neighbourhood, language, place, aids or time
//   ideas         how many, by theme, state and reason; texts only once published, as proposals
//   sum           what became of every visit that a kiosk signed for
//   suspects      the published rules that set visits aside, and how many visits met each
//   dictionary    file, column, type, meaning
//
// No table crosses two attributes of a person. Threads: one. Errors: those of results.
#pragma once

#include <string>
#include <vector>

#include "sync/hub/desk/store.h"
#include "sync/wire/certificate.h"

namespace parvis::hub {

enum class ColumnType : std::uint8_t { text, whole };

struct Column {
  std::string name;
  ColumnType type = ColumnType::text;
  std::string meaning;
};

struct Table {
  std::string name;  // "proposals"; the CSV file is proposals.csv
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

[[nodiscard]] Result<std::vector<Table>> open_data(DeskStore& store,
                                                   const wire::Authorities& authorities,
                                                   std::string_view consultation);

// RFC 4180 with a header line and LF. A cell that a spreadsheet would run as a formula gets an apostrophe in front.
[[nodiscard]] std::string to_csv(const Table& table);
// All tables in one document: {"format": "parvis-open-data/1", "consultation": …, "proposals": [{…}], …}.
[[nodiscard]] std::string to_json(std::string_view consultation, const std::vector<Table>& tables);

}  // namespace parvis::hub
