#include "kiosk/app/keeper.h"

#include <fmt/format.h>

#include <utility>

#include "hardware/platform/forget.h"
#include "hardware/platform/log.h"
#include "kiosk/app/inbox_reader.h"
#include "kiosk/app/kiosk_files.h"
#include "sync/consultation/text.h"
#include "sync/pack/store.h"
#include "sync/transfer/exchange.h"

namespace parvis::app {
namespace {

using journal::Event;

flow::Content content_of(const pack::Pack& pack) {
  return {std::make_shared<consultation::Consultation>(pack.consultation), pack.ref};
}

// How journal and screens call a session.
std::string short_name(const wire::SessionId& session) {
  return crypto::to_hex(session.view()).substr(0, 8);
}

std::uint32_t free_attempts(std::uint64_t wrong) {
  return static_cast<std::uint32_t>(
      wrong >= identity::kFreeAttempts ? 0 : identity::kFreeAttempts - wrong);
}

}  // namespace

struct Keeper::State {
  State(KioskPaths kiosk_paths, const Clock& the_clock, identity::Store store,
        pack::Store pack_store, pack::Pack installed, ledger::Ledger opened, journal::Journal chain)
      : paths(std::move(kiosk_paths)),
        clock(the_clock),
        identity(std::move(store)),
        packs(std::move(pack_store)),
        pack(std::move(installed)),
        ledger(std::move(opened)),
        journal(std::move(chain)),
        content(content_of(pack)),
        inbox(
            transfer::Inbox(paths.inbox), identity, ledger, packs,
            [this](Event event, const std::vector<std::string>& fields) { note(event, fields); }) {}

  void note(Event event, const std::vector<std::string>& fields = {}) {
    app::note(journal, clock, event, fields);
  }
  template <class Report>
  Report failed(std::string_view what, const Error& error) {
    log_error("{}: {}", what, error.message());
    if (error.code == Errc::io || error.code == Errc::no_space) {
      note(Event::disk_failed, {std::string(what)});
    }
    return Report{error.code};
  }
  [[nodiscard]] std::string session_name() const { return short_name(session->id()); }

  Status resume_session();
  Status save(const wire::Visit& visit);
  Status end_in_hand();
  void freeze();
  void purge();
  void look_at_clock();
  void look_at_disk();
  flow::MediatorReport refused(const Error& error, const identity::Factors& at_hand);

