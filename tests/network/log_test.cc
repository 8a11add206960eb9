// Answers that are nearly right: receipts of another batch, proofs that do not hold, old checkpoints, a second log.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/network/laboratory.h"
#include "tests/network/misbehaviours.h"

using namespace parvis;
using namespace parvis::network;
using ledger::BatchState;
using support::value;

namespace {

const std::vector<std::string> kNothing;

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}
std::string receipt_answer(std::string_view body) {
  return answer_of(200, "Content-Type: text/plain\r\n", body);
}

// The hub's receipt, changed as a proof.
template <class Change>
Misbehaviour with_receipt(Change change) {
  return [change](Passing& passing) {
    auto proof = value(tlog::parse_log_proof(body_of(passing.reach_hub())));
    change(proof);
    passing.send(receipt_answer(format(proof)));
  };
}

// A log of the hub's own keys with this batch and not the others.
std::string other_log(const Laboratory& laboratory, const crypto::Digest& leaf,
                      std::uint64_t size) {
  tlog::Tree tree;
  for (std::uint64_t i = 1; i < size; ++i)
    tree.append(tlog::leaf_hash(as_bytes("other " + std::to_string(i))));
  tree.append(tlog::leaf_hash(leaf.view()));
  const auto& signer = laboratory.signer();
  tlog::Note note{format(tlog::Checkpoint{signer.origin, size, value(tlog::root(size, tree))}), {}};
  tlog::sign(note, signer.origin, signer.receipt);
  tlog::cosign(note, signer.witness_name, signer.witness, laboratory.town.now());
  return format(tlog::LogProof{std::nullopt, size - 1,
                               value(tlog::inclusion_proof(size - 1, size, tree)), format(note)});
}

void arrives(Laboratory& laboratory) {
  laboratory.peer().behave();
  laboratory.round();
  CHECK(laboratory.judge() == kNothing);
  CHECK(laboratory.missing() == kNothing);
}

// Five batches are in the log, the sixth is on its way.
void prepare(Laboratory& laboratory) {
  for (int i = 0; i < 5; ++i) laboratory.freeze();
  laboratory.round();
  REQUIRE(laboratory.missing() == kNothing);
  laboratory.freeze();
}

}  // namespace

TEST_CASE("a hub that shows its desk another log than the kiosk gets nothing deleted") {
  Laboratory laboratory;
  for (int i = 0; i < 5; ++i) laboratory.freeze();
  laboratory.round();
  REQUIRE(laboratory.missing() == kNothing);
  for (const std::uint64_t size : {3u, 5u, 9u}) {
    CAPTURE(size);
    // The desk honestly signs what it was shown.
    tlog::Tree tree;
    for (std::uint64_t i = 0; i < size; ++i)
      tree.append(tlog::leaf_hash(as_bytes("other " + std::to_string(i))));
    laboratory.keep_another(size, value(tlog::root(size, tree)));
    const auto held = laboratory.held_size();
    laboratory.peer().misbehave(Asked::kept_proof, [&](Passing& passing) {
      if (size < held) return void(passing.send(passing.reach_hub()));
      passing.send(answer_of(
          200, "Content-Type: text/plain\r\n",
          format(tlog::Consistency{held, size, value(tlog::consistency_proof(held, size, tree))})));
    });
    laboratory.round();
    laboratory.peer().behave();
    for (const auto& batch : laboratory.batches()) CHECK(batch.state == BatchState::received);
    support::ok(laboratory.ledger().purge(laboratory.town.now() + std::chrono::days(400),
                                          [](const auto&, auto) { FAIL("a batch was deleted"); }));
    const auto notes = value(laboratory.ledger().conflicting_notes());
    CHECK(std::ranges::any_of(notes, [&](const std::string& note) {
      return note.starts_with(fmt::format("parvis/kept/v1\nhub.example/parvis\n{}\n", size));
    }));
  }
  laboratory.keep();
  arrives(laboratory);
}

