#include "tests/network/week.h"

#include <fmt/format.h>

namespace parvis::network {

using namespace std::chrono_literals;
using agent::Answer;
using agent::Ask;
using agent::Trouble;
using agent::test::broken;
using agent::test::page;
using support::value;

namespace {

constexpr std::size_t kMostBatches = 40;
// The header that a request may add to a day whose allowance has just not been used up.
constexpr std::uint64_t kOneRequest = 90'000;

}  // namespace

Week::Week(unsigned seed, std::uint64_t daily_bytes, std::function<double()> jitter)
    : random_(seed), daily_bytes_(daily_bytes), jitter_(std::move(jitter)) {
  road_.network = [this](const Ask& ask) {
    auto answer = fault(ask);
    if (!answer) answer = road_.reach_hub(ask);
    look_at_request(ask, answer->body.size());
    return answer;
  };
  restart();
}

void Week::say(std::string what) {
  if (wrong_.size() < 20) wrong_.push_back(std::move(what));
}

std::int64_t Week::day() const {
  return std::chrono::floor<std::chrono::days>(road_.clock.utc()).time_since_epoch().count();
}

void Week::restart() {
  auto root = value(wire::verify_root(value(wire::decode_signed(value(read_file(
                                          road_.directory / "exchange/root.signed", 1u << 20)))),
                                      road_.city.authority.verify_key()));
  road_.boot(std::move(root), daily_bytes_, jitter_);
}

// ---- a week --------------------------------------------------------------------------------------

void Week::play() {
  const auto end = road_.clock.mono() + 24h * 7;
  while (road_.clock.mono() < end && wrong_.empty()) step();
  recover();
}

void Week::step() {
  const auto left = road_.machine->next_wake() - road_.clock.mono();
  if (frozen() < kMostBatches && chance(30)) {
    road_.freeze(1 + random_() % 4);
    send(agent::OutboxChanged{});
  } else if (chance(3)) {
    send(agent::SendNow{});
  } else if (chance(2)) {
    restart();
  } else if (left > 1s && chance(5)) {  // woken too early
    road_.clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(left / 2));
    const auto before = requests_;
    send(agent::Wake{});
    if (requests_ != before) say("it asked before its time");
  } else {
    if (left > 0s) road_.clock.advance(std::chrono::ceil<std::chrono::milliseconds>(left));
    const auto before = requests_;
    send(agent::Wake{});
    if (requests_ == before) say("its time came, and it asked nothing");
  }
}

void Week::recover() {
  bad_ = false;
  for (int round = 0; round < 60 && wrong_.empty(); ++round) {
    send(agent::SendNow{});
    if (road_.trouble() == Trouble::none && road_.machine->status().waiting == 0) return;
    if (road_.trouble() == Trouble::allowance) road_.clock.advance(24h);
  }
  if (wrong_.empty()) say("the network works, and not everything arrives");
}

void Week::send(const agent::Event& event) {
  const auto before = requests_;
  road_.play(event);
  if (requests_ - before > 200) say("a round that does not end");
  look();
}

// ---- the network ---------------------------------------------------------------------------------

std::optional<Answer> Week::fault(const Ask& ask) {
  if (!bad_) return std::nullopt;
  const auto hour =
      std::chrono::duration_cast<std::chrono::hours>(road_.clock.utc().time_since_epoch()).count() %
      24;
  if (hour < 7) return broken(Answer::Link::offline);  // the hall is locked, and the router off
  if (!chance(55)) {
    auto right = road_.reach_hub(ask);
    if (ask.method == "POST" && right.status == 200) receipts_before_.push_back(right);
    return right;
  }
  ++faults_;
  switch (random_() % 12) {
    case 0:
      return broken(Answer::Link::offline);
    case 1:
      return broken(Answer::Link::timeout);
    case 2:
      return broken(Answer::Link::certificate);
    case 3:
      return page(200, "<html>Log in</html>", {{"content-type", "text/html"}});
    case 4:
      return page(302, "", {{"location", "http://portal/"}});
    case 5:
      return page(503, "", {{"retry-after", std::to_string(random_() % 10'000)}});
    case 6: {  // it arrives, and the answer is lost
      (void)road_.reach_hub(ask);
      return broken(Answer::Link::timeout);
    }
    case 7: {
      auto half = road_.reach_hub(ask);
      half.body.resize(half.body.size() / 2);
      return half;
    }
    case 8: {
      auto changed = road_.reach_hub(ask);
      if (ask.path.starts_with("/v1/statuses") || changed.body.empty())
        return changed;  // not signed: TLS's to keep
      changed.body[random_() % changed.body.size()] ^=
          static_cast<std::uint8_t>(1u << (random_() % 8));
      return changed;
    }
    case 9: {  // an answer to another one
      if (ask.method != "POST" || receipts_before_.empty()) return broken(Answer::Link::offline);
      return receipts_before_[random_() % receipts_before_.size()];
    }
    case 10: {
      static constexpr unsigned kRefusals[] = {400, 401, 403, 404, 409, 411, 413, 429, 500, 599};
      return page(kRefusals[random_() % std::size(kRefusals)]);
    }
    default:
      road_.clock.advance(10min);  // a very slow line
      return road_.reach_hub(ask);
  }
}

// ---- the rules -----------------------------------------------------------------------------------

void Week::look_at_request(const Ask& ask, std::size_t answer_bytes) {
  ++requests_;
  if (ask.method == "POST" && std::ranges::none_of(road_.batches, [&](const auto& batch) {
        return wire::encode(batch) == ask.body;
      }))
    say("a batch left that is not whole");
  if (day() != today_) used_today_ = 0;
  today_ = day();
  if (daily_bytes_ > 0 && ask.method == "POST" && used_today_ > daily_bytes_)
    say("a batch left on a day whose allowance was used up");
  used_today_ += ask.body.size() + answer_bytes;
  if (daily_bytes_ > 0 && used_today_ > daily_bytes_ + 2 * kOneRequest)
    say("far more travelled than the day allows");
}

void Week::look() {
  const auto& status = road_.machine->status();
  const auto wait = road_.machine->next_wake() - road_.clock.mono();
  const bool failed = status.trouble != Trouble::none;
  if (wait > (status.trouble == Trouble::allowance ? 24h + 1s : 1h))
    say(fmt::format("it wants to sleep for {} s",
                    std::chrono::duration_cast<std::chrono::seconds>(wait).count()));
  if (failed && status.retry_in < 48s && status.trouble != Trouble::allowance)
    say(fmt::format("after {} it tries again in {} s", transfer::to_string(status.trouble),
                    status.retry_in.count()));
  if (status.working) say("it says that it works, and rests");
  if (status.received + status.waiting != frozen()) say("it has lost sight of a batch");
  if (!failed && status.waiting > 0) say("it says that all is well while a batch waits");
  for (const auto& name : value(road_.inbox.receipts())) {
    if (!looked_at_.insert(name).second) continue;
    const auto& batch = road_.batches.at(name.number.value - 1);
    if (!tlog::verify_receipt(value(road_.inbox.receipt(name)), wire::digest(batch.manifest),
                              road_.city.signer.identity()))
      say(fmt::format("a receipt of batch {} that proves nothing", name.number.value));
  }
}

}  // namespace parvis::network
