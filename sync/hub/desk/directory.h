// Where a hub keeps its files, and what hub.toml says. Two machines, two databases: intake/ belongs to the user that runs
// `serve` and faces the network, desk/ to the people who open and moderate; they meet in exchange/, in files.
//
//   hub.toml         settings, read strictly            authority.pub  the key that everything is certified by, base64
//   authority.key    the authority's key, wrapped by a passphrase; better kept in a safe, and brought for `enrol`
//   intake/          intake.db, keys/{receipt,witness}.key, journals/
//   desk/            desk.db, keys/{publisher,reception,desk}.key
//   exchange/        root.signed, packs/<slug>-<version>.pack, kept.note, statuses.json
//
// Threads: values and pure functions.
#pragma once

#include <string>

#include "hardware/platform/files.h"
#include "sync/wire/ids.h"

namespace parvis::hub {

struct HubDirectory {
  Path root;

  [[nodiscard]] Path settings() const { return root / "hub.toml"; }
  [[nodiscard]] Path authority() const { return root / "authority.key"; }
  [[nodiscard]] Path authority_public() const { return root / "authority.pub"; }
  [[nodiscard]] Path intake() const { return root / "intake"; }
  [[nodiscard]] Path intake_db() const { return intake() / "intake.db"; }
  [[nodiscard]] Path journals() const { return intake() / "journals"; }
  [[nodiscard]] Path intake_keys() const { return intake() / "keys"; }
  [[nodiscard]] Path desk() const { return root / "desk"; }
  [[nodiscard]] Path desk_db() const { return desk() / "desk.db"; }
  [[nodiscard]] Path desk_keys() const { return desk() / "keys"; }
  [[nodiscard]] Path exchange() const { return root / "exchange"; }
  [[nodiscard]] Path root_document() const { return exchange() / "root.signed"; }
  [[nodiscard]] Path packs() const { return exchange() / "packs"; }
  [[nodiscard]] Path pack(const wire::PackRef& pack) const;
  [[nodiscard]] Path kept_note() const { return exchange() / "kept.note"; }
  [[nodiscard]] Path statuses() const { return exchange() / "statuses.json"; }
};

// hub.toml. Every key is known, so a misspelt one is an error and not a surprise.
struct HubSettings {
  std::string city;  // hub.city: "Ville de Mulhouse"
  std::string
      origin;  // hub.origin: the log's C2SP origin, "hub.example/parvis"; only a restart of the log changes it
  std::string url;  // hub.url: where kiosks find `serve`, "https://hub.example:8443"
  std::string
      listen;  // serve.listen: "0.0.0.0:8443"; without TLS only a loopback address is accepted
  std::string
      tls_certificate;  // serve.tls_certificate: a PEM file, beside hub.toml unless absolute; "" for none
  std::string tls_key;  // serve.tls_key
  bool operator==(const HubSettings&) const = default;
};

// Errc::not_found, or Errc::invalid naming file, line and key.
[[nodiscard]] Result<HubSettings> load_settings(const HubDirectory& hub);
// The file that load_settings() reads, with a comment for each key.
[[nodiscard]] std::string format_settings(const HubSettings& settings);

}  // namespace parvis::hub
