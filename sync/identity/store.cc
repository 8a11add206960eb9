#include "sync/identity/store.h"

#include "sync/identity/pin.h"
#include "sync/wire/cbor.h"
#include "sync/wire/paper_code.h"
#include "sync/wire/utf8.h"

namespace parvis::identity {
namespace {

constexpr crypto::Domain kIdentityDomain{"parvis/identity", 1};
constexpr crypto::Domain kGrownIdentityDomain{"parvis/identity", 2};  // with sticks or an envelope
constexpr crypto::Domain kTransportDomain{"parvis/transport-key", 1};
constexpr std::string_view kAdministrator = "administrator";
constexpr std::size_t kMaxSlots = 64;
constexpr std::uint64_t kMaxMemory = 1u << 30;  // what a damaged file may ask of Argon2id
constexpr std::uint64_t kMaxPasses = 16;
constexpr std::size_t kMaxFile = 64u << 10;
constexpr unsigned kSecret = 0600;

Bytes encode_identity(const wire::DeviceId& device, const crypto::VerifyKey& collection,
                      const crypto::VerifyKey& transport, const Stretching& stretching,
                      const std::vector<Slot>& slots) {
  wire::cbor::Writer writer;
  const bool pins = std::ranges::all_of(slots, [](auto& s) { return s.opens == Opens::pin; });
  const SlotForm form = pins ? SlotForm::pins_only : SlotForm::any;
  writer.document(pins ? kIdentityDomain : kGrownIdentityDomain, 7)
      .fixed(device)
      .fixed(collection)
      .fixed(transport);
  writer.fixed(stretching.salt).uint(stretching.cost.memory_bytes).uint(stretching.cost.passes);
  writer.array(slots.size());
  for (const Slot& slot : slots) put(writer, slot, form);
  return std::move(writer).take();
}

Status write_transport(const Path& file, const wire::DeviceId& device,
                       const crypto::SigningKey& key) {
  wire::cbor::Writer writer;
  writer.document(kTransportDomain, 2).fixed(device).bytes(key.seed().view());
  Bytes bytes = std::move(writer).take();
  Status written = write_file(file, bytes, Existing::replace, kSecret);
  crypto::wipe(bytes);
  return written;
}

// Opened by a PIN, with or without a stick.
bool is_pin(const Slot& slot) { return slot.opens != Opens::envelope; }

// A wrong answer where our own file should be: someone or something damaged it.
Error damaged(Error error) {
  if (error.code == Errc::invalid || error.code == Errc::forged) error.code = Errc::corrupt;
  return error;
}

Result<EnrolmentAnswer> read_trust(const Path& directory) {
  PARVIS_TRY(const Bytes bytes, read_file(directory / "trust", 2 * wire::kMaxSignedBytes));
  auto answer = decode_answer(bytes);
  if (!answer) return wrap(damaged(answer.error()), "identity: trust");
  return answer;
}

}  // namespace

// ---- making and opening -------------------------------------------------------------------------

Result<Prepared> Store::prepare(const Path& directory, const Path& transport_file,
                                const Factors& factors, crypto::Argon2Cost cost) {
  PARVIS_TRY_VOID(make_directories(directory));
  PARVIS_TRY_VOID(make_directories(transport_file.parent_path()));
  if (std::filesystem::exists(directory / "device")) {
    return fail(Errc::conflict, "prepare: this kiosk has its keys already");
  }
  const auto device = crypto::random_fixed<wire::DeviceId>();
  const auto collection = crypto::SigningKey::generate();
  const auto transport = crypto::SigningKey::generate();
  Stretching stretching;
  stretching.cost = cost;
  crypto::random_bytes(stretching.salt.bytes);

  Prepared prepared{draw_pin(), make_request(device, collection, transport)};
  PARVIS_TRY(const auto stretched, stretch(prepared.administrator_pin, stretching));
  const std::vector<Slot> slots{close_slot({std::string(kAdministrator), Role::administrator},
                                           Opens::pin, collection.seed(), device, stretched,
                                           factors)};
  PARVIS_TRY_VOID(write_transport(transport_file, device, transport));
  PARVIS_TRY_VOID(write_file(directory / "request", prepared.request));
  PARVIS_TRY_VOID(Attempts::create(directory / "attempts"));
  // Last: before it nothing was prepared, and a cut leaves only what the next run replaces.
  PARVIS_TRY_VOID(write_file(
      directory / "device",
      encode_identity(device, collection.verify_key(), transport.verify_key(), stretching, slots),
      Existing::keep, kSecret));
  return prepared;
}

Result<Store> Store::open(const Path& directory, MonoTime boot) {
  PARVIS_TRY(const Bytes bytes, read_file(directory / "device", kMaxFile));
  Store store;
  store.directory_ = directory;
  wire::cbor::Reader reader(bytes, "identity");
  const auto version = reader.document(kGrownIdentityDomain, 7, kIdentityDomain, 7);
  const SlotForm form = version == kIdentityDomain.version ? SlotForm::pins_only : SlotForm::any;
  store.device_ = reader.fixed<wire::DeviceId>();
  store.collection_ = reader.fixed<crypto::VerifyKey>();
  store.transport_ = reader.fixed<crypto::VerifyKey>();
  store.stretching_.salt = reader.fixed<decltype(store.stretching_.salt)>();
  store.stretching_.cost.memory_bytes = reader.uint(kMaxMemory);
  store.stretching_.cost.passes = reader.uint(kMaxPasses);
  store.slots_.resize(reader.array(kMaxSlots));
  for (Slot& slot : store.slots_) slot = get_slot(reader, form);
  if (auto status = reader.finish(); !status)
    return wrap(damaged(status.error()), "identity: device");
  PARVIS_TRY(store.attempts_, Attempts::open(directory / "attempts", boot));

  if (auto answer = read_trust(directory)) {
    auto enrolment = verify_answer(*answer);
    if (!enrolment) return wrap(damaged(enrolment.error()), "identity: trust");
    store.signed_trust_ = std::move(*answer);
    store.enrolment_ = std::move(*enrolment);
  } else if (answer.error().code != Errc::not_found) {
    return tl::unexpected<Error>(answer.error());
  }
  return store;
}

Result<Bytes> Store::request() const { return read_file(directory_ / "request", kMaxFile); }

// ---- trust --------------------------------------------------------------------------------------

Status Store::trust(const EnrolmentAnswer& answer) {
  PARVIS_TRY(Enrolment enrolment, verify_answer(answer));
  if (enrolment_) {
    const auto& ours = enrolment_->root;
    if (!wire::continues_line(enrolment.root, ours)) {
      return fail(Errc::conflict, "trust: an authority that has handed over to another");
    }
    if (enrolment.root.number < ours.number) {
      return fail(Errc::conflict, "trust: an older root document than ours");
    }
    if (enrolment.root.number == ours.number && answer.root != signed_trust_->root) {
      return fail(Errc::conflict, "trust: another root document of the same number");
    }
    if (enrolment.certificate.serial < enrolment_->certificate.serial) {
      return fail(Errc::conflict, "trust: an older certificate than ours");
    }
  }
  EnrolmentAnswer kept = answer;
  kept.pack.clear();
  // Nothing in it is secret, and parvis-sync reads it.
  PARVIS_TRY_VOID(write_file(directory_ / "trust", encode(kept), Existing::replace, 0644));
  signed_trust_ = std::move(kept);
  enrolment_ = std::move(enrolment);
  return {};
}

Status Store::enrol(const EnrolmentAnswer& answer) {
  PARVIS_TRY(const Enrolment enrolment, verify_answer(answer));
  EnrolmentAnswer kept = answer;
  if (enrolment_) {
    // The one we pinned stays pinned: it leads to every one that it handed over to.
    kept.authority = enrolment_->authority;
    if (!wire::verify_root(answer.root, enrolment_->authority)) {
      return fail(Errc::conflict, "enrol: this kiosk belongs to another authority");
    }
  }
  const wire::Certificate& certificate = enrolment.certificate;
  if (certificate.device != device_ || certificate.key != collection_ ||
      certificate.transport != transport_) {
    return fail(Errc::invalid, "enrol: the answer is for another kiosk");
  }
  return trust(kept);
}

Status Store::install_root(const wire::Signed& root) {
  if (!signed_trust_) return fail(Errc::not_found, "root document: this kiosk is not enrolled");
  if (root == signed_trust_->root) return {};
  EnrolmentAnswer answer = *signed_trust_;
  answer.root = root;
  return trust(answer);
}

// ---- people -------------------------------------------------------------------------------------

Result<Unlocked> Store::unlock(Role role, std::string_view pin, MonoTime now,
                               const Factors& factors) {
  if (factors.sticks.empty() && sticks_of(role) == Sticks::everybody) {
    return fail(Errc::not_found, "unlock: put the key stick in");
  }
  return unlock_with(role, pin, Opens::pin, now, factors);
}

// `wanted` tells a PIN, with or without a stick, from an envelope's code.
Result<Unlocked> Store::unlock_with(Role role, std::string_view secret, Opens wanted, MonoTime now,
                                    const Factors& factors) {
  PARVIS_TRY_VOID(attempts_.begin(role, now));
  PARVIS_TRY(const auto stretched, stretch(secret, stretching_));
  for (const Slot& slot : slots_) {
    if (slot.person.role != role || is_pin(slot) != (wanted != Opens::envelope)) continue;
    const auto seed = open_slot(slot, device_, stretched, factors);
    if (!seed) continue;
    Unlocked unlocked{slot.person, crypto::SigningKey::from_seed(*seed)};
    if (unlocked.collection.verify_key() != collection_) {
      return fail(Errc::corrupt, "unlock: the key is not this kiosk's");
    }
    // When this can't be written, the counter stays too high: a delay, no harm.
    (void)attempts_.succeeded(role);
    return unlocked;
  }
  return fail(Errc::denied,
              wanted == Opens::envelope ? "unlock: wrong envelope code" : "unlock: wrong PIN");
}

std::vector<Person> Store::people() const {
  std::vector<Person> people;
  for (const Slot& slot : slots_) {
    if (is_pin(slot)) people.push_back(slot.person);
  }
  return people;
}

Stick Store::stick_of(std::string_view name) const {
  const bool needed = std::ranges::any_of(slots_, [&](const Slot& slot) {
    return slot.person.name == name && slot.opens == Opens::pin_and_stick;
  });
  return needed ? Stick::needed : Stick::none;
}

Store::Sticks Store::sticks_of(Role role) const {
  std::size_t with = 0, without = 0;
  for (const Slot& slot : slots_) {
    if (slot.person.role == role && is_pin(slot)) ++(slot.opens == Opens::pin ? without : with);
  }
  if (with == 0) return Sticks::nobody;
  return without == 0 ? Sticks::everybody : Sticks::somebody;
}

Status Store::keep(std::vector<Slot> slots) {
  PARVIS_TRY_VOID(write_file(directory_ / "device",
                             encode_identity(device_, collection_, transport_, stretching_, slots),
                             Existing::replace, kSecret));
  slots_ = std::move(slots);
  return {};
}

// ---- slots --------------------------------------------------------------------------------------

Result<Store::Drawn> Store::draw_pin_slot(const crypto::SigningKey& key, Person person, Opens opens,
                                          const Factors& factors) const {
  for (;;) {
    std::string pin = draw_pin();
    PARVIS_TRY(const auto stretched, stretch(pin, stretching_));
    const bool taken = std::ranges::any_of(slots_, [&](const Slot& slot) {
      return open_slot(slot, device_, stretched, factors).has_value();
    });
    if (taken) continue;
    Slot slot = close_slot(std::move(person), opens, key.seed(), device_, stretched, factors);
    return Drawn{std::move(pin), std::move(slot)};
  }
}

Result<Store::Drawn> Store::draw_envelope_slot(const crypto::SigningKey& key,
                                               const Factors& factors) const {
  std::string code = wire::new_paper_code(kEnvelopeCharacters);
  PARVIS_TRY(const auto stretched, stretch(code, stretching_));
  Slot slot = close_slot({std::string(kAdministrator), Role::administrator}, Opens::envelope,
                         key.seed(), device_, stretched, factors);
  return Drawn{std::move(code), std::move(slot)};
}

std::vector<Slot> Store::with(Slot slot, std::vector<Slot> slots) const {
  std::erase_if(slots, [&](const Slot& other) {
    return other.person.name == slot.person.name && is_pin(other) == is_pin(slot);
  });
  slots.push_back(std::move(slot));
  return slots;
}

Result<std::string> Store::put_slot(const Unlocked& by, Person person, const Factors& factors,
                                    Stick stick) {
  const bool needed = stick == Stick::needed;
  if (needed && factors.sticks.empty()) return fail(Errc::invalid, "put the key stick in");
  PARVIS_TRY(auto drawn, draw_pin_slot(by.collection, std::move(person),
                                       needed ? Opens::pin_and_stick : Opens::pin, factors));
  PARVIS_TRY_VOID(keep(with(std::move(drawn.slot), slots_)));
  return std::move(drawn.secret);
}

Result<std::string> Store::add_mediator(const Unlocked& by, std::string_view name,
                                        const Factors& factors, Stick stick) {
  if (by.person.role != Role::administrator) return fail(Errc::denied, "add a mediator");
  if (name.empty() || name.size() > kMaxPersonName || !wire::is_utf8(as_bytes(name))) {
    return fail(Errc::invalid, "add a mediator: a name has 1 to 64 bytes of UTF-8");
  }
  if (std::ranges::any_of(slots_, [&](const Slot& slot) { return slot.person.name == name; })) {
    return fail(Errc::conflict, "add a mediator: the name is taken");
  }
  // One place is left for the envelope, so that an administrator never has to choose.
  const auto people = this->people().size();
  if (people + 1 == kMaxSlots) return fail(Errc::no_space, "add a mediator: 63 people at most");
  return put_slot(by, {std::string(name), Role::mediator}, factors, stick);
}

Result<std::string> Store::new_pin(const Unlocked& by, std::string_view name,
                                   const Factors& factors, Stick stick) {
  if (by.person.role != Role::administrator && by.person.name != name) {
    return fail(Errc::denied, "new PIN for someone else");
  }
  for (const Slot& slot : slots_) {
    if (slot.person.name == name && is_pin(slot)) {
      return put_slot(by, Person{slot.person}, factors, stick);
    }
  }
  return fail(Errc::not_found, "new PIN: nobody has that name");
}

Status Store::remove(const Unlocked& by, std::string_view name) {
  if (by.person.role != Role::administrator) return fail(Errc::denied, "remove a mediator");
  std::vector<Slot> slots = slots_;
  const auto removed = std::erase_if(slots, [&](const Slot& slot) {
    return slot.person.name == name && slot.person.role == Role::mediator;
  });
  if (removed == 0) return fail(Errc::not_found, "remove a mediator: nobody has that name");
  return keep(std::move(slots));
}

// ---- the envelope -------------------------------------------------------------------------------

std::string display_envelope_code(std::string_view canonical) {
  std::string shown;
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    if (i > 0 && i % 5 == 0) shown += '-';
    shown += canonical[i];
  }
  return shown;
}

