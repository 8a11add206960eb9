// What a Ledger and its Session both need. Private to this module.
#pragma once

#include "sync/ledger/ledger.h"
#include "sync/ledger/reserve.h"
#include "sync/ledger/session_file.h"

namespace parvis::ledger {

struct Shared {
  explicit Shared(LedgerOptions from)
      : options(std::move(from)),
        sessions(options.directory / "sessions"),
        reserve(options.directory / "reserve", options.space.reserve_bytes) {}

  LedgerOptions options;
  Path sessions;
  Reserve reserve;
  const SessionContents* held = nullptr;  // of the session that is open in this process
};

struct Session::State {
  std::shared_ptr<Shared> shared;
  std::optional<SessionFile> file;  // until it is closed
  SessionContents contents;
  const crypto::SigningKey* key;
  crypto::Digest root;  // of contents.leaves
  bool tidy = false;

  State(std::shared_ptr<Shared> of, SessionFile session_file, SessionContents session_contents,
        const crypto::SigningKey& signing_key);
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  // Begins a new file; the commitment says that it is empty.
  Status begin();
  Status save(const wire::Visit& visit);
  // Seals `visit` as it ended, and moves it into the urn.
  Status end(const wire::Visit& visit);
  // The box in hand into the urn, as it is.
  Status end_interrupted();
  Result<ClosedSheet> close(const Closing& closing);
  // Forgets the order in which visits came.
  void tidy_up();

 private:
  [[nodiscard]] Status ready() const;
  [[nodiscard]] wire::Commitment commitment() const;
  template <class Change>
  Status write(const wire::Commitment& commitment, Change change);
  Status into_urn(const wire::VisitLeaf& leaf, wire::Mode mode, wire::Ending ending, ByteView box);
};

}  // namespace parvis::ledger
