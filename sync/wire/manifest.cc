#include "sync/wire/codec.h"

namespace parvis::wire {
namespace {

constexpr std::size_t kMaxPlace = 120;        // bytes
constexpr std::size_t kMaxCheckpoint = 4096;  // bytes
constexpr std::uint64_t kMaxDay = 2'932'896;  // 9999-12-31, in days since 1970-01-01

void put_sheet(cbor::Writer& writer, const SessionSheet& sheet) {
  writer.array(6).fixed(sheet.session).text(sheet.place);
  writer.uint(
      static_cast<std::uint64_t>(std::chrono::sys_days{sheet.day}.time_since_epoch().count()));
  put(writer, sheet.counts.endings);
  put_optional_number(writer, sheet.counts.head_count);
  writer.fixed(sheet.counts.note);
}

SessionSheet get_sheet(cbor::Reader& reader) {
  SessionSheet sheet;
  reader.array_of(6);
  sheet.session = reader.fixed<SessionId>();
  sheet.place = reader.text(kMaxPlace);
  const std::chrono::days since_1970{reader.uint(kMaxDay)};
  sheet.day = std::chrono::sys_days{since_1970};
  sheet.counts.endings = get_endings(reader);
  sheet.counts.head_count = get_optional_number<std::uint32_t>(reader);
  sheet.counts.note = reader.fixed<crypto::Digest>();
  return sheet;
}

void check(const Manifest& manifest, cbor::Reader& reader) {
  const bool first = manifest.number.value == 1;
  if (manifest.number.value == 0) reader.refuse("batches count from 1");
  if (manifest.previous.is_zero() != first) reader.refuse("the previous manifest's digest");
  if (!first && !manifest.abandoned.is_zero()) reader.refuse("only a chain's first batch abandons");
  if (manifest.recipients.empty()) reader.refuse("no recipient");
  if (manifest.sessions.empty()) reader.refuse("no session");
  // Sorted, so that the order tells nothing, and each once.
  if (!is_increasing(manifest.sessions, &SessionSheet::session)) {
    reader.refuse("sessions are not sorted");
  }
}

Bytes encode(const Manifest& manifest) {
  cbor::Writer writer;
  writer.document(kManifestDomain, 12)
      .fixed(manifest.chain)
      .fixed(manifest.device)
      .uint(manifest.number.value)
      .fixed(manifest.previous)
      .fixed(manifest.abandoned);
  put(writer, manifest.pack);
  writer.array(manifest.recipients.size());
  for (const crypto::KeyId& recipient : manifest.recipients) writer.fixed(recipient);
  auto sessions = manifest.sessions;
  std::ranges::sort(sessions, {}, &SessionSheet::session);
  writer.array(sessions.size());
  for (const SessionSheet& sheet : sessions) put_sheet(writer, sheet);
  writer.uint(manifest.visits).fixed(manifest.root).text(manifest.checkpoint);
  return std::move(writer).take();
}

}  // namespace

Result<Signed> sign(const Manifest& manifest, const crypto::SigningKey& collection) {
  return sign_checked(encode(manifest), decode_manifest, collection, kManifestDomain);
}

Result<Manifest> decode_manifest(ByteView bytes) {
  cbor::Reader reader(bytes, "manifest");
  if (bytes.size() > kMaxManifestBytes) reader.refuse("too long");
  reader.document(kManifestDomain, 12);
  Manifest manifest;
  manifest.chain = reader.fixed<ChainId>();
  manifest.device = reader.fixed<DeviceId>();
  manifest.number.value = reader.uint();
  manifest.previous = reader.fixed<crypto::Digest>();
  manifest.abandoned = reader.fixed<crypto::Digest>();
  manifest.pack = get_pack(reader);
  manifest.recipients.resize(reader.array(kMaxRecipients));
  for (crypto::KeyId& recipient : manifest.recipients) recipient = reader.fixed<crypto::KeyId>();
  manifest.sessions.resize(reader.array(kMaxSessionSheets));
  for (SessionSheet& sheet : manifest.sessions) sheet = get_sheet(reader);
  manifest.visits = static_cast<std::uint32_t>(reader.uint(kMaxBatchVisits));
  manifest.root = reader.fixed<crypto::Digest>();
  manifest.checkpoint = reader.text(kMaxCheckpoint);
  check(manifest, reader);
  PARVIS_TRY_VOID(reader.finish());
  return manifest;
}

Status verify_manifest(const Signed& document, const crypto::VerifyKey& key) {
  return crypto::verify(key, kManifestDomain, document.bytes, document.signature);
}

// ---- Batch --------------------------------------------------------------------------------------

Bytes encode(const Batch& batch) {
  cbor::Writer writer;
  writer.document(kBatchDomain, 3);
  put(writer, batch.manifest);
  writer.array(batch.visits.size());
  for (const SealedVisit& box : batch.visits) put(writer, box);
  return std::move(writer).take();
}

Result<Batch> decode_batch(ByteView bytes) {
  cbor::Reader reader(bytes, "batch");
  if (bytes.size() > kMaxBatchBytes) reader.refuse("too long");
  reader.document(kBatchDomain, 3);
  Batch batch;
  batch.manifest = get_signed(reader, kMaxManifestBytes);
  const std::size_t count = reader.array(kMaxBatchVisits);
  batch.visits.reserve(count);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    batch.visits.push_back(get_sealed_visit(reader));
  }
  if (!is_increasing(batch.visits, &SealedVisit::id)) {
    reader.refuse("visits are not sorted");
  }
  PARVIS_TRY_VOID(reader.finish());
  return batch;
}

Result<Manifest> check_batch(const Batch& batch) {
  PARVIS_TRY(Manifest manifest, decode_manifest(batch.manifest.bytes));
  std::vector<VisitLeaf> leaves;
  leaves.reserve(batch.visits.size());
  for (const SealedVisit& box : batch.visits) {
    if (box.keys.size() != manifest.recipients.size()) {
      return fail(Errc::forged, "batch: a box for other recipients than the manifest's");
    }
    leaves.push_back({box.id, digest(box)});
  }
  if (leaves.size() != manifest.visits || visits_root(leaves) != manifest.root) {
    return fail(Errc::forged, "batch: its visits are not the manifest's");
  }
  return manifest;
}

}  // namespace parvis::wire
