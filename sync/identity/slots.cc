#include "sync/identity/slots.h"

namespace parvis::identity {
namespace {

constexpr crypto::Domain kSlotDomain{"parvis/slot", 1};
constexpr std::size_t kMaxName = 64;  // bytes
constexpr std::size_t kWrapped = 32 + crypto::kAeadOverhead;

crypto::Secret<32> slot_key(const Slot& slot, const crypto::Secret<32>& stretched,
                            const Factors& factors) {
  crypto::Secret<64> outside;
  std::fill_n(outside.data(), outside.size(), std::uint8_t{0});
  if (factors.board != nullptr) std::copy_n(factors.board->data(), 32, outside.data());
  if (factors.unlock != nullptr) std::copy_n(factors.unlock->data(), 32, outside.data() + 32);
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
  writer.document(kSlotDomain, 4).fixed(device).fixed(slot.id);
  writer.uint(static_cast<std::uint64_t>(slot.person.role)).text(slot.person.name);
  return std::move(writer).take();
}

}  // namespace

Result<crypto::Secret<32>> stretch(std::string_view pin, const Stretching& how) {
  return crypto::argon2id(as_bytes(pin), how.salt.view(), how.cost);
}

Slot close_slot(Person person, const crypto::Secret<32>& seed, const wire::DeviceId& device,
                const crypto::Secret<32>& stretched, const Factors& factors) {
  Slot slot;
  crypto::random_bytes(slot.id.bytes);
  crypto::random_bytes(slot.nonce.bytes);
  slot.person = std::move(person);
  slot.wrapped = crypto::encrypt(slot_key(slot, stretched, factors), slot.nonce,
                                 associated(slot, device), seed.view());
  return slot;
}

std::optional<crypto::Secret<32>> open_slot(const Slot& slot, const wire::DeviceId& device,
                                            const crypto::Secret<32>& stretched,
                                            const Factors& factors) {
  auto opened = crypto::decrypt(slot_key(slot, stretched, factors), slot.nonce,
                                associated(slot, device), slot.wrapped);
  if (!opened || opened->size() != 32) return std::nullopt;
  crypto::Secret<32> seed;
  std::ranges::copy(*opened, seed.data());
  crypto::wipe(*opened);
  return seed;
}

void put(wire::cbor::Writer& writer, const Slot& slot) {
  writer.array(5).fixed(slot.id).uint(static_cast<std::uint64_t>(slot.person.role));
  writer.text(slot.person.name).fixed(slot.nonce).bytes(slot.wrapped);
}

Slot get_slot(wire::cbor::Reader& reader) {
  Slot slot;
  reader.array_of(5);
  slot.id = reader.fixed<decltype(slot.id)>();
  slot.person.role = reader.enumeration(Role::administrator);
  slot.person.name = reader.text(kMaxName);
  slot.nonce = reader.fixed<crypto::Nonce>();
  slot.wrapped = to_bytes(reader.bytes(kWrapped));
  if (slot.wrapped.size() != kWrapped) reader.refuse("wrapped key of another length");
  if (slot.person.name.empty()) reader.refuse("a person without a name");
  return slot;
}

}  // namespace parvis::identity
