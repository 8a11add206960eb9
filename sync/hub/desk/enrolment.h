// Founding a hub, and letting kiosks in. Both need the authority's key, and nothing else here does.
//
// Threads: one. Errors: Errc::conflict when it was done before, Errc::forged for a request that its keys did not sign.
#pragma once

#include "hardware/platform/clock.h"
#include "sync/hub/desk/directory.h"
#include "sync/hub/desk/keys.h"
#include "sync/hub/desk/root.h"

namespace parvis::hub {

struct FoundOptions {
  HubSettings settings;
  std::string passphrase;
  std::chrono::days valid{2 * 365};  // certificates
  crypto::Argon2Cost cost = crypto::kPassphraseCost;
};
// Makes directories, the authority, the five other keys and their certificates, root document number 1, both databases and
// hub.toml. Errc::conflict, with nothing changed, when a hub is there already. Interrupted half-way it leaves no hub.toml, and
// the directory has to be removed.
Result<crypto::VerifyKey> found(const HubDirectory& hub, const FoundOptions& options, UtcTime now);

struct Enrolled {
  wire::Certificate certificate;
  std::uint64_t root = 0;  // number of the document that names it
  wire::PackRef pack;      // in the answer; version 0 when no pack was published yet
  Bytes answer;            // the file for the kiosk
};
// Certifies a device under a new chain; `serve` and `import` learn of it from the root document. Enrolled again, the old chain's batches stay what they are. `consultation` chooses
// the pack that goes with the answer; "" takes the only one, or none.
Result<Enrolled> enrol(const HubDirectory& hub, const Authority& authority, ByteView request,
                       std::string_view name, std::string_view consultation, UtcTime now);

// Gives intake/ to the user that runs `serve`, and lets their group read exchange/: what faces the network then reads no key and
// no answer of the desk. Needs root. Errc::not_found for an unknown user, Errc::denied.
Status give_intake_to(const HubDirectory& hub, const std::string& user);

// Files that root made in intake/ go to its owner, so that `serve` goes on. Nothing happens for anyone but root.
Status keep_intake_owner(const HubDirectory& hub);

// Names of devices and consultations in files and tables: 1 to 64 of a-z, 0-9, '-' and '.'.
[[nodiscard]] Status check_name(std::string_view name);

}  // namespace parvis::hub
