#include "sync/pack/manifest.h"

#include <algorithm>

#include "sync/pack/pack.h"
#include "sync/wire/codec.h"

namespace parvis::pack {
namespace {

constexpr std::size_t kManifestFields = 13;
constexpr std::size_t kMaxFiles = 64;
constexpr std::size_t kMaxName = 64;  // bytes, of files, versions and zones
constexpr std::size_t kMaxRootBytes = 2u << 20;
constexpr std::size_t kMaxManifestBytes = 4u << 20;
constexpr std::size_t kMaxCheckpoint = 8192;  // bytes

// Whether the file begins as one of version 1.
bool is_silent(ByteView bytes) {
  wire::cbor::Writer writer;
  writer.document(kPackDomain, 0);
  const Bytes begin = std::move(writer).take();
  // The first byte also counts the fields.
  return bytes.size() >= begin.size() &&
         std::ranges::equal(bytes.subspan(1, begin.size() - 1), ByteView(begin).subspan(1));
}

}  // namespace

Bytes encode(const Manifest& manifest) {
  wire::cbor::Writer writer;
  writer.document(kManifestDomain, kManifestFields);
  wire::put(writer, manifest.ref);
  writer.text(manifest.minimum_program);
  for (const UtcTime time : {manifest.issued, manifest.opens, manifest.closes})
    wire::put(writer, time);
  writer.text(manifest.time_zone).fixed(manifest.publisher);
  wire::put(writer, manifest.root);
  writer.array(manifest.certificates.size());
  for (const wire::Signed& certificate : manifest.certificates) {
    writer.array(2);
    wire::put(writer, certificate);
  }
  writer.text(manifest.checkpoint).array(manifest.files.size());
  for (const FileEntry& file : manifest.files) {
    writer.array(3).text(file.name).uint(file.length).fixed(file.digest);
  }
  return std::move(writer).take();
}

Result<Manifest> decode_manifest(ByteView bytes) {
  wire::cbor::Reader reader(bytes, "pack manifest");
  reader.document(kManifestDomain, kManifestFields);
  Manifest manifest;
  manifest.ref = wire::get_pack(reader);
  manifest.minimum_program = reader.text(kMaxName);
  manifest.issued = wire::get_time(reader);
  manifest.opens = wire::get_time(reader);
  manifest.closes = wire::get_time(reader);
  manifest.time_zone = reader.text(kMaxName);
  manifest.publisher = reader.fixed<crypto::KeyId>();
  manifest.root = wire::get_signed(reader, kMaxRootBytes);
  manifest.certificates.resize(reader.array(wire::kMaxCertificates));
  for (wire::Signed& certificate : manifest.certificates) {
    reader.array_of(2);
    certificate = wire::get_signed(reader, wire::kMaxCertificateBytes);
  }
  manifest.checkpoint = reader.text(kMaxCheckpoint);
  manifest.files.resize(reader.array(kMaxFiles));
  for (FileEntry& file : manifest.files) {
    reader.array_of(3);
    file.name = reader.text(kMaxName);
    file.length = reader.uint(kMaxPackBytes);
    file.digest = reader.fixed<crypto::Digest>();
  }
  if (manifest.ref.version == 0) reader.refuse("versions count from 1");
  PARVIS_TRY_VOID(reader.finish());
  return manifest;
}

Bytes encode(const Envelope& envelope) {
  wire::cbor::Writer writer;
  PARVIS_CHECK(envelope.version == kPackDomain.version ||
               envelope.version == kSpokenPackDomain.version);
  writer.document({kPackDomain.tag, envelope.version}, 3);
  wire::put(writer, envelope.manifest);
  writer.array(envelope.contents.size());
  for (const Bytes& content : envelope.contents) writer.bytes(content);
  return std::move(writer).take();
}

Result<Envelope> decode_envelope(ByteView bytes) {
  Envelope envelope;
  if (is_silent(bytes)) {
    if (bytes.size() > kMaxSilentPackBytes) {
      return fail(Errc::invalid, "pack: larger than 8 MB without recordings");
    }
  } else {
    envelope.version = kSpokenPackDomain.version;
    if (bytes.size() > kMaxPackBytes) return fail(Errc::invalid, "pack: larger than 32 MB");
  }
  wire::cbor::Reader reader(bytes, "pack");
  reader.document({kPackDomain.tag, envelope.version}, 3);
  envelope.manifest = wire::get_signed(reader, kMaxManifestBytes);
  envelope.contents.resize(reader.array(kMaxFiles));
  for (Bytes& content : envelope.contents) content = to_bytes(reader.bytes(kMaxPackBytes));
  PARVIS_TRY_VOID(reader.finish());
  return envelope;
}

}  // namespace parvis::pack
