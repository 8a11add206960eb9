#include "sync/agent/machine.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/agent/answers.h"
#include "sync/tlog/receipt.h"
#include "sync/transfer/log_keys.h"
#include "sync/transfer/returned.h"
#include "sync/transfer/signed_request.h"

namespace parvis::agent {
namespace {

constexpr std::uint64_t kHeaderBytes = 1024;  // about what a request's and an answer's headers take

Trouble trouble_of(Answer::Link link) {
  switch (link) {
    case Answer::Link::offline:
      return Trouble::offline;
    case Answer::Link::timeout:
      return Trouble::timeout;
    case Answer::Link::certificate:
      return Trouble::certificate;
    case Answer::Link::reached:
      break;
  }
  return Trouble::none;
}

// What a Retry-After asks for; a date, or nonsense, is taken as no wish.
std::chrono::seconds retry_after(const Answer& answer) {
  const auto seconds = number_of(header_of(answer, "retry-after"));
  if (!seconds) return std::chrono::seconds(0);
  return std::min(
      std::chrono::seconds(static_cast<std::int64_t>(std::min<std::uint64_t>(*seconds, 86'400))),
      kLongestBackoff);
}

}  // namespace

Machine::Machine(MachineOptions options, const crypto::SigningKey& transport)
    : options_(std::move(options)),
      transport_(transport),
      outbox_(options_.outbox),
      inbox_(options_.inbox),
      allowance_(options_.directory / "used-today", options_.daily_bytes) {
  use_log(options_.root);
}

std::optional<Ask> Machine::handle(const Event& event, Now now) {
  auto ask = next(event, now);
  if (ask) asked_ = ask->body.size();
  return ask;
}

std::optional<Ask> Machine::next(const Event& event, Now now) {
  if (const auto* answer = std::get_if<Answer>(&event)) {
    PARVIS_CHECK(stage_ != Stage::resting);
    allowance_.use(asked_ + answer->body.size() + kHeaderBytes, now.utc);
    auto ask = on_answer(*answer, now);
    if (ask || stage_ != Stage::resting) return ask;
    // What came while a request was out; a new batch does not shorten a wait that a failure has begun.
    const bool again = person_asked_ || (outbox_changed_ && failures_ == 0);
    person_asked_ = outbox_changed_ = false;
    return again ? begin_round(now) : std::nullopt;
  }
  const bool person = std::holds_alternative<SendNow>(event);
  if (person) not_again_.clear();
  if (stage_ != Stage::resting) {
    person_asked_ = person_asked_ || person;
    outbox_changed_ = outbox_changed_ || std::holds_alternative<OutboxChanged>(event);
    return std::nullopt;
  }
  // While the hub can't be reached a new batch changes nothing: it waits for its turn like the others.
  const bool due = now.mono >= next_wake_;
  const bool changed = std::holds_alternative<OutboxChanged>(event);
  if (changed) (void)list_batches();
  const bool fresh = changed && failures_ == 0 && !queue_.empty();
  return due || person || fresh ? begin_round(now) : std::nullopt;
}

// ---- a round -------------------------------------------------------------------------------------

std::optional<Ask> Machine::begin_round(Now now) {
  if (!list_batches()) return fail_round(Trouble::disk, now);
  renewed_ = false;
  status_.working = true;
  status_.batches.clear();
  for (const auto& name : not_again_) status_.batches[name] = Trouble::conflict;
  return go_on(Stage::hello, now);
}

std::optional<Ask> Machine::go_on(Stage stage, Now now) {
  stage_ = stage;
  switch (stage) {
    case Stage::hello:
      return make_hello();
    case Stage::root: {
      const Path held = inbox_.root_file(options_.root.number);
      return make_file_request("/v1/root", held);
    }
    case Stage::batch:
      return next_batch(now);
    case Stage::returning:
      if (!recovery_) return go_on(Stage::root, now);  // it ended while our nonce was renewed
      queue_lost();
      return next_returned(now);
    case Stage::kept:
      return make_file_request("/v1/kept", inbox_.kept_file());
    case Stage::kept_proof:
      return ask_kept_proof(now);
    case Stage::statuses:
      return make_file_request("/v1/statuses", inbox_.statuses_file());
    case Stage::pack_head:
      if (options_.consultation.empty()) return begin_journals(now);
      return make_signed("HEAD", "/v1/packs/" + options_.consultation, "", {}, std::nullopt, {},
                         kSmallAnswer);
    case Stage::pack_part:
      return ask_pack_part(now);
    case Stage::journal_held:
    case Stage::journal_part:
    case Stage::journal_head:
      return next_journal(now);
    case Stage::resting:
      break;
  }
  return std::nullopt;
}

std::optional<Ask> Machine::on_answer(const Answer& answer, Now now) {
  if (at_journals()) return on_journal(answer, now);
  if (answer.link != Answer::Link::reached) return fail_round(trouble_of(answer.link), now);
  if (answer.status == 429 || answer.status >= 500)
    return fail_round(Trouble::busy, now, retry_after(answer));
  if (answer.status >= 300 && answer.status < 400 && answer.status != 304)
    return fail_round(Trouble::portal, now);
  if (answer.status == 401) {
    // An old nonce costs one more hello; a second refusal means that something else is wrong.
    if (renewed_) return fail_round(Trouble::refused, now);
    renewed_ = true;
    after_hello_ = stage_;
    return go_on(Stage::hello, now);
  }
  if (answer.status == 403) return fail_round(Trouble::unenrolled, now);
  switch (stage_) {
    case Stage::hello:
      return on_hello(answer, now);
    case Stage::root:
      return on_root(answer, now);
    case Stage::batch:
      return on_batch(answer, now);
    case Stage::returning:
      return on_returned(answer, now);
    case Stage::kept:
      return on_kept(answer, now);
    case Stage::kept_proof:
      return on_kept_proof(answer, now);
    case Stage::statuses:
      return on_statuses(answer, now);
    case Stage::pack_head:
      return on_pack_head(answer, now);
    case Stage::pack_part:
      return on_pack_part(answer, now);
    case Stage::journal_held:
    case Stage::journal_part:
    case Stage::journal_head:
    case Stage::resting:
      break;
  }
  return std::nullopt;
}

std::optional<Ask> Machine::on_hello(const Answer& answer, Now now) {
  const auto nonce = header_of(answer, transfer::kNonceHeader);
  const auto origin = header_of(answer, transfer::kOriginHeader);
  // Another origin than ours may be that of a restarted log: the root document has to say so, or it is somebody else.
  if (answer.status != 200 || nonce.empty() || nonce.size() > 256 || !tlog::is_key_name(origin)) {
    return fail_round(Trouble::portal, now);
  }
  nonce_ = nonce;
  origin_ = origin;
  recovery_ = number_of(header_of(answer, transfer::kRecoveryHeader));
  if (!recovery_) {
    reported_ = false;
    returned_.clear();
  }
  if (origin_ == log_.origin) status_.last_reached = now.utc;
  const Stage next = std::exchange(after_hello_, Stage::root);
  return go_on(origin_ == log_.origin ? next : Stage::root, now);
}

std::optional<Ask> Machine::on_root(const Answer& answer, Now now) {
  if (answer.status == 200) {
    const auto document = wire::decode_signed(answer.body);
    if (!document) return fail_round(Trouble::portal, now);
    const auto root = wire::verify_root(*document, options_.authority);
    if (!root ||
        (root->number > options_.root.number && !wire::continues_line(*root, options_.root)))
      return fail_round(Trouble::forged, now);
    if (root->number > options_.root.number) {
      if (!inbox_.put_root(root->number, answer.body)) return fail_round(Trouble::disk, now);
      options_.root = *root;
      const std::string before = log_.origin;
      use_log(*root);
      // What the desk had kept of the log before its restart says nothing of this one.
      if (before != log_.origin &&
          (!remove_file(inbox_.kept_file()) || !remove_file(inbox_.kept_proof_file())))
        return fail_round(Trouble::disk, now);
      note("root", fmt::to_string(root->number));
    }
  }
  if (origin_ != log_.origin) return fail_round(Trouble::portal, now);
  status_.last_reached = now.utc;
  return go_on(recovery_ ? Stage::returning : Stage::batch, now);
}

// Whose signatures count, and what is proved under them. Receipts of a log before its restart prove nothing in the new one.
void Machine::use_log(const wire::RootDocument& root) {
  const bool another = root.log_origin != log_.origin;
  log_ = transfer::log_identity(root);
  signed_.clear();
  if (!another) return;
  newest_.reset();
  newest_note_.clear();
  if (!root.restarts.empty()) {
    const wire::LogRestart& last = root.restarts.back();
    newest_ = tlog::Checkpoint{last.new_origin, last.size, last.root};
  }
  find_newest_checkpoint();
  const Stage during = std::exchange(stage_, Stage::resting);  // the queue is made anew
  (void)list_batches();
  stage_ = during;
}

// ---- batches -------------------------------------------------------------------------------------

std::optional<Ask> Machine::next_batch(Now now) {
  while (!queue_.empty()) {
    if (allowance_.used_up(now.utc)) return wait_for_tomorrow(now);
    const auto bytes = outbox_.read(queue_.back());
    if (!bytes && bytes.error().code == Errc::not_found) {  // purged meanwhile
      queue_.pop_back();
      continue;
    }
    if (!bytes) return fail_round(Trouble::disk, now);
    const auto batch = wire::decode_batch(*bytes);
    if (!batch) {  // damaged on our own disk: the kiosk's to notice, and no reason to hold up the others
      status_.batches[queue_.back()] = Trouble::disk;
      queue_.pop_back();
      continue;
    }
    leaf_ = wire::digest(batch->manifest);
    return make_signed("POST", "/v1/batches", fmt::format("from={}", newest_ ? newest_->size : 0),
                       *bytes, std::nullopt, {{"Content-Type", "application/octet-stream"}},
                       kSmallAnswer);
  }
  return go_on(Stage::kept, now);
}

std::optional<Ask> Machine::on_batch(const Answer& answer, Now now) {
  switch (answer.status) {
    case 200:
      return on_receipt(answer, now);
    case 202:
      return refuse_batch(Trouble::quarantined, now);
    case 409:
      not_again_.insert(queue_.back());
      return refuse_batch(Trouble::conflict, now);
    case 413:
      return refuse_batch(Trouble::too_large, now);
    default:
      return refuse_batch(Trouble::refused, now);
  }
}

std::optional<Ask> Machine::on_receipt(const Answer& answer, Now now) {
  const auto receipt = tlog::verify_receipt(answer.body, leaf_, log_);
  if (!receipt) {
    const bool forged = receipt.error().code == Errc::forged;
    status_.batches[queue_.back()] = forged ? Trouble::forged : Trouble::not_a_receipt;
    return fail_round(forged ? Trouble::forged : Trouble::not_a_receipt, now);
  }
  if (const auto consistent = newest_ ? consistent_with(*receipt, *newest_) : Status{}; !consistent)
    return refuse_receipt(answer, consistent.error().code, now);
  if (!inbox_.keep_earlier_receipt(queue_.back(), log_.origin))
    return fail_round(Trouble::disk, now);
  if (!inbox_.put_receipt(queue_.back(), answer.body)) return fail_round(Trouble::disk, now);
  note("sent", transfer::stem(queue_.back()));
  const auto& checkpoint = receipt->checkpoint.checkpoint;
  if (!newest_ || checkpoint.size > newest_->size) {
    newest_ = checkpoint;
    newest_note_ = receipt->checkpoint.note;
  }
  queue_.pop_back();
  return next_batch(now);
}

// Signed, and not a continuation of the log that we know. Were it kept as a receipt, the batch would count as sent and
// nobody would ask the hub again; what contradicts goes to the kiosk as evidence instead.
std::optional<Ask> Machine::refuse_receipt(const Answer& answer, Errc why, Now now) {
  const bool contradicts = why == Errc::forged;
  if (contradicts && !inbox_.put_contradiction(queue_.back(), answer.body))
    return fail_round(Trouble::disk, now);
  const auto trouble = contradicts ? Trouble::log_conflict : Trouble::not_a_receipt;
  status_.batches[queue_.back()] = trouble;
  return fail_round(trouble, now);
}

std::optional<Ask> Machine::refuse_batch(Trouble trouble, Now now) {
  status_.batches[queue_.back()] = trouble;
  note("refused", fmt::format("{} {}", transfer::stem(queue_.back()), to_string(trouble)));
  queue_.pop_back();
  return next_batch(now);
}

// ---- ends ----------------------------------------------------------------------------------------

std::optional<Ask> Machine::end_round(Now now) {
  stage_ = Stage::resting;
  if (!list_batches()) return fail_round(Trouble::disk, now);
  status_.working = false;
  status_.last_try = now.utc;
  // The worst of what the hub did not take; all of it is asked again, slowly, except conflicts.
  status_.trouble = recovery_ ? Trouble::recovery : Trouble::none;
  for (const auto& [name, trouble] : status_.batches)
    status_.trouble = std::max(status_.trouble, trouble);
  failures_ = 0;
  status_.retry_in = status_.trouble <= Trouble::recovery ? options_.poll : kLongestBackoff;
  next_wake_ = now.mono + status_.retry_in;
  if (status_.trouble == Trouble::none && noted_ != Trouble::none) note("reached", log_.origin);
  noted_ = status_.trouble;
  return std::nullopt;
}

std::optional<Ask> Machine::fail_round(Trouble trouble, Now now, std::chrono::seconds at_least) {
  stage_ = Stage::resting;
  after_hello_ = Stage::root;
  (void)list_batches();
  status_.working = false;
  status_.last_try = now.utc;
  if (noted_ != trouble)
    note("failed", std::string(to_string(trouble)));  // once, not at every attempt
  noted_ = trouble;
  status_.trouble = trouble;
  ++failures_;
  status_.retry_in = std::max(backoff(), at_least);
  next_wake_ = now.mono + status_.retry_in;
  return std::nullopt;
}

// Not a failure of anybody's: nothing doubles, and a new day brings all of it.
std::optional<Ask> Machine::wait_for_tomorrow(Now now) {
  fail_round(Trouble::allowance, now);
  failures_ = 0;
  status_.retry_in = allowance_.until_tomorrow(now.utc);
  next_wake_ = now.mono + status_.retry_in;
  return std::nullopt;
}

std::chrono::seconds Machine::backoff() {
  const unsigned doublings = std::min(failures_ - 1, 6u);
  const auto base = std::min(kFirstBackoff * (1 << doublings), kLongestBackoff);
  const double spread = options_.jitter ? 0.2 * options_.jitter() : 0.0;
  const auto wait = std::chrono::seconds(
      static_cast<std::int64_t>(static_cast<double>(base.count()) * (1 + spread)));
  return std::min(wait, kLongestBackoff);
}

// ---- requests ------------------------------------------------------------------------------------

Ask Machine::make_hello() const {
  return {"HEAD", "/v1/hello", {}, {}, kSmallAnswer, Ask::Connection::fresh};
}

Ask Machine::make_signed(std::string method, std::string path, const std::string& query, Bytes body,
                         std::optional<std::uint64_t> offset, Headers more,
                         std::size_t answer_limit) const {
  const auto signature = transfer::sign_request(
      {origin_, method, path, query, offset.value_or(0), body, nonce_}, transport_);
  Ask ask{std::move(method), std::move(path), std::move(more), std::move(body), answer_limit, {}};
  if (!query.empty()) ask.path += "?" + query;
  ask.headers.emplace_back(transfer::kKeyHeader, crypto::to_base64(transport_.verify_key().view()));
  ask.headers.emplace_back(transfer::kNonceHeader, nonce_);
  ask.headers.emplace_back(transfer::kSignatureHeader, crypto::to_base64(signature.view()));
  if (offset) ask.headers.emplace_back("Range", fmt::format("bytes={}-", *offset));
  return ask;
}

Ask Machine::make_file_request(std::string path, const Path& held) const {
  Headers more;
  if (const auto bytes = read_file(held, kFileAnswer)) {
    more.emplace_back("If-None-Match",
                      fmt::format("\"{}\"", crypto::to_hex(crypto::blake2b(*bytes).view())));
  }
  return make_signed("GET", std::move(path), "", {}, std::nullopt, std::move(more), kFileAnswer);
}

void Machine::note(std::string_view event, const std::string& detail) const {
  if (options_.note) options_.note(event, detail);
}

}  // namespace parvis::agent
