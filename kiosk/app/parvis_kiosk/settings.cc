#include <unistd.h>

#include <cstdio>
#include <map>

#include "hardware/platform/config.h"
#include "hardware/platform/exit_code.h"
#include "kiosk/app/parvis_kiosk/commands.h"

namespace parvis::app {
namespace {

const std::map<std::string_view, ui::Switches> kSwitches{
    {"none", ui::Switches::none}, {"one", ui::Switches::one}, {"two", ui::Switches::two}};
const std::map<std::string_view, devices::HeadphonesSetting> kHeadphones{
    {"detect", devices::HeadphonesSetting::detect},
    {"always", devices::HeadphonesSetting::always},
    {"never", devices::HeadphonesSetting::never}};
constexpr std::int64_t kFastestScan = 300;
constexpr std::int64_t kSlowestScan = 20'000;

}  // namespace

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
  PARVIS_TRY(settings.voice, config.text_or("voice", settings.voice.string()));
  if (config.has("recordings")) {
    PARVIS_TRY(const auto directories, config.texts("recordings"));
    settings.recordings.assign(directories.begin(), directories.end());
  }
  PARVIS_TRY(const std::string headphones, config.text_or("headphones", "detect"));
  PARVIS_TRY(const std::string switches, config.text_or("switches", "none"));
  PARVIS_TRY(const auto step, config.integer_or("scan_milliseconds", 1600));
  PARVIS_TRY(settings.factors.sticks, config.text_or("sticks", ""));
  PARVIS_TRY(settings.factors.board, config.text_or("board_secret", ""));
  PARVIS_TRY_VOID(config.finish());
  if (window != "fullscreen" && window != "windowed") {
    return fail(Errc::invalid, file.string() + ": 'window' must be \"fullscreen\" or \"windowed\"");
  }
  const auto found = kSwitches.find(switches);
  if (found == kSwitches.end()) {
    return fail(Errc::invalid, file.string() + ": 'switches' must be \"none\", \"one\" or \"two\"");
  }
  const auto jack = kHeadphones.find(headphones);
  if (jack == kHeadphones.end()) {
    return fail(Errc::invalid,
                file.string() + ": 'headphones' must be \"detect\", \"always\" or \"never\"");
  }
  settings.headphones = jack->second;
  if (step < kFastestScan || step > kSlowestScan) {
    return fail(Errc::invalid, file.string() + ": 'scan_milliseconds' must be 300 to 20000");
  }
  settings.scanning = {found->second, std::chrono::milliseconds(step)};
  settings.window = window == "windowed" ? ui::WindowMode::windowed : ui::WindowMode::fullscreen;
  return settings;
}

}  // namespace parvis::app
