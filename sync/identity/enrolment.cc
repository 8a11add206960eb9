#include "sync/identity/enrolment.h"

#include "sync/wire/cbor.h"

namespace parvis::identity {
namespace {

constexpr crypto::Domain kRequestDomain{"parvis/enrolment-request", 1};
constexpr crypto::Domain kAnswerDomain{"parvis/enrolment-answer", 1};
constexpr std::size_t kMaxRequestBytes = 1024;

std::string file_name(const wire::DeviceId& device, std::string_view kind) {
  return "parvis-" + crypto::to_hex(device.view()).substr(0, 8) + "." + std::string(kind);
}

}  // namespace

std::string request_name(const wire::DeviceId& device) { return file_name(device, "request"); }
std::string answer_name(const wire::DeviceId& device) { return file_name(device, "enrolment"); }

Bytes make_request(const wire::DeviceId& device, const crypto::SigningKey& collection,
                   const crypto::SigningKey& transport) {
  wire::cbor::Writer inner;
  inner.document(kRequestDomain, 3)
      .fixed(device)
      .fixed(collection.verify_key())
      .fixed(transport.verify_key());
  const Bytes body = std::move(inner).take();
  wire::cbor::Writer outer;
  outer.array(3).bytes(body);
  outer.fixed(collection.sign(kRequestDomain, body)).fixed(transport.sign(kRequestDomain, body));
  return std::move(outer).take();
}

Result<EnrolmentRequest> decode_request(ByteView bytes) {
  wire::cbor::Reader outer(bytes, "enrolment request");
  outer.array_of(3);
  const ByteView body = outer.bytes(kMaxRequestBytes);
  const auto by_collection = outer.fixed<crypto::Signature>();
  const auto by_transport = outer.fixed<crypto::Signature>();
  PARVIS_TRY_VOID(outer.finish());

  wire::cbor::Reader inner(body, "enrolment request");
  inner.document(kRequestDomain, 3);
  EnrolmentRequest request;
  request.device = inner.fixed<wire::DeviceId>();
  request.collection = inner.fixed<crypto::VerifyKey>();
  request.transport = inner.fixed<crypto::VerifyKey>();
  PARVIS_TRY_VOID(inner.finish());
  PARVIS_TRY_VOID(crypto::verify(request.collection, kRequestDomain, body, by_collection));
  PARVIS_TRY_VOID(crypto::verify(request.transport, kRequestDomain, body, by_transport));
  return request;
}

Bytes encode(const EnrolmentAnswer& answer) {
  wire::cbor::Writer writer;
  writer.document(kAnswerDomain, 6)
      .fixed(answer.authority)
      .bytes(answer.root.bytes)
      .fixed(answer.root.signature)
      .bytes(answer.certificate.bytes)
      .fixed(answer.certificate.signature)
      .bytes(answer.pack);
  return std::move(writer).take();
}

Result<EnrolmentAnswer> decode_answer(ByteView bytes) {
  wire::cbor::Reader reader(bytes, "enrolment answer");
  reader.document(kAnswerDomain, 6);
  EnrolmentAnswer answer;
  answer.authority = reader.fixed<crypto::VerifyKey>();
  answer.root.bytes = to_bytes(reader.bytes(wire::kMaxSignedBytes));
  answer.root.signature = reader.fixed<crypto::Signature>();
  answer.certificate.bytes = to_bytes(reader.bytes(wire::kMaxCertificateBytes));
  answer.certificate.signature = reader.fixed<crypto::Signature>();
  answer.pack = to_bytes(reader.bytes(kMaxAnswerBytes));
  PARVIS_TRY_VOID(reader.finish());
  return answer;
}

bool Enrolment::revoked() const {
  const auto ours = crypto::key_id(certificate.key);
  return std::ranges::find(root.revocations, ours, &wire::Revocation::key) !=
         root.revocations.end();
}

Result<Enrolment> verify_answer(const EnrolmentAnswer& answer) {
  Enrolment enrolment;
  enrolment.authority = answer.authority;
  PARVIS_TRY(enrolment.root, wire::verify_root(answer.root, answer.authority));
  PARVIS_TRY(enrolment.certificate,
             wire::verify_certificate(answer.certificate, wire::Authorities(enrolment.root)));
  if (enrolment.certificate.purpose != wire::Purpose::device) {
    return fail(Errc::invalid, "enrolment answer: not a device's certificate");
  }
  return enrolment;
}

}  // namespace parvis::identity
