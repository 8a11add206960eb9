#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "hardware/platform/exit_code.h"
#include "kiosk/app/kiosk_files.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "sync/pack/store.h"

namespace parvis::app {
namespace {

using journal::Event;

constexpr const char* kPinVariable = "PARVIS_PIN";

// From the environment, else typed without being shown.
std::string administrator_pin() {
  if (const char* given = std::getenv(kPinVariable)) return given;
  std::fputs("Administrator's PIN: ", stderr);
  termios shown{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (terminal) {
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string pin;
  std::getline(std::cin, pin);
  if (terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  std::fputs("\n", stderr);
  return pin;
}

// The kiosk's files while nothing else writes them.
struct Opened {
  identity::Store store;
  journal::Journal journal;
};

Result<Opened> open_files(const KioskPaths& paths, const Clock& clock) {
  PARVIS_TRY(auto store, identity::Store::open(paths.identity, clock.mono()));
  auto journal = open_journal(paths, store, clock);
  if (!journal && journal.error().code == Errc::busy) {
    return wrap(journal.error(), "parvis-kiosk is running: stop it first");
  }
  if (!journal) return tl::unexpected(journal.error());
  return Opened{std::move(store), std::move(*journal)};
}

Result<identity::Unlocked> unlock(Opened& kiosk, const Clock& clock) {
  constexpr auto kRole = identity::Role::administrator;
  auto unlocked = kiosk.store.unlock(kRole, administrator_pin(), clock.mono());
  if (unlocked || unlocked.error().code != Errc::denied) return unlocked;
  note(kiosk.journal, clock, Event::wrong_pin,
       {"administrator", std::to_string(kiosk.store.wrong_attempts(kRole))});
  const auto wait =
      std::chrono::ceil<std::chrono::seconds>(kiosk.store.next_attempt_at(kRole) - clock.mono());
  return wrap(unlocked.error(),
              wait.count() > 0
                  ? fmt::format("the administrator's PIN is wrong, or too many were: wait {} s",
                                wait.count())
                  : "the administrator's PIN is wrong");
}

// A session keeps the pack that it began with, so another one may only come when none is open.
Status no_session_is_open(const KioskPaths& paths, const identity::Store& store) {
  PARVIS_TRY(const auto ledger, open_ledger(paths, store));
  PARVIS_TRY(const auto sessions, ledger.list_sessions());
  for (const auto& session : sessions) {
    if (session.state == ledger::SessionState::open) {
      return fail(Errc::conflict, "a session is open: a mediator closes it first");
    }
  }
  return {};
}

Status install(const Settings& settings, const Path& answer_file) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(const Bytes bytes, read_file(answer_file, identity::kMaxAnswerBytes));
  PARVIS_TRY(const auto answer, identity::decode_answer(bytes));
  PARVIS_TRY(auto kiosk, open_files(paths, clock));
  auto& store = kiosk.store;
  if (store.enrolment()) PARVIS_TRY_VOID(no_session_is_open(paths, store));
  PARVIS_TRY_VOID(store.enrol(answer));
  const auto& enrolment = *store.enrolment();
  note(kiosk.journal, clock, Event::enrolled,
       {enrolment.certificate.name, crypto::to_hex(enrolment.certificate.chain->view()),
        crypto::to_hex(enrolment.authority.view()).substr(0, 16)});
  if (answer.pack.empty()) return {};
  PARVIS_TRY(auto packs, pack::Store::open(paths.packs, enrolment.authority));
  PARVIS_TRY(const auto pack, packs.install(answer.pack, enrolment.root));
  note(kiosk.journal, clock, Event::pack_installed,
       {pack.ref.consultation, std::to_string(pack.ref.version)});
  fmt::print("pack {} version {} installed\n", pack.ref.consultation, pack.ref.version);
  return {};
}

// What the administrator does to the people who may unlock: `change` gets the store and who unlocked it.
template <class Change>
auto as_administrator(const Settings& settings, Event event, const std::string& name,
                      const Change& change)
    -> decltype(change(std::declval<identity::Store&>(),
                       std::declval<const identity::Unlocked&>())) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(auto kiosk, open_files(paths, clock));
  PARVIS_TRY(const auto administrator, unlock(kiosk, clock));
  auto changed = change(kiosk.store, administrator);
  if (changed) note(kiosk.journal, clock, event, {name, "administrator"});
  return changed;
}

}  // namespace

int prepare(const Settings& settings, const Path& request_file) {
  const KioskPaths paths(settings.data);
  for (const auto& folder : {paths.identity, paths.transport.parent_path()}) {
    if (const auto made = make_directories(folder); !made) return report(made.error());
  }
  const auto prepared = identity::Store::prepare(paths.identity, paths.transport);
  if (!prepared) return report(prepared.error());
  if (const auto written = write_file(request_file, prepared->request); !written) {
    return report(written.error());
  }
  const SystemClock clock;
  auto kiosk = open_files(paths, clock);
  if (!kiosk) return report(kiosk.error());
  note(kiosk->journal, clock, Event::prepared, {crypto::to_hex(kiosk->store.device().view())});
  fmt::print(
      "administrator's PIN: {}\nIt is shown this once. Write it down, then take {} to the city.\n",
      prepared->administrator_pin, request_file.string());
  return kExitDone;
}

int enrol(const Settings& settings, const Path& answer_file) {
  if (const auto installed = install(settings, answer_file); !installed) {
    return report(installed.error());
  }
  fmt::print("enrolled\n");
  return kExitDone;
}

int add_mediator(const Settings& settings, const std::string& name) {
  const auto pin = as_administrator(settings, Event::mediator_added, name,
                                    [&](identity::Store& store, const identity::Unlocked& by) {
                                      return store.add_mediator(by, name);
                                    });
  if (!pin) return report(pin.error());
  fmt::print("PIN of {}: {}\nIt is shown this once.\n", name, *pin);
  return kExitDone;
}

int remove_mediator(const Settings& settings, const std::string& name) {
  const auto removed = as_administrator(
      settings, Event::mediator_removed, name,
      [&](identity::Store& store, const identity::Unlocked& by) { return store.remove(by, name); });
  if (!removed) return report(removed.error());
  fmt::print("{} can no longer open a session\n", name);
  return kExitDone;
}

int new_pin(const Settings& settings, const std::string& name) {
  const auto pin = as_administrator(settings, Event::pin_changed, name,
                                    [&](identity::Store& store, const identity::Unlocked& by) {
                                      return store.new_pin(by, name);
                                    });
  if (!pin) return report(pin.error());
  fmt::print("new PIN of {}: {}\nIt is shown this once; the old one has ended.\n", name, *pin);
  return kExitDone;
}

}  // namespace parvis::app
