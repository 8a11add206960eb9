#include "sync/wire/certificate.h"

#include "sync/wire/codec.h"

namespace parvis::wire {
namespace {

constexpr std::size_t kMaxName = 120;  // bytes
constexpr std::size_t kMaxUrl = 256;   // bytes

Bytes encode(const Certificate& certificate) {
  cbor::Writer writer;
  writer.document(kCertificateDomain, 10)
      .uint(certificate.serial)
      .uint(static_cast<std::uint64_t>(certificate.purpose))
      .text(certificate.consultation)
      .text(certificate.name)
      .fixed(certificate.key);
  put(writer, certificate.not_before);
  put(writer, certificate.not_after);
  put_optional(writer, certificate.device);
  put_optional(writer, certificate.chain);
  put_optional(writer, certificate.transport);
  return std::move(writer).take();
}

void check(const Certificate& certificate, cbor::Reader& reader) {
  const bool device = certificate.purpose == Purpose::device;
  if (certificate.device.has_value() != device || certificate.chain.has_value() != device ||
      certificate.transport.has_value() != device) {
    reader.refuse("device, chain and transport key belong to devices, and all three");
  }
  if (static_cast<unsigned>(certificate.purpose) == 0) reader.refuse("no such purpose");
  if (!certificate.consultation.empty() && !is_slug(certificate.consultation)) {
    reader.refuse("a consultation's name is a-z, 0-9 and '-'");
  }
  if (certificate.not_after < certificate.not_before) reader.refuse("it ends before it begins");
}

Result<Certificate> decode_certificate(ByteView bytes) {
  cbor::Reader reader(bytes, "certificate");
  reader.document(kCertificateDomain, 10);
  Certificate certificate;
  certificate.serial = reader.uint();
  certificate.purpose = reader.enumeration(Purpose::device);
  certificate.consultation = reader.text(64);
  certificate.name = reader.text(kMaxName);
  certificate.key = reader.fixed<crypto::VerifyKey>();
  certificate.not_before = get_time(reader);
  certificate.not_after = get_time(reader);
  certificate.device = get_optional<DeviceId>(reader);
  certificate.chain = get_optional<ChainId>(reader);
  certificate.transport = get_optional<crypto::VerifyKey>(reader);
  check(certificate, reader);
  PARVIS_TRY_VOID(reader.finish());
  return certificate;
}

Bytes encode(const RootDocument& root) {
  cbor::Writer writer;
  writer.document(kRootDomain, 7).uint(root.number);
  put(writer, root.issued);
  writer.text(root.city).text(root.hub_url).text(root.log_origin);
  writer.array(root.certificates.size());
  for (const Signed& certificate : root.certificates) {
    writer.array(2);
    put(writer, certificate);
  }
  auto revocations = root.revocations;
  std::ranges::sort(revocations, {}, &Revocation::key);
  writer.array(revocations.size());
  for (const Revocation& revocation : revocations) {
    writer.array(2).fixed(revocation.key).array(revocation.lost_at_batch ? 1 : 0);
    if (revocation.lost_at_batch) writer.uint(revocation.lost_at_batch->value);
  }
  return std::move(writer).take();
}

std::vector<Revocation> get_revocations(cbor::Reader& reader) {
  std::vector<Revocation> revocations(reader.array(kMaxRevocations));
  for (Revocation& revocation : revocations) {
    reader.array_of(2);
    revocation.key = reader.fixed<crypto::KeyId>();
    if (const auto lost = get_optional_number<std::uint64_t>(reader)) {
      revocation.lost_at_batch = BatchNumber{*lost};
    }
  }
  if (!is_increasing(revocations, &Revocation::key)) {
    reader.refuse("revocations are not sorted");
  }
  return revocations;
}

Result<RootDocument> decode_root(ByteView bytes, const crypto::VerifyKey& authority) {
  cbor::Reader reader(bytes, "root document");
  reader.document(kRootDomain, 7);
  RootDocument root;
  root.number = reader.uint();
  if (root.number == 0) reader.refuse("root documents count from 1");
  root.issued = get_time(reader);
  root.city = reader.text(kMaxName);
  root.hub_url = reader.text(kMaxUrl);
  root.log_origin = reader.text(kMaxUrl);
  root.certificates.resize(reader.array(kMaxCertificates));
  for (Signed& certificate : root.certificates) {
    reader.array_of(2);
    certificate = get_signed(reader, kMaxCertificateBytes);
  }
  root.revocations = get_revocations(reader);
  PARVIS_TRY_VOID(reader.finish());
  std::optional<std::uint64_t> last;
  for (const Signed& document : root.certificates) {
    PARVIS_TRY(const auto certificate, verify_certificate(document, authority));
    if (last && certificate.serial <= *last) {
      return fail(Errc::invalid, "root document: certificates are not in order of serial");
    }
    last = certificate.serial;
  }
  return root;
}

}  // namespace

std::string_view to_string(Purpose purpose) {
  constexpr std::array<std::string_view, 7> kNames{"",        "publisher", "reception", "receipt",
                                                   "witness", "desk",      "device"};
  return kNames[static_cast<std::size_t>(purpose)];
}

Result<Signed> sign(const Certificate& certificate, const crypto::SigningKey& authority) {
  return sign_checked(encode(certificate), decode_certificate, authority, kCertificateDomain);
}

Result<Certificate> verify_certificate(const Signed& document, const crypto::VerifyKey& authority) {
  PARVIS_TRY_VOID(
      crypto::verify(authority, kCertificateDomain, document.bytes, document.signature));
  return decode_certificate(document.bytes);
}

Result<Signed> sign(const RootDocument& root, const crypto::SigningKey& authority) {
  const auto decode = [&](ByteView bytes) { return decode_root(bytes, authority.verify_key()); };
  return sign_checked(encode(root), decode, authority, kRootDomain);
}

Result<RootDocument> verify_root(const Signed& document, const crypto::VerifyKey& authority) {
  PARVIS_TRY_VOID(crypto::verify(authority, kRootDomain, document.bytes, document.signature));
  return decode_root(document.bytes, authority);
}

std::vector<Certificate> certificates_of(const RootDocument& root, Purpose purpose) {
  std::vector<Certificate> found;
  for (const Signed& document : root.certificates) {
    auto certificate = decode_certificate(document.bytes);
    if (!certificate || certificate->purpose != purpose) continue;
    const auto id = crypto::key_id(certificate->key);
    const bool revoked =
        std::ranges::find(root.revocations, id, &Revocation::key) != root.revocations.end();
    if (!revoked) found.push_back(std::move(*certificate));
  }
  std::ranges::reverse(found);  // they stand in order of serial
  return found;
}

}  // namespace parvis::wire
