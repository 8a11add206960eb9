#include "sync/transfer/returned.h"

#include "sync/tlog/receipt.h"
#include "sync/wire/cbor.h"
#include "sync/wire/commitment.h"

namespace parvis::transfer {
namespace {

constexpr crypto::Domain kReturnedDomain{"parvis/returned", 1};  // names the body, signs nothing

}  // namespace

Bytes encode(const Returned& returned) {
  wire::cbor::Writer writer;
  writer.document(kReturnedDomain, 3).bytes(returned.batch).text(returned.receipt);
  writer.text(returned.checkpoint);
  return std::move(writer).take();
}

Result<Returned> decode_returned(ByteView bytes) {
  wire::cbor::Reader reader(bytes, "returned batch");
  reader.document(kReturnedDomain, 3);
  Returned returned;
  returned.batch = to_bytes(reader.bytes(wire::kMaxBatchBytes));
  returned.receipt = reader.text(tlog::kMaxReceiptBytes);
  returned.checkpoint = reader.text(tlog::kMaxNoteBytes);
  PARVIS_TRY_VOID(reader.finish());
  return returned;
}

}  // namespace parvis::transfer
