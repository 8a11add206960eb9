// A city loses its hub's disk, as its administrator lives through it: words and exit statuses, and what an auditor then finds.
#include "tests/integration/hub_words.h"

namespace parvis {
namespace {

using integration::says;
using support::Ran;
using support::Town;
using support::town_visit;
using support::value;

struct City {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  Ran hub(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--hub", town.hub().root.string()});
    return support::run(PARVIS_HUB_PROGRAM, std::move(words),
                        {"USER=awa", "PARVIS_PASSPHRASE=" + std::string(support::kTownPassphrase)});
  }
  Ran verify(const std::string& log) const {
    return support::run(PARVIS_VERIFY_PROGRAM, {town.path(log).string(), "--authority",
                                                crypto::to_base64(town.authority().view())});
  }
  // Receives a batch, and leaves it with its receipt on a stick.
  void receive(const std::string& name) {
    const Bytes batch = kiosk.batch({town_visit(), town_visit()});
    const auto outcome = town.import(batch);
    support::ok(make_directories(town.path("stick")));
    support::ok(write_file(town.path("stick") / (name + ".batch"), batch));
    support::ok(write_file(town.path("stick") / (name + ".receipt"),
                           as_bytes(tlog::format(outcome.receipt))));
  }
  std::string path(std::string_view name) const { return town.path(name).string(); }
};

TEST_CASE("a restored hub is given back what it had lost, and an auditor finds one whole log") {
  City city;
  city.receive("1");
  CHECK(city.hub({"open"}).status == 0);
  REQUIRE(city.hub({"backup", city.path("backup")}).status == 0);
  city.receive("2");
  CHECK(city.hub({"recover"}).status == 1);  // there is nothing to recover
  REQUIRE(city.hub({"restore", city.path("backup")}).status == 0);

  Ran said = city.hub({"recover", "--from", city.path("stick")});
  INFO(said.out << said.err);
  CHECK(said.status == 0);
  CHECK(says(said.out, "1 leaves are here; the newest checkpoint that anyone has shown has 2"));
  CHECK(says(said.out, "not heard yet: borne-01"));
  said = city.hub({"recover", "--end"});
  CHECK(said.status == 4);
  CHECK(says(said.err, "borne-01"));
  said = city.hub({"recover", "--end", "--without", "borne-01"});
  CHECK(said.status == 0);
  CHECK(says(said.out, "1 leaves were put back"));
  CHECK(city.hub({"open"}).status == 0);
  CHECK(city.hub({"audit"}).status == 0);
  CHECK(city.hub({"export", "log", "--out", city.path("log")}).status == 0);
  const Ran verified = city.verify("log");
  INFO(verified.out);
  CHECK(verified.status == 0);
  CHECK(says(verified.out, "The sum closes: 4 visits signed for, 4 counted"));
  CHECK(says(verified.out, "All of it holds."));
}

TEST_CASE("what is lost for ever is said, and the authority lets the log go on without it") {
  City city;
  city.receive("1");
  CHECK(city.hub({"open"}).status == 0);
  REQUIRE(city.hub({"backup", city.path("backup")}).status == 0);
  city.receive("2");
  city.receive("3");
  CHECK(city.hub({"restart-log", "--origin", "hub.example/parvis/2"}).status ==
        1);  // why should it
  REQUIRE(city.hub({"restore", city.path("backup")}).status == 0);
  std::filesystem::remove(city.town.path("stick") / "2.batch");
  Ran said = city.hub({"recover", "--from", city.path("stick")});
  CHECK(said.status == 1);
  CHECK(says(said.out, "missing: nobody has said what leaf 1 is"));
  CHECK(city.hub({"recover", "--end", "--without", "borne-01"}).status == 1);
  said = city.hub({"restart-log", "--origin", "hub.example/parvis/2"});
  INFO(said.out << said.err);
  CHECK(said.status == 0);
  CHECK(says(said.out, "goes on as hub.example/parvis/2 from its first 1 leaves"));
  CHECK(city.hub({"import", city.path("stick")}).status == 0);
  CHECK(city.hub({"open"}).status == 0);
  CHECK(city.hub({"audit"}).status == 0);
  CHECK(city.hub({"export", "log", "--out", city.path("log")}).status == 0);
  const Ran verified = city.verify("log");
  INFO(verified.out);
  CHECK(verified.status == 0);
  CHECK(says(verified.out, "restarted hub.example/parvis as hub.example/parvis/2"));
  CHECK(says(verified.out,
             "remark: leaf 2, batch 3 of borne-01: 1 batches before it"));  // the lost one
}

TEST_CASE("an auditor's program teaches, and says when nothing pins the authority") {
  const Ran help = support::run(PARVIS_VERIFY_PROGRAM, {"--help"});
  CHECK(help.status == 0);
  CHECK(says(help.out, "Exit status:"));
  CHECK(says(help.out, "Example:"));
  CHECK(support::run(PARVIS_VERIFY_PROGRAM, {}).status == 2);
  CHECK(support::run(PARVIS_VERIFY_PROGRAM, {"log", "--bogus"}).status == 2);
  City city;
  city.receive("1");
  CHECK(city.hub({"export", "log", "--out", city.path("log")}).status == 0);
  const Ran unpinned = support::run(PARVIS_VERIFY_PROGRAM, {city.path("log")});
  CHECK(unpinned.status == 0);
  CHECK(says(unpinned.out, "no --authority was given"));
  CHECK(support::run(PARVIS_VERIFY_PROGRAM, {city.path("log"), "--authority", "nonsense"}).status ==
        2);
  CHECK(
      support::run(PARVIS_VERIFY_PROGRAM, {city.path("log"), "--receipt", "/nonexistent"}).status ==
      3);
}

}  // namespace
}  // namespace parvis
