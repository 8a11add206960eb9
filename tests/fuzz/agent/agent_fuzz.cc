// The agent's machine between a hub and a network that do anything. The first byte sets a metered link's allowance; each
// further one chooses an event or what the request that is out is answered with. After each step:
//   nothing is asked while a request is out, or before its time, unless a person or a new batch asks
//   it wakes again within an hour (within a day when the allowance is used up)
//   every request is signed for what it asks, and a batch leaves whole
//   every file in inbox/ is what was signed: receipts of batches that this hub has promised, its kept note, its pack
//   what it says of itself is what lies in the directories
// and once the hub answers as it should, everything arrives.
#include <fstream>

#include "sync/pack/pack.h"
#include "sync/transfer/log_keys.h"
#include "tests/fuzz/agent/fuzzed_hub.h"
#include "tests/fuzz/flow/bytes.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::agent;
using namespace std::chrono_literals;
using support::ok;
using support::value;

namespace {

constexpr std::size_t kRequestsInARound = 60;

const fuzz::World& world() {
  static const fuzz::World made;
  return made;
}

// Emptied before each input.
const Path& directory() {
  static const support::TemporaryDirectory made;
  for (const char* name : {"outbox", "inbox", "sync"}) {
    ok(make_directories(made / name));
    for (const auto& entry : std::filesystem::directory_iterator(made / name))
      std::filesystem::remove(entry.path());
  }
  return made.path();
}

class Fuzzed {
 public:
  explicit Fuzzed(ByteView bytes)
      : choices_(bytes),
        directory_(directory()),
        hub_(world()),
        outbox_(directory_ / "outbox"),
        inbox_(directory_ / "inbox"),
        log_(transfer::log_identity(world().document)) {
    const auto limit = choices_.next();
    daily_bytes_ = limit < 128 ? 0 : limit * 100u;
    boot();
    freeze();
  }

  void play() {
    while (!choices_.over()) step();
    arrives();
  }

 private:
  // ---- what happens ------------------------------------------------------------------------------
  void step() {
    if (out_) return while_out(choices_.next(24));
    switch (choices_.next(8)) {
      case 0:
        return freeze();
      case 1:
        return send(SendNow{}, Due::yes);
      case 2:
        boot();
        return judge();
      case 3:  // before its time
        return send(Wake{}, clock_.mono() >= machine_->next_wake() ? Due::yes : Due::no);
      case 4:
        used_ = 0;  // another day: its allowance begins again
        clock_.set_utc(clock_.utc() +
                       std::chrono::hours(24 * (static_cast<int>(choices_.next()) - 128)));
        return;
      case 5:
        return purge();
      default:
        wait();
    }
  }
  void while_out(std::size_t choice) {
    if (choice == 15) return disturb(OutboxChanged{});
    if (choice == 16) return disturb(SendNow{});
    give(answer(choice));
  }
  void disturb(const Event& event) { PARVIS_CHECK(!machine_->handle(event, now())); }
  void wait() {
    const auto left = machine_->next_wake() - clock_.mono();
    if (left.count() > 0) clock_.advance(std::chrono::ceil<std::chrono::milliseconds>(left));
    send(Wake{}, Due::yes);
  }
  void freeze() {
    if (frozen_ == world().batches.size()) return;
    const auto& next = world().batches[frozen_++];
    ok(outbox_.put(next.name, next.bytes));
    send(OutboxChanged{}, failures_ == 0 ? Due::yes : Due::perhaps);
  }
  // The kiosk forgets what is kept.
  void purge() {
    const auto names = value(inbox_.receipts());
    if (names.empty()) return;
    const auto& name = names[choices_.next(names.size())];
    ok(remove_file(outbox_.file(name)));
    purged_ = true;
  }
  void boot() {
    MachineOptions options{.outbox = directory_ / "outbox",
                           .inbox = directory_ / "inbox",
                           .directory = directory_ / "sync",
                           .consultation = "synthetic",
                           .authority = world().city.authority.verify_key(),
                           .root = world().document,
                           .daily_bytes = daily_bytes_,
                           .jitter = [this] { return choices_.next() / 127.5 - 1; },
                           .note = {}};
    machine_.emplace(std::move(options), world().kiosk.transport());
    out_.reset();
    asked_in_round_ = 0;
    failures_ = 0;
  }