TEST_CASE("the proof of a kept note that contradicted is not taken for the next note's") {
  Laboratory laboratory;
  for (int i = 0; i < 5; ++i) laboratory.freeze();
  laboratory.round();
  tlog::Tree other;
  for (std::uint64_t i = 0; i < 5; ++i)
    other.append(tlog::leaf_hash(as_bytes("other " + std::to_string(i))));
  laboratory.keep_another(3, value(tlog::root(3, other)));
  const auto proof = format(tlog::Consistency{3, 5, value(tlog::consistency_proof(3, 5, other))});
  laboratory.peer().misbehave(Asked::kept_proof, [&](Passing& passing) {
    passing.send(answer_of(200, "Content-Type: text/plain\r\n", proof));
  });
  laboratory.round();
  laboratory.peer().behave();
  auto intake = laboratory.town.intake();
  laboratory.keep_another(3, value(tlog::root(3, intake.store())));  // honest, and of the same size
  laboratory.round();
  const auto batches = laboratory.batches();
  CHECK(std::ranges::count(batches, BatchState::kept, &ledger::BatchInfo::state) == 3);
}

TEST_CASE("a receipt that does not prove this batch is none") {
  Laboratory laboratory;
  prepare(laboratory);
  const transfer::Inbox inbox(laboratory.settings().inbox());
  const auto earlier = value(inbox.receipt(value(inbox.receipts()).front()));
  const crypto::SigningKey stranger = crypto::SigningKey::generate();
  const auto sign_anew = [&](tlog::LogProof& proof, auto&&... signers) {
    tlog::Note note{value(tlog::parse_note(proof.checkpoint)).text, {}};
    (signers(note), ...);
    proof.checkpoint = format(note);
  };
  const auto& signer = laboratory.signer();
  const auto by_log = [&](tlog::Note& note) { tlog::sign(note, signer.origin, signer.receipt); };
  const auto by_witness = [&](tlog::Note& note) {
    tlog::cosign(note, signer.witness_name, signer.witness, laboratory.town.now());
  };
  const std::vector<Row> rows{
      {"a receipt of another batch",
       [&](Passing& passing) { passing.send(receipt_answer(as_text(earlier))); }},
      {"a wrong sibling", with_receipt([](auto& proof) { proof.inclusion.back().bytes[7] ^= 1; })},
      {"a sibling too few", with_receipt([](auto& proof) { proof.inclusion.pop_back(); })},
      {"a sibling too many", with_receipt([](auto& proof) { proof.inclusion.emplace_back(); })},
      {"siblings in another order",
       with_receipt([](auto& proof) { std::ranges::reverse(proof.inclusion); })},
      {"another index", with_receipt([](auto& proof) { --proof.index; })},
      {"an index beyond the log", with_receipt([](auto& proof) { proof.index += 100; })},
      {"a stranger's signature", with_receipt([&](auto& proof) {
         sign_anew(
             proof, [&](tlog::Note& note) { tlog::sign(note, signer.origin, stranger); },
             by_witness);
       })},
      {"no witness", with_receipt([&](auto& proof) { sign_anew(proof, by_log); })},
      {"a witness alone", with_receipt([&](auto& proof) { sign_anew(proof, by_witness); })},
      {"a checkpoint of another size", with_receipt([](auto& proof) {
         const auto line = proof.checkpoint.find('\n') + 1;
         ++proof.checkpoint[line];
       })},
      {"a wrong proof of consistency", with_receipt([](auto& proof) {
         auto consistency = value(tlog::parse_consistency(as_text(*proof.extra)));
         consistency.proof.front().bytes[3] ^= 1;
         proof.extra = to_bytes(as_bytes(format(consistency)));
       })},
      {"no proof of consistency", with_receipt([](auto& proof) { proof.extra.reset(); })},
      {"consistency between other sizes", with_receipt([](auto& proof) {
         proof.extra = to_bytes(as_bytes(format(tlog::Consistency{1, 2, {}})));
       })},
  };
  for (const auto& [name, how] : rows) {
    INFO(name);
    laboratory.peer().misbehave(Asked::batch, how);
    const auto status = laboratory.round();
    CHECK(status.trouble != Trouble::none);
    CHECK(status.waiting >= 1);
    CHECK(laboratory.batches().back().state == BatchState::on_kiosk);
    CHECK(laboratory.held_size() == laboratory.frozen() - 1);
    CHECK(laboratory.judge() == kNothing);
    arrives(laboratory);
    laboratory.freeze();
  }
  fmt::print("network: {} receipts that prove nothing\n", rows.size());
}

