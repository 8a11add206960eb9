// What comes by stick, and what kiosks' journals tell, by words alone.
#include "sync/hub/intake/journals.h"
#include "tests/integration/hub_words.h"

namespace parvis {
namespace {

using namespace integration;

TEST_CASE("a stick is imported once however often, and carries back what its kiosk waits for") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  const Path stick = hub.town.path("stick");
  const std::string chain = crypto::to_hex(kiosk.certificate().chain->view());
  support::ok(make_directories(stick / "parvis/from-kiosk"));
  const auto batch = kiosk.batch({town_visit(), town_visit()});
  support::ok(write_file(stick / "parvis/from-kiosk" / (chain + "-00000001.batch"), batch));
  support::ok(write_file(stick / "holiday.jpg", as_bytes("jpg")));
  const Ran wild = hub({"import", stick.string()});
  CHECK(wild.status == 1);
  CHECK(says(wild.err, "nosuid,nodev,noexec"));
  CHECK(hub.json({"import", stick.string(), "--any-mount"})["files"][0]["again"] == false);
  CHECK(hub.json({"import", stick.string(), "--any-mount"})["files"][0]["again"] == true);
  CHECK(value(hub.town.intake().size()) == 1);
  const auto back = hub.json({"stick", stick.string(), "--any-mount"});
  CHECK(back["receipts"] == 1);
  CHECK(back["leaves"] == 1);
  CHECK(back["packs"][0] == "test-town-1");
  const auto receipt =
      value(read_file(stick / "parvis/from-hub" / (chain + "-00000001.receipt"), 1u << 20));
  CHECK(says(std::string(as_text(receipt)), "c2sp.org/tlog-proof@v1"));
}

TEST_CASE("a kiosk's journal is told in words, and an edit is located and ends in 1") {
  const Hub hub;
  const auto kiosk = hub.town.kiosk("borne-01");
  const wire::DeviceId device = *kiosk.certificate().device;
  hub::JournalShelf shelf(hub.town.hub().journals());
  const Path file = hub.town.path("kiosk.journal");
  {
    auto chain = value(journal::Journal::open(file, device, "parvis-kiosk", hub.town.now()));
    support::ok(chain.append(journal::Event::started, hub.town.now(), {"0.1.0"}));
    support::ok(chain.append(journal::Event::wrong_pin, hub.town.now(), {"mediator", "1"}));
    support::ok(chain.append(journal::Event::stopped, hub.town.now()));
    support::ok(shelf.merge(device, "parvis-kiosk", value(read_file(file, 1u << 20))));
    support::ok(shelf.add_head(device, "parvis-kiosk",
                               value(journal::sign(chain.head(), kiosk.transport()))));
  }
  const Ran fine = hub({"journal", "borne-01"});
  CHECK(fine.status == 0);
  CHECK(says(fine.out, "a wrong PIN was typed: role mediator, wrong in a row 1"));
  CHECK(says(fine.out, "in good order, as every head says"));
  Bytes edited = value(read_file(file, 1u << 20));
  edited[edited.size() - 120] ^= 1;
  support::ok(shelf.merge(device, "parvis-kiosk", edited));
  const Ran found = hub({"journal", "borne-01", "--program", "parvis-kiosk", "--json"});
  CHECK(found.status == 1);
  const auto finding = nlohmann::json::parse(found.out)["journals"][0]["findings"][0];
  CHECK(finding["kind"] == "edited");
  CHECK(finding["entry"] == 2);
  CHECK(hub({"journal", "borne-99"}).status == 1);
}
}  // namespace
}  // namespace parvis
