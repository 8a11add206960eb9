// parvis-kiosk: the screen in the hall, and the few commands that prepare it.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "hardware/platform/exit_code.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "sync/crypto/crypto.h"

using namespace parvis;

namespace {

constexpr const char* kFooter = R"(
First day of a kiosk:
  parvis-kiosk prepare request.bin           # shows the administrator's PIN once: write it down
  (take request.bin to the city; parvis-hub enrol request.bin --name borne-01 answers with a file)
  parvis-kiosk enrol borne-01.enrolment
  parvis-kiosk mediator add "Nadia"          # shows her PIN once
  parvis-kiosk                               # the screen

Exit status: 0 done, 1 refused, 2 wrong words or configuration, 3 the disk fails, 4 not now (another program holds
it), 5 written by a newer Parvis, 70 a mistake of ours.)";

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"The kiosk: a screen on which residents vote and propose, without a network."};
  cli.footer(kFooter);
  std::string config, data, share, display, name, file;
  bool windowed = false, json = false;
  cli.add_option("--config", config,
                 "kiosk.toml: data, share, display, window, sticks, board_secret");
  cli.add_option("--data", data, "the kiosk's directory (default /var/lib/parvis)");
  cli.add_option("--share", share, "languages and pictures (default: beside the program)");
  auto* run = cli.add_subcommand("run", "show the screen (what happens without a command)");
  for (auto* command : {&cli, run}) {
    command->add_option("--display", display, "7, 7-hd, 10, 15 or portrait (default 10)");
    command->add_flag("--windowed", windowed, "in a window instead of the whole screen");
  }
  auto* prepare = cli.add_subcommand("prepare", "make this kiosk's keys and its enrolment request");
  prepare->add_option("request", file, "where to write the request")->required();
  auto* enrol = cli.add_subcommand("enrol", "take in the hub's answer: certificate and pack");
  enrol->add_option("answer", file, "the file that parvis-hub enrol made, or the stick with it")
      ->required();
  app::RequestOut out;
  auto* request = cli.add_subcommand("request", "hand out the enrolment request once more");
  request->add_option("--stick", out.stick, "copy it to the stick that is mounted there");
  request->add_flag("--qr", out.qr, "show it as a QR code, for parvis-hub enrol --qr");
  request->add_option("--svg", out.svg, "draw the QR code into this file");
  request->require_option(1, 3);
  auto* mediator = cli.add_subcommand("mediator", "who may open a session");
  mediator->require_subcommand(1);
  auto* add = mediator->add_subcommand("add", "draw a PIN for someone new");
  auto* remove = mediator->add_subcommand("remove", "end someone's PIN");
  auto* pin = mediator->add_subcommand("new-pin", "draw another PIN; the old one ends");
  for (auto* command : {add, remove, pin}) {
    command->add_option("name", name, "the mediator's name")->required();
    command->footer("Asks for the administrator's PIN, or takes it from PARVIS_PIN.");
  }
  std::string stick;
  for (auto* command : {add, pin}) {
    command->add_option("--stick", stick,
                        "the PIN opens with the key stick mounted there; made when it is none yet");
  }
  auto* envelope =
      cli.add_subcommand("envelope", "the sealed code, for a lost administrator's PIN");
  envelope->require_subcommand(1);
  auto* seal = envelope->add_subcommand("new", "draw a code to be sealed; an earlier one ends");
  seal->footer("Asks for the administrator's PIN, or takes it from PARVIS_PIN.");
  auto* unseal = envelope->add_subcommand("open", "a new administrator's PIN and the next code");
  unseal->footer("Asks for the code, or takes it from PARVIS_ENVELOPE.");
  auto* status = cli.add_subcommand("status", "who this kiosk is and where its visits are");
  status->add_flag("--json", json, "for scripts");
  CLI11_PARSE(cli, argc, argv);

  if (const auto started = crypto::init(); !started) return app::report(started.error());
  app::Settings settings;
  if (!config.empty()) {
    auto loaded = app::load_settings(config);
    if (!loaded) {
      app::report(loaded.error());
      return kExitUsage;
    }
    settings = std::move(*loaded);
  }
  if (!data.empty()) settings.data = data;
  if (!share.empty()) settings.share = share;
  if (settings.share.empty()) settings.share = app::default_share();
  if (!display.empty()) settings.display = display;
  if (windowed) settings.window = ui::WindowMode::windowed;

  if (*prepare) return app::prepare(settings, file);
  if (*enrol) return app::enrol(settings, file);
  if (*request) return app::request(settings, out);
  if (*add) return app::add_mediator(settings, name, stick);
  if (*remove) return app::remove_mediator(settings, name);
  if (*pin) return app::new_pin(settings, name, stick);
  if (*seal) return app::new_envelope(settings);
  if (*unseal) return app::open_envelope(settings);
  if (*status) return app::status(settings, json ? app::Form::json : app::Form::words);
  return app::run(settings);
}
