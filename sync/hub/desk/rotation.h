// Replacing a key of the hub, revoking a kiosk, and handing the authority over. All need the authority's key.
//
//   reception   new visits are sealed to the new key as soon as a kiosk has the root document; the old secret is kept, since what
//               was sealed to it is still opened
//   publisher   the old one's packs stay valid until its certificate ends, or are revoked with it
//   receipt, witness, desk   what the old one signed stays valid, the new one signs on in the same log. `serve` is started again
//   authority   signs itself over to a new key, which signs every certificate again. Kiosks follow from the key they pinned
//
// A secret that is replaced is overwritten, but for reception's. A cut leaves a file <purpose>-next.key; calling again goes on.
//
// Threads: one. Errors: Errc::denied for an authority that has handed over, Errc::not_found for an unknown kiosk.
#pragma once

#include "sync/hub/desk/enrolment.h"

namespace parvis::hub {

enum class Former { keep, revoke };  // what becomes of the key that is replaced

struct Rotated {
  crypto::KeyId former, now;
  std::uint64_t root = 0;  // number of the document that says so
};
// Purpose::device has no key here: Errc::invalid. Former::revoke is for publishers; a reception key is never sealed to again.
Result<Rotated> rotate_key(const HubDirectory& hub, const Authority& authority,
                           wire::Purpose purpose, Former former, UtcTime now,
                           std::chrono::days valid = std::chrono::days(2 * 365));

struct Revoked {
  std::string device;
  std::optional<wire::BatchNumber> lost_at;
  std::uint64_t root = 0;
};
// Batches after `lost_at` wait for the paper count sheets (quarantine.h); without it everything that is not in the log yet waits.
// Again with another number: that one counts.
Result<Revoked> revoke_device(const HubDirectory& hub, const Authority& authority,
                              std::string_view name, std::optional<wire::BatchNumber> lost_at,
                              UtcTime now);

// The authority's file with its passphrase, having finished what a cut in rotate_authority() left.
[[nodiscard]] Result<Authority> unlock_authority(const HubDirectory& hub,
                                                 std::string_view passphrase);
// The new key under a passphrase of its own takes the place of the old one, whose file is gone when it returns.
Result<Rotated> rotate_authority(const HubDirectory& hub, const Authority& from,
                                 std::string_view passphrase, UtcTime now,
                                 crypto::Argon2Cost cost = crypto::kPassphraseCost);

}  // namespace parvis::hub
