// A session's SQLite file as it lies on the disk: reading it, checking it against its signatures,
// and the writes that change it. Session (session.h) is what a visit sees; freezing reads closed
// files through here too. Private to this module.
//
// Threads: the ledger's. The file is locked as long as the object lives.
#pragma once

#include <optional>
#include <vector>

#include "sync/ledger/documents.h"
#include "sync/ledger/session.h"
#include "sync/sqlite/database.h"

namespace parvis::ledger {

// The visit in hand, as it was last sealed.
struct InHand {
  wire::VisitId visit;
  wire::Mode mode = wire::Mode::autonomous;
  crypto::Digest digest;
};

// All that the file says beside the boxes, checked: signatures hold, and the signed root is that of
// the digests.
struct SessionContents {
  wire::SessionId id;
  SessionFacts facts;
  SessionCounts counts;
  std::vector<wire::VisitLeaf> leaves;  // sorted by id
  std::optional<InHand> in_hand;
  std::optional<wire::CountSheet> sheet;  // once closed
};

class SessionFile {
 public:
  // Errc::not_found for a file whose session never began (a power cut in open_session).
  static Result<SessionFile> open(const Path& path, sqlite::Access access);

  // Errc::forged when a signature or the root does not hold, Errc::corrupt when the file is
  // damaged.
  Result<SessionContents> read(const wire::SessionId& id, const crypto::VerifyKey& key);
  // The box of an ended visit, as it was written. Errc::not_found, Errc::corrupt.
  Result<Bytes> box(const wire::VisitId& visit);

  // Each is one part of the transaction that the caller holds.
  Status put_facts(const wire::Signed& document);
  Status put_commitment(const wire::Signed& document);
  Status put_sheet(const wire::Signed& document);
  Status put_current(const InHand& in_hand, ByteView box);
  Status remove_current();
  Status put_in_urn(const wire::VisitLeaf& leaf, wire::Mode mode, ByteView box);
  Result<Bytes> current_box();

  [[nodiscard]] sqlite::Database& database() { return *database_; }

 private:
  explicit SessionFile(sqlite::Database database)
      : database_(std::make_unique<sqlite::Database>(std::move(database))) {}
  Status put_document(std::string_view table, const wire::Signed& document);
  Result<std::optional<wire::Signed>> document(std::string_view table);
  Status read_leaves(SessionContents& contents);
  Status read_tally(SessionContents& contents);
  Status read_in_hand(SessionContents& contents);

  std::unique_ptr<sqlite::Database> database_;
};

// sessions/<32 hex digits>.db
[[nodiscard]] Path session_path(const Path& sessions, const wire::SessionId& id);
// The id in a file's name. Errc::invalid for other names.
[[nodiscard]] Result<wire::SessionId> session_id_of(const Path& file);
// The file with its WAL, the file last.
Status remove_session_file(const Path& file);

}  // namespace parvis::ledger
