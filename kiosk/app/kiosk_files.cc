#include "kiosk/app/kiosk_files.h"

#include "hardware/platform/log.h"

namespace parvis::app {

KioskPaths::KioskPaths(const Path& data)
    : identity(data / "kiosk/identity"),
      ledger(data / "kiosk"),
      packs(data / "kiosk/packs"),
      journal(data / "kiosk/journal"),
      outbox(data / "outbox"),
      inbox(data / "inbox"),
      requests(data / "requests"),
      transport(data / "sync/transport.key") {}

Result<journal::Journal> open_journal(const KioskPaths& paths, const identity::Store& store,
                                      const Clock& clock) {
  PARVIS_TRY_VOID(make_directories(paths.journal));
  return journal::Journal::open(paths.journal / "kiosk.journal", store.device(), "parvis-kiosk",
                                clock.utc());
}

Result<ledger::Ledger> open_ledger(const KioskPaths& paths, const identity::Store& store) {
  PARVIS_CHECK(store.enrolment().has_value());
  ledger::LedgerOptions options;
  options.directory = paths.ledger;
  options.outbox = paths.outbox;
  options.device = store.device();
  options.chain = *store.enrolment()->certificate.chain;
  options.collection = store.collection();
  return ledger::Ledger::open(std::move(options));
}

void note(journal::Journal& journal, const Clock& clock, journal::Event event,
          const std::vector<std::string>& fields) {
  if (const auto written = journal.append(event, clock.utc(), fields); !written) {
    log_warning("journal: {}", written.error().message());
  }
}

}  // namespace parvis::app
