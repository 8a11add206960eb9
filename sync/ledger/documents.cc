#include "sync/ledger/documents.h"

#include "sync/wire/codec.h"

namespace parvis::ledger {
namespace {

namespace cbor = wire::cbor;
constexpr std::size_t kMaxPlace = 120;        // bytes, as in a manifest
constexpr std::uint64_t kMaxDay = 2'932'896;  // 9999-12-31, in days since 1970-01-01

struct FactsDocument {
  wire::SessionId session;
  SessionFacts facts;
};

Result<FactsDocument> decode_facts(ByteView bytes) {
  cbor::Reader reader(bytes, "session facts");
  reader.document(kFactsDomain, 7);
  FactsDocument document;
  document.session = reader.fixed<wire::SessionId>();
  document.facts.seal.device = reader.fixed<wire::DeviceId>();
  document.facts.seal.pack = wire::get_pack(reader);
  document.facts.seal.recipients.resize(reader.array(wire::kMaxRecipients));
  for (wire::Recipient& recipient : document.facts.seal.recipients) {
    recipient.key = reader.fixed<crypto::SealKey>();
    recipient.id = crypto::key_id(recipient.key);
  }
  if (document.facts.seal.recipients.empty()) reader.refuse("no recipient");
  document.facts.place = reader.text(kMaxPlace);
  document.facts.day = std::chrono::sys_days{std::chrono::days{reader.uint(kMaxDay)}};
  PARVIS_TRY_VOID(reader.finish());
  return document;
}

struct SheetDocument {
  wire::SessionId session;
  wire::CountSheet sheet;
};

Result<SheetDocument> decode_sheet(ByteView bytes) {
  cbor::Reader reader(bytes, "session sheet");
  reader.document(kSheetDomain, 4);
  SheetDocument document;
  document.session = reader.fixed<wire::SessionId>();
  document.sheet.endings = wire::get_endings(reader);
  document.sheet.head_count = wire::get_optional_number<std::uint32_t>(reader);
  document.sheet.note = reader.fixed<crypto::Digest>();
  PARVIS_TRY_VOID(reader.finish());
  return document;
}

}  // namespace

Result<wire::Signed> sign_facts(const wire::SessionId& session, const SessionFacts& facts,
                                const crypto::SigningKey& key) {
  if (!facts.day.ok() || std::chrono::sys_days{facts.day}.time_since_epoch().count() < 0) {
    return fail(Errc::invalid, "session: no such day");
  }
  cbor::Writer writer;
  writer.document(kFactsDomain, 7).fixed(session).fixed(facts.seal.device);
  put(writer, facts.seal.pack);
  writer.array(facts.seal.recipients.size());
  for (const wire::Recipient& recipient : facts.seal.recipients) {
    if (recipient.id != crypto::key_id(recipient.key)) {
      return fail(Errc::invalid, "session: a recipient's id is not its key's");
    }
    writer.fixed(recipient.key);
  }
  writer.text(facts.place);
  writer.uint(
      static_cast<std::uint64_t>(std::chrono::sys_days{facts.day}.time_since_epoch().count()));
  return wire::sign_checked(std::move(writer).take(), decode_facts, key, kFactsDomain);
}

Result<SessionFacts> verify_facts(const wire::Signed& document, const wire::SessionId& session,
                                  const crypto::VerifyKey& key) {
  PARVIS_TRY_VOID(crypto::verify(key, kFactsDomain, document.bytes, document.signature));
  PARVIS_TRY(FactsDocument found, decode_facts(document.bytes));
  if (found.session != session) return fail(Errc::forged, "session facts: of another session");
  return std::move(found.facts);
}

Result<wire::Signed> sign_sheet(const wire::SessionId& session, const wire::CountSheet& sheet,
                                const crypto::SigningKey& key) {
  cbor::Writer writer;
  writer.document(kSheetDomain, 4).fixed(session);
  wire::put(writer, sheet.endings);
  wire::put_optional_number(writer, sheet.head_count);
  writer.fixed(sheet.note);
  return wire::sign_checked(std::move(writer).take(), decode_sheet, key, kSheetDomain);
}

Result<wire::CountSheet> verify_sheet(const wire::Signed& document, const wire::SessionId& session,
                                      const crypto::VerifyKey& key) {
  PARVIS_TRY_VOID(crypto::verify(key, kSheetDomain, document.bytes, document.signature));
  PARVIS_TRY(SheetDocument found, decode_sheet(document.bytes));
  if (found.session != session) return fail(Errc::forged, "session sheet: of another session");
  return found.sheet;
}

}  // namespace parvis::ledger
