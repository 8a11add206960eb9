// The hub's keys as files. A key file is 0600 and holds one secret with its purpose, so that a key in the wrong place is
// refused; the authority's is wrapped by a passphrase. FORMAT.md has the lines.
//
// Threads: pure functions over files. Errors: Errc::not_found, Errc::corrupt for a file that is no key of that purpose,
// Errc::denied for a wrong passphrase or a file that others may read.
#pragma once

#include <string_view>
#include <vector>

#include "hardware/platform/files.h"
#include "sync/crypto/crypto.h"
#include "sync/wire/certificate.h"

namespace parvis::hub {

// With Existing::keep written once: Errc::conflict when the file exists. What is replaced is overwritten.
Status write_key(const Path& file, wire::Purpose purpose, const crypto::Secret<32>& secret,
                 Existing existing = Existing::keep);
// `purpose` MUST be what the file says. The reception key is an OpeningKey, all others sign.
[[nodiscard]] Result<crypto::SigningKey> read_signing_key(const Path& file, wire::Purpose purpose);
[[nodiscard]] Result<crypto::OpeningKey> read_reception_key(const Path& file);

// Every reception key of that directory, the one in use first: what was sealed before a rotation is still opened.
[[nodiscard]] Result<std::vector<crypto::OpeningKey>> read_reception_keys(const Path& keys);

// Where a key of this purpose lies in `keys` (…/publisher.key).
[[nodiscard]] Path key_file(const Path& keys, wire::Purpose purpose);
// A reception key that was replaced: …/reception-<key id>.key.
[[nodiscard]] Path former_reception_file(const Path& keys, const crypto::KeyId& id);

// The authority: the one key that a kiosk pins. Its cost is written in the file, so that what was wrapped for a test opens
// quickly and a city's stays dear.
class Authority {
 public:
  static Result<Authority> create(const Path& file, std::string_view passphrase,
                                  crypto::Argon2Cost cost = crypto::kPassphraseCost);
  static Result<Authority> unlock(const Path& file, std::string_view passphrase);

  [[nodiscard]] const crypto::SigningKey& key() const { return key_; }
  [[nodiscard]] const crypto::VerifyKey& verify_key() const { return key_.verify_key(); }

 private:
  explicit Authority(crypto::SigningKey key) : key_(std::move(key)) {}
  crypto::SigningKey key_;
};

// authority.pub
[[nodiscard]] Result<crypto::VerifyKey> read_authority_key(const Path& file);

inline constexpr std::size_t kMinPassphrase = 12;  // characters

}  // namespace parvis::hub
