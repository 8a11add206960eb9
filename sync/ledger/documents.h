// What the collection key signs for this kiosk's own eyes: the facts of a session at its opening
// and its sheet at its closing. They never leave; they keep who takes the card, and brings it back,
// from changing the place, the day, or the keys that visits are sealed to. FORMAT.md has the bytes.
// Private to this module.
//
// Threads: pure functions. Errors: Errc::forged when the signature does not hold or the document is
// another session's.
#pragma once

#include "sync/ledger/session.h"

namespace parvis::ledger {

inline constexpr crypto::Domain kFactsDomain{"parvis/session", 1};
inline constexpr crypto::Domain kSheetDomain{"parvis/session-sheet", 1};

// Errc::invalid when a manifest could not carry them: a place over 120 bytes, a recipient whose id
// is not its key's.
[[nodiscard]] Result<wire::Signed> sign_facts(const wire::SessionId& session,
                                              const SessionFacts& facts,
                                              const crypto::SigningKey& key);
[[nodiscard]] Result<SessionFacts> verify_facts(const wire::Signed& document,
                                                const wire::SessionId& session,
                                                const crypto::VerifyKey& key);

[[nodiscard]] Result<wire::Signed> sign_sheet(const wire::SessionId& session,
                                              const wire::CountSheet& sheet,
                                              const crypto::SigningKey& key);
[[nodiscard]] Result<wire::CountSheet> verify_sheet(const wire::Signed& document,
                                                    const wire::SessionId& session,
                                                    const crypto::VerifyKey& key);

}  // namespace parvis::ledger