  KioskPaths paths;
  const Clock& clock;
  identity::FactorFiles factors;
  identity::Store identity;
  pack::Store packs;
  pack::Pack pack;  // the one that visits use
  ledger::Ledger ledger;
  journal::Journal journal;
  flow::Content content;
  InboxReader inbox;
  std::optional<identity::Unlocked> unlocked;  // while a session is open; MUST outlive `session`
  std::optional<ledger::Session> session;
  std::optional<wire::Visit> in_hand;  // as it was last saved; gone when it has ended
  struct Look {
    UtcTime utc;
    MonoTime mono;
  };
  std::optional<Look> last_look;  // at the clocks
  ledger::Space space = ledger::Space::ample;
};

Keeper::Keeper(std::unique_ptr<State> state) : state_(std::move(state)) {}
Keeper::~Keeper() { state_->note(Event::stopped); }

Result<std::unique_ptr<Keeper>> Keeper::open(const Path& data, const Clock& clock,
                                             identity::FactorFiles factors) {
  KioskPaths paths(data);
  PARVIS_TRY_VOID(identity::FactorsAtHand::read({factors.board, {}}));
  auto identity = identity::Store::open(paths.identity, clock.mono());
  if (!identity) return wrap(identity.error(), "run 'parvis-kiosk prepare' first");
  if (!identity->enrolment()) {
    return fail(Errc::not_found, "this kiosk is not enrolled: run 'parvis-kiosk enrol FILE'");
  }
  const identity::Enrolment& enrolment = *identity->enrolment();
  PARVIS_TRY(auto packs, pack::Store::open(paths.packs, wire::Authorities(enrolment.root)));
  auto pack = packs.current();
  if (!pack) return wrap(pack.error(), "no pack to show: run 'parvis-kiosk enrol FILE' again");
  for (const auto& folder : {paths.outbox, paths.inbox, paths.requests}) {
    PARVIS_TRY_VOID(make_directories(folder));
  }
  PARVIS_TRY(auto journal, open_journal(paths, *identity, clock));
  PARVIS_TRY(auto ledger, open_ledger(paths, *identity));

  auto state =
      std::make_unique<State>(std::move(paths), clock, std::move(*identity), std::move(packs),
                              std::move(*pack), std::move(ledger), std::move(journal));
  state->factors = std::move(factors);
  if (state->journal.was_cut_short()) state->note(Event::crashed);
  state->note(Event::started, {std::string(pack::program_version())});
  auto keeper = std::unique_ptr<Keeper>(new Keeper(std::move(state)));
  keeper->take_inbox();
  return keeper;
}

flow::Content Keeper::content() const { return state_->content; }
wire::DeviceId Keeper::device() const { return state_->identity.device(); }
std::string Keeper::name() const { return state_->identity.enrolment()->certificate.name; }
bool Keeper::wants_stick() const {
  return state_->identity.sticks_of(identity::Role::mediator) == identity::Store::Sticks::everybody;
}

// ---- a visit -------------------------------------------------------------------------------------------

// A visit whose last write failed stays in hand in the ledger although its person is gone; it ends as interrupted, as it
// was last saved, before the next one begins.
Status Keeper::State::end_in_hand() {
  if (!in_hand) return {};
  in_hand->ending = wire::Ending::interrupted;
  PARVIS_TRY_VOID(session->finish(*in_hand));
  forget(in_hand);
  return {};
}

Status Keeper::State::save(const wire::Visit& visit) {
  if (in_hand && in_hand->id != visit.id) PARVIS_TRY_VOID(end_in_hand());
  PARVIS_TRY_VOID(session->save(visit));
  in_hand = visit;
  return {};
}

flow::ResidentReport Keeper::save(const wire::Visit& visit) {
  if (!state_->session) return flow::SaveFailed{visit.id, Errc::denied};
  const auto saved = state_->save(visit);
  if (saved) return flow::Saved{visit.id};
  return flow::SaveFailed{visit.id,
                          state_->failed<flow::SessionFailed>("save a visit", saved.error()).code};
}

flow::ResidentReport Keeper::close(const wire::Visit& visit) {
  if (!state_->session) return flow::SaveFailed{visit.id, Errc::denied};
  const bool ended = !state_->in_hand && visit.ending == wire::Ending::interrupted;
  if (ended) return flow::Saved{visit.id};  // read_counts() came before
  const auto closed = visit.ending == wire::Ending::erased ? state_->session->erase()
                                                           : state_->session->finish(visit);
  if (closed) {
    forget(state_->in_hand);
    return flow::Saved{visit.id};
  }
  return flow::SaveFailed{
      visit.id, state_->failed<flow::SessionFailed>("close a visit", closed.error()).code};
}

// ---- a session -----------------------------------------------------------------------------------------

flow::MediatorReport Keeper::State::refused(const Error& error, const identity::Factors& at_hand) {
  if (error.code == Errc::not_found) return flow::StickMissing{};
  if (error.code != Errc::denied) return failed<flow::UnlockFailed>("unlock", error);
  const auto wrong = identity.wrong_attempts(identity::Role::mediator);
  note(Event::wrong_pin, {"mediator", std::to_string(wrong)});
  const auto wait = identity.next_attempt_at(identity::Role::mediator) - clock.mono();
  return flow::PinRefused{
      free_attempts(wrong),
      std::max(std::chrono::seconds{0}, std::chrono::ceil<std::chrono::seconds>(wait)),
      at_hand.sticks.empty() &&
          identity.sticks_of(identity::Role::mediator) != identity::Store::Sticks::nobody};
}

Status Keeper::State::resume_session() {
  PARVIS_TRY(const auto sessions, ledger.list_sessions());
  for (const auto& info : sessions) {
    if (info.state != ledger::SessionState::damaged) continue;
    note(Event::session_damaged, {short_name(info.id), info.damage ? info.damage->message() : ""});
  }
  for (const auto& info : sessions) {
    if (info.state != ledger::SessionState::open) continue;
    PARVIS_TRY(auto resumed, ledger.resume(info.id, unlocked->collection));
    session.emplace(std::move(resumed));
    note(Event::session_resumed, {session_name()});
    return {};
  }
  return {};
}

void Keeper::State::freeze() {
  const auto report = ledger.freeze(clock.utc(), unlocked->collection);
  if (!report) {
    log_error("freeze: {}", report.error().message());
    return;
  }
  // A session that fails its commitment stays where it is; nothing of it is counted, so somebody has to hear of it.
  for (const auto& id : report->refused)
    note(Event::session_damaged, {short_name(id), "it is not what was signed: not sent"});
  if (report->damaged_visits > 0) {
    note(Event::session_damaged,
         {"", std::to_string(report->damaged_visits) + " visits are damaged and were left out"});
  }
  const auto batches = ledger.batches();
  for (const auto number : report->batches) {
    std::string visits;
    if (batches) {
      const auto found =
          std::ranges::find(batches->rbegin(), batches->rend(), number, &ledger::BatchInfo::number);
      if (found != batches->rend()) visits = std::to_string(found->visits);
    }
    note(Event::batch_frozen, {std::to_string(number.value), visits});
  }
}

void Keeper::State::purge() {
  const auto purged = ledger.purge(clock.utc(), [this](const ledger::BatchInfo& batch, auto why) {
    note(Event::batch_purged, {std::to_string(batch.number.value),
                               why == ledger::Ledger::PurgedFor::space ? "kept, and space is low"
                                                                       : "kept since 30 days"});
  });
  if (!purged) log_warning("purge: {}", purged.error().message());
}

// What the wall clock did beside the monotonic one since the last look: set, corrected, or a battery that is empty.
void Keeper::State::look_at_clock() {
  constexpr std::chrono::seconds kOrdinary{60};
  const Look now{clock.utc(), clock.mono()};
  if (last_look) {
    const UtcTime expected =
        last_look->utc + std::chrono::floor<std::chrono::seconds>(now.mono - last_look->mono);
    if (std::chrono::abs(now.utc - expected) > kOrdinary)
      note(Event::clock_jumped, {to_iso(expected), to_iso(now.utc)});
  }
  last_look = now;
}

// Noted when it gets worse, not at every look.
void Keeper::State::look_at_disk() {
  const auto left = ledger.space();
  if (!left) return;
  if (*left > std::exchange(space, *left)) {
    const auto measured = disk_space(paths.outbox);
    const auto percent = measured && measured->total > 0
                             ? std::to_string(measured->available * 100 / measured->total)
                             : std::string();
    note(Event::disk_low, {percent});
  }
}

flow::MediatorReport Keeper::check_pin(const std::string& pin) {
  State& s = *state_;
  const auto found = identity::FactorsAtHand::read(s.factors);
  if (!found) return s.failed<flow::UnlockFailed>("unlock", found.error());
  const auto at_hand = found->factors();
  auto unlocked = s.identity.unlock(identity::Role::mediator, pin, s.clock.mono(), at_hand);
  if (!unlocked) return s.refused(unlocked.error(), at_hand);
  flow::Unlocked report{unlocked->person.name, std::nullopt};
  s.note(Event::unlocked, {"mediator", report.mediator});
  if (s.session) return report;  // asked for in mid-session: the session's own key stays
  s.unlocked.emplace(std::move(*unlocked));
  if (const auto resumed = s.resume_session(); !resumed) {
    return s.failed<flow::UnlockFailed>("resume the session", resumed.error());
  }
  s.freeze();
  if (s.session) report.open_place = s.session->facts().place;
  return report;
}

flow::MediatorReport Keeper::begin_session(const std::string& place) {
  State& s = *state_;
  if (!s.unlocked || s.session) return flow::SessionFailed{Errc::denied};
  s.look_at_clock();
  const auto& enrolment = *s.identity.enrolment();
  const auto recipients =
      pack::recipients(s.pack, wire::Authorities(enrolment.root), enrolment.root);
  if (!recipients) return s.failed<flow::SessionFailed>("recipients", recipients.error());
  const auto day = consultation::civil_day(s.clock.utc(), s.pack.consultation.time_zone);
  if (!day) return s.failed<flow::SessionFailed>("today", day.error());
  auto opened = s.ledger.open_session(
      {.facts = {place, *day, {s.identity.device(), s.pack.ref, *recipients}}, .id = {}},
      s.unlocked->collection);
  if (!opened) return s.failed<flow::SessionFailed>("open a session", opened.error());
  s.session.emplace(std::move(*opened));
  s.note(Event::session_opened, {s.session_name(), place, s.unlocked->person.name, ""});
  return flow::SessionOpened{};
}

flow::MediatorReport Keeper::read_counts() {
  if (!state_->session) return flow::SessionFailed{Errc::denied};
  if (const auto ended = state_->end_in_hand(); !ended) {
    return state_->failed<flow::SessionFailed>("end the visit in hand", ended.error());
  }
  return flow::Counted{state_->session->counts().endings};
}

flow::MediatorReport Keeper::end_session(const flow::EndSession& how) {
  State& s = *state_;
  if (!s.session) return flow::SessionFailed{Errc::denied};
  s.look_at_clock();
  const auto sheet = s.session->close({how.head_count, how.note});
  if (!sheet) return s.failed<flow::SessionFailed>("close the session", sheet.error());
  std::vector<std::string> fields{s.session_name()};
  for (const auto count : sheet->sheet.endings) fields.push_back(std::to_string(count));
  fields.push_back(how.head_count ? std::to_string(*how.head_count) : "");
  s.note(Event::session_closed, fields);
  s.session.reset();
  forget(s.in_hand);
  s.freeze();
  s.unlocked.reset();  // the collection key leaves the memory
  return flow::SessionClosed{};
}

// ---- the hub -------------------------------------------------------------------------------------------

Keeper::Arrivals Keeper::take_inbox() {
  State& s = *state_;
  s.look_at_clock();
  s.inbox.take_roots();
  s.inbox.take_receipts(s.clock.utc());
  s.inbox.take_kept(s.clock.utc());

  Arrivals arrivals;
  // A session stays with the pack it was opened with: its manifest names one.
  const auto sessions = s.ledger.list_sessions();
  const bool open = s.session || !sessions ||
                    std::any_of(sessions->begin(), sessions->end(), [](const auto& info) {
                      return info.state == ledger::SessionState::open;
                    });
  if (!open) {
    if (auto newer = s.inbox.take_pack(s.pack.ref)) {
      s.pack = std::move(*newer);
      s.content = content_of(s.pack);
      arrivals.content = s.content;
    }
  }
  s.purge();
  s.look_at_disk();
  arrivals.sync = s.inbox.sync_state();
  return arrivals;
}

Status Keeper::request_send() { return transfer::Requests(state_->paths.requests).ask_send_now(); }

Status Keeper::request_stick() {
  state_->inbox.expect_stick();
  return transfer::Requests(state_->paths.requests).ask_stick();
}

}  // namespace parvis::app
