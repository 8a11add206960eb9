// Rows of desk.db to values and back. Private to this module.
#pragma once

#include <string>

#include "sync/hub/desk/store.h"

namespace parvis::hub::rows {

inline constexpr std::string_view kInsertVisit =
    "INSERT INTO visit (key, id, box, leaf, standing, reason, conflict, code, content, row_digest) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kInsertIdea =
    "INSERT INTO idea (id, visit, ordinal, consultation, language, theme, said, text, keywords, "
    "author, state, reason, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// SELECT of the columns that read_visit() and read_idea() expect; `rest` is WHERE and ORDER BY.
[[nodiscard]] std::string select_visit(std::string_view rest);
[[nodiscard]] std::string select_idea(std::string_view rest);

// Errc::corrupt, with a name for people, when the row's digest does not agree.
[[nodiscard]] Result<OpenedVisit> read_visit(const sqlite::Statement& row);
[[nodiscard]] Result<IdeaRow> read_idea(const sqlite::Statement& row);
[[nodiscard]] Result<Decision> read_step(const sqlite::Statement& row);

Status write_visit(sqlite::Statement& insert, const OpenedVisit& visit);
Status write_idea(sqlite::Statement& insert, const IdeaRow& idea);

[[nodiscard]] std::string join_keywords(const std::vector<std::string>& keywords);

// Every row that is left, read by `read`.
template <class Read>
auto read_all(sqlite::Statement& select, Read read)
    -> Result<std::vector<typename decltype(read(select))::value_type>> {
  std::vector<typename decltype(read(select))::value_type> all;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return all;
    PARVIS_TRY(auto value, read(select));
    all.push_back(std::move(value));
  }
}

}  // namespace parvis::hub::rows
