// The next version of a consultation's pack: its sources, and after their proposals every idea that was accepted. A vote names
// a proposal by its index in one version, and versions never change; a proposal's id stays the same in all of them.
//
// Online statistics come from the sources and stay what they are: votes of kiosks are counted beside them by `results` and are
// never put into a pack, so that no early count steers who votes next. A published idea is therefore *new* to the draw, and
// shown, for as long as the consultation runs.
//
// Newly accepted ideas are appended in the order of their words, which says nothing about who spoke first.
//
// Threads: one. Errors: those of the sources, by file and line (Errc::invalid).
#pragma once

#include "hardware/platform/clock.h"
#include "sync/consultation/model.h"
#include "sync/hub/desk/directory.h"
#include "sync/hub/desk/keys.h"
#include "sync/hub/desk/store.h"

namespace parvis::hub {

struct Publication {
  wire::PackRef pack;
  Path file;                   // in exchange/packs/
  std::size_t proposals = 0;   // in it
  std::vector<IdeaRow> added;  // ideas that were not in the version before
};

struct PublishOptions {
  PackSources sources;
  std::string
      checkpoint;   // the newest of the log: what a kiosk starts from; "" before the first batch
  std::string who;  // for the history of the ideas that are added
  UtcTime now;
};
// Builds, signs, records in desk.db and hands over.
Result<Publication> publish(const HubDirectory& hub, DeskStore& store,
                            const PublishOptions& options);

// Puts every pack of desk.db that is missing from exchange/packs/ there: after a restore, or a cut inside publish().
Status hand_over_packs(const HubDirectory& hub, DeskStore& store);

// What publish() would build, unsigned; nothing is written.
struct Draft {
  wire::PackRef pack;
  consultation::Consultation consultation;
  std::vector<IdeaRow> added;
};
[[nodiscard]] Result<Draft> draft(DeskStore& store, const PackSources& sources);

// Accepted ideas of a consultation that no pack has yet.
[[nodiscard]] Result<std::size_t> unpublished(DeskStore& store, std::string_view consultation);

}  // namespace parvis::hub
