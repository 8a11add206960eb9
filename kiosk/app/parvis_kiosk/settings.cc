#include <unistd.h>

#include <cstdio>

#include "hardware/platform/config.h"
#include "hardware/platform/exit_code.h"
#include "kiosk/app/parvis_kiosk/commands.h"

namespace parvis::app {

int report(const Error& error) {
  std::fprintf(stderr, "parvis-kiosk: %s\n", error.message().c_str());
  return exit_code(error.code);
}

Path default_share() {
  std::error_code error;
  const Path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? Path("/usr/share/parvis") : program.parent_path().parent_path() / "share/parvis";
}

Result<Settings> load_settings(const Path& file) {
  PARVIS_TRY(Config config, Config::load(file));
  Settings settings;
  PARVIS_TRY(settings.data, config.text_or("data", settings.data.string()));
  PARVIS_TRY(settings.share, config.text_or("share", ""));
  PARVIS_TRY(settings.display, config.text_or("display", settings.display));
  PARVIS_TRY(const std::string window, config.text_or("window", "fullscreen"));
  PARVIS_TRY_VOID(config.finish());
  if (window != "fullscreen" && window != "windowed") {
    return fail(Errc::invalid, file.string() + ": 'window' must be \"fullscreen\" or \"windowed\"");
  }
  settings.window = window == "windowed" ? ui::WindowMode::windowed : ui::WindowMode::fullscreen;
  return settings;
}

}  // namespace parvis::app