bool Store::has_envelope() const {
  return std::ranges::any_of(slots_, [](const Slot& slot) { return !is_pin(slot); });
}

Result<std::string> Store::new_envelope(const Unlocked& by, const Factors& factors) {
  if (by.person.role != Role::administrator) return fail(Errc::denied, "a new envelope");
  PARVIS_TRY(auto drawn, draw_envelope_slot(by.collection, factors));
  PARVIS_TRY_VOID(keep(with(std::move(drawn.slot), slots_)));
  return std::move(drawn.secret);
}

Status Store::open_envelope(std::string_view typed, MonoTime now, const Factors& factors,
                            const std::function<void(const FromEnvelope&)>& show) {
  PARVIS_TRY(const std::string code,
             wire::parse_paper_code(typed, kEnvelopeCharacters, "envelope code"));
  if (!has_envelope()) return fail(Errc::not_found, "no envelope was sealed for this kiosk");
  PARVIS_TRY(const auto unlocked,
             unlock_with(Role::administrator, code, Opens::envelope, now, factors));
  PARVIS_TRY(auto pin, draw_pin_slot(unlocked.collection, unlocked.person, Opens::pin, factors));
  PARVIS_TRY(auto next, draw_envelope_slot(unlocked.collection, factors));
  // Shown first: a cut in between leaves the code of before, which the envelope still holds.
  show({pin.secret, next.secret});
  return keep(with(std::move(next.slot), with(std::move(pin.slot), slots_)));
}

// ---- for parvis-sync ----------------------------------------------------------------------------

Result<Transport> load_transport(const Path& transport_file) {
  PARVIS_TRY(Bytes bytes, read_file(transport_file, 1024));
  wire::cbor::Reader reader(bytes, "transport key");
  reader.document(kTransportDomain, 2);
  const auto device = reader.fixed<wire::DeviceId>();
  crypto::Secret<32> seed;
  const ByteView secret = reader.bytes(32);
  if (secret.size() != 32) reader.refuse("wrong number of bytes");
  const Status status = reader.finish();
  if (status) std::ranges::copy(secret, seed.data());
  crypto::wipe(bytes);
  if (!status) return wrap(damaged(status.error()), "transport key");
  return Transport{device, crypto::SigningKey::from_seed(seed)};
}

Result<Enrolment> load_enrolment(const Path& directory) {
  PARVIS_TRY(const auto answer, read_trust(directory));
  auto enrolment = verify_answer(answer);
  if (!enrolment) return wrap(damaged(enrolment.error()), "identity: trust");
  return enrolment;
}

}  // namespace parvis::identity
