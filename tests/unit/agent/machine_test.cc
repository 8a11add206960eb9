#include "tests/support/small_pack.h"
#include "tests/unit/agent/road.h"

namespace parvis::agent::test {
namespace {

TEST_CASE("batches leave in order and come back as receipts that verify") {
  Road road;
  for (int i = 0; i < 3; ++i) road.freeze();
  road.play(Wake{});
  CHECK(road.receipts() == 3);
  CHECK(road.trouble() == Trouble::none);
  CHECK(road.machine->status().waiting == 0);
  CHECK(road.machine->status().received == 3);
  CHECK(road.asked[0] == "HEAD /v1/hello");
  CHECK(road.asked[2] == "POST /v1/batches?from=0");
  CHECK(road.asked[3] == "POST /v1/batches?from=1");
  CHECK(road.asked[4] == "POST /v1/batches?from=2");
  // A kiosk that reads them in order is led from each checkpoint to the next.
  std::optional<tlog::Checkpoint> held;
  for (const auto& batch : road.batches) {
    const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
    const auto bytes = value(road.inbox.receipt({manifest.chain, manifest.number}));
    const auto receipt = value(
        tlog::verify_receipt(bytes, wire::digest(batch.manifest), road.city.signer.identity()));
    if (held) REQUIRE_OK(consistent_with(receipt, *held));
    held = receipt.checkpoint.checkpoint;
  }
  const auto before = road.asked.size();
  road.play(OutboxChanged{});
  CHECK(std::count(road.asked.begin() + static_cast<std::ptrdiff_t>(before), road.asked.end(),
                   std::string("POST /v1/batches?from=3")) == 0);
}

TEST_CASE("nothing is asked before its time, a new batch at once, a person always") {
  Road road;
  road.play(Wake{});
  const auto calm = road.asked.size();
  road.play(Wake{});
  CHECK(road.asked.size() == calm);
  CHECK(road.machine->next_wake() - road.clock.mono() == 15min);
  road.freeze();
  road.play(OutboxChanged{});
  CHECK(road.receipts() == 1);
  road.network = [](const Ask&) { return broken(Answer::Link::offline); };
  road.freeze();
  road.play(OutboxChanged{});
  CHECK(road.trouble() == Trouble::offline);
  const auto tried = road.asked.size();
  road.freeze();
  road.play(OutboxChanged{});
  CHECK(road.asked.size() == tried);
  CHECK(road.machine->status().waiting == 2);
  road.play(SendNow{});
  CHECK(road.asked.size() == tried + 1);
}

TEST_CASE("without a network it waits 60 seconds, doubling, at most an hour, for ever") {
  Road road;
  road.freeze();
  road.network = [](const Ask&) { return broken(Answer::Link::offline); };
  road.play(Wake{});
  std::vector<long> waits;
  for (int i = 0; i < 10; ++i) {
    waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(road.machine->next_wake() -
                                                                     road.clock.mono())
                        .count());
    road.wait();
  }
  CHECK(waits == std::vector<long>{60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600});
  CHECK(std::count(road.notes.begin(), road.notes.end(), "failed offline") == 1);
  road.network = [](const Ask&) { return std::nullopt; };
  road.wait();
  CHECK(road.receipts() == 1);
  CHECK(road.machine->next_wake() - road.clock.mono() == 15min);
}

TEST_CASE("whatever else answers, nothing counts as received, and the state says what it was") {
  struct Case {
    const char* what;
    Answer answer;
    Trouble trouble;
  };
  const Case cases[] = {
      {"a portal's page", page(200, "<html>Log in</html>"), Trouble::not_a_receipt},
      {"a redirect", page(302, "", {{"location", "http://portal/"}}), Trouble::portal},
      {"an empty answer", page(200), Trouble::not_a_receipt},
      {"no content", page(204), Trouble::refused},
      {"quarantine", page(202), Trouble::quarantined},
      {"a bad request", page(400), Trouble::refused},
      {"not enrolled", page(403), Trouble::unenrolled},
      {"not found", page(404), Trouble::refused},
      {"a conflict", page(409), Trouble::conflict},
      {"too large", page(413), Trouble::too_large},
      {"too many", page(429), Trouble::busy},
      {"a broken hub", page(500), Trouble::busy},
      {"a proxy without its hub", page(502), Trouble::busy},
      {"no way", broken(Answer::Link::offline), Trouble::offline},
      {"a timeout", broken(Answer::Link::timeout), Trouble::timeout},
      {"a wrong certificate", broken(Answer::Link::certificate), Trouble::certificate},
  };
  for (const auto& [what, answer, trouble] : cases) {
    CAPTURE(what);
    Road road;
    road.freeze();
    road.network = [&](const Ask& ask) -> std::optional<Answer> {
      if (ask.method == "POST") return answer;
      return std::nullopt;
    };
    road.play(Wake{});
    CHECK(road.trouble() == trouble);
    CHECK(road.receipts() == 0);
    CHECK(road.machine->status().waiting == 1);
    CHECK(road.machine->next_wake() - road.clock.mono() >= 48s);
    CHECK(road.machine->next_wake() - road.clock.mono() <= 1h);
    // And it recovers.
    road.network = [](const Ask&) { return std::nullopt; };
    road.play(SendNow{});
    CHECK(road.receipts() == 1);
    CHECK(road.trouble() == Trouble::none);
  }
}

TEST_CASE("a portal can't even say hello") {
  Road road;
  road.freeze();
  const std::string nonce(56, 'A');
  for (const Answer& answer :
       {page(200, "<html>"), page(204), page(200, "", {{"parvis-nonce", nonce}}),
        page(200, "", {{"parvis-nonce", nonce}, {"parvis-origin", "with a space"}}), page(302),
        page(511)}) {
    road.network = [&](const Ask&) { return answer; };
    road.asked.clear();
    road.play(SendNow{});
    CHECK(road.asked == std::vector<std::string>{"HEAD /v1/hello"});
    CHECK((road.trouble() == Trouble::portal || road.trouble() == Trouble::busy));
  }
}

TEST_CASE("a receipt for another batch, or by another hub, is not one") {
  Road road;
  road.freeze();
  road.freeze();
  std::optional<Answer> first;
  // The network answers the second batch with the first one's receipt.
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method != "POST") return std::nullopt;
    if (first) return first;
    first = road.reach_hub(ask);
    return first;
  };
  road.play(Wake{});
  CHECK(road.receipts() == 1);
  CHECK(road.trouble() == Trouble::forged);
  Road other;
  other.freeze();
  const SmallCity stranger;
  other.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method != "POST") return std::nullopt;
    tlog::Note note{
        format(tlog::Checkpoint{std::string(SmallCity::kOrigin), 1,
                                tlog::leaf_hash(wire::digest(other.batches[0].manifest).view())}),
        {}};
    tlog::sign(note, stranger.signer.origin, stranger.signer.receipt);
    tlog::cosign(note, stranger.signer.witness_name, stranger.signer.witness, other.clock.utc());
    return page(200, format(tlog::LogProof{std::nullopt, 0, {}, format(note)}));
  };
  other.play(Wake{});
  CHECK(other.receipts() == 0);
  CHECK(other.trouble() == Trouble::forged);
}

