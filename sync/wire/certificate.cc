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

// Version 1 where it says everything.
const crypto::Domain& domain_of(const RootDocument& root) {
  return root.lineage.empty() && root.restarts.empty() ? kRootDomain : kGrownRootDomain;
}

void put_growth(cbor::Writer& writer, const RootDocument& root) {
  writer.array(root.lineage.size());
  for (const Signed& succession : root.lineage) {
    writer.array(2);
    put(writer, succession);
  }
  writer.array(root.restarts.size());
  for (const LogRestart& restart : root.restarts) {
    writer.array(4).text(restart.old_origin).uint(restart.size).fixed(restart.root);
    writer.text(restart.new_origin);
  }
}

Bytes encode(const RootDocument& root) {
  cbor::Writer writer;
  const bool grown = domain_of(root).version == kGrownRootDomain.version;
  writer.document(domain_of(root), grown ? 9 : 7).uint(root.number);
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
  if (grown) put_growth(writer, root);
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

void get_growth(cbor::Reader& reader, RootDocument& root) {
  root.lineage.resize(reader.array(kMaxSuccessions));
  for (Signed& succession : root.lineage) {
    reader.array_of(2);
    succession = get_signed(reader, kMaxCertificateBytes);
  }
  root.restarts.resize(reader.array(kMaxRestarts));
  for (LogRestart& restart : root.restarts) {
    reader.array_of(4);
    restart.old_origin = reader.text(kMaxUrl);
    restart.size = reader.uint();
    restart.root = reader.fixed<crypto::Sha256>();
    restart.new_origin = reader.text(kMaxUrl);
    if (restart.old_origin == restart.new_origin) reader.refuse("a restart changes the origin");
  }
  if (root.lineage.empty() && root.restarts.empty()) {
    reader.refuse("version 2 is for a lineage or restarts, and they for version 2");
  }
  if (!root.restarts.empty() && root.restarts.back().new_origin != root.log_origin) {
    reader.refuse("the last restart does not lead to this log");
  }
}

// Syntax only.
Result<RootDocument> decode_root(ByteView bytes) {
  cbor::Reader reader(bytes, "root document");
  RootDocument root;
  const bool grown = reader.document(kGrownRootDomain, 9, kRootDomain, 7) == 2;
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
  if (grown) get_growth(reader, root);
  PARVIS_TRY_VOID(reader.finish());
  return root;
}

Status verify_any(const Authorities& authorities, const crypto::Domain& domain,
                  const Signed& document) {
  Status status = fail(Errc::forged, "no authority");
  for (const crypto::VerifyKey& key : authorities.keys()) {
    status = crypto::verify(key, domain, document.bytes, document.signature);
    if (status) break;
  }
  return status;
}

// From `pinned` along the successions, each signed by the key before it.
Result<crypto::VerifyKey> follow(const std::vector<Signed>& lineage,
                                 const crypto::VerifyKey& pinned) {
  crypto::VerifyKey last = pinned;
  for (const Signed& document : lineage) {
    PARVIS_TRY(const Succession succession, verify_succession(document));
    if (succession.from == last) last = succession.to;
  }
  return last;
}

// Which key signed `document`: one of `pinned`, or whom it handed over to.
Result<crypto::VerifyKey> signer_of(const Signed& document, const crypto::Domain& domain,
                                    const std::vector<Signed>& lineage, const Authorities& pinned) {
  for (const crypto::VerifyKey& key : pinned.keys()) {
    PARVIS_TRY(const auto last, follow(lineage, key));
    if (crypto::verify(last, domain, document.bytes, document.signature)) return last;
  }
  return fail(Errc::forged, "root document: the authority did not sign it");
}

Status check_certificates(const RootDocument& root) {
  std::optional<std::uint64_t> last;
  for (const Signed& document : root.certificates) {
    PARVIS_TRY(const auto certificate, verify_certificate(document, root.authority));
    if (last && certificate.serial <= *last) {
      return fail(Errc::invalid, "root document: certificates are not in order of serial");
    }
    last = certificate.serial;
  }
  return {};
}

Result<Succession> decode_succession(ByteView bytes) {
  cbor::Reader reader(bytes, "succession");
  reader.document(kSuccessionDomain, 3);
  Succession succession;
  succession.from = reader.fixed<crypto::VerifyKey>();
  succession.to = reader.fixed<crypto::VerifyKey>();
  succession.issued = get_time(reader);
  if (succession.from == succession.to) reader.refuse("it hands over to the same key");
  PARVIS_TRY_VOID(reader.finish());
  return succession;
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

Authorities::Authorities(const RootDocument& newest) : keys_{newest.authority} {
  for (auto document = newest.lineage.rbegin(); document != newest.lineage.rend(); ++document) {
    if (const auto succession = verify_succession(*document)) keys_.push_back(succession->from);
  }
}

Result<Certificate> verify_certificate(const Signed& document, const Authorities& authorities) {
  PARVIS_TRY_VOID(verify_any(authorities, kCertificateDomain, document));
  return decode_certificate(document.bytes);
}

Result<Signed> hand_over(const crypto::SigningKey& from, const crypto::SigningKey& successor,
                         UtcTime now) {
  cbor::Writer writer;
  writer.document(kSuccessionDomain, 3).fixed(from.verify_key()).fixed(successor.verify_key());
  put(writer, now);
  return sign_checked(std::move(writer).take(), decode_succession, from, kSuccessionDomain);
}

Result<Succession> verify_succession(const Signed& document) {
  const auto read = decode_succession(document.bytes);
  if (!read) return fail(Errc::forged, read.error().context);
  const Succession& succession = *read;
  PARVIS_TRY_VOID(
      crypto::verify(succession.from, kSuccessionDomain, document.bytes, document.signature));
  return succession;
}

Result<Signed> sign(const RootDocument& root, const crypto::SigningKey& authority) {
  const auto readable = [&](ByteView bytes) -> Result<RootDocument> {
    PARVIS_TRY(auto decoded, decode_root(bytes));
    decoded.authority = authority.verify_key();
    PARVIS_TRY_VOID(check_certificates(decoded));
    for (const Signed& document : decoded.lineage) PARVIS_TRY_VOID(verify_succession(document));
    return decoded;
  };
  return sign_checked(encode(root), readable, authority, domain_of(root));
}

Result<RootDocument> verify_root(const Signed& document, const Authorities& pinned) {
  // It has to be read before it is known whose signature counts; until then it is believed nothing.
  auto read = decode_root(document.bytes);
  if (!read) {
    return fail(Errc::forged,
                "root document: unsigned, or a newer program's: " + read.error().context);
  }
  RootDocument& root = *read;
  PARVIS_TRY(root.authority, signer_of(document, domain_of(root), root.lineage, pinned));
  PARVIS_TRY_VOID(check_certificates(root));
  return read;
}

bool continues_line(const RootDocument& newer, const RootDocument& older) {
  return newer.lineage.size() >= older.lineage.size() &&
         std::equal(older.lineage.begin(), older.lineage.end(), newer.lineage.begin());
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