  // ---- answers -----------------------------------------------------------------------------------
  Answer answer(std::size_t choice) {
    switch (choice) {
      case 0:
      case 1:
      case 2:
        return {static_cast<Answer::Link>(1 + choice), 0, {}, {}};
      case 3: {
        static constexpr unsigned kStatuses[] = {200, 202, 204, 206, 302, 304, 400, 401, 403, 404,
                                                 409, 411, 413, 416, 429, 431, 500, 503, 511, 999};
        return {Answer::Link::reached, kStatuses[choices_.next(std::size(kStatuses))], {}, {}};
      }
      case 4:
        return {Answer::Link::reached, 200, {}, to_bytes(as_bytes("<html>Log in</html>"))};
      case 5:  // it arrived, and the answer is lost
        (void)hub_.answer(*out_);
        return {Answer::Link::timeout, 0, {}, {}};
      case 6:
        return hub_.answer_of_another_log(*out_);
      case 7:
        return hub_.answer_of_a_stranger(*out_);
      case 8: {  // a bit is changed
        auto changed = hub_.answer(*out_);
        const std::size_t at = choices_.next() + 256u * choices_.next();
        if (!changed.body.empty())
          changed.body[at % changed.body.size()] ^=
              static_cast<std::uint8_t>(1u << choices_.next(8));
        return changed;
      }
      case 9: {
        auto cut = hub_.answer(*out_);
        cut.body.resize(cut.body.size() * choices_.next() / 256);
        return cut;
      }
      case 10:  // what was answered before, again
        return last_receipt_;
      case 11: {
        auto busy = hub_.answer(*out_);
        busy.status = 503;
        busy.headers = {{"retry-after", std::to_string(choices_.next() * 100)}};
        return busy;
      }
      case 12: {
        auto bare = hub_.answer(*out_);
        bare.headers.clear();
        return bare;
      }
      case 13: {
        auto odd = hub_.answer(*out_);
        for (auto& [name, text] : odd.headers)
          if (choices_.next(2) == 1) text = choices_.next(2) == 1 ? "18446744073709551615" : "x";
        return odd;
      }
      case 14: {
        Bytes any(choices_.next());
        for (auto& byte : any) byte = choices_.next();
        return {Answer::Link::reached, 200, {}, std::move(any)};
      }
      default: {
        auto right = hub_.answer(*out_);
        if (out_->method == "POST") last_receipt_ = right;
        return right;
      }
    }
  }
  void give(const Answer& answer) {
    used_today(out_->body.size() + answer.body.size() + 1024);
    PARVIS_CHECK(!machine_->handle(Wake{}, now()));  // while a request is out nothing else is asked
    take(machine_->handle(answer, now()));
  }