TEST_CASE("a receipt with an older checkpoint is taken, and the newest held one stays") {
  Road road;
  for (int i = 0; i < 3; ++i) road.freeze();
  road.play(Wake{});
  const auto first = value(road.inbox.receipts()).front();
  support::ok(remove_file(road.inbox.receipt_file(first)));
  road.asked.clear();
  road.play(SendNow{});
  CHECK(road.receipts() == 3);
  CHECK(std::count(road.asked.begin(), road.asked.end(), "POST /v1/batches?from=3") == 1);
  road.freeze();
  road.play(OutboxChanged{});
  CHECK(road.asked.back() == "HEAD /v1/packs/mulhouse-solidaire");
  CHECK(std::count(road.asked.begin(), road.asked.end(), "POST /v1/batches?from=3") == 2);
}

TEST_CASE("a hub that shows two logs is an alarm") {
  Road road;
  road.freeze();
  road.play(Wake{});
  road.freeze();
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method != "POST") return std::nullopt;
    // The same keys, another history: the new batch stands alone at size 1.
    tlog::Note note{
        format(tlog::Checkpoint{std::string(SmallCity::kOrigin), 1,
                                tlog::leaf_hash(wire::digest(road.batches[1].manifest).view())}),
        {}};
    tlog::sign(note, road.city.signer.origin, road.city.signer.receipt);
    tlog::cosign(note, road.city.signer.witness_name, road.city.signer.witness, road.clock.utc());
    return page(200, format(tlog::LogProof{std::nullopt, 0, {}, format(note)}));
  };
  road.play(OutboxChanged{});
  CHECK(road.trouble() == Trouble::log_conflict);
}

