// Changes to a visit, one function each: what the flow does to its copy before the ledger is asked to
// keep it. Threads: pure functions.
#pragma once

#include <chrono>
#include <vector>

#include "kiosk/flow/resident_events.h"
#include "sync/wire/visit.h"

namespace parvis::flow {

// The vote on a proposal, or nullptr.
[[nodiscard]] const wire::CardVote* find_vote(const wire::Visit& visit, std::uint32_t proposal);

// Sets or replaces the vote; a vote that changes loses its qualifications, which belonged to the old one.
void set_vote(wire::Visit& visit, std::uint32_t proposal, consultation::Vote vote);
void take_back_vote(wire::Visit& visit, std::uint32_t proposal);
// An index that no qualification has changes nothing.
void toggle_qualification(wire::CardVote& vote, std::uint8_t index);
// Nothing happens without a vote there.
void toggle_qualification(wire::Visit& visit, std::uint32_t proposal, std::uint8_t index);

// Whether both say the same: votes, ideas, age and neighbourhood.
[[nodiscard]] bool same_answers(const wire::Visit& a, const wire::Visit& b);

// The bits of wire::Aid that the settings stand for.
[[nodiscard]] std::uint32_t aids_of(const Display& display);

// Rounded to 15 s, so that how long somebody stayed singles nobody out.
[[nodiscard]] std::chrono::seconds rounded_visit_time(std::chrono::nanoseconds spent);
// The lower median, rounded to 1 s; 0 without cards.
[[nodiscard]] std::chrono::seconds median_card_time(std::vector<std::chrono::nanoseconds> cards);

// What replaces a visit whose resident erased everything: its names and its ending, nothing else.
[[nodiscard]] wire::Visit erased(const wire::Visit& visit);

}  // namespace parvis::flow
