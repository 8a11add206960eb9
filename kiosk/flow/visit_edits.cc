#include "kiosk/flow/visit_edits.h"

#include <algorithm>

namespace parvis::flow {
namespace {

auto position(auto& votes, std::uint32_t proposal) {
  return std::ranges::lower_bound(votes, proposal, {}, &wire::CardVote::proposal);
}

}  // namespace

const wire::CardVote* find_vote(const wire::Visit& visit, std::uint32_t proposal) {
  const auto at = position(visit.votes, proposal);
  return at != visit.votes.end() && at->proposal == proposal ? &*at : nullptr;
}

void set_vote(wire::Visit& visit, std::uint32_t proposal, consultation::Vote vote) {
  const auto at = position(visit.votes, proposal);
  if (at == visit.votes.end() || at->proposal != proposal) {
    visit.votes.insert(at, {.proposal = proposal, .vote = vote});
  } else if (at->vote != vote) {
    *at = {.proposal = proposal, .vote = vote};
  }
}

void take_back_vote(wire::Visit& visit, std::uint32_t proposal) {
  const auto at = position(visit.votes, proposal);
  if (at != visit.votes.end() && at->proposal == proposal) visit.votes.erase(at);
}

void toggle_qualification(wire::CardVote& vote, std::uint8_t index) {
  if (index >= consultation::kQualificationsPerVote) return;
  vote.qualifications = static_cast<std::uint8_t>(vote.qualifications ^ (1u << index));
}

void toggle_qualification(wire::Visit& visit, std::uint32_t proposal, std::uint8_t index) {
  const auto at = position(visit.votes, proposal);
  if (at != visit.votes.end() && at->proposal == proposal) toggle_qualification(*at, index);
}

bool same_answers(const wire::Visit& a, const wire::Visit& b) {
  return a.votes == b.votes && a.ideas == b.ideas && a.age == b.age &&
         a.neighbourhood == b.neighbourhood;
}

std::uint32_t aids_of(const Display& display) {
  std::uint32_t aids = 0;
  if (display.text_size > 0) aids |= wire::kAidLargeText;
  if (display.contrast == Contrast::high) aids |= wire::kAidHighContrast;
  if (display.reach == Reach::lower) aids |= wire::kAidLowered;
  if (display.hand == Hand::left) aids |= wire::kAidLeftHanded;
  if (display.motion == Motion::reduced) aids |= wire::kAidReducedMotion;
  return aids;
}

std::chrono::seconds rounded_visit_time(std::chrono::nanoseconds spent) {
  constexpr std::chrono::seconds kStep{15};
  return (spent + kStep / 2) / kStep * kStep;
}

std::chrono::seconds median_card_time(std::vector<std::chrono::nanoseconds> cards) {
  if (cards.empty()) return std::chrono::seconds{0};
  const auto middle = cards.begin() + static_cast<std::ptrdiff_t>((cards.size() - 1) / 2);
  std::ranges::nth_element(cards, middle);
  return std::chrono::round<std::chrono::seconds>(*middle);
}

wire::Visit erased(const wire::Visit& visit) {
  wire::Visit empty;
  empty.id = visit.id;
  empty.device = visit.device;
  empty.pack = visit.pack;
  empty.language = visit.language;
  empty.ending = wire::Ending::erased;
  return empty;
}

}  // namespace parvis::flow