TEST_CASE(
    "a batch that the hub refuses holds nobody else up, and a conflict is not sent again by "
    "itself") {
  Road road;
  for (int i = 0; i < 3; ++i) road.freeze();
  int posts = 0;
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method == "POST" && ++posts == 1) return page(409);
    return std::nullopt;
  };
  road.play(Wake{});
  CHECK(road.receipts() == 2);
  CHECK(road.trouble() == Trouble::conflict);
  CHECK(road.machine->status().batches.size() == 1);
  const int after_first = posts;
  road.wait();
  road.wait();
  CHECK(posts == after_first);
  CHECK(road.trouble() == Trouble::conflict);
  road.play(SendNow{});
  CHECK(road.receipts() == 3);
  CHECK(road.trouble() == Trouble::none);
}

TEST_CASE("Retry-After is respected, and can't put the kiosk to sleep for days") {
  Road road;
  road.freeze();
  std::string wish = "1000";
  road.network = [&](const Ask&) { return page(429, "", {{"retry-after", wish}}); };
  road.play(Wake{});
  CHECK(road.machine->next_wake() - road.clock.mono() == 1000s);
  wish = "99999999999";
  road.wait();
  CHECK(road.machine->next_wake() - road.clock.mono() == 1h);
  wish = "Wed, 21 Oct 2115 07:28:00 GMT";
  road.wait();
  CHECK(road.machine->next_wake() - road.clock.mono() == 240s);
}

TEST_CASE("an old nonce costs one more hello, not the round") {
  Road road;
  road.freeze();
  bool slept = false;
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method == "POST" && !std::exchange(slept, true))
      road.clock.advance(10min);  // a very slow line
    return std::nullopt;
  };
  road.play(Wake{});
  CHECK(road.receipts() == 1);
  CHECK(std::count(road.asked.begin(), road.asked.end(), "HEAD /v1/hello") == 2);
  // A hub that never accepts does not make it spin.
  road.freeze();
  road.network = [](const Ask& ask) -> std::optional<Answer> {
    if (ask.method == "POST") return page(401);
    return std::nullopt;
  };
  road.asked.clear();
  road.play(OutboxChanged{});
  CHECK(road.trouble() == Trouble::refused);
  CHECK(road.asked.size() < 10);
}

TEST_CASE("the desk's files arrive once, and only as the desk signed them") {
  Road road;
  const Bytes pack = road.publish(3);
  support::ok(write_file(road.directory / "exchange/statuses.json", as_bytes("{}")));
  support::ok(write_file(road.directory / "exchange/kept.note", as_bytes("not signed by anyone")));
  road.play(Wake{});
  CHECK(road.trouble() == Trouble::forged);
  support::ok(remove_file(road.directory / "exchange/kept.note"));
  // The line breaks in the middle of the pack; it goes on from there.
  int parts = 0;
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.path.find("version=3") != std::string::npos && ++parts == 2)
      return broken(Answer::Link::timeout);
    return std::nullopt;
  };
  road.wait();
  CHECK(road.trouble() == Trouble::timeout);
  road.wait();
  CHECK(road.trouble() == Trouble::none);
  CHECK(parts == 3);
  CHECK(value(read_file(road.inbox.pack_file(3), 1u << 30)) == pack);
  CHECK(as_text(value(read_file(road.inbox.statuses_file(), 100))) == "{}");
  CHECK(value(list_files(road.directory / "sync", "")).empty());
  road.asked.clear();
  road.wait();
  CHECK(road.asked.back() == "HEAD /v1/packs/mulhouse-solidaire");
}

