// Everything of a kiosk that is on the disk: identity, ledger, packs, journal, and what comes and goes in files. Its verbs
// are what the flows ask for, and answer with the flows' own reports.
//
// Threads: made on the main thread, then used by the "ledger" worker alone, but for content(), device(), name() and
// wants_stick(), which are for whoever opened it, before the first ask. No verb throws; what fails is a report with an Errc, and a line in the program's log.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "kiosk/flow/mediator_events.h"
#include "kiosk/flow/resident_events.h"
#include "kiosk/flow/resident_flow.h"
#include "sync/identity/key_stick.h"

namespace parvis::app {

class Keeper {
 public:
  // Errc::not_found when the kiosk was never prepared, enrolled or given a pack: the message says what to run.
  // `clock` MUST outlive the keeper.
  // `factors` says where key sticks and the board's secret are found; sticks are looked for at each PIN.
  static Result<std::unique_ptr<Keeper>> open(const Path& data, const Clock& clock,
                                              identity::FactorFiles factors = {});
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // The pack that visits use now.
  [[nodiscard]] flow::Content content() const;
  [[nodiscard]] wire::DeviceId device() const;
  [[nodiscard]] std::string name() const;  // "borne-01"
  // Whether no mediator is let in without a key stick.
  [[nodiscard]] bool wants_stick() const;

  // ---- a visit ----
  flow::ResidentReport save(const wire::Visit& visit);
  // visit.ending says how it ended; erased replaces what was said by an empty visit.
  flow::ResidentReport close(const wire::Visit& visit);

  // ---- a session ----
  // Also resumes a session that a power cut left open, and freezes what was waiting.
  flow::MediatorReport check_pin(const std::string& pin);
  flow::MediatorReport begin_session(const std::string& place);
  // For the count sheet. A visit in hand ends first, as interrupted: the flow's own Close may still be on its way.
  flow::MediatorReport read_counts();
  flow::MediatorReport end_session(const flow::EndSession& how);

  // ---- the hub ----
  // Reads the inbox: roots, receipts and kept notes at any time, a pack only while no session is open.
  struct Arrivals {
    std::optional<flow::Content> content;  // when a newer pack was installed
    flow::SyncState sync;
  };
  Arrivals take_inbox();
  Status request_send();
  Status request_stick();

 private:
  struct State;
  explicit Keeper(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::app