  // ---- what must hold ----------------------------------------------------------------------------
  enum class Due : std::uint8_t { no, perhaps, yes };
  void send(const Event& event, Due due) {
    PARVIS_CHECK(!out_);
    asked_in_round_ = 0;
    auto ask = machine_->handle(event, now());
    if (due == Due::no) PARVIS_CHECK(!ask);
    if (due == Due::yes && !std::holds_alternative<OutboxChanged>(event)) PARVIS_CHECK(ask);
    take(std::move(ask));
  }
  void take(std::optional<Ask> ask) {
    out_ = std::move(ask);
    if (!out_ && asked_in_round_ > 0) purged_ = false;  // a round has ended, and looked
    if (out_) {
      PARVIS_CHECK(++asked_in_round_ < kRequestsInARound);
      const bool part = !out_->headers.empty() && out_->headers.back().first == "Range";
      const bool costly = out_->method == "POST" || part;
      PARVIS_CHECK(!costly || daily_bytes_ == 0 || used_ < daily_bytes_ || day() != used_day_);
    }
    judge();
  }
  void judge() {
    const auto& status = machine_->status();
    const auto receipts = value(inbox_.receipts());
    if (!out_) {
      failures_ = status.trouble == Trouble::none ? 0 : failures_ + 1;
      const auto wait = machine_->next_wake() - clock_.mono();
      const auto most = status.trouble == Trouble::allowance ? 24h + 1s : 1h;
      PARVIS_CHECK(wait <= most);
      PARVIS_CHECK(!status.working);
      std::size_t received = 0;
      const auto all = value(outbox_.list());
      for (const auto& name : all) received += std::ranges::count(receipts, name) > 0 ? 1u : 0u;
      PARVIS_CHECK(purged_ || status.received <= received);
    }
    for (const auto& name : receipts) judge_receipt(name);
    if (const auto kept = read_file(inbox_.kept_file(), 65'536))
      value(
          tlog::verify_kept(as_text(*kept), transfer::desk_keys(world().document)[0], log_.origin));
    for (const auto version : value(inbox_.packs()))
      PARVIS_CHECK(value(read_file(inbox_.pack_file(version), 1u << 20)) == world().pack);
  }
  void judge_receipt(const transfer::BatchName& name) {
    const auto frozen = std::ranges::find(world().batches, name, &fuzz::World::Frozen::name);
    PARVIS_CHECK(frozen != world().batches.end());
    if (judged_.contains(name)) return;
    value(tlog::verify_receipt(value(inbox_.receipt(name)), frozen->leaf, log_));
    PARVIS_CHECK(hub_.has_promised(frozen->leaf));
    judged_.insert(name);
  }
  void used_today(std::uint64_t bytes) {
    if (day() != used_day_) used_ = 0;
    used_day_ = day();
    used_ += bytes;
  }
  std::int64_t day() const {
    return std::chrono::floor<std::chrono::days>(clock_.utc()).time_since_epoch().count();
  }
  Now now() const { return {clock_.utc(), clock_.mono()}; }

  // ---- the end -----------------------------------------------------------------------------------
  void arrives() {
    for (int round = 0; round < 40; ++round) {
      while (out_) give(hub_.answer(*out_));
      if (machine_->status().trouble == Trouble::none && machine_->status().waiting == 0 &&
          !value(inbox_.packs()).empty())
        return;
      clock_.advance(25h);  // an allowance too is over then
      send(SendNow{}, Due::yes);
    }
    // Who has believed a second log of the hub's own keys first can't believe the other one, and says so for ever.
    const auto trouble = machine_->status().trouble;
    PARVIS_CHECK(hub_.has_shown_another_log() &&
                 (trouble == Trouble::log_conflict || trouble == Trouble::not_a_receipt));
  }

  fuzz::Choices choices_;
  Path directory_;
  fuzz::FuzzedHub hub_;
  transfer::Outbox outbox_;
  transfer::Inbox inbox_;
  tlog::LogIdentity log_;
  ManualClock clock_{support::seconds(1'700'000'000)};
  std::uint64_t daily_bytes_ = 0;
  std::uint64_t used_ = 0;
  std::int64_t used_day_ = 0;
  std::optional<Machine> machine_;
  std::optional<Ask> out_;
  Answer last_receipt_;
  std::size_t frozen_ = 0;
  std::size_t asked_in_round_ = 0;
  unsigned failures_ = 0;
  bool purged_ = false;  // since the machine last looked into the outbox
  std::set<transfer::BatchName> judged_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::init().has_value();
  PARVIS_CHECK(started);
  if (size <= 1024) Fuzzed({data, size}).play();
  return 0;
}
