// Journals on the agent's road: carried last, only what is missing, and never in a batch's way.
#include "sync/hub/intake/journals.h"
#include "tests/unit/agent/road.h"

namespace parvis::agent::test {
namespace {

struct JournalRoad : Road {
  wire::DeviceId device;
  Path file = directory / "kiosk.journal";

  JournalRoad() {
    freeze();
    device = value(wire::decode_manifest(batches[0].manifest.bytes)).device;
    note(1);
    const SmallKiosk* const all[] = {&kiosk};
    auto options = city.verified_root(all);
    MachineOptions with{.outbox = directory / "outbox",
                        .inbox = directory / "inbox",
                        .directory = directory / "sync",
                        .consultation = "",
                        .authority = city.authority.verify_key(),
                        .root = std::move(options),
                        .journals = {{"parvis-kiosk", file}, {"parvis-sync", directory / "none"}},
                        .jitter = [] { return 0.0; },
                        .note = {}};
    machine = std::make_unique<Machine>(std::move(with), kiosk.transport());
  }
  void note(int times) {
    auto journal = value(journal::Journal::open(file, device, "parvis-kiosk", clock.utc()));
    for (int i = 0; i < times; ++i)
      support::ok(journal.append(journal::Event::stopped, clock.utc()));
  }
  [[nodiscard]] std::vector<hub::JournalShelf::Volume> volumes() const {
    const hub::JournalShelf shelf(directory / "journals");
    return value(shelf.read(device, "parvis-kiosk", kiosk.transport().verify_key()));
  }
  [[nodiscard]] std::size_t posts(std::string_view path) const {
    return static_cast<std::size_t>(std::count_if(
        asked.begin(), asked.end(),
        [&](const std::string& ask) { return ask.starts_with("POST " + std::string(path)); }));
  }
};

TEST_CASE(
    "a journal leaves after the batches, whole, with its signed head, later only what is new") {
  JournalRoad road;
  road.play(Wake{});
  CHECK(road.trouble() == Trouble::none);
  CHECK(road.receipts() == 1);
  CHECK(road.asked.back() == "POST /v1/heads");
  REQUIRE(road.volumes().size() == 1);
  CHECK(road.volumes()[0].bytes == value(read_file(road.file, 1u << 20)));
  CHECK(road.volumes()[0].heads.size() == 1);
  road.wait();
  CHECK(road.posts("/v1/heads") == 1);  // nothing new, nothing asked
  road.note(3);
  road.wait();
  CHECK(road.posts("/v1/heads") == 2);
  REQUIRE(road.volumes().size() == 1);
  CHECK(road.volumes()[0].bytes == value(read_file(road.file, 1u << 20)));
  CHECK(road.volumes()[0].heads.size() == 2);
  CHECK(hub::findings(road.volumes()).empty());
}

TEST_CASE("a long journal leaves in parts, and goes on where a cut left it") {
  JournalRoad road;
  road.note(6000);
  int parts = 0;
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method == "POST" && ask.path.starts_with("/v1/journals/") && ++parts == 2)
      return broken(Answer::Link::offline);
    return std::nullopt;
  };
  road.play(Wake{});
  CHECK(road.trouble() == Trouble::none);
  CHECK(road.volumes().at(0).heads.empty());
  road.wait();
  REQUIRE(road.volumes().size() == 1);
  CHECK(road.volumes()[0].bytes == value(read_file(road.file, 8u << 20)));
  CHECK(road.volumes()[0].heads.size() == 1);
}

TEST_CASE("whatever becomes of a journal, batches go and the round has ended well") {
  const auto refuse_with = [](Answer answer) {
    JournalRoad road;
    road.network = [&](const Ask& ask) -> std::optional<Answer> {
      if (ask.path.starts_with("/v1/journals/") || ask.path == "/v1/heads") return answer;
      return std::nullopt;
    };
    road.play(Wake{});
    CHECK(road.trouble() == Trouble::none);
    CHECK(road.receipts() == 1);
    CHECK(road.machine->next_wake() - road.clock.mono() == 15min);
    road.freeze();
    road.play(OutboxChanged{});
    CHECK(road.receipts() == 2);
  };
  std::size_t tried = 0;
  for (const unsigned status : {202u, 301u, 400u, 401u, 403u, 404u, 409u, 413u, 429u, 500u, 503u}) {
    refuse_with(page(status));
    ++tried;
  }
  refuse_with(page(200, "<html>"));
  refuse_with(page(200, "", {{"parvis-journal-size", "18446744073709551615"}}));
  refuse_with(page(200, "", {{"parvis-journal-size", "0"}}));
  for (const auto link : {Answer::Link::offline, Answer::Link::timeout, Answer::Link::certificate})
    refuse_with(broken(link));
  CHECK(tried == 11);
}

TEST_CASE("a journal that is another than the hub has is given whole, and both are kept") {
  JournalRoad road;
  road.note(5);
  road.play(Wake{});
  const Bytes honest = value(read_file(road.file, 1u << 20));
  std::filesystem::remove(road.file);
  road.note(2);
  road.wait();
  REQUIRE(road.volumes().size() == 2);
  CHECK(road.volumes()[0].bytes == honest);
  const auto found = hub::findings(road.volumes());
  REQUIRE(found.size() == 1);
  CHECK(found[0].volume == 2);
  CHECK(found[0].damage->entry <= 3);
}

TEST_CASE("the hub takes a head only from the kiosk whose it is") {
  JournalRoad road;
  // Another device's name in a head that this transport key signed.
  auto head = value(journal::read_to_carry(road.file)).head;
  head.device = crypto::random_fixed<wire::DeviceId>();
  const auto forged = wire::encode(value(journal::sign(head, road.kiosk.transport())));
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.path != "/v1/heads") return std::nullopt;
    Ask other = ask;
    other.body = forged;
    return road.reach_hub(other);  // not what was signed
  };
  road.play(Wake{});
  CHECK(road.volumes().at(0).heads.empty());
}

}  // namespace
}  // namespace parvis::agent::test
