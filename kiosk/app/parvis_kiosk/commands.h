// The verbs of parvis-kiosk. Each prints what it did for people, or a message and how to go on; the number it returns is the
// program's exit status (hardware/platform/exit_code.h).
#pragma once

#include <string>
#include <vector>

#include "hardware/devices/headphones.h"
#include "hardware/platform/files.h"
#include "kiosk/ui/display.h"
#include "kiosk/ui/scan.h"
#include "kiosk/ui/window.h"
#include "sync/identity/key_stick.h"

namespace parvis::app {

// kiosk.toml, with what the command line says on top.
struct Settings {
  Path data{"/var/lib/parvis"};
  Path share;
  std::string display{"10"};
  ui::WindowMode window = ui::WindowMode::fullscreen;
  Path voice{"espeak-ng"};       // "" for a kiosk that does not speak
  std::vector<Path> recordings;  // directories, before those of `share`
  devices::HeadphonesSetting headphones = devices::HeadphonesSetting::detect;
  ui::Scan::Options scanning;
  identity::FactorFiles factors;  // sticks, board_secret
};
// Beside the program when it was not installed, else where it was.
[[nodiscard]] Path default_share();
// Errc::invalid names the unknown key and the known ones.
[[nodiscard]] Result<Settings> load_settings(const Path& file);

int run(const Settings& settings);
int prepare(const Settings& settings, const Path& request_file);
int enrol(const Settings& settings, const Path& answer_file);
// `stick` is where a mediator's key stick is mounted; a new one is made there. "" for a PIN alone.
int add_mediator(const Settings& settings, const std::string& name, const Path& stick);
int remove_mediator(const Settings& settings, const std::string& name);
int new_pin(const Settings& settings, const std::string& name, const Path& stick);
int new_envelope(const Settings& settings);
int open_envelope(const Settings& settings);
// The enrolment request once more: copied to a stick, as a QR code on the terminal, or drawn into a file.
struct RequestOut {
  Path stick, svg;
  bool qr = false;
};
int request(const Settings& settings, const RequestOut& out);
enum class Form { words, json };
int status(const Settings& settings, Form form);

// "parvis-kiosk: …" on standard error; returns the exit status for it.
int report(const Error& error);

}  // namespace parvis::app