TEST_CASE("a batch that appears while a request fails does not shorten the wait") {
  Road road;
  road.freeze();
  const auto ask = road.machine->handle(Wake{}, road.now());
  REQUIRE(ask);
  road.freeze();
  CHECK_FALSE(road.machine->handle(OutboxChanged{}, road.now()));
  CHECK_FALSE(road.machine->handle(broken(Answer::Link::offline), road.now()));
  CHECK(road.machine->next_wake() - road.clock.mono() == 60s);
}

TEST_CASE(
    "a pack that is not what the publisher signed does not reach the inbox, and is fetched again") {
  Road road;
  Bytes pack = road.publish(3);
  // What a power cut left of the first part: its length without its bytes.
  support::ok(write_file(road.directory / "sync/pack-3.part", Bytes(1u << 20, 0)));
  road.play(Wake{});
  CHECK(road.trouble() == Trouble::disk);
  CHECK(value(road.inbox.packs()).empty());
  road.wait();
  CHECK(road.trouble() == Trouble::none);
  CHECK(value(read_file(road.inbox.pack_file(3), 1u << 30)) == pack);
  // A hub that hands out what nobody signed.
  pack[pack.size() / 2] ^= 1;
  support::ok(write_file(road.directory / "exchange/packs/mulhouse-solidaire-4.pack", pack));
  road.wait();
  CHECK(road.trouble() == Trouble::forged);
  CHECK(value(road.inbox.packs()) == std::vector<std::uint64_t>{3});
  CHECK(value(list_files(road.directory / "sync", "")).empty());
}

TEST_CASE(
    "a newer root document is believed when the authority signed it, and new log keys with it") {
  Road road;
  const SmallKiosk* const all[] = {&road.kiosk};
  const SmallCity impostor;
  support::ok(
      write_file(road.directory / "exchange/root.signed", wire::encode(SmallCity().root(all))));
  road.play(Wake{});
  CHECK(road.trouble() == Trouble::forged);
  CHECK(value(road.inbox.roots()).empty());
  support::ok(
      write_file(road.directory / "exchange/root.signed", wire::encode(road.city.root(all))));
  road.wait();
  CHECK(road.trouble() == Trouble::none);
  CHECK(value(road.inbox.roots()) == std::vector<std::uint64_t>{2});
}

TEST_CASE("an authority that hands over is followed, and one that has handed over is not") {
  Road road;
  const SmallKiosk* const all[] = {&road.kiosk};
  const auto next = crypto::SigningKey::generate();
  auto root = road.city.verified_root(all);
  const auto former = road.city.authority.verify_key();
  for (auto& document : root.certificates) {
    document = value(wire::sign(value(wire::verify_certificate(document, former)), next));
  }
  root.lineage = {value(wire::hand_over(road.city.authority, next, root.issued))};
  const auto put = [&](const wire::Signed& document) {
    support::ok(write_file(road.directory / "exchange/root.signed", wire::encode(document)));
  };
  put(value(wire::sign(root, next)));
  road.play(Wake{});
  CHECK(road.trouble() == Trouble::none);
  CHECK(value(road.inbox.roots()) == std::vector<std::uint64_t>{2});
  put(road.city.root(all));  // number 3, by the key of before
  road.wait();
  CHECK(road.trouble() == Trouble::forged);
  CHECK(value(road.inbox.roots()) == std::vector<std::uint64_t>{2});
}

}  // namespace
}  // namespace parvis::agent::test
