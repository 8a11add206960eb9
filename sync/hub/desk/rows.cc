#include "sync/hub/desk/rows.h"

#include <fmt/format.h>

namespace parvis::hub::rows {

std::string select_visit(std::string_view rest) {
  return fmt::format(
      "SELECT key, id, box, leaf, standing, reason, conflict, code, content, row_digest FROM visit "
      "{}",
      rest);
}

std::string select_idea(std::string_view rest) {
  return fmt::format(
      "SELECT id, visit, ordinal, consultation, language, theme, said, text, keywords, author, "
      "state, reason, published FROM idea {}",
      rest);
}

Result<OpenedVisit> read_visit(const sqlite::Statement& row) {
  OpenedVisit visit;
  PARVIS_TRY(visit.key, row.fixed<RowKey>(0));
  PARVIS_TRY(visit.id, row.fixed<wire::VisitId>(1));
  PARVIS_TRY(visit.box, row.fixed<crypto::Digest>(2));
  visit.leaf = row.natural(3);
  visit.standing = static_cast<Standing>(row.natural(4));
  visit.reason = row.text(5);
  visit.conflict = row.integer(6) != 0;
  if (!row.is_null(7)) {
    PARVIS_TRY(const auto code, row.fixed<wire::CodeTag>(7));
    visit.code = code;
  }
  visit.content = to_bytes(row.blob(8));
  PARVIS_TRY(const auto stored, row.fixed<crypto::Digest>(9));
  if (row.natural(4) >= kStandings || stored != row_digest(visit)) {
    return fail(
        Errc::corrupt,
        fmt::format("opened visit {} (batch {} in the log) in desk.db is not what was written",
                    crypto::to_hex(visit.id.view()), visit.leaf));
  }
  return visit;
}

Status write_visit(sqlite::Statement& insert, const OpenedVisit& visit) {
  return insert.run(visit.key, visit.id, visit.box, visit.leaf,
                    static_cast<std::int64_t>(visit.standing), visit.reason, visit.conflict ? 1 : 0,
                    visit.code, visit.content, row_digest(visit));
}

std::string join_keywords(const std::vector<std::string>& keywords) {
  return fmt::format("{}", fmt::join(keywords, ";"));
}

Result<IdeaRow> read_idea(const sqlite::Statement& row) {
  IdeaRow idea;
  idea.id = row.text(0);
  PARVIS_TRY(idea.visit, row.fixed<RowKey>(1));
  idea.ordinal = static_cast<std::uint32_t>(row.natural(2));
  idea.consultation = row.text(3);
  idea.language = row.text(4);
  idea.theme = row.text(5);
  idea.said = row.text(6);
  idea.text = row.text(7);
  for (std::string_view rest = row.text(8); !rest.empty();) {
    const std::size_t to = std::min(rest.find(';'), rest.size());
    idea.keywords.emplace_back(rest.substr(0, to));
    rest.remove_prefix(std::min(to + 1, rest.size()));
  }
  idea.author = row.text(9);
  if (row.natural(10) >= kIdeaStates) {
    return fail(Errc::corrupt, fmt::format("idea {} in desk.db is not what was written", idea.id));
  }
  idea.state = static_cast<IdeaState>(row.natural(10));
  idea.reason = row.text(11);
  idea.published = row.natural(12);
  return idea;
}

Status write_idea(sqlite::Statement& insert, const IdeaRow& idea) {
  return insert.run(idea.id, idea.visit, idea.ordinal, idea.consultation, idea.language, idea.theme,
                    idea.said, idea.text, join_keywords(idea.keywords), idea.author,
                    static_cast<std::int64_t>(idea.state), idea.reason, idea.published);
}

Result<Decision> read_step(const sqlite::Statement& row) {
  Decision step;
  step.number = row.natural(0);
  PARVIS_TRY(step.at, utc_from_seconds(row.natural(1)));
  step.who = row.text(2);
  step.what = row.text(3);
  step.reason = row.text(4);
  step.text = row.text(5);
  return step;
}

}  // namespace parvis::hub::rows
