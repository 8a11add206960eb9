// Simulated residents. Each has one of five latent opinions, a language, a patience and perhaps an idea, and uses the kiosk as
// a person does: looks at what stands on the screen and taps it. The same seed gives the same people.
//
// What they believe to have said is counted beside, to be held against what the hub finds in the end.
//
// Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sync/consultation/random.h"
#include "tests/drive/driven_kiosk.h"

namespace parvis::drive {

enum class Departure : std::uint8_t {
  stays,       // to the last card
  half_way,    // ends after six cards, which is complete
  says_so,     // Aide → Terminer
  walks_away,  // the screen ends the visit by itself
  erases,      // Tout effacer et partir
};

struct Resident {
  std::size_t opinion = 0;  // of five
  std::string language;
  Departure departure = Departure::stays;
  std::uint32_t cards_before = 12;  // voted before they leave
  bool has_idea = false;
  bool idea_first = false;  // before any card, whatever chance says
  std::string idea;         // what they type after the prefix
  std::string theme;        // key, "" for "I don't know"
  bool tells_age = false;
  bool takes_code = false;
  std::uint64_t seed = 0;  // of their hesitations
};

// What was said, as the people who said it would count.
struct Said {
  std::map<std::string, std::uint64_t> endings, languages;
  std::uint64_t votes = 0, qualifications = 0, ideas = 0;
  std::array<std::uint64_t, consultation::kVotes> by_vote{};
  Said& operator+=(const Said& more);
};
[[nodiscard]] std::string to_json(const Said& said);

// `count` people: 20 % leave early, 15 % have an idea, seven in ten read French, the others English.
[[nodiscard]] std::vector<Resident> people(std::size_t count, std::uint64_t seed,
                                           const consultation::Consultation& asked);

// Called whenever another screen stands there.
using Watch = std::function<Status(DrivenKiosk&)>;

// One visit, from the waiting screen to the waiting screen. Errc::internal names the screen on which they did not know what
// to do.
[[nodiscard]] Result<Said> visit(DrivenKiosk& kiosk, const Resident& resident,
                                 const Watch& watch = {});

}  // namespace parvis::drive
