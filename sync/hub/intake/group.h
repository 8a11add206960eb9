// A group of leaves on its way into the log, inside its transaction: batches judged one by one, statements, and one checkpoint
// over all of them at the end. Private to this module.
//
// Threads: the Intake's. Errors: the store's.
#pragma once

#include "sync/hub/intake/intake.h"

namespace parvis::hub {

// A file whose own claims agree with each other: count and root are those of its boxes.
struct ParsedBatch {
  wire::Batch batch;
  wire::Manifest manifest;
  crypto::Digest digest;  // of the signed manifest: the leaf's data
};
// Errc::invalid, Errc::forged.
[[nodiscard]] Result<ParsedBatch> parse_batch(ByteView file);

// As leaf number `leaf`; nothing is compared.
Status add_batch_leaf(IntakeStore& store, std::uint64_t leaf, const ParsedBatch& parsed,
                      ByteView file);
Status add_statement_leaf(IntakeStore& store, std::uint64_t leaf, ByteView statement);

class Group {
 public:
  // `size` is the log's, read inside the transaction.
  Group(IntakeStore& store, const LogSigner& signer, UtcTime now, std::uint64_t size)
      : store_(store), signer_(signer), now_(now), size_before_(size), size_(size) {}

  // Whether a batch of a revoked device that came too late waits for people, or they have let it in.
  enum class Revoked { waits, let_in };
  Result<Outcome> place(ByteView file, Revoked revoked = Revoked::waits);
  Status say(ByteView statement);
  // Signs the log as it is now, when the group added anything.
  Status sign();
  // Set when a manifest shows that this log was signed further, or otherwise, than it stands here.
  [[nodiscard]] const std::string& contradiction() const { return contradiction_; }

 private:
  Result<Outcome> put_aside(const ParsedBatch& parsed, ByteView file, Outcome::Kind kind,
                            std::string reason);
  Result<bool> fits_chain(const ParsedBatch& parsed);
  Status check_evidence(const ParsedBatch& parsed);
  Status append(const ParsedBatch& parsed, ByteView file);

  IntakeStore& store_;
  const LogSigner& signer_;
  UtcTime now_;
  std::uint64_t size_before_;
  std::uint64_t size_;
  std::string contradiction_;
};

}  // namespace parvis::hub
