#include "sync/wire/visit_box.h"

#include "sync/wire/codec.h"

namespace parvis::wire {
namespace {

constexpr std::size_t kMaxCipher = kMaxPaddedVisit + crypto::kAeadOverhead;
constexpr std::size_t kSealedKey = 32 + crypto::kSealOverhead;

std::vector<crypto::KeyId> ids_of(std::span<const Recipient> recipients) {
  std::vector<crypto::KeyId> ids;
  for (const Recipient& recipient : recipients) ids.push_back(recipient.id);
  return ids;
}

// Opens the box's key with the first of `keys` that is a recipient, into `key`.
Status open_key(const SealedVisit& box, std::span<const crypto::KeyId> recipients,
                std::span<const crypto::OpeningKey> keys, crypto::Secret<32>& key) {
  if (box.keys.size() != recipients.size()) return fail(Errc::forged, "box: number of recipients");
  for (const crypto::OpeningKey& mine : keys) {
    const auto at = std::ranges::find(recipients, crypto::key_id(mine.seal_key()));
    if (at == recipients.end()) continue;
    const auto index = static_cast<std::size_t>(at - recipients.begin());
    auto opened = mine.open(box.keys[index]);
    if (!opened || opened->size() != 32) return fail(Errc::forged, "box: its key does not open");
    std::ranges::copy(*opened, key.data());
    crypto::wipe(*opened);
    return {};
  }
  return fail(Errc::not_found, "box: sealed to other keys");
}

}  // namespace

Bytes pad(Bytes bytes) {
  bytes.push_back(0x80);
  bytes.resize((bytes.size() + kPadding - 1) / kPadding * kPadding, 0);
  return bytes;
}

Result<Bytes> unpad(Bytes bytes) {
  std::size_t length = bytes.size();
  while (length > 0 && bytes[length - 1] == 0) --length;
  const bool marked = length > 0 && bytes[length - 1] == 0x80;
  if (!marked || bytes.size() % kPadding != 0 || bytes.size() - length >= kPadding) {
    return fail(Errc::invalid, "visit: padding");
  }
  bytes.resize(length - 1);
  return bytes;
}

Bytes associated_data(const VisitId& id, const DeviceId& device, const PackRef& pack,
                      std::span<const crypto::KeyId> recipients) {
  cbor::Writer writer;
  writer.document(kVisitDomain, 5).fixed(device);
  put(writer, pack);
  writer.fixed(id).array(recipients.size());
  for (const crypto::KeyId& recipient : recipients) writer.fixed(recipient);
  return std::move(writer).take();
}

Result<Bytes> encrypt_visit(const Visit& visit, const SealContext& context,
                            const crypto::Secret<32>& key, const crypto::Nonce& nonce) {
  if (visit.device != context.device || visit.pack != context.pack) {
    return fail(Errc::invalid, "visit: of another device or pack than its box");
  }
  PARVIS_TRY(Bytes plain, encode(visit));
  plain = pad(std::move(plain));
  const Bytes associated =
      associated_data(visit.id, context.device, context.pack, ids_of(context.recipients));
  Bytes cipher = crypto::encrypt(key, nonce, associated, plain);
  crypto::wipe(plain);
  return cipher;
}

Result<SealedVisit> seal(const Visit& visit, const SealContext& context) {
  if (context.recipients.empty() || context.recipients.size() > kMaxRecipients) {
    return fail(Errc::invalid, "visit: one to four recipients");
  }
  for (const Recipient& recipient : context.recipients) {
    // Else nobody would find the key to open the box with.
    if (recipient.id != crypto::key_id(recipient.key)) {
      return fail(Errc::invalid, "visit: a recipient's id is not its key's");
    }
  }
  const crypto::Secret<32> key = crypto::random_secret();
  SealedVisit box{visit.id, crypto::random_fixed<crypto::Nonce>(), {}, {}};
  PARVIS_TRY(box.cipher, encrypt_visit(visit, context, key, box.nonce));
  for (const Recipient& recipient : context.recipients) {
    box.keys.push_back(crypto::seal(recipient.key, key.view()));
  }
  return box;
}

Result<Opened> open(const SealedVisit& box, const DeviceId& device, const PackRef& pack,
                    std::span<const crypto::KeyId> recipients,
                    std::span<const crypto::OpeningKey> keys) {
  // Guarded memory costs ten system calls, and a hub opens thousands of boxes: one block a thread, wiped each time.
  thread_local crypto::Secret<32> key;
  PARVIS_TRY_VOID(open_key(box, recipients, keys, key));
  auto padded = crypto::decrypt(key, box.nonce, associated_data(box.id, device, pack, recipients),
                                box.cipher);
  crypto::wipe(key.span());
  if (!padded) return fail(Errc::forged, "box: does not open");
  PARVIS_TRY(Bytes plain, unpad(std::move(*padded)));
  auto visit = decode_visit(plain);
  if (visit && visit->id == box.id && visit->device == device && visit->pack == pack) {
    return Opened{std::move(*visit), std::move(plain)};
  }
  crypto::wipe(plain);
  if (!visit) return tl::unexpected(visit.error());
  return fail(Errc::forged, "box: inside is not what stands outside");
}

void put(cbor::Writer& writer, const SealedVisit& box) {
  writer.array(4).fixed(box.id).fixed(box.nonce).array(box.keys.size());
  for (const Bytes& key : box.keys) writer.bytes(key);
  writer.bytes(box.cipher);
}

SealedVisit get_sealed_visit(cbor::Reader& reader) {
  SealedVisit box;
  reader.array_of(4);
  box.id = reader.fixed<VisitId>();
  box.nonce = reader.fixed<crypto::Nonce>();
  box.keys.resize(reader.array(kMaxRecipients));
  if (box.keys.empty()) reader.refuse("no recipient");
  for (Bytes& key : box.keys) {
    key = to_bytes(reader.bytes(kSealedKey));
    if (key.size() != kSealedKey) reader.refuse("sealed key of another length");
  }
  box.cipher = to_bytes(reader.bytes(kMaxCipher));
  if (box.cipher.size() % kPadding != crypto::kAeadOverhead || box.cipher.size() < kPadding) {
    reader.refuse("ciphertext of another length");
  }
  return box;
}

Bytes encode(const SealedVisit& box) {
  cbor::Writer writer;
  put(writer, box);
  return std::move(writer).take();
}

Result<SealedVisit> decode_sealed_visit(ByteView bytes) {
  cbor::Reader reader(bytes, "box");
  SealedVisit box = get_sealed_visit(reader);
  PARVIS_TRY_VOID(reader.finish());
  return box;
}

crypto::Digest digest(const SealedVisit& box) { return crypto::blake2b(encode(box)); }

}  // namespace parvis::wire
