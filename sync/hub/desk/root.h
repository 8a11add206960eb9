// The root document that the hub hands to kiosks: every certificate, every revocation, the next number each time.
//
// Threads: one. Errors: Errc::forged when the stored document is not the authority's.
#pragma once

#include "sync/hub/desk/directory.h"
#include "sync/hub/desk/keys.h"
#include "sync/hub/intake/intake.h"

namespace parvis::hub {

struct StoredRoot {
  wire::Signed signed_document;
  wire::RootDocument document;
};
// exchange/root.signed, verified with authority.pub.
[[nodiscard]] Result<StoredRoot> load_root(const HubDirectory& hub);

// What changes in a root document; number and time are set here.
struct RootChange {
  std::vector<wire::Certificate> certificates = {};  // new ones; their serials are set here
  std::vector<wire::Revocation> revocations = {};    // new ones; of two for a key the later counts
  std::vector<wire::LogRestart> restarts = {};  // new ones; the last leads to the settings' origin
};
// Signs the next document (Errc::denied for an authority that has handed over) and puts it in exchange/. `previous` is absent for number 1, which takes city, url and origin from
// `settings`.
Result<StoredRoot> issue_root(const HubDirectory& hub, const Authority& authority,
                              const HubSettings& settings, const StoredRoot* previous,
                              RootChange change, UtcTime now);

// The next document after a handing over: `to` signs it and every certificate again.
Result<StoredRoot> succeed_root(const HubDirectory& hub, const Authority& from, const Authority& to,
                                UtcTime now);

[[nodiscard]] wire::Certificate certificate_for(wire::Purpose purpose, std::string name,
                                                ByteView key, UtcTime now, std::chrono::days valid);
// Draws a key, writes its file (Errc::conflict when it is there), and returns the certificate that is to be signed.
Result<wire::Certificate> draw_key(const Path& file, wire::Purpose purpose, std::string name,
                                   UtcTime now, std::chrono::days valid);

// C2SP key names of the keys beside the log's own, whose name is the origin itself.
[[nodiscard]] inline std::string witness_name(const std::string& origin) {
  return origin + "/witness";
}
[[nodiscard]] inline std::string desk_name(const std::string& origin) { return origin + "/desk"; }

// The keys of intake/, for whoever appends to the log: `serve`, `import`, a withdrawal.
[[nodiscard]] Result<LogSigner> load_log_signer(const HubDirectory& hub);

}  // namespace parvis::hub
