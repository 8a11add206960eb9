// Who this kiosk is, and who may unlock it. A directory of small files (FORMAT.md):
//
//   device     device id, public keys, the collection key wrapped once for each person's PIN
//   attempts   how many PINs were wrong since the last right one
//   trust      the authority's key, our certificate, the newest root document; absent until enrolled
//   request    the enrolment request, to copy to the city
//
// and, elsewhere, the transport key's file, which parvis-sync alone may read.
//
// slots.h has how a PIN opens the collection key, attempts.h how long one waits after wrong ones, key_stick.h what a mediator
// may have to put in beside it.
//
// Threads: one at a time. unlock(), add_mediator() and new_pin() take about 150 ms and 64 MiB: not on the UI thread.
// Errors: denied (wrong PIN, too early, not an administrator), conflict, not_found, forged, corrupt, no_space, io.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "sync/identity/attempts.h"
#include "sync/identity/enrolment.h"
#include "sync/identity/slots.h"

namespace parvis::identity {

// Who unlocked, and the collection key: keep it only while a session is open.
struct Unlocked {
  Person person;
  crypto::SigningKey collection;
};

// Whether a person's slot wants their key stick beside the PIN. What a slot wants stands in `device` in clear, so that the screen
// can ask for the stick before anyone types: it tells nothing about a PIN.
enum class Stick { none, needed };

// What an opened envelope gives.
struct FromEnvelope {
  std::string administrator_pin;
  std::string next_code;  // for the next envelope
};
inline constexpr std::size_t kEnvelopeCharacters = 20;  // 95 random bits and a check character
// "7K3QX-2M9AB-…": how a code is written for people.
[[nodiscard]] std::string display_envelope_code(std::string_view canonical);

struct Prepared {
  std::string administrator_pin;  // shown once, stored nowhere
  Bytes request;
};

class Store {
 public:
  // Makes a kiosk's identity: draws its id and keys and the administrator's PIN. Errc::conflict when there is one already.
  // `transport_file` gets mode 0600 and belongs to parvis-sync. Tests pass a cheap `cost`; it is kept in the file.
  static Result<Prepared> prepare(const Path& directory, const Path& transport_file,
                                  const Factors& factors = {},
                                  crypto::Argon2Cost cost = crypto::kPinCost);
  // `boot` is now: delays that were running begin again. Errc::not_found when nothing was prepared.
  static Result<Store> open(const Path& directory, MonoTime boot);

  [[nodiscard]] const wire::DeviceId& device() const { return device_; }
  [[nodiscard]] const crypto::VerifyKey& collection() const { return collection_; }
  [[nodiscard]] const crypto::VerifyKey& transport() const { return transport_; }
  [[nodiscard]] Result<Bytes> request() const;  // the file to give to the hub

  // ---- trust ----
  [[nodiscard]] const std::optional<Enrolment>& enrolment() const { return enrolment_; }
  // Pins the authority's key the first time; afterwards Errc::conflict for an authority that the pinned one did not hand over
  // to, or an older root document.
  // A new certificate may name a new chain. Errc::invalid when it is for another device or other keys.
  Status enrol(const EnrolmentAnswer& answer);
  // Errc::conflict when it is older than ours, or differs under the same number; the same again is fine.
  Status install_root(const wire::Signed& root);

  // ---- people ----
  // Counts the attempt durably before it looks at the PIN. Errc::denied when it is wrong, or before next_attempt_at().
  // Errc::not_found, with nothing counted and no PIN looked at, when every slot of that role wants a key stick and none is in.
  Result<Unlocked> unlock(Role role, std::string_view pin, MonoTime now,
                          const Factors& factors = {});
  // Mediators and the administrator have counters of their own.
  [[nodiscard]] MonoTime next_attempt_at(Role role) const { return attempts_.next_at(role); }
  [[nodiscard]] std::uint64_t wrong_attempts(Role role) const { return attempts_.wrong(role); }

  [[nodiscard]] std::vector<Person> people() const;
  [[nodiscard]] Stick stick_of(std::string_view name) const;
  enum class Sticks { nobody, somebody, everybody };
  // Who of that role has a key stick.
  [[nodiscard]] Sticks sticks_of(Role role) const;
  // Draws a PIN for someone new and returns it. Errc::conflict when the name is taken, Errc::denied unless `by` is an
  // administrator. With a key stick, the first of the factors' is theirs.
  Result<std::string> add_mediator(const Unlocked& by, std::string_view name,
                                   const Factors& factors = {}, Stick stick = Stick::none);
  // Draws another PIN: an administrator for anyone, a mediator for themself. The old one, and the stick that belonged to it, end
  // with this call. Errc::invalid when a stick is needed and none is in.
  Result<std::string> new_pin(const Unlocked& by, std::string_view name,
                              const Factors& factors = {}, Stick stick = Stick::none);
  // The administrator can't be removed.
  Status remove(const Unlocked& by, std::string_view name);

  // ---- the envelope ----
  // Draws the code that IT seals in an envelope, for when the administrator's PIN is lost; an earlier one ends with this call.
  Result<std::string> new_envelope(const Unlocked& by, const Factors& factors = {});
  // Opens it once: a new PIN of the administrator and the next code, both of which `show` MUST have shown when it returns: only
  // then the code and the PIN of before end. Counted like the administrator's PIN. Errc::invalid, uncounted, for what is no code.
  Status open_envelope(std::string_view typed, MonoTime now, const Factors& factors,
                       const std::function<void(const FromEnvelope&)>& show);
  [[nodiscard]] bool has_envelope() const;

 private:
  Store() = default;
  Status keep(std::vector<Slot> slots);
  Status trust(const EnrolmentAnswer& answer);
  Result<Unlocked> unlock_with(Role role, std::string_view secret, Opens wanted, MonoTime now,
                               const Factors& factors);
  // A slot under a PIN that opens no other one.
  struct Drawn {
    std::string secret;
    Slot slot;
  };
  Result<Drawn> draw_pin_slot(const crypto::SigningKey& key, Person person, Opens opens,
                              const Factors& factors) const;
  Result<Drawn> draw_envelope_slot(const crypto::SigningKey& key, const Factors& factors) const;
  // All slots but those that `slot` takes the place of, and `slot`.
  [[nodiscard]] std::vector<Slot> with(Slot slot, std::vector<Slot> slots) const;
  Result<std::string> put_slot(const Unlocked& by, Person person, const Factors& factors,
                               Stick stick);

  Path directory_;
  wire::DeviceId device_;
  crypto::VerifyKey collection_;
  crypto::VerifyKey transport_;
  Stretching stretching_;
  std::vector<Slot> slots_;
  Attempts attempts_;
  std::optional<EnrolmentAnswer> signed_trust_;
  std::optional<Enrolment> enrolment_;
};

// For parvis-sync, which reads no other file of the identity.
struct Transport {
  wire::DeviceId device;
  crypto::SigningKey key;
};
[[nodiscard]] Result<Transport> load_transport(const Path& transport_file);
// Errc::not_found before the kiosk is enrolled.
[[nodiscard]] Result<Enrolment> load_enrolment(const Path& directory);

}  // namespace parvis::identity
