#include "sync/identity/slots.h"

namespace parvis::identity {
namespace {

constexpr crypto::Domain kSlotDomain{"parvis/slot", 1};
constexpr crypto::Domain kOtherSlotDomain{"parvis/slot",
                                          2};  // that more, or other, than a PIN opens
constexpr std::size_t kWrapped = 32 + crypto::kAeadOverhead;

crypto::Secret<32> slot_key(const Slot& slot, const crypto::Secret<32>& stretched,
                            const crypto::Secret<32>* board, const crypto::Secret<32>* stick) {
  crypto::Secret<64> outside;
  std::fill_n(outside.data(), outside.size(), std::uint8_t{0});
  if (board != nullptr) std::copy_n(board->data(), 32, outside.data());
  if (stick != nullptr) std::copy_n(stick->data(), 32, outside.data() + 32);
  constexpr std::array<std::uint8_t, 1> kEnd{0};
  crypto::Digest digest = crypto::blake2b_keyed(
      outside.view(), {as_bytes(kSlotDomain.tag), kEnd, stretched.view(), slot.id.view()});
  crypto::Secret<32> key;
  std::ranges::copy(digest.bytes, key.data());
  crypto::wipe(digest.bytes);
  return key;
}

Bytes associated(const Slot& slot, const wire::DeviceId& device) {
  wire::cbor::Writer writer;
  const bool pin = slot.opens == Opens::pin;
  writer.document(pin ? kSlotDomain : kOtherSlotDomain, pin ? 4 : 5).fixed(device).fixed(slot.id);
  writer.uint(static_cast<std::uint64_t>(slot.person.role)).text(slot.person.name);
  if (!pin) writer.uint(static_cast<std::uint64_t>(slot.opens));
  return std::move(writer).take();
}

std::optional<crypto::Secret<32>> unwrap(const Slot& slot, const wire::DeviceId& device,
                                         const crypto::Secret<32>& key) {
  auto opened = crypto::decrypt(key, slot.nonce, associated(slot, device), slot.wrapped);
  if (!opened || opened->size() != 32) return std::nullopt;
  crypto::Secret<32> seed;
  std::ranges::copy(*opened, seed.data());
  crypto::wipe(*opened);
  return seed;
}

}  // namespace

Result<crypto::Secret<32>> stretch(std::string_view pin, const Stretching& how) {
  return crypto::argon2id(as_bytes(pin), how.salt.view(), how.cost);
}

Slot close_slot(Person person, Opens opens, const crypto::Secret<32>& seed,
                const wire::DeviceId& device, const crypto::Secret<32>& stretched,
                const Factors& factors) {
  const bool stick = opens == Opens::pin_and_stick;
  PARVIS_CHECK(!stick || !factors.sticks.empty());
  Slot slot;
  slot.opens = opens;
  crypto::random_bytes(slot.id.bytes);
  crypto::random_bytes(slot.nonce.bytes);
  slot.person = std::move(person);
  const auto key =
      slot_key(slot, stretched, factors.board, stick ? &factors.sticks.front() : nullptr);
  slot.wrapped = crypto::encrypt(key, slot.nonce, associated(slot, device), seed.view());
  return slot;
}

std::optional<crypto::Secret<32>> open_slot(const Slot& slot, const wire::DeviceId& device,
                                            const crypto::Secret<32>& stretched,
                                            const Factors& factors) {
  const auto open_with = [&](const crypto::Secret<32>* stick) {
    return unwrap(slot, device, slot_key(slot, stretched, factors.board, stick));
  };
  if (slot.opens != Opens::pin_and_stick) return open_with(nullptr);
  for (const auto& stick : factors.sticks) {
    if (auto seed = open_with(&stick)) return seed;
  }
  return std::nullopt;
}

void put(wire::cbor::Writer& writer, const Slot& slot, SlotForm form) {
  const bool any = form == SlotForm::any;
  writer.array(any ? 6 : 5).fixed(slot.id).uint(static_cast<std::uint64_t>(slot.person.role));
  writer.text(slot.person.name);
  if (any) writer.uint(static_cast<std::uint64_t>(slot.opens));
  writer.fixed(slot.nonce).bytes(slot.wrapped);
}

Slot get_slot(wire::cbor::Reader& reader, SlotForm form) {
  Slot slot;
  reader.array_of(form == SlotForm::any ? 6 : 5);
  slot.id = reader.fixed<decltype(slot.id)>();
  slot.person.role = reader.enumeration(Role::administrator);
  slot.person.name = reader.text(kMaxPersonName);
  if (form == SlotForm::any) slot.opens = reader.enumeration(Opens::envelope);
  slot.nonce = reader.fixed<crypto::Nonce>();
  slot.wrapped = to_bytes(reader.bytes(kWrapped));
  if (slot.wrapped.size() != kWrapped) reader.refuse("wrapped key of another length");
  if (slot.person.name.empty()) reader.refuse("a person without a name");
  if (slot.opens == Opens::envelope && slot.person.role != Role::administrator) {
    reader.refuse("an envelope that is not the administrator's");
  }
  return slot;
}

}  // namespace parvis::identity
