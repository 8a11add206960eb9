// HTTPS and stick in any order: counted once, and a receipt for each in the end. Both ways are the product's own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/stick/journey.h"

using namespace parvis;
using namespace parvis::stick_lab;

namespace {

constexpr std::size_t kBatches = 3;

// What may happen, in any order and any number of times.
enum class Act {
  upload_first,
  upload_last,
  upload_unheard,
  export_batches,
  receive,
  bring_back,
  take_in
};
constexpr std::array kActs{Act::upload_first, Act::upload_last, Act::export_batches,
                           Act::receive,      Act::bring_back,  Act::take_in};
constexpr std::array kUnheard{Act::upload_unheard, Act::export_batches, Act::receive,
                              Act::bring_back, Act::take_in};

// What is not there yet is no failure: a stick that was nowhere has nothing to import.
template <class T>
void play(const Result<T>& result) {
  if (!result) CHECK(result.error().code == Errc::not_found);
}

void act(Journey& journey, Act what) {
  using Way = Network::Way;
  switch (what) {
    case Act::upload_first:
      return journey.upload(0, Way::cut_behind);
    case Act::upload_last:
      return journey.upload(kBatches - 1, Way::this_only);
    case Act::upload_unheard:
      return journey.upload(1, Way::answer_is_lost);
    case Act::export_batches:
      return play(journey.export_batches());
    case Act::receive:
      return play(journey.receive());
    case Act::bring_back:
      return play(journey.bring_back());
    case Act::take_in:
      return play(journey.take_in());
  }
}

// That whoever reads inbox/ is led from each checkpoint to every other: no receipt stands alone.
bool all_connected(const Journey& journey) {
  const transfer::Inbox inbox(journey.city.settings.inbox());
  std::vector<tlog::Receipt> receipts;
  for (std::size_t i = 0; i < kBatches; ++i) {
    const auto bytes = inbox.receipt(journey.city.name(i));
    if (!bytes) return false;
    receipts.push_back(
        value(tlog::verify_receipt(*bytes, wire::digest(journey.city.batches[i].manifest),
                                   journey.city.city.signer.identity())));
  }
  return std::ranges::all_of(receipts, [&](const tlog::Receipt& held) {
    return std::ranges::all_of(receipts, [&](const tlog::Receipt& receipt) {
      return tlog::connected(receipt, held.checkpoint.checkpoint, receipts).has_value();
    });
  });
}

void end_well(Journey& journey) {
  for (const Act what : {Act::export_batches, Act::receive, Act::bring_back, Act::take_in})
    act(journey, what);
  CHECK(journey.logged() == kBatches);
  CHECK(journey.each_visit_counts_once());
  CHECK(journey.received() == kBatches);
  CHECK(all_connected(journey));
  CHECK(journey.papers_missing().empty());
  CHECK(journey.outbox_is_whole());
}

// Plays `acts` in every order, each on a hub and a stick of its own. How many orders there were.
template <std::size_t N>
std::size_t every_order(City& city, std::array<Act, N> acts) {
  std::ranges::sort(acts);
  std::size_t orders = 0;
  do {
    SimulatedStick stick;
    Journey journey(city, stick);
    for (const Act what : acts) act(journey, what);
    CHECK(journey.logged() <= kBatches);
    end_well(journey);
    ++orders;
  } while (std::next_permutation(acts.begin(), acts.end()));
  return orders;
}

}  // namespace

TEST_CASE("uploads and stick in every order of six acts: each visit counts once") {
  City city(kBatches);
  city.hand_out();
  const std::size_t orders = every_order(city, kActs);
  CHECK(orders == 720);
  fmt::print("interleavings: {} orders of uploads, export, import, back and kiosk import\n",
             orders);
}

TEST_CASE("an upload whose answer is lost, and a stick, in every order: each visit counts once") {
  City city(kBatches);
  city.hand_out();
  const std::size_t orders = every_order(city, kUnheard);
  CHECK(orders == 120);
  fmt::print("interleavings: {} orders with an upload that nobody hears of\n", orders);
}

