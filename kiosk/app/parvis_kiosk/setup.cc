#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "hardware/platform/exit_code.h"
#include "kiosk/app/kiosk_files.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "kiosk/ui/qr_code.h"
#include "sync/identity/qr_text.h"
#include "sync/pack/store.h"

namespace parvis::app {
namespace {

using journal::Event;

constexpr const char* kPinVariable = "PARVIS_PIN";
constexpr const char* kEnvelopeVariable = "PARVIS_ENVELOPE";

// From the environment, else typed without being shown.
std::string secret_from(const char* variable, const char* prompt) {
  if (const char* given = std::getenv(variable)) return given;
  std::fputs(prompt, stderr);
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

constexpr auto kRole = identity::Role::administrator;

// A delay begins again with every start of the program, so that refusing before its end would be a lock: it is waited for.
void wait_for_attempt(const identity::Store& store, const Clock& clock) {
  const auto wait = store.next_attempt_at(kRole) - clock.mono();
  if (wait.count() <= 0) return;
  fmt::print(stderr, "Too many were wrong: waiting {} s.\n",
             std::chrono::ceil<std::chrono::seconds>(wait).count());
  std::this_thread::sleep_for(wait);
}

Result<identity::Unlocked> unlock(Opened& kiosk, const Clock& clock,
                                  const identity::Factors& factors) {
  wait_for_attempt(kiosk.store, clock);
  auto unlocked = kiosk.store.unlock(kRole, secret_from(kPinVariable, "Administrator's PIN: "),
                                     clock.mono(), factors);
  if (unlocked || unlocked.error().code != Errc::denied) return unlocked;
  note(kiosk.journal, clock, Event::wrong_pin,
       {"administrator", std::to_string(kiosk.store.wrong_attempts(kRole))});
  return wrap(unlocked.error(), "the administrator's PIN is wrong");
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

Status install(const Settings& settings, const Path& from) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(auto kiosk, open_files(paths, clock));
  std::error_code ignored;
  const bool stick = std::filesystem::is_directory(from, ignored);
  PARVIS_TRY(const Bytes bytes,
             read_file(stick ? from / identity::answer_name(kiosk.store.device()) : from,
                       identity::kMaxAnswerBytes));
  PARVIS_TRY(const auto answer, identity::decode_answer(bytes));
  auto& store = kiosk.store;
  if (store.enrolment()) PARVIS_TRY_VOID(no_session_is_open(paths, store));
  PARVIS_TRY_VOID(store.enrol(answer));
  const auto& enrolment = *store.enrolment();
  note(kiosk.journal, clock, Event::enrolled,
       {enrolment.certificate.name, crypto::to_hex(enrolment.certificate.chain->view()),
        crypto::to_hex(enrolment.authority.view()).substr(0, 16)});
  if (answer.pack.empty()) return {};
  PARVIS_TRY(auto packs, pack::Store::open(paths.packs, wire::Authorities(enrolment.root)));
  PARVIS_TRY(const auto pack, packs.install(answer.pack, enrolment.root));
  note(kiosk.journal, clock, Event::pack_installed,
       {pack.ref.consultation, std::to_string(pack.ref.version)});
  fmt::print("pack {} version {} installed\n", pack.ref.consultation, pack.ref.version);
  return {};
}

// What the administrator does to the people who may unlock: `change` gets the store and who unlocked it.
template <class Change>
auto as_administrator(const Settings& settings, Event event, const std::vector<std::string>& fields,
                      const Change& change)
    -> decltype(change(std::declval<identity::Store&>(),
                       std::declval<const identity::Unlocked&>())) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(const auto at_hand, identity::FactorsAtHand::read(settings.factors));
  PARVIS_TRY(auto kiosk, open_files(paths, clock));
  PARVIS_TRY(const auto administrator, unlock(kiosk, clock, at_hand.factors()));
  auto changed = change(kiosk.store, administrator);
  if (changed) note(kiosk.journal, clock, event, fields);
  return changed;
}

// Gives `name` a PIN: alone, or with the key stick at `stick`, which is made when it is none yet.
template <class Draw>
Result<std::string> draw_pin(const Settings& settings, Event event, const std::string& name,
                             const Path& stick, const Draw& draw) {
  return as_administrator(
      settings, event, {name, "administrator"},
      [&](identity::Store& store, const identity::Unlocked& by) -> Result<std::string> {
        if (stick.empty()) {
          PARVIS_TRY(const auto board, identity::FactorsAtHand::read({settings.factors.board, {}}));
          return draw(store, by, board.factors(), identity::Stick::none);
        }
        PARVIS_TRY(const auto theirs, identity::FactorsAtHand::with_stick(settings.factors, stick));
        return draw(store, by, theirs.factors(), identity::Stick::needed);
      });
}

void say_stick(const std::string& name, const Path& stick) {
  if (stick.empty()) return;
  fmt::print("{} needs this key stick at every kiosk that has let it in ({}).\n", name,
             (stick / identity::kStickFile).string());
}

}  // namespace

int prepare(const Settings& settings, const Path& request_file) {
  const KioskPaths paths(settings.data);
  for (const auto& folder : {paths.identity, paths.transport.parent_path()}) {
    if (const auto made = make_directories(folder); !made) return report(made.error());
  }
  const auto at_hand = identity::FactorsAtHand::read({settings.factors.board, {}});
  if (!at_hand) return report(at_hand.error());
  const auto prepared =
      identity::Store::prepare(paths.identity, paths.transport, at_hand->factors());
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

int add_mediator(const Settings& settings, const std::string& name, const Path& stick) {
  const auto pin = draw_pin(
      settings, Event::mediator_added, name, stick,
      [&](identity::Store& store, const identity::Unlocked& by, const identity::Factors& factors,
          identity::Stick needed) { return store.add_mediator(by, name, factors, needed); });
  if (!pin) return report(pin.error());
  fmt::print("PIN of {}: {}\nIt is shown this once.\n", name, *pin);
  say_stick(name, stick);
  return kExitDone;
}

int remove_mediator(const Settings& settings, const std::string& name) {
  const auto removed = as_administrator(
      settings, Event::mediator_removed, {name, "administrator"},
      [&](identity::Store& store, const identity::Unlocked& by) { return store.remove(by, name); });
  if (!removed) return report(removed.error());
  fmt::print("{} can no longer open a session\n", name);
  return kExitDone;
}

int new_pin(const Settings& settings, const std::string& name, const Path& stick) {
  const auto pin = draw_pin(
      settings, Event::pin_changed, name, stick,
      [&](identity::Store& store, const identity::Unlocked& by, const identity::Factors& factors,
          identity::Stick needed) { return store.new_pin(by, name, factors, needed); });
  if (!pin) return report(pin.error());
  fmt::print("new PIN of {}: {}\nIt is shown this once; the old one has ended.\n", name, *pin);
  say_stick(name, stick);
  return kExitDone;
}

// ---- the envelope -------------------------------------------------------------------------------

int new_envelope(const Settings& settings) {
  const auto code = as_administrator(
      settings, Event::envelope_sealed, {"administrator"},
      [&](identity::Store& store, const identity::Unlocked& by) -> Result<std::string> {
        PARVIS_TRY(const auto board, identity::FactorsAtHand::read({settings.factors.board, {}}));
        return store.new_envelope(by, board.factors());
      });
  if (!code) return report(code.error());
  fmt::print(
      "envelope code: {}\nIt is shown this once. Write it down, seal it in an envelope and lock it "
      "away: it opens this\nkiosk once, when the administrator's PIN is lost. An earlier one has "
      "ended.\n",
      identity::display_envelope_code(*code));
  return kExitDone;
}

namespace {

Status open_with_code(const Settings& settings) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(const auto board, identity::FactorsAtHand::read({settings.factors.board, {}}));
  PARVIS_TRY(auto kiosk, open_files(paths, clock));
  wait_for_attempt(kiosk.store, clock);
  auto opened = kiosk.store.open_envelope(
      secret_from(kEnvelopeVariable, "Code in the envelope: "), clock.mono(), board.factors(),
      [](const identity::FromEnvelope& given) {
        fmt::print(
            "administrator's PIN: {}\nnext envelope code: {}\nBoth are shown this once. Write them "
            "down, and seal the code in a new envelope.\n",
            given.administrator_pin, identity::display_envelope_code(given.next_code));
        std::fflush(stdout);
      });
  if (!opened && opened.error().code == Errc::denied) {
    note(kiosk.journal, clock, Event::wrong_pin,
         {"administrator", std::to_string(kiosk.store.wrong_attempts(kRole))});
  }
  if (opened) note(kiosk.journal, clock, Event::envelope_opened);
  return opened;
}

Status hand_out(const Settings& settings, const RequestOut& out) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(const auto store, identity::Store::open(paths.identity, clock.mono()));
  PARVIS_TRY(const Bytes request, store.request());
  const std::string text = identity::to_qr_text(request);
  if (!out.stick.empty()) {
    const Path file = out.stick / identity::request_name(store.device());
    PARVIS_TRY_VOID(write_file(file, request, Existing::replace, 0644));
    fmt::print("{}\nTake it to the city: parvis-hub enrol --stick DIR --name NAME\n",
               file.string());
  }
  if (!out.svg.empty()) {
    const std::string drawing = ui::to_svg(ui::QrCode(text));
    PARVIS_TRY_VOID(write_file(out.svg, as_bytes(drawing), Existing::replace, 0644));
    fmt::print("{}\n", out.svg.string());
  }
  if (out.qr) fmt::print("{}{}\n", ui::to_terminal(ui::QrCode(text)), text);
  return {};
}

}  // namespace

int open_envelope(const Settings& settings) {
  const auto opened = open_with_code(settings);
  return opened ? static_cast<int>(kExitDone) : report(opened.error());
}

int request(const Settings& settings, const RequestOut& out) {
  const auto done = hand_out(settings, out);
  return done ? static_cast<int>(kExitDone) : report(done.error());
}

}  // namespace parvis::app