TEST_CASE(
    "an older checkpoint is fine when it is shown to be older, and the one that is held stays") {
  Laboratory laboratory;
  laboratory.freeze();
  std::string old_answer;
  // The first batch arrives, its answer is held back, and the batch is refused; two later ones come through.
  laboratory.peer().misbehave(Asked::batch, [&](Passing& passing) {
    const auto answer = passing.reach_hub();
    if (!old_answer.empty()) return void(passing.send(answer));
    old_answer = body_of(answer);
    passing.send(answer_of(400, "", "{}"));
  });
  laboratory.freeze();
  laboratory.freeze();
  laboratory.round();
  CHECK(laboratory.held_size() == 3);
  CHECK(laboratory.judge() == kNothing);

  SECTION("as it was, it does not connect to what is held, and is asked for again") {
    laboratory.peer().misbehave(
        Asked::batch, [&](Passing& passing) { passing.send(receipt_answer(old_answer)); });
    CHECK(laboratory.round().trouble == Trouble::not_a_receipt);
    CHECK(laboratory.batches().front().state == BatchState::on_kiosk);
  }
  SECTION("with the proof it is received, and the checkpoint does not go back") {
    laboratory.peer().misbehave(Asked::batch, [&](Passing& passing) {
      auto proof = value(tlog::parse_log_proof(old_answer));
      const auto consistency = value(laboratory.town.intake().consistency(1, 3));
      proof.extra = to_bytes(as_bytes(format(consistency)));
      passing.send(receipt_answer(format(proof)));
    });
    CHECK(laboratory.round().trouble == Trouble::none);
    CHECK(laboratory.batches().front().state == BatchState::received);
  }
  CHECK(laboratory.held_size() == 3);
  CHECK(laboratory.judge() == kNothing);
  arrives(laboratory);
}

TEST_CASE(
    "a kiosk that was off is led from receipt to receipt, in whatever order its batches arrived") {
  Laboratory laboratory;
  for (int i = 0; i < 4; ++i) laboratory.freeze();
  // The first two are refused for now: the log takes the others before them.
  int asked = 0;
  laboratory.peer().misbehave(Asked::batch, [&](Passing& passing) {
    if (++asked <= 2) return void(passing.send(answer_of(400, "", "{}")));
    passing.send(passing.reach_hub());
  });
  laboratory.round_of_the_agent_alone();
  laboratory.peer().behave();
  CHECK(laboratory.round_of_the_agent_alone().received == 4);
  laboratory.read_inbox();
  for (const auto& batch : laboratory.batches()) CHECK(batch.state == BatchState::received);
  CHECK(laboratory.held_size() == 4);
  CHECK(laboratory.judge() == kNothing);
}

TEST_CASE("a second log of the same keys is an alarm with evidence, and counts for nothing") {
  for (const std::uint64_t size : {1u, 5u, 6u, 9u}) {
    INFO("a second log of " << size);
    Laboratory laboratory;
    prepare(laboratory);
    const auto leaf = laboratory.batches().back().manifest;
    const std::string fork = other_log(laboratory, leaf, size);
    laboratory.peer().misbehave(Asked::batch,
                                [&](Passing& passing) { passing.send(receipt_answer(fork)); });
    const auto status = laboratory.round();
    CHECK(status.trouble != Trouble::none);
    CHECK(laboratory.batches().back().state == BatchState::on_kiosk);
    CHECK(laboratory.held_size() == 5);
    CHECK(laboratory.judge() == kNothing);
    // Of the same size it contradicts by itself; else nothing connects the two, and there is nothing to prove.
    CHECK((status.trouble == Trouble::log_conflict) == (size == 5));
    CHECK(value(laboratory.ledger().conflicting_notes()).size() == (size == 5 ? 1u : 0u));
    laboratory.restart_agent();
    arrives(laboratory);
    CHECK(laboratory.logged() == 6);
  }
}

TEST_CASE(
    "a kiosk that has met a false log first makes the hub stop and ask, and believes nothing "
    "more") {
  Laboratory laboratory;
  laboratory.freeze();
  const std::string fork = other_log(laboratory, laboratory.batches().back().manifest, 1);
  laboratory.peer().misbehave(Asked::batch,
                              [&](Passing& passing) { passing.send(receipt_answer(fork)); });
  laboratory.round();
  // Signed by the hub's keys: nobody can tell yet. The next manifest carries that checkpoint, and the hub does not know it.
  laboratory.peer().behave();
  laboratory.freeze();
  CHECK(laboratory.round().trouble == Trouble::busy);
  CHECK(laboratory.batches().back().state == BatchState::on_kiosk);
  CHECK_FALSE(value(laboratory.town.intake().recovery()).empty());
  CHECK(laboratory.logged() == 0);
  laboratory.restart_agent();
  CHECK(laboratory.round().trouble == Trouble::recovery);  // as long as nobody does anything
}