TEST_CASE("uploads alone: each way lets through what it says") {
  City city(kBatches);
  city.hand_out();
  SimulatedStick stick;
  Journey journey(city, stick);
  act(journey, Act::upload_unheard);
  CHECK(journey.logged() == 1);
  CHECK(journey.received() == 0);
  act(journey, Act::upload_first);
  CHECK(journey.logged() == 2);
  CHECK(journey.received() == 1);
  act(journey, Act::upload_last);
  CHECK(journey.logged() == 3);
  CHECK(journey.received() == 2);
  CHECK(journey.each_visit_counts_once());
}

TEST_CASE("each act ten times over counts nothing twice") {
  City city(kBatches);
  city.hand_out();
  SimulatedStick stick;
  Journey journey(city, stick);
  for (const Act what : {Act::upload_unheard, Act::export_batches, Act::receive, Act::upload_first,
                         Act::bring_back, Act::take_in, Act::upload_last, Act::receive}) {
    for (int i = 0; i < 10; ++i) act(journey, what);
  }
  CHECK(journey.logged() == kBatches);
  end_well(journey);
}

TEST_CASE("a receipt older than what the kiosk holds is connected through the list of leaves") {
  City city(kBatches);
  SimulatedStick stick;
  Journey journey(city, stick);
  REQUIRE(journey.export_batches().has_value());
  REQUIRE(value(journey.receive()).taken.size() == 3);
  REQUIRE(journey.bring_back().has_value());
  // The network was faster: the same receipt, and nothing to connect.
  journey.upload(0, Network::Way::cut_behind);
  const auto in = value(journey.take_in());
  CHECK(in.receipts == 2);
  CHECK(in.unconnected == 0);
  CHECK(all_connected(journey));
}

TEST_CASE("a stick older than what the network brought leaves its receipts to the network") {
  City city(2);
  SimulatedStick stick;
  Journey journey(city, stick);
  REQUIRE(journey.export_batches().has_value());
  REQUIRE(journey.receive().has_value());
  REQUIRE(journey.bring_back().has_value());  // a list of two leaves
  city.freeze();
  // The network takes batch 3 only, and its checkpoint is beyond the stick's list.
  journey.upload(2, Network::Way::this_only);
  const auto in = value(journey.take_in());
  CHECK(in.receipts == 0);
  CHECK(in.unconnected == 2);
  CHECK(journey.received() == 1);
  // A newer stick connects them.
  REQUIRE(journey.bring_back().has_value());
  CHECK(value(journey.take_in()).receipts == 2);
  CHECK(all_connected(journey));
}

TEST_CASE("a hub that shows another log on the stick is found out, and the evidence kept") {
  City city(2);
  SimulatedStick stick;
  Journey honest(city, stick);
  honest.upload(0, Network::Way::cut_behind);
  // Another hub with the same keys has a log of its own, and fills the stick.
  const transfer::Inbox inbox(city.settings.inbox());
  const Bytes first = value(inbox.receipt(city.name(0)));
  const Journey forked(city, stick);
  support::ok(inbox.put_receipt(city.name(0), first));
  const auto stranger = city.kiosk->batch({9}, crypto::blake2b(as_bytes("another")), 1);
  {
    auto intake = value(hub::Intake::open(forked.intake_db));
    const Bytes bytes = wire::encode(stranger);
    const ByteView files[] = {bytes};
    REQUIRE(value(intake.receive(files, city.city.signer, city.now)).front().kind ==
            hub::Outcome::Kind::receipt);
  }
  REQUIRE(forked.export_batches().has_value());
  REQUIRE(forked.receive().has_value());
  REQUIRE(forked.bring_back().has_value());
  const auto in = value(forked.take_in());
  CHECK(in.log_conflict);
}
