#include "sync/hub/desk/rotation.h"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::hub {
namespace {

constexpr std::uint64_t kMaxKeyFile = 4096;  // bytes

Path keys_of(const HubDirectory& hub, wire::Purpose purpose) {
  const bool intake = purpose == wire::Purpose::receipt || purpose == wire::Purpose::witness;
  return intake ? hub.intake_keys() : hub.desk_keys();
}

struct KeyPair {
  crypto::KeyId id;
  crypto::Secret<32> secret;
};

Result<KeyPair> read_pair(const Path& file, wire::Purpose purpose) {
  KeyPair pair;
  if (purpose == wire::Purpose::reception) {
    PARVIS_TRY(const auto key, read_reception_key(file));
    pair.id = crypto::key_id(key.seal_key());
    std::ranges::copy(key.secret().view(), pair.secret.data());
  } else {
    PARVIS_TRY(const auto key, read_signing_key(file, purpose));
    pair.id = crypto::key_id(key.verify_key());
    pair.secret = key.seed();
  }
  return pair;
}

bool certifies(const wire::RootDocument& root, wire::Purpose purpose, const crypto::KeyId& id) {
  const auto all = wire::certificates_of(root, purpose);
  return std::ranges::any_of(all, [&](const auto& c) { return crypto::key_id(c.key) == id; });
}

// The files of one key while it is replaced.
struct Replacing {
  wire::Purpose purpose;
  Path keys;
  [[nodiscard]] Path now() const { return key_file(keys, purpose); }
  [[nodiscard]] Path next() const {
    return keys / fmt::format("{}-next.key", wire::to_string(purpose));
  }
};

// The root document names the next key: it takes the place of the one before. May be done again.
Status take_place(const Replacing& files) {
  PARVIS_TRY(const auto next, read_pair(files.next(), files.purpose));
  PARVIS_TRY(const auto former, read_pair(files.now(), files.purpose));
  if (files.purpose == wire::Purpose::reception && former.id != next.id) {
    const Path kept = former_reception_file(files.keys, former.id);
    PARVIS_TRY_VOID(write_key(kept, files.purpose, former.secret, Existing::replace));
  }
  PARVIS_TRY_VOID(write_key(files.now(), files.purpose, next.secret, Existing::replace));
  return destroy_file(files.next());
}

std::string name_of(const wire::RootDocument& root, wire::Purpose purpose) {
  const auto certificates = wire::certificates_of(root, purpose);
  return certificates.empty() ? root.city : certificates.front().name;
}

Result<crypto::VerifyKey> next_authority(const HubDirectory& hub) {
  return read_authority_key(hub.root / "authority-next.pub");
}

Status remove_next_authority(const HubDirectory& hub) {
  PARVIS_TRY_VOID(remove_file(hub.root / "authority-next.pub"));
  return remove_file(hub.root / "authority-next.key");
}

// The root document is the next authority's: its files take the place of those before. May be done again.
Status take_over(const HubDirectory& hub) {
  PARVIS_TRY(const Bytes shown, read_file(hub.root / "authority-next.pub", kMaxKeyFile));
  PARVIS_TRY(const Bytes wrapped, read_file(hub.root / "authority-next.key", kMaxKeyFile));
  PARVIS_TRY_VOID(write_file(hub.authority_public(), shown, Existing::replace, 0644));
  PARVIS_TRY_VOID(write_file(hub.authority(), wrapped, Existing::replace, 0600));
  return remove_next_authority(hub);
}

}  // namespace

Result<Rotated> rotate_key(const HubDirectory& hub, const Authority& authority,
                           wire::Purpose purpose, Former former, UtcTime now,
                           std::chrono::days valid) {
  if (purpose == wire::Purpose::device) return fail(Errc::invalid, "a kiosk has its own keys");
  if (former == Former::revoke && purpose != wire::Purpose::publisher) {
    return fail(Errc::invalid,
                "only a publisher's former key is revoked: what others signed or "
                "were sealed must stay readable");
  }
  const Replacing files{purpose, keys_of(hub, purpose)};
  PARVIS_TRY(const auto settings, load_settings(hub));
  PARVIS_TRY(const auto previous, load_root(hub));
  PARVIS_TRY(const auto standing, read_pair(files.now(), purpose));
  Rotated rotated{standing.id, {}, previous.document.number};
  const auto begun = read_pair(files.next(), purpose);
  if (begun && certifies(previous.document, purpose, begun->id)) {  // cut behind the root document
    rotated.now = begun->id;
  } else {
    PARVIS_TRY_VOID(remove_file(files.next()));
    PARVIS_TRY(auto certificate,
               draw_key(files.next(), purpose, name_of(previous.document, purpose), now, valid));
    rotated.now = crypto::key_id(certificate.key);
    RootChange change{{std::move(certificate)}, {}};
    if (purpose == wire::Purpose::reception || former == Former::revoke) {
      change.revocations.push_back({standing.id, std::nullopt});
    }
    PARVIS_TRY(const auto root,
               issue_root(hub, authority, settings, &previous, std::move(change), now));
    rotated.root = root.document.number;
  }
  PARVIS_TRY_VOID(take_place(files));
  PARVIS_TRY_VOID(keep_intake_owner(hub));
  return rotated;
}

Result<Revoked> revoke_device(const HubDirectory& hub, const Authority& authority,
                              std::string_view name, std::optional<wire::BatchNumber> lost_at,
                              UtcTime now) {
  PARVIS_TRY(const auto settings, load_settings(hub));
  PARVIS_TRY(const auto previous, load_root(hub));
  wire::RootDocument everyone = previous.document;  // revoked ones too: the number may be corrected
  everyone.revocations.clear();
  const auto devices = wire::certificates_of(everyone, wire::Purpose::device);
  const auto found = std::ranges::find(devices, name, &wire::Certificate::name);
  if (found == devices.end()) {
    return fail(Errc::not_found, fmt::format("no kiosk is called '{}'; see devices", name));
  }
  RootChange change{{}, {{crypto::key_id(found->key), lost_at}}};
  PARVIS_TRY(const auto root,
             issue_root(hub, authority, settings, &previous, std::move(change), now));
  return Revoked{std::string(name), lost_at, root.document.number};
}

Result<Authority> unlock_authority(const HubDirectory& hub, std::string_view passphrase) {
  if (const auto next = next_authority(hub)) {
    PARVIS_TRY(const auto root, load_root(hub));
    if (root.document.authority == *next) PARVIS_TRY_VOID(take_over(hub));
  }
  return Authority::unlock(hub.authority(), passphrase);
}

Result<Rotated> rotate_authority(const HubDirectory& hub, const Authority& from,
                                 std::string_view passphrase, UtcTime now,
                                 crypto::Argon2Cost cost) {
  PARVIS_TRY_VOID(remove_next_authority(hub));  // of a run that was cut before its root document
  PARVIS_TRY(const auto to, Authority::create(hub.root / "authority-next.key", passphrase, cost));
  PARVIS_TRY(const auto root, succeed_root(hub, from, to, now));
  PARVIS_TRY_VOID(take_over(hub));
  return Rotated{crypto::key_id(from.verify_key()), crypto::key_id(to.verify_key()),
                 root.document.number};
}

}  // namespace parvis::hub
