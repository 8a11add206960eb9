#include "sync/hub/desk/directory.h"

#include <fmt/format.h>

#include "hardware/platform/config.h"

namespace parvis::hub {
namespace {

// A text as TOML writes it between quotes.
std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      out += '\\';
      out += character;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += character;
    }
  }
  return out + "\"";
}

}  // namespace

Path HubDirectory::pack(const wire::PackRef& pack) const {
  return packs() / fmt::format("{}-{}.pack", pack.consultation, pack.version);
}

Result<HubSettings> load_settings(const HubDirectory& hub) {
  PARVIS_TRY(Config config, Config::load(hub.settings()));
  HubSettings settings;
  PARVIS_TRY(settings.city, config.text("hub.city"));
  PARVIS_TRY(settings.origin, config.text("hub.origin"));
  PARVIS_TRY(settings.url, config.text("hub.url"));
  PARVIS_TRY(settings.listen, config.text("serve.listen"));
  PARVIS_TRY(settings.tls_certificate, config.text_or("serve.tls_certificate", ""));
  PARVIS_TRY(settings.tls_key, config.text_or("serve.tls_key", ""));
  PARVIS_TRY_VOID(config.finish());
  if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
    return fail(Errc::invalid,
                fmt::format("{}: serve.tls_certificate and serve.tls_key come together",
                            hub.settings().string()));
  }
  return settings;
}

std::string format_settings(const HubSettings& settings) {
  return fmt::format(
      R"(# What this hub is and where it listens. An unknown key is an error. Restart after a change.

[hub]
city = {}     # shown to people
origin = {}   # the log's name: receipts name it. Only `restart-log` may change it
url = {}      # where kiosks find it

[serve]
listen = {}   # address:port; plain HTTP only on 127.0.0.1 or [::1]
tls_certificate = {}   # PEM, the chain; a path beside this file or absolute
tls_key = {}
)",
      toml_text(settings.city), toml_text(settings.origin), toml_text(settings.url),
      toml_text(settings.listen), toml_text(settings.tls_certificate), toml_text(settings.tls_key));
}

}  // namespace parvis::hub
