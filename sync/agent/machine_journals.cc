// The part of the machine that carries the journals of this kiosk's programs: what the hub does not have yet, then the signed head.
#include <fmt/format.h>

#include <algorithm>

#include "sync/agent/answers.h"

namespace parvis::agent {
namespace {

constexpr std::size_t kJournalPart = 256u << 10;  // bytes of one request

}  // namespace

std::optional<Ask> Machine::begin_journals(Now now) {
  journal_ = 0;
  return next_journal(now);
}

// The next one that has grown since it was carried last.
std::optional<Ask> Machine::next_journal(Now now) {
  for (; journal_ < options_.journals.size(); ++journal_) {
    const auto& [program, file] = options_.journals[journal_];
    if (allowance_.used_up(now.utc)) break;
    auto carried = journal::read_to_carry(file);
    if (!carried || carried->head.program != program) continue;
    const auto before = heads_.find(program);
    if (before != heads_.end() && before->second == carried->head) continue;
    carried_ = std::move(*carried);
    stage_ = Stage::journal_held;
    return make_signed("HEAD", "/v1/journals/" + program, "", {}, std::nullopt, {}, kSmallAnswer);
  }
  return end_round(now);
}

std::optional<Ask> Machine::ask_journal_part() {
  // A hub that says it has more than there is gets nothing.
  journal_sent_ = std::min<std::uint64_t>(journal_sent_, carried_.bytes.size());
  const ByteView rest = ByteView(carried_.bytes).subspan(static_cast<std::size_t>(journal_sent_));
  if (!rest.empty()) {
    stage_ = Stage::journal_part;
    return make_signed("POST", "/v1/journals/" + options_.journals[journal_].program,
                       fmt::format("from={}", journal_sent_),
                       to_bytes(rest.first(std::min(rest.size(), kJournalPart))), std::nullopt,
                       {{"Content-Type", "application/octet-stream"}}, kSmallAnswer);
  }
  const auto head = journal::sign(carried_.head, transport_);
  if (!head) return std::nullopt;
  stage_ = Stage::journal_head;
  return make_signed("POST", "/v1/heads", "", wire::encode(*head), std::nullopt,
                     {{"Content-Type", "application/octet-stream"}}, kSmallAnswer);
}

// Whatever is no clear yes ends the round as well as the journals' part of it: all else was done.
std::optional<Ask> Machine::on_journal(const Answer& answer, Now now) {
  if (answer.link == Answer::Link::reached && answer.status == 401 && !renewed_) {
    renewed_ = true;
    after_hello_ = Stage::journal_held;
    return go_on(Stage::hello, now);
  }
  if (answer.link != Answer::Link::reached || answer.status != 200) return end_round(now);
  if (stage_ == Stage::journal_head) {
    heads_[options_.journals[journal_].program] = carried_.head;
    ++journal_;
    return next_journal(now);
  }
  const auto size = number_of(header_of(answer, "parvis-journal-size"));
  if (!size) return end_round(now);
  if (stage_ == Stage::journal_held) {
    // What the hub has may not be the beginning of this one: then it is given all of it, and keeps both.
    const ByteView bytes = carried_.bytes;
    const auto same =
        *size <= bytes.size()
            ? crypto::to_hex(crypto::blake2b(bytes.first(static_cast<std::size_t>(*size))).view())
            : std::string();
    journal_sent_ = same == header_of(answer, "parvis-journal-digest") ? *size : 0;
  } else {
    if (*size <= journal_sent_ || *size > carried_.bytes.size()) return end_round(now);
    journal_sent_ = *size;
  }
  auto ask = ask_journal_part();
  return ask ? std::move(ask) : end_round(now);
}

}  // namespace parvis::agent
