#include "sync/hub/desk/suspects.h"

#include <unordered_map>

namespace parvis::hub {

Result<Suspects> find_suspects(DeskStore& store, std::string_view consultation) {
  std::unordered_map<std::uint64_t, wire::SessionId> sessions;  // by leaf
  PARVIS_TRY(const auto batches, store.batches());
  for (const auto& batch : batches) {
    if (batch.manifest.pack.consultation != consultation) continue;
    sessions[batch.leaf] = batch.manifest.sessions.front().session;
  }
  std::vector<RowKey> keys;
  std::vector<fraud::Facts> facts;
  PARVIS_TRY_VOID(store.each_visit(
      [&](const OpenedVisit& row) -> Status {
        const auto session = sessions.find(row.leaf);
        if (row.standing != Standing::counted || session == sessions.end()) return {};
        PARVIS_TRY(const wire::Visit visit, wire::decode_visit(row.content));
        keys.push_back(row.key);
        facts.push_back(fraud::facts_of(visit, session->second));
        return {};
      },
      [](const std::string& damage) -> Status {
        return fail(Errc::corrupt,
                    damage + "; run audit --reopen to see all, then restore a backup");
      }));
  Suspects suspects;
  suspects.judged = facts.size();
  const auto judged = fraud::judge(facts);
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i].none()) continue;
    suspects.rules.emplace(keys[i], judged[i]);
    for (std::size_t rule = 0; rule < fraud::kRules; ++rule) {
      suspects.by_rule[rule] += judged[i][rule] ? 1 : 0;
    }
  }
  return suspects;
}

}  // namespace parvis::hub
