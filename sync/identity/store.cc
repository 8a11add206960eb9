#include "sync/identity/store.h"

#include "sync/identity/pin.h"
#include "sync/wire/cbor.h"
#include "sync/wire/utf8.h"

namespace parvis::identity {
namespace {

constexpr crypto::Domain kIdentityDomain{"parvis/identity", 1};
constexpr crypto::Domain kTransportDomain{"parvis/transport-key", 1};
constexpr std::string_view kAdministrator = "administrator";
constexpr std::size_t kMaxSlots = 64;
constexpr std::size_t kMaxName = 64;            // bytes
constexpr std::uint64_t kMaxMemory = 1u << 30;  // what a damaged file may ask of Argon2id
constexpr std::uint64_t kMaxPasses = 16;
constexpr std::size_t kMaxFile = 64u << 10;
constexpr unsigned kSecret = 0600;

Bytes encode_identity(const wire::DeviceId& device, const crypto::VerifyKey& collection,
                      const crypto::VerifyKey& transport, const Stretching& stretching,
                      const std::vector<Slot>& slots) {
  wire::cbor::Writer writer;
  writer.document(kIdentityDomain, 7).fixed(device).fixed(collection).fixed(transport);
  writer.fixed(stretching.salt).uint(stretching.cost.memory_bytes).uint(stretching.cost.passes);
  writer.array(slots.size());
  for (const Slot& slot : slots) put(writer, slot);
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
                                           collection.seed(), device, stretched, factors)};
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
  reader.document(kIdentityDomain, 7);
  store.device_ = reader.fixed<wire::DeviceId>();
  store.collection_ = reader.fixed<crypto::VerifyKey>();
  store.transport_ = reader.fixed<crypto::VerifyKey>();
  store.stretching_.salt = reader.fixed<decltype(store.stretching_.salt)>();
  store.stretching_.cost.memory_bytes = reader.uint(kMaxMemory);
  store.stretching_.cost.passes = reader.uint(kMaxPasses);
  store.slots_.resize(reader.array(kMaxSlots));
  for (Slot& slot : store.slots_) slot = get_slot(reader);
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
  if (enrolment_ && enrolment_->authority != answer.authority) {
    return fail(Errc::conflict, "enrol: this kiosk belongs to another authority");
  }
  const wire::Certificate& certificate = enrolment.certificate;
  if (certificate.device != device_ || certificate.key != collection_ ||
      certificate.transport != transport_) {
    return fail(Errc::invalid, "enrol: the answer is for another kiosk");
  }
  return trust(answer);
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
  PARVIS_TRY_VOID(attempts_.begin(role, now));
  PARVIS_TRY(const auto stretched, stretch(pin, stretching_));
  for (const Slot& slot : slots_) {
    if (slot.person.role != role) continue;
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
  return fail(Errc::denied, "unlock: wrong PIN");
}

std::vector<Person> Store::people() const {
  std::vector<Person> people;
  for (const Slot& slot : slots_) people.push_back(slot.person);
  return people;
}

Status Store::keep(std::vector<Slot> slots) {
  PARVIS_TRY_VOID(write_file(directory_ / "device",
                             encode_identity(device_, collection_, transport_, stretching_, slots),
                             Existing::replace, kSecret));
  slots_ = std::move(slots);
  return {};
}

// Puts `person` in the place of whoever had that name, under a PIN that opens no other slot.
Result<std::string> Store::draw_slot(const Unlocked& by, Person person, const Factors& factors) {
  std::vector<Slot> slots = slots_;
  std::erase_if(slots, [&](const Slot& slot) { return slot.person.name == person.name; });
  for (;;) {
    std::string pin = draw_pin();
    PARVIS_TRY(const auto stretched, stretch(pin, stretching_));
    const bool taken = std::ranges::any_of(slots_, [&](const Slot& slot) {
      return open_slot(slot, device_, stretched, factors).has_value();
    });
    if (taken) continue;
    slots.push_back(
        close_slot(std::move(person), by.collection.seed(), device_, stretched, factors));
    PARVIS_TRY_VOID(keep(std::move(slots)));
    return pin;
  }
}

Result<std::string> Store::add_mediator(const Unlocked& by, std::string_view name,
                                        const Factors& factors) {
  if (by.person.role != Role::administrator) return fail(Errc::denied, "add a mediator");
  if (name.empty() || name.size() > kMaxName || !wire::is_utf8(as_bytes(name))) {
    return fail(Errc::invalid, "add a mediator: a name has 1 to 64 bytes of UTF-8");
  }
  if (std::ranges::any_of(slots_, [&](const Slot& slot) { return slot.person.name == name; })) {
    return fail(Errc::conflict, "add a mediator: the name is taken");
  }
  if (slots_.size() == kMaxSlots) return fail(Errc::no_space, "add a mediator: 64 people at most");
  return draw_slot(by, {std::string(name), Role::mediator}, factors);
}

Result<std::string> Store::new_pin(const Unlocked& by, std::string_view name,
                                   const Factors& factors) {
  if (by.person.role != Role::administrator && by.person.name != name) {
    return fail(Errc::denied, "new PIN for someone else");
  }
  for (const Slot& slot : slots_) {
    if (slot.person.name == name) return draw_slot(by, Person{slot.person}, factors);
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
