#include "sync/agent/settings.h"

#include "hardware/platform/config.h"

namespace parvis::agent {

Result<Settings> load_settings(const Path& file) {
  PARVIS_TRY(Config config, Config::load(file));
  Settings settings;
  PARVIS_TRY(settings.data, config.text_or("data", settings.data.string()));
  PARVIS_TRY(settings.hub_url, config.text_or("hub.url", ""));
  PARVIS_TRY(const std::string ca, config.text_or("hub.ca", ""));
  PARVIS_TRY(settings.pinned_key, config.text_or("hub.pinned_key", ""));
  PARVIS_TRY(settings.consultation, config.text_or("consultation", ""));
  PARVIS_TRY(const std::string stick, config.text_or("stick", ""));
  PARVIS_TRY(const std::int64_t minutes, config.integer_or("poll_minutes", 15));
  PARVIS_TRY(const std::int64_t megabytes, config.integer_or("hub.megabytes_a_day", 0));
  PARVIS_TRY_VOID(config.finish());
  if (minutes < 1 || minutes > 24 * 60) {
    return fail(Errc::invalid, file.string() + ": 'poll_minutes' must be between 1 and 1440");
  }
  if (megabytes < 0 || megabytes > 1'000'000) {
    return fail(
        Errc::invalid,
        file.string() + ": 'hub.megabytes_a_day' must be between 1 and 1000000, or 0 for none");
  }
  settings.daily_bytes = static_cast<std::uint64_t>(megabytes) * 1'000'000;
  settings.stick = stick;
  settings.poll = std::chrono::minutes(minutes);
  if (!ca.empty()) settings.ca = file.parent_path() / ca;  // an absolute path stays what it is
  return settings;
}

}  // namespace parvis::agent
