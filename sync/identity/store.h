// Who this kiosk is, and who may unlock it. A directory of small files (FORMAT.md):
//
//   device     device id, public keys, the collection key wrapped once for each person's PIN
//   attempts   how many PINs were wrong since the last right one
//   trust      the authority's key, our certificate, the newest root document; absent until enrolled
//   request    the enrolment request, to copy to the city
//
// and, elsewhere, the transport key's file, which parvis-sync alone may read.
//
// slots.h has how a PIN opens the collection key, attempts.h how long one waits after wrong ones.
//
// Threads: one at a time. unlock(), add_mediator() and new_pin() take about 150 ms and 64 MiB: not on the UI thread.
// Errors: denied (wrong PIN, too early, not an administrator), conflict, not_found, forged, corrupt, no_space, io.
#pragma once

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
  // Pins the authority's key the first time; afterwards Errc::conflict for another authority or an older root document.
  // A new certificate may name a new chain. Errc::invalid when it is for another device or other keys.
  Status enrol(const EnrolmentAnswer& answer);
  // Errc::conflict when it is older than ours, or differs under the same number; the same again is fine.
  Status install_root(const wire::Signed& root);

  // ---- people ----
  // Counts the attempt durably before it looks at the PIN. Errc::denied when it is wrong, or before next_attempt_at().
  Result<Unlocked> unlock(Role role, std::string_view pin, MonoTime now,
                          const Factors& factors = {});
  // Mediators and the administrator have counters of their own.
  [[nodiscard]] MonoTime next_attempt_at(Role role) const { return attempts_.next_at(role); }
  [[nodiscard]] std::uint64_t wrong_attempts(Role role) const { return attempts_.wrong(role); }

  [[nodiscard]] std::vector<Person> people() const;
  // Draws a PIN for someone new and returns it. Errc::conflict when the name is taken, Errc::denied unless `by` is an
  // administrator.
  Result<std::string> add_mediator(const Unlocked& by, std::string_view name,
                                   const Factors& factors = {});
  // Draws another PIN: an administrator for anyone, a mediator for themself. The old one ends with this call.
  Result<std::string> new_pin(const Unlocked& by, std::string_view name,
                              const Factors& factors = {});
  // The administrator can't be removed.
  Status remove(const Unlocked& by, std::string_view name);

 private:
  Store() = default;
  Status keep(std::vector<Slot> slots);
  Status trust(const EnrolmentAnswer& answer);
  Result<std::string> draw_slot(const Unlocked& by, Person person, const Factors& factors);

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
