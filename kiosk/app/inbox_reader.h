// Reads what parvis-sync has put into the inbox, and believes none of it before it is verified: root documents, receipts, kept
// notes, packs. What does not hold is noted in the journal and left alone.
//
// Threads: the "ledger" worker. The references MUST outlive it.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kiosk/flow/mediator_events.h"
#include "sync/identity/store.h"
#include "sync/journal/events.h"
#include "sync/ledger/ledger.h"
#include "sync/pack/store.h"
#include "sync/tlog/receipt.h"
#include "sync/transfer/exchange.h"

namespace parvis::app {

using NoteEvent = std::function<void(journal::Event, const std::vector<std::string>&)>;

class InboxReader {
 public:
  InboxReader(transfer::Inbox inbox, identity::Store& identity, ledger::Ledger& ledger,
              pack::Store& packs, NoteEvent note)
      : inbox_(std::move(inbox)),
        identity_(identity),
        ledger_(ledger),
        packs_(packs),
        note_(std::move(note)) {}

  void take_roots();
  void take_receipts(UtcTime now);
  void take_kept(UtcTime now);
  // Installs the newest pack of the inbox that is newer than `installed` and whole. nullopt when there is none.
  [[nodiscard]] std::optional<pack::Pack> take_pack(const wire::PackRef& installed);
  // What is said of a stick from now on counts, and nothing that was said before: that stick may be gone.
  void expect_stick();
  // Where this kiosk's visits are.
  [[nodiscard]] flow::SyncState sync_state() const;

 private:
  [[nodiscard]] Result<std::optional<tlog::Checkpoint>> held_checkpoint(
      const tlog::LogIdentity& log) const;
  struct Arrived {
    ledger::BatchInfo batch;
    Bytes bytes;
    tlog::Receipt receipt;  // proves the batch
  };
  [[nodiscard]] Status check_continues(const tlog::Receipt& receipt, const tlog::LogIdentity& log);
  Status take_contradiction(const ledger::BatchInfo& batch, const tlog::LogIdentity& log);
  [[nodiscard]] Result<Arrived> read_receipt(const ledger::BatchInfo& batch,
                                             const tlog::LogIdentity& log) const;
  Status take_receipt(const Arrived& arrived, const tlog::LogIdentity& log, UtcTime now);
  Status take_kept_note(std::string_view note, UtcTime now);
  // Whether its checkpoint and the newest that this kiosk holds are of one history, by its own proof or by those of others.
  [[nodiscard]] Status connect(const tlog::Receipt& receipt, const tlog::Checkpoint& held,
                               const tlog::LogIdentity& log) const;
  // A refusal goes into the journal once, not at every look.
  void refuse(journal::Event event, const std::vector<std::string>& what, const Error& error);

  transfer::Inbox inbox_;
  identity::Store& identity_;
  ledger::Ledger& ledger_;
  pack::Store& packs_;
  NoteEvent note_;
  std::set<std::vector<std::string>> refused_;
  std::optional<std::string> stick_before_;  // when the attempt before the one asked for ended
};

}  // namespace parvis::app
