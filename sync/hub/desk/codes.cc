#include "sync/hub/desk/codes.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/results.h"
#include "sync/hub/intake/intake.h"

namespace parvis::hub {
namespace {

struct Found {
  OpenedVisit row;
  std::string consultation;
};

// The tag depends on the consultation, so each is tried.
Result<Found> find_visit(DeskStore& store, std::string_view typed, crypto::Argon2Cost cost) {
  PARVIS_TRY(const std::string code, wire::parse_receipt_code(typed));
  PARVIS_TRY(const auto slugs, consultations(store));
  for (const auto& slug : slugs) {
    PARVIS_TRY(const auto tag, wire::receipt_code_tag(code, slug, cost));
    PARVIS_TRY(auto rows, store.with_code(tag));
    if (!rows.empty()) return Found{std::move(rows.front()), slug};
  }
  return fail(Errc::not_found,
              "nothing with this code has arrived; the kiosk may not have sent it yet");
}

Result<CodeStatus> status_of(DeskStore& store, const Found& found) {
  CodeStatus status;
  status.consultation = found.consultation;
  status.withdrawn = found.row.standing == Standing::withdrawn;
  PARVIS_TRY(const auto ideas, store.ideas_of(found.row.key));
  for (const auto& idea : ideas) {
    status.ideas.push_back({idea.text, idea.state, idea.reason, idea.published != 0});
  }
  return status;
}

// Appends how many visits were withdrawn, unless the log's newest statement says so: a power cut may have come between the
// withdrawal and its statement.
Status state_withdrawals(DeskStore& store, Intake& intake, const LogSigner& signer, UtcTime now) {
  constexpr std::string_view kTitle = "parvis/withdrawn/v1\n";
  PARVIS_TRY(const ClosingSum sum, closing_sum(store));
  const std::string number =
      fmt::format("\n{}\n", sum.standings[static_cast<std::size_t>(Standing::withdrawn)]);
  PARVIS_TRY(const auto newest, intake.store().newest_statement());
  if (newest && as_text(*newest).starts_with(kTitle) && as_text(*newest).ends_with(number)) {
    return {};
  }
  const std::string statement = fmt::format("{}{}{}", kTitle, to_iso(now), number);
  PARVIS_TRY([[maybe_unused]] const auto leaf,
             intake.append_statement(as_bytes(statement), signer, now));
  return {};
}

}  // namespace

Result<CodeStatus> code_status(DeskStore& store, std::string_view typed, crypto::Argon2Cost cost) {
  PARVIS_TRY(const Found found, find_visit(store, typed, cost));
  return status_of(store, found);
}

Result<CodeStatus> withdraw_code(DeskStore& store, Intake& intake, const LogSigner& signer,
                                 std::string_view typed, UtcTime now, crypto::Argon2Cost cost) {
  PARVIS_TRY(Found found, find_visit(store, typed, cost));
  // Duplicates have boxes too. Boxes first: if a later step fails, the code still finds the row and all is done again.
  PARVIS_TRY(const auto rows, store.with_id(found.row.id));
  for (const auto& row : rows) PARVIS_TRY_VOID(intake.remove_box(row.leaf, row.id));
  for (const auto& row : rows) {
    if (row.standing != Standing::withdrawn) PARVIS_TRY_VOID(store.withdraw(row));
  }
  found.row.standing = Standing::withdrawn;
  PARVIS_TRY_VOID(state_withdrawals(store, intake, signer, now));
  return status_of(store, found);
}

Status write_statuses(const HubDirectory& hub, DeskStore& store) {
  nlohmann::json table = nlohmann::json::object();  // sorted by tag, which is as good as random
  PARVIS_TRY_VOID(store.each_visit(
      [&](const OpenedVisit& row) -> Status {
        if (!row.code) return {};
        nlohmann::json ideas = nlohmann::json::array();
        PARVIS_TRY(const auto said, store.ideas_of(row.key));
        for (const auto& idea : said) {
          ideas.push_back({{"state", to_string(idea.state)},
                           {"reason", idea.reason},
                           {"published", idea.published != 0}});
        }
        table[crypto::to_hex(row.code->view())] = {
            {"withdrawn", row.standing == Standing::withdrawn}, {"ideas", ideas}};
        return {};
      },
      [](const std::string& damage) -> Status {
        return fail(Errc::corrupt, damage + "; run audit");
      }));
  const std::string text =
      nlohmann::json{{"format", "parvis-statuses/1"}, {"codes", table}}.dump() + "\n";
  return write_file(hub.statuses(), as_bytes(text));
}

}  // namespace parvis::hub
