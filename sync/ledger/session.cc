#include "sync/ledger/session.h"

#include <algorithm>

#include "hardware/platform/log.h"
#include "sync/ledger/shared.h"

namespace parvis::ledger {

Session::State::State(std::shared_ptr<Shared> of, SessionFile session_file,
                      SessionContents session_contents, const crypto::SigningKey& signing_key)
    : shared(std::move(of)),
      file(std::move(session_file)),
      contents(std::move(session_contents)),
      key(&signing_key),
      root(wire::visits_root(contents.leaves)) {
  PARVIS_CHECK(shared->held == nullptr);
  shared->held = &contents;
}

Session::State::~State() {
  if (file) shared->held = nullptr;
}

Status Session::State::ready() const {
  if (!file) return fail(Errc::conflict, "session: it is closed");
  return {};
}

wire::Commitment Session::State::commitment() const {
  return {contents.facts.seal.device,
          contents.id,
          contents.counts.visits,
          contents.counts.endings,
          root,
          contents.in_hand ? contents.in_hand->digest : crypto::Digest{}};
}

// One transaction: the change, and the commitment that covers it. Nothing in memory changes before
// it is durable.
template <class Change>
Status Session::State::write(const wire::Commitment& commitment, Change change) {
  PARVIS_TRY(const wire::Signed document, wire::sign(commitment, *key));
  return shared->reserve.writing([&]() -> Status {
    PARVIS_TRY(auto transaction, sqlite::Transaction::begin(file->database()));
    PARVIS_TRY_VOID(change());
    PARVIS_TRY_VOID(file->put_commitment(document));
    return transaction.commit();
  });
}

Status Session::State::begin() {
  PARVIS_TRY(const wire::Signed facts, sign_facts(contents.id, contents.facts, *key));
  PARVIS_TRY_VOID(write(commitment(), [&] { return file->put_facts(facts); }));
  tidy_up();
  return sync_directory(shared->sessions);
}

Status Session::State::save(const wire::Visit& visit) {
  PARVIS_TRY_VOID(ready());
  if (contents.in_hand && contents.in_hand->visit != visit.id) {
    return fail(Errc::conflict, "save visit: another one is in hand");
  }
  if (std::ranges::binary_search(contents.leaves, visit.id, {}, &wire::VisitLeaf::id)) {
    return fail(Errc::conflict, "save visit: it has ended");
  }
  wire::Visit unfinished = visit;
  unfinished.ending = wire::Ending::interrupted;
  PARVIS_TRY(const wire::SealedVisit box, wire::seal(unfinished, contents.facts.seal));
  if (!contents.in_hand && !tidy) tidy_up();  // the last visit's end could not

  const InHand now{visit.id, visit.mode, wire::digest(box)};
  wire::Commitment next = commitment();
  next.current = now.digest;
  auto saved = write(next, [&] { return file->put_current(now, wire::encode(box)); });
  if (!saved) return wrap(std::move(saved).error(), "save visit");
  contents.in_hand = now;
  contents.counts.in_hand = true;
  tidy = false;
  return {};
}

Status Session::State::into_urn(const wire::VisitLeaf& leaf, wire::Mode mode, wire::Ending ending,
                                ByteView box) {
  std::vector<wire::VisitLeaf> leaves = contents.leaves;
  const auto place = std::ranges::lower_bound(leaves, leaf.id, {}, &wire::VisitLeaf::id);
  if (place != leaves.end() && place->id == leaf.id) {
    return fail(Errc::conflict, "end visit: it has ended");
  }
  leaves.insert(place, leaf);

  wire::Commitment next = commitment();
  next.visits += 1;
  next.endings[static_cast<std::size_t>(ending)] += 1;
  next.root = wire::visits_root(leaves);
  next.current = {};
  auto ended = write(next, [&]() -> Status {
    PARVIS_TRY_VOID(file->remove_current());
    return file->put_in_urn(leaf, mode, box);
  });
  if (!ended) return wrap(std::move(ended).error(), "end visit");

  contents.leaves = std::move(leaves);
  contents.in_hand.reset();
  contents.counts.visits = next.visits;
  contents.counts.endings = next.endings;
  contents.counts.modes[static_cast<std::size_t>(mode)] += 1;
  contents.counts.in_hand = false;
  root = next.root;
  tidy_up();
  return {};
}

Status Session::State::end(const wire::Visit& visit) {
  PARVIS_TRY_VOID(ready());
  if (contents.in_hand && contents.in_hand->visit != visit.id) {
    return fail(Errc::conflict, "end visit: another one is in hand");
  }
  PARVIS_TRY(const wire::SealedVisit box, wire::seal(visit, contents.facts.seal));
  return into_urn({visit.id, wire::digest(box)}, visit.mode, visit.ending, wire::encode(box));
}

Status Session::State::end_interrupted() {
  PARVIS_TRY_VOID(ready());
  if (!contents.in_hand) return {};
  const InHand last = *contents.in_hand;
  auto box = file->current_box();
  if (!box && box.error().code != Errc::corrupt) return wrap(std::move(box).error(), "end visit");
  if (!box) {
    // The page is unreadable. The visit still counts; freezing will see that its box is not the one
    // signed.
    log_error("session: the box of the interrupted visit is damaged");
    box = Bytes{};
  }
  return into_urn({last.visit, last.digest}, last.mode, wire::Ending::interrupted, *box);
}

void Session::State::tidy_up() {
  tidy = false;
  const auto done = shared->reserve.writing([&]() -> Status {
    if (shared->options.visit_end == LedgerOptions::VisitEnd::forget_order) {
      PARVIS_TRY_VOID(file->database().vacuum());
    }
    return file->database().checkpoint();
  });
  tidy = done.has_value();
  // Everything is durable all the same, so nothing is refused; the next visit's beginning tries
  // again.
  if (!done) log_warning("session: traces of the order remain: {}", done.error().message());
}

Result<ClosedSheet> Session::State::close(const Closing& closing) {
  PARVIS_TRY_VOID(ready());
  PARVIS_TRY_VOID(end_interrupted());
  ClosedSheet closed;
  closed.sheet.endings = contents.counts.endings;
  closed.sheet.head_count = closing.head_count;
  if (!closing.note.empty()) {
    crypto::random_bytes(closed.salt);
    closed.sheet.note = crypto::blake2b({closed.salt, as_bytes(closing.note)});
  }
  PARVIS_TRY(const wire::Signed sheet, sign_sheet(contents.id, closed.sheet, *key));
  auto written = write(commitment(), [&] { return file->put_sheet(sheet); });
  if (!written) return wrap(std::move(written).error(), "close session");
  tidy_up();
  file.reset();
  shared->held = nullptr;
  return closed;
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session::~Session() = default;

const wire::SessionId& Session::id() const { return state_->contents.id; }
const SessionFacts& Session::facts() const { return state_->contents.facts; }
const SessionCounts& Session::counts() const { return state_->contents.counts; }
bool Session::tidy() const { return state_->tidy; }

Status Session::save(const wire::Visit& visit) { return state_->save(visit); }
Status Session::finish(const wire::Visit& visit) { return state_->end(visit); }

Status Session::erase() {
  const auto& in_hand = state_->contents.in_hand;
  if (!in_hand) return {};
  wire::Visit empty;
  empty.id = in_hand->visit;
  empty.device = facts().seal.device;
  empty.pack = facts().seal.pack;
  empty.mode = in_hand->mode;
  empty.ending = wire::Ending::erased;
  return state_->end(empty);
}

Result<ClosedSheet> Session::close(const Closing& closing) { return state_->close(closing); }

}  // namespace parvis::ledger
