#include "sync/ledger/ledger.h"

#include "hardware/platform/log.h"
#include "sync/ledger/chain.h"
#include "sync/ledger/freeze.h"
#include "sync/ledger/shared.h"

namespace parvis::ledger {

std::string_view to_string(BatchState state) {
  switch (state) {
    case BatchState::on_kiosk:
      return "on_kiosk";
    case BatchState::logged:
      return "logged";
    case BatchState::received:
      return "received";
    case BatchState::kept:
      return "kept";
  }
  return "unknown";
}

struct Ledger::State {
  std::shared_ptr<Shared> shared;
  mutable Chain chain;

  [[nodiscard]] Result<Space> space() const;
  Status sweep();
  Result<SessionInfo> describe(const Path& path, const wire::SessionId& id) const;
};

namespace {

// What a power cut in open_session left: a file in which no session began.
bool never_began(const Path& path) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) == 0 && !error) return true;
  const auto file = SessionFile::open(path, sqlite::Access::existing);
  return !file && file.error().code == Errc::not_found;
}

bool has_wal(const Path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path.string() + "-wal", error);
  return !error && size > 0;
}

// A power cut between a visit's end and its VACUUM left the order in the file.
void forget_order(const Path& path) {
  auto file = SessionFile::open(path, sqlite::Access::existing);
  Status done = file ? file->database().vacuum() : tl::unexpected(file.error());
  if (done) done = file->database().checkpoint();
  if (!done) log_warning("session {}: {}", path.filename().string(), done.error().message());
}

}  // namespace

Status Ledger::State::sweep() {
  PARVIS_TRY(const auto files, list_files(shared->sessions, ".db"));
  for (const Path& path : files) {
    const bool cut_off = has_wal(path);
    if (never_began(path)) {
      PARVIS_TRY_VOID(remove_session_file(path));
    } else if (cut_off) {
      forget_order(path);
    }
  }
  return {};
}

Result<Space> Ledger::State::space() const {
  const SpaceRules& rules = shared->options.space;
  PARVIS_TRY(const DiskSpace disk, rules.measure(shared->options.directory));
  const auto percent = [&](unsigned part) { return disk.total / 100 * part; };
  if (disk.available < rules.least_bytes || disk.available < percent(rules.least_percent)) {
    return Space::none;
  }
  return disk.available < percent(rules.warn_percent) ? Space::low : Space::ample;
}

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(LedgerOptions options) {
  auto shared = std::make_shared<Shared>(std::move(options));
  PARVIS_TRY_VOID(make_directories(shared->sessions));
  PARVIS_TRY_VOID(make_directories(shared->options.outbox));
  PARVIS_TRY_VOID(remove_temporaries(shared->options.outbox));
  PARVIS_TRY(Chain chain, Chain::open(shared->options.directory / "chain.db"));
  PARVIS_TRY_VOID(sync_directory(shared->options.directory));
  auto state = std::make_unique<State>(State{std::move(shared), std::move(chain)});
  PARVIS_TRY_VOID(state->sweep());
  // A batch that can't be finished must not keep the kiosk from working: it stays planned, and
  // freeze() says why.
  const auto finished = Freezer(*state->shared, state->chain).finish();
  if (!finished) log_error("ledger: {}", finished.error().message());
  PARVIS_TRY(const Space space, state->space());
  if (space != Space::none) state->shared->reserve.set_aside();
  return Ledger(std::move(state));
}

Result<Session> Ledger::open_session(const SessionStart& start, const crypto::SigningKey& key) {
  Shared& shared = *state_->shared;
  if (key.verify_key() != shared.options.collection) {
    return fail(Errc::invalid, "open session: not this device's collection key");
  }
  PARVIS_TRY(const Space left, state_->space());
  if (left == Space::none)
    return fail(Errc::no_space, "open session: too little space on the disk");
  PARVIS_TRY(const auto sessions, list_sessions());
  for (const SessionInfo& other : sessions) {
    if (other.state == SessionState::open || other.id == start.id) {
      return fail(Errc::conflict, "open session: another one is open");
    }
  }
  shared.reserve.set_aside();
  SessionContents contents;
  contents.id = start.id.value_or(crypto::random_fixed<wire::SessionId>());
  contents.facts = start.facts;
  const Path path = session_path(shared.sessions, contents.id);
  PARVIS_TRY(auto file, SessionFile::open(path, sqlite::Access::create));
  auto session =
      std::make_unique<Session::State>(state_->shared, std::move(file), std::move(contents), key);
  if (auto begun = session->begin(); !begun) {
    session.reset();
    static_cast<void>(remove_session_file(path));
    return wrap(std::move(begun).error(), "open session");
  }
  return Session(std::move(session));
}

Result<Session> Ledger::resume(const wire::SessionId& id, const crypto::SigningKey& key) {
  Shared& shared = *state_->shared;
  if (key.verify_key() != shared.options.collection) {
    return fail(Errc::invalid, "resume session: not this device's collection key");
  }
  if (shared.held != nullptr) return fail(Errc::conflict, "resume session: one is open");
  auto file = SessionFile::open(session_path(shared.sessions, id), sqlite::Access::existing);
  if (!file) return wrap(std::move(file).error(), "resume session");
  auto contents = file->read(id, shared.options.collection);
  if (!contents) return wrap(std::move(contents).error(), "resume session");
  if (contents->sheet) return fail(Errc::conflict, "resume session: it is closed");
  auto session =
      std::make_unique<Session::State>(state_->shared, std::move(*file), std::move(*contents), key);
  if (session->contents.in_hand) {
    PARVIS_TRY_VOID(session->end_interrupted());
  } else {
    session->tidy_up();
  }
  return Session(std::move(session));
}

