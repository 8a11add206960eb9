// Bugs that somebody could write, planted in doubles: the laboratory has to find each.
#include <catch2/catch.hpp>

#include "tests/network/laboratory.h"
#include "tests/network/misbehaviours.h"

using namespace parvis;
using namespace parvis::network;
using support::ok;
using support::value;

namespace {

bool found(const std::vector<std::string>& wrong, std::string_view part) {
  return std::ranges::any_of(wrong,
                             [&](const auto& one) { return one.find(part) != std::string::npos; });
}

enum class Belief { any_200, a_receipt_of_any_batch };

// An agent that looks at the status, or at the signature, and not at what is proved.
void send_believing(Laboratory& laboratory, Belief belief) {
  laboratory.end_agent();  // the peer serves one at a time
  const std::atomic<bool> stop{false};
  auto client = value(
      agent::Client::create({.url = laboratory.settings().hub_url, .ca = {}, .pinned_key = {}}));
  const transfer::Inbox inbox(laboratory.settings().inbox());
  agent::SyncStatus status;
  for (const auto& batch : laboratory.batches()) {
    const auto answer = client.perform(
        {"POST", "/v1/batches?from=0", {}, value(read_file(batch.file, 1u << 20)), 1u << 17, {}},
        stop);
    const bool believed = belief == Belief::any_200
                              ? answer.status == 200
                              : tlog::parse_log_proof(as_text(answer.body)).has_value();
    if (!believed) continue;
    ok(inbox.put_receipt({batch.chain, batch.number}, answer.body));
    ++status.received;
  }
  laboratory.say(status);
  laboratory.read_inbox();
}

}  // namespace

TEST_CASE("planted: an agent that takes any 200 for success is found") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.peer().misbehave(
      [](Passing& passing) { passing.send(answer_of(200, "", "<html>Log in</html>")); });
  send_believing(laboratory, Belief::any_200);
  const auto wrong = laboratory.judge();
  CHECK(found(wrong, "what is no receipt of it"));
  CHECK(found(wrong, "says that 1 arrived, and 0 are proved"));
  CHECK_FALSE(found(wrong, "the kiosk says"));  // it looked for itself
}

TEST_CASE("planted: an agent that does not look whose receipt it is is found") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.round();
  const transfer::Inbox inbox(laboratory.settings().inbox());
  const auto receipt = value(inbox.receipt(value(inbox.receipts()).front()));
  laboratory.freeze();
  laboratory.peer().misbehave(
      [&](Passing& passing) { passing.send(answer_of(200, "", as_text(receipt))); });
  send_believing(laboratory, Belief::a_receipt_of_any_batch);
  CHECK(found(laboratory.judge(), "for batch 2 what is no receipt of it"));
}

TEST_CASE("planted: a kiosk that does not look at the proof is found") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.peer().misbehave([](Passing& passing) { passing.send(answer_of(503, "", "")); });
  laboratory.round();
  REQUIRE(laboratory.judge().empty());
  const auto batch = laboratory.batches().front();
  ok(laboratory.ledger().apply_receipt({.chain = batch.chain,
                                        .number = batch.number,
                                        .manifest = batch.manifest,
                                        .leaf_index = 0,
                                        .checkpoint = "never looked at",
                                        .tree_size = 1,
                                        .consistency = ledger::VerifiedReceipt::Consistency::shown,
                                        .bytes = {}},
                                       laboratory.town.now()));
  const auto wrong = laboratory.judge();
  CHECK(found(wrong, "the kiosk says that batch 1 is received, and the hub has it not"));
  CHECK(found(wrong, "a checkpoint of a log that is not this one"));
}

TEST_CASE("planted: a kiosk that takes anything for a kept note is found") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.round();
  REQUIRE(laboratory.judge().empty());
  ok(laboratory.ledger().apply_kept(1, laboratory.town.now()));
  CHECK(found(laboratory.judge(), "batch 1 is kept, and the desk does not"));
}

TEST_CASE("planted: an agent that is calm while a batch waits is found") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.say({.waiting = 1});
  CHECK(found(laboratory.judge(), "all is well while a batch waits"));
}
