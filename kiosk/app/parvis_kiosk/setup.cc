#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "hardware/platform/exit_code.h"
#include "kiosk/app/keeper.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "sync/identity/store.h"
#include "sync/pack/store.h"

namespace parvis::app {
namespace {

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

struct Opened {
  identity::Store store;
  identity::Unlocked administrator;
};

Result<Opened> open_as_administrator(const Settings& settings) {
  const SystemClock clock;
  PARVIS_TRY(auto store, identity::Store::open(KioskPaths(settings.data).identity, clock.mono()));
  auto unlocked = store.unlock(identity::Role::administrator, administrator_pin(), clock.mono());
  if (!unlocked) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(
        store.next_attempt_at(identity::Role::administrator) - clock.mono());
    return wrap(unlocked.error(),
                wait.count() > 0
                    ? fmt::format("the administrator's PIN is wrong, or too many were: wait {} s",
                                  wait.count())
                    : "the administrator's PIN is wrong");
  }
  return Opened{std::move(store), std::move(*unlocked)};
}

Status install(const Settings& settings, const Path& answer_file) {
  const KioskPaths paths(settings.data);
  const SystemClock clock;
  PARVIS_TRY(const Bytes bytes, read_file(answer_file, identity::kMaxAnswerBytes));
  PARVIS_TRY(const auto answer, identity::decode_answer(bytes));
  PARVIS_TRY(auto store, identity::Store::open(paths.identity, clock.mono()));
  PARVIS_TRY_VOID(store.enrol(answer));
  if (answer.pack.empty()) return {};
  const auto& enrolment = *store.enrolment();
  PARVIS_TRY(auto packs, pack::Store::open(paths.packs, enrolment.authority));
  PARVIS_TRY(const auto pack, packs.install(answer.pack, enrolment.root));
  fmt::print("pack {} version {} installed\n", pack.ref.consultation, pack.ref.version);
  return {};
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
  auto opened = open_as_administrator(settings);
  if (!opened) return report(opened.error());
  const auto pin = opened->store.add_mediator(opened->administrator, name);
  if (!pin) return report(pin.error());
  fmt::print("PIN of {}: {}\nIt is shown this once.\n", name, *pin);
  return kExitDone;
}

int remove_mediator(const Settings& settings, const std::string& name) {
  auto opened = open_as_administrator(settings);
  if (!opened) return report(opened.error());
  const auto removed = opened->store.remove(opened->administrator, name);
  if (!removed) return report(removed.error());
  fmt::print("{} can no longer open a session\n", name);
  return kExitDone;
}

int new_pin(const Settings& settings, const std::string& name) {
  auto opened = open_as_administrator(settings);
  if (!opened) return report(opened.error());
  const auto pin = opened->store.new_pin(opened->administrator, name);
  if (!pin) return report(pin.error());
  fmt::print("new PIN of {}: {}\nIt is shown this once; the old one has ended.\n", name, *pin);
  return kExitDone;
}

}  // namespace parvis::app
