// A resident for tests: does things to a ResidentFlow, answers for the ledger (or doesn't), and keeps what was asked of it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/flow/resident_flow.h"

namespace parvis::flow::test {

inline std::shared_ptr<const consultation::Consultation> consultation_of(int proposals,
                                                                         int languages = 2) {
  auto made = std::make_shared<consultation::Consultation>();
  made->slug = "essai";
  made->languages = {{.code = "fr"}};
  if (languages > 1) made->languages.push_back({.code = "en"});
  made->prefix = {{"fr", "Il faut"}, {"en", "We should"}};
  made->themes = {{"housing", "", {}, {}, {}}, {"work", "", {}, {}, {}}};
  made->neighbourhoods = {{"drouot", {}}, {"centre", {}}};
  for (int i = 0; i < proposals; ++i) {
    consultation::Proposal proposal;
    proposal.id = "p" + std::to_string(i);
    proposal.author = "a" + std::to_string(i);
    proposal.theme = i % 2 == 0 ? "housing" : "work";
    proposal.language = "fr";
    proposal.text = "Il faut faire la chose numéro " + std::to_string(i) + ".";
    proposal.translations["en"] = {"We should do thing number " + std::to_string(i) + "."};
    made->proposals.push_back(std::move(proposal));
  }
  return made;
}

class Resident {
 public:
  explicit Resident(std::shared_ptr<const consultation::Consultation> asked = consultation_of(30))
      : flow(wire::DeviceId{{1}}, Content{asked, {"essai", 3}}, [this] {
          ++visits_started;
          wire::VisitId id;
          id.bytes[0] = static_cast<std::uint8_t>(visits_started);
          return VisitStart{id, 77};
        }) {}

  Resident& does(const ResidentIntent& intent) { return take(flow.handle(intent, now)); }
  Resident& told(const ResidentReport& report) { return take(flow.handle(report, now)); }
  Resident& waits(std::chrono::milliseconds by) {
    now += by;
    return take(flow.tick(now));
  }

  Resident& to_question(const std::string& language = "fr") {
    return does(Begin{}).does(ChooseLanguage{language}).does(Advance{});
  }
  Resident& to_cards(const std::string& language = "fr") {
    return to_question(language).does(OpenCards{});
  }
  Resident& votes(int times, consultation::Vote vote = consultation::Vote::agree) {
    for (int i = 0; i < times; ++i) {
      if (view().screen == ResidentScreen::halfway) does(Advance{});
      does(CastVote{vote}).does(NextCard{});
    }
    return *this;
  }
  Resident& to_keyboard() {
    return does(OpenIdea{}).does(ChooseOwnAge{false}).does(ChooseTheme{"housing"});
  }
  Resident& proposes(const std::string& typed) {
    return to_keyboard().does(EditIdea{typed}).does(ValidateIdea{}).does(ConfirmIdea{});
  }
  Resident& answers_about_you() {
    return does(ChooseAge{"25-39"}).does(ChooseNeighbourhood{"drouot"});
  }

  // The ledger answers every Save and Close at once, until told otherwise.
  Resident& ledger_waits() {
    ledger = Ledger::waits;
    return *this;
  }
  Resident& ledger_fails(Errc code) {
    ledger = Ledger::fails;
    failure = code;
    return *this;
  }
  Resident& ledger_works() {
    ledger = Ledger::works;
    return *this;
  }

  [[nodiscard]] const ResidentView& view() const { return flow.view(); }

  MonoTime now{std::chrono::hours(1)};
  int visits_started = 0;
  ResidentFlow flow;
  std::vector<wire::Visit> saves;   // asked for
  std::vector<wire::Visit> closes;  // asked for
  std::vector<wire::Visit> kept;    // acknowledged: what the hub would open; one entry a visit
  int codes = 0, wipes = 0, readings = 0, silences = 0;

 private:
  enum class Ledger { works, waits, fails } ledger = Ledger::works;
  Errc failure = Errc::io;

  void keep(const wire::Visit& visit) {
    for (auto& known : kept) {
      if (known.id == visit.id) {
        known = visit;
        return;
      }
    }
    kept.push_back(visit);
  }

  Resident& take(const ResidentFlow::Effects& effects) {
    for (const auto& effect : effects) {
      if (std::holds_alternative<PrepareCode>(effect)) ++codes;
      if (std::holds_alternative<Wipe>(effect)) ++wipes;
      if (std::holds_alternative<ReadAloud>(effect)) ++readings;
      if (std::holds_alternative<Silence>(effect)) ++silences;
      const auto* save = std::get_if<Save>(&effect);
      const auto* close = std::get_if<Close>(&effect);
      if (save == nullptr && close == nullptr) continue;
      const auto& visit = save != nullptr ? save->visit : close->visit;
      (save != nullptr ? saves : closes).push_back(visit);
      if (ledger == Ledger::works) {
        keep(visit);
        told(Saved{visit.id});
      } else if (ledger == Ledger::fails) {
        told(SaveFailed{visit.id, failure});
      }
    }
    return *this;
  }
};

}  // namespace parvis::flow::test
