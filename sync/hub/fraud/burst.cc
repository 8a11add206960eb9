// repeated-burst: many visits of one session that answer alike.
//
// A visit takes part when enough others of its session are like it. Chains don't count: that A is like B and B like C makes
// no burst of A and C.
#include <algorithm>
#include <map>

#include "sync/hub/fraud/groups.h"

namespace parvis::hub::fraud {
namespace {

bool is_short(const Facts& visit, const Thresholds& thresholds) {
  return visit.votes.size() < thresholds.burst_overlap;
}

bool is_candidate(const Facts& visit, const Thresholds& thresholds) {
  if (visit.mode == wire::Mode::paper || visit.votes.empty()) return false;
  return is_short(visit, thresholds) || visit.median_card <= thresholds.burst_median;
}

bool are_alike(const Facts& a, const Facts& b, const Thresholds& thresholds) {
  if (is_short(a, thresholds) || is_short(b, thresholds)) return a.votes == b.votes;
  std::size_t shared = 0;
  std::size_t different = 0;
  for (auto x = a.votes.begin(), y = b.votes.begin(); x != a.votes.end() && y != b.votes.end();) {
    if (x->proposal < y->proposal) {
      ++x;
    } else if (y->proposal < x->proposal) {
      ++y;
    } else {
      ++shared;
      different += *x++ == *y++ ? 0 : 1;
    }
  }
  return shared >= thresholds.burst_overlap &&
         different <= shared / thresholds.burst_one_differs_in;
}

// Those of one session that are like enough others.
void add_burst(std::span<const Facts> visits, const std::vector<std::size_t>& session,
               const Thresholds& thresholds, std::vector<std::size_t>& found) {
  if (session.size() < thresholds.burst_visits) return;
  std::vector<std::size_t> company(session.size(), 1);
  for (std::size_t i = 0; i < session.size(); ++i) {
    for (std::size_t j = i + 1; j < session.size(); ++j) {
      if (!are_alike(visits[session[i]], visits[session[j]], thresholds)) continue;
      ++company[i];
      ++company[j];
    }
  }
  for (std::size_t i = 0; i < session.size(); ++i) {
    if (company[i] >= thresholds.burst_visits) found.push_back(session[i]);
  }
}

}  // namespace

std::vector<std::size_t> find_bursts(std::span<const Facts> visits, const Thresholds& thresholds) {
  std::map<wire::SessionId, std::vector<std::size_t>> sessions;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    if (is_candidate(visits[i], thresholds)) sessions[visits[i].session].push_back(i);
  }
  std::vector<std::size_t> found;
  for (const auto& [id, session] : sessions) add_burst(visits, session, thresholds, found);
  return found;
}

}  // namespace parvis::hub::fraud
