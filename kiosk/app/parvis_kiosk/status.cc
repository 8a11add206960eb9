#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hardware/platform/exit_code.h"
#include "kiosk/app/inbox_reader.h"
#include "kiosk/app/kiosk_files.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "kiosk/speech/voice.h"
#include "sync/pack/store.h"

namespace parvis::app {
namespace {

using nlohmann::ordered_json;

ordered_json describe(const identity::Store& store) {
  ordered_json kiosk;
  kiosk["device"] = crypto::to_hex(store.device().view());
  kiosk["people"] = ordered_json::array();
  for (const auto& person : store.people()) kiosk["people"].push_back(person.name);
  if (!store.enrolment()) return kiosk;
  kiosk["name"] = store.enrolment()->certificate.name;
  kiosk["city"] = store.enrolment()->root.city;
  kiosk["hub"] = store.enrolment()->root.hub_url;
  kiosk["revoked"] = store.enrolment()->revoked();
  return kiosk;
}

// Files of the outbox that no row of the chain knows: a row was deleted, or another card's file was put there.
Result<ordered_json> unknown_files(const KioskPaths& paths,
                                   const std::vector<ledger::BatchInfo>& batches) {
  PARVIS_TRY(const auto names, transfer::Outbox(paths.outbox).list());
  ordered_json unknown = ordered_json::array();
  for (const auto& name : names) {
    const bool known = std::any_of(batches.begin(), batches.end(), [&](const auto& batch) {
      return batch.chain == name.chain && batch.number == name.number;
    });
    if (!known) unknown.push_back(transfer::stem(name));
  }
  return unknown;
}

// Session files that can't be read or are not what this kiosk signed.
Result<ordered_json> damaged_sessions(const ledger::Ledger& ledger) {
  PARVIS_TRY(const auto sessions, ledger.list_sessions());
  ordered_json damaged = ordered_json::array();
  for (const auto& session : sessions) {
    if (session.state != ledger::SessionState::damaged) continue;
    damaged.push_back({{"session", crypto::to_hex(session.id.view())},
                       {"why", session.damage ? session.damage->message() : ""}});
  }
  return damaged;
}

// What parvis-sync has brought is taken in first, as the screen would.
Result<ordered_json> describe_visits(const KioskPaths& paths, identity::Store& store,
                                     pack::Store& packs, const Clock& clock) {
  PARVIS_TRY(auto chain, open_journal(paths, store, clock));
  PARVIS_TRY(auto ledger, open_ledger(paths, store));
  InboxReader inbox(transfer::Inbox(paths.inbox), store, ledger, packs,
                    [&](journal::Event event, const std::vector<std::string>& fields) {
                      note(chain, clock, event, fields);
                    });
  inbox.take_roots();
  inbox.take_receipts(clock.utc());
  inbox.take_kept(clock.utc());
  PARVIS_TRY(const auto totals, ledger.totals());
  PARVIS_TRY(const auto batches, ledger.batches());
  PARVIS_TRY(const auto contradictions, ledger.conflicting_notes());
  PARVIS_TRY(auto unknown, unknown_files(paths, batches));
  PARVIS_TRY(auto damaged, damaged_sessions(ledger));
  return ordered_json{{"damaged_sessions", std::move(damaged)},
                      {"all", totals.all},
                      {"on_kiosk", totals.on_kiosk},
                      {"waiting", totals.waiting},
                      {"logged", totals.logged},
                      {"received", totals.received},
                      {"kept", totals.kept},
                      {"batches", batches.size()},
                      {"contradictions", contradictions},
                      {"unknown_files", unknown}};
}

Result<ordered_json> describe_all(const Settings& settings) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(auto store, identity::Store::open(paths.identity, clock.mono()));
  ordered_json kiosk = describe(store);
  kiosk["voice"] = speech::is_program(settings.voice) ? "there" : "missing";
  if (!store.enrolment()) return kiosk;
  PARVIS_TRY(auto packs,
             pack::Store::open(paths.packs, wire::Authorities(store.enrolment()->root)));
  if (const auto pack = packs.current()) {
    kiosk["pack"] = {{"consultation", pack->ref.consultation}, {"version", pack->ref.version}};
  }
  auto visits = describe_visits(paths, store, packs, clock);
  if (!visits && visits.error().code == Errc::busy) {
    return wrap(visits.error(), "the kiosk is running: its screen says where the visits are");
  }
  if (!visits) return tl::unexpected(visits.error());
  kiosk["visits"] = std::move(*visits);
  return kiosk;
}

void print_words(const ordered_json& kiosk) {
  fmt::print("kiosk    {}\n", kiosk.value("name", "not enrolled yet"));
  fmt::print("device   {}\n", kiosk.value("device", ""));
  fmt::print("voice    {}\n", kiosk.value("voice", ""));
  if (kiosk.contains("city")) {
    fmt::print("city     {} · {}\n", kiosk.value("city", ""), kiosk.value("hub", ""));
  }
  if (kiosk.contains("pack")) {
    fmt::print("pack     {} version {}\n", kiosk["pack"].value("consultation", ""),
               kiosk["pack"].value("version", 0));
  }
  for (const auto& name : kiosk["people"]) fmt::print("person   {}\n", name.get<std::string>());
  if (!kiosk.contains("visits")) return;
  const auto& visits = kiosk["visits"];
  fmt::print("visits   {} · {} on the kiosk · {} received by the hub · {} kept there\n",
             visits.value("all", 0), visits.value("on_kiosk", 0), visits.value("received", 0),
             visits.value("kept", 0));
  if (!visits["contradictions"].empty()) {
    fmt::print(
        "hub      has signed two histories: {} notes are kept as evidence (--json shows them). "
        "Keep this kiosk as it "
        "is, and tell the administrator\n",
        visits["contradictions"].size());
  }
  for (const auto& session : visits["damaged_sessions"]) {
    fmt::print(
        "session  {} can't be sent: {}. Its file stays as it is; keep the kiosk's card, compare "
        "the count sheet on "
        "paper, and tell the administrator\n",
        session.value("session", "").substr(0, 8), session.value("why", ""));
  }
  for (const auto& name : visits["unknown_files"]) {
    fmt::print(
        "outbox   {} is in no row of this kiosk's chain: a row was deleted, the card was put back "
        "to an earlier day, or "
        "the file is another card's. Nothing is lost; enrol the kiosk again\n",
        name.get<std::string>());
  }
}

}  // namespace

int status(const Settings& settings, Form form) {
  const auto kiosk = describe_all(settings);
  if (!kiosk) return report(kiosk.error());
  if (form == Form::json) {
    fmt::print("{}\n", kiosk->dump(2));
  } else {
    print_words(*kiosk);
  }
  return kExitDone;
}

}  // namespace parvis::app