Result<SessionInfo> Ledger::State::describe(const Path& path, const wire::SessionId& id) const {
  SessionInfo info;
  info.id = id;
  if (shared->held != nullptr && shared->held->id == id) {
    info.facts = shared->held->facts;
    info.counts = shared->held->counts;
    return info;
  }
  auto file = SessionFile::open(path, sqlite::Access::existing);
  auto contents = file ? file->read(id, shared->options.collection) : tl::unexpected(file.error());
  if (!contents) {
    info.state = SessionState::damaged;
    info.damage = std::move(contents).error();
    return info;
  }
  info.state = contents->sheet ? SessionState::closed : SessionState::open;
  info.facts = std::move(contents->facts);
  info.counts = contents->counts;
  return info;
}

Result<std::vector<SessionInfo>> Ledger::list_sessions() const {
  PARVIS_TRY(const auto files, list_files(state_->shared->sessions, ".db"));
  std::vector<SessionInfo> sessions;
  for (const Path& path : files) {
    const auto id = session_id_of(path);
    if (!id) continue;
    PARVIS_TRY(const bool left, state_->chain.has_left(*id));
    if (left) continue;
    PARVIS_TRY(sessions.emplace_back(), state_->describe(path, *id));
  }
  return sessions;
}

Result<FreezeReport> Ledger::freeze(UtcTime now, const crypto::SigningKey& key,
                                    const FreezeRules& rules) {
  if (key.verify_key() != state_->shared->options.collection) {
    return fail(Errc::invalid, "freeze: not this device's collection key");
  }
  FreezeReport report;
  Freezer freezer(*state_->shared, state_->chain);
  PARVIS_TRY_VOID(freezer.plan(now, key, rules, report));
  PARVIS_TRY_VOID(freezer.finish());
  return report;
}

Result<std::vector<BatchInfo>> Ledger::batches() const {
  return state_->chain.batches(state_->shared->options.outbox);
}

Result<Totals> Ledger::totals() const {
  Totals totals;
  PARVIS_TRY(const auto sessions, list_sessions());
  for (const SessionInfo& session : sessions) {
    totals.waiting += session.counts.visits;
    if (session.state == SessionState::damaged) ++totals.damaged_sessions;
  }
  totals.all = totals.on_kiosk = totals.waiting;
  PARVIS_TRY(const auto all, batches());
  for (const BatchInfo& batch : all) {
    totals.all += batch.visits;
    if (!batch.purged) totals.on_kiosk += batch.visits;
    if (batch.state >= BatchState::logged) totals.logged += batch.visits;
    if (batch.state >= BatchState::received) totals.received += batch.visits;
    if (batch.state >= BatchState::kept) totals.kept += batch.visits;
  }
  return totals;
}

Status Ledger::use_log(std::string_view origin) {
  return state_->shared->reserve.writing([&] { return state_->chain.use_log(origin); });
}

Result<std::vector<EarlierReceipt>> Ledger::earlier_receipts() const {
  return state_->chain.earlier_receipts();
}

Status Ledger::apply_receipt(const VerifiedReceipt& receipt, UtcTime now) {
  return state_->shared->reserve.writing([&] { return state_->chain.apply(receipt, now); });
}

Status Ledger::apply_kept(std::uint64_t size, UtcTime now) {
  return state_->chain.apply_kept(size, now);
}

Status Ledger::advance_checkpoint(const HeldCheckpoint& checkpoint) {
  return state_->chain.advance(checkpoint);
}

Result<std::optional<HeldCheckpoint>> Ledger::newest_checkpoint() const {
  return state_->chain.checkpoint();
}

Status Ledger::keep_conflicting_note(std::string_view note) {
  return state_->chain.keep_conflict(note);
}

Result<std::vector<std::string>> Ledger::conflicting_notes() const {
  return state_->chain.conflicts();
}

Result<Bytes> Ledger::receipt(const wire::ChainId& chain, wire::BatchNumber number) const {
  return state_->chain.receipt(chain, number);
}

Status Ledger::purge(UtcTime now, const std::function<void(const BatchInfo&, PurgedFor)>& removed) {
  PARVIS_TRY(const Space left, space());
  const auto why = left == Space::ample ? PurgedFor::age : PurgedFor::space;
  const UtcTime since = why == PurgedFor::age ? now - kPurgeAfter : now;
  PARVIS_TRY(const auto old, state_->chain.purgeable(since, state_->shared->options.outbox));
  for (const BatchInfo& batch : old) {
    PARVIS_TRY_VOID(remove_file(batch.file));
    PARVIS_TRY_VOID(state_->chain.mark_purged(batch));
    removed(batch, why);
  }
  return {};
}

Result<Space> Ledger::space() const { return state_->space(); }

}  // namespace parvis::ledger
