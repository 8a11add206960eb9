// parvis-hub as people and scripts meet it: the real program, its words and its exit status.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sync/hub/intake/journals.h"
#include "sync/identity/enrolment.h"
#include "sync/identity/qr_text.h"
#include "tests/support/program.h"
#include "tests/support/town.h"

namespace parvis {
namespace {

using support::Ran;
using support::Town;
using support::town_visit;
using support::value;

std::string passphrase(std::string_view words = support::kTownPassphrase) {
  return "PARVIS_PASSPHRASE=" + std::string(words);
}

struct Hub {
  Town town;
  Ran operator()(std::vector<std::string> words, std::vector<std::string> environment = {}) const {
    words.insert(words.begin(), {"--hub", town.hub().root.string()});
    environment.push_back("USER=awa");
    return support::run(PARVIS_HUB_PROGRAM, std::move(words), std::move(environment));
  }
  // A file of the test's directory with these bytes.
  std::string file(std::string_view name, ByteView bytes) const {
    support::ok(write_file(town.path(name), bytes));
    return town.path(name).string();
  }
  [[nodiscard]] nlohmann::json json(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Ran ran = (*this)(std::move(words));
    INFO(ran.err);
    REQUIRE(ran.status == 0);
    return nlohmann::json::parse(ran.out);
  }
};

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

TEST_CASE(
    "hub help teaches: every verb has a sentence and an example, and the exit statuses stand "
    "there") {
  const Ran help = support::run(PARVIS_HUB_PROGRAM, {"--help"});
  CHECK(help.status == 0);
  CHECK(says(help.out, "Exit status:"));
  const std::vector<std::vector<std::string>> verbs{{"init"},
                                                    {"enrol"},
                                                    {"devices"},
                                                    {"revoke"},
                                                    {"rotate"},
                                                    {"quarantine", "list"},
                                                    {"quarantine", "accept"},
                                                    {"quarantine", "refuse"},
                                                    {"pack", "build"},
                                                    {"pack", "verify"},
                                                    {"pack", "show"},
                                                    {"publish"},
                                                    {"import"},
                                                    {"stick"},
                                                    {"journal"},
                                                    {"open"},
                                                    {"moderate", "list"},
                                                    {"moderate", "show"},
                                                    {"moderate", "accept"},
                                                    {"moderate", "refuse"},
                                                    {"moderate", "postpone"},
                                                    {"moderate", "edit"},
                                                    {"results"},
                                                    {"export", "csv"},
                                                    {"export", "json"},
                                                    {"export", "log"},
                                                    {"code", "status"},
                                                    {"code", "withdraw"},
                                                    {"audit"},
                                                    {"fraud"},
                                                    {"backup"},
                                                    {"restore"},
                                                    {"recover"},
                                                    {"restart-log"},
                                                    {"serve"}};
  for (auto words : verbs) {
    CHECK(says(help.out, "\n  " + words[0]));
    const std::string example = "parvis-hub " + words[0] + (words.size() > 1 ? " " + words[1] : "");
    words.emplace_back("--help");
    const Ran verb = support::run(PARVIS_HUB_PROGRAM, words);
    INFO(example);
    CHECK(verb.status == 0);
    CHECK(says(verb.out, "Example:\n  " + example));
  }
}

TEST_CASE("hub usage errors end in 2 and name the word") {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"bogus"},
                                             {},
                                             {"results", "--bogus"},
                                             {"enrol"},
                                             {"moderate", "list", "--state", "odd"}}) {
    CHECK(support::run(PARVIS_HUB_PROGRAM, words).status == 2);
  }
  const Ran nowhere = support::run(PARVIS_HUB_PROGRAM, {"--hub", "/nonexistent", "results"});
  CHECK(nowhere.status == 2);
  CHECK(says(nowhere.err, "There is no hub in /nonexistent"));
}

TEST_CASE("hub.toml with an unknown key ends in 2 and names the key and its line") {
  const Hub hub;
  const std::string before(as_text(value(read_file(hub.town.hub().settings(), 1u << 16))));
  support::ok(write_file(hub.town.hub().settings(), as_bytes(before + "speed = \"fast\"\n")));
  const Ran ran = hub({"results"});
  CHECK(ran.status == 2);
  CHECK(says(ran.err, "unknown key 'serve.speed' (line"));
}

TEST_CASE("a city is founded, with keys that nobody else reads, and only once") {
  const support::TemporaryDirectory directory;
  const std::vector<std::string> words{
      "--hub", (directory / "hub").string(), "init", "--city", "Mulhouse", "--origin", "a.b/log",
      "--url", "http://127.0.0.1:1"};
  CHECK(support::run(PARVIS_HUB_PROGRAM, words).status == 1);  // no passphrase, no terminal
  CHECK(support::run(PARVIS_HUB_PROGRAM, words, {passphrase("short")}).status == 1);
  const Ran made = support::run(PARVIS_HUB_PROGRAM, words, {passphrase()});
  INFO(made.err);
  CHECK(made.status == 0);
  const Ran again = support::run(PARVIS_HUB_PROGRAM, words, {passphrase()});
  CHECK(again.status == 1);
  CHECK(says(again.err, "is a hub already"));
}

TEST_CASE("a wrong passphrase ends in 1, says so, and certifies nothing") {
  const Hub hub;
  const auto request = hub.file("borne.request", support::TownKiosk().request());
  const auto out = hub.town.path("answer").string();
  const Ran wrong = hub({"enrol", request, "--name", "borne-01", "--out", out},
                        {passphrase("wrong horse battery")});
  CHECK(wrong.status == 1);
  CHECK(says(wrong.err, "this is not the passphrase"));
  CHECK_FALSE(std::filesystem::exists(out));
  CHECK(hub({"enrol", request, "--name", "borne-01", "--out", out}, {passphrase()}).status == 0);
  CHECK(std::filesystem::exists(out));
}

TEST_CASE("a pack with a flipped byte is refused, whichever byte it is") {
  const Hub hub;
  const auto pack = hub.town.hub().pack({std::string(support::kTownSlug), 1});
  CHECK(hub({"pack", "verify", pack.string()}).status == 0);
  Bytes bytes = value(read_file(pack, 8u << 20));
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 3, bytes.size() - 1}) {
    bytes[at] ^= 1;
    const Ran ran = hub({"pack", "verify", hub.file("bad.pack", bytes)});
    CHECK(ran.status == 1);
    CHECK(says(ran.err, "bad.pack"));
    bytes[at] ^= 1;
  }
}

TEST_CASE(
    "batches are named one by one: taken, again, damaged, truncated, unknown, contradicting") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  const auto before = kiosk.head();
  Bytes good = kiosk.batch({town_visit()});
  Bytes flipped = good;
  flipped[flipped.size() / 2] ^= 1;
  const Bytes truncated(good.begin(), good.end() - 40);

  const auto import = [&](std::string_view name, ByteView bytes) {
    return hub({"import", hub.file(name, bytes)});
  };
  CHECK(import("good.batch", good).status == 0);
  const Ran again = import("again.batch", good);
  CHECK(again.status == 0);
  CHECK(says(again.out, "was in the log already"));
  const Ran damaged = import("flipped.batch", flipped);
  CHECK(damaged.status == 1);
  CHECK(says(damaged.out, "flipped.batch is refused, nothing of it is kept"));
  const Ran cut = import("cut.batch", truncated);
  CHECK(cut.status == 1);
  CHECK(says(cut.out, "cut.batch is refused"));
  kiosk.go_back_to(before);  // a restored card
  const Ran cloned = import("clone.batch", kiosk.batch({town_visit(), town_visit()}));
  CHECK(cloned.status == 1);
  CHECK(says(cloned.out, "contradicts another batch of its kiosk"));
  CHECK(hub({"open"}).status == 0);
  const auto results = hub.json({"results"});
  CHECK(results["sum"]["manifests"] == 1);
  CHECK(results["sum"]["counted"] == 1);
}

TEST_CASE("a batch of a kiosk that nobody certified is kept aside and not counted") {
  const Hub hub;
  const Town elsewhere;
  auto stranger = elsewhere.kiosk("borne-09");
  const Ran ran = hub({"import", hub.file("stranger.batch", stranger.batch({town_visit()}))});
  CHECK(ran.status == 1);
  CHECK(says(ran.out, "is kept aside and not counted: unknown-device"));
  CHECK(hub.json({"devices"})["kept_aside"].size() == 1);
  hub({"open"});
  CHECK(hub.json({"results"})["sum"]["manifests"] == 0);
}

TEST_CASE(
    "the whole desk by words alone: import, open, moderate, publish, results, export, audit, "
    "backup") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  const std::string code = wire::new_receipt_code();
  auto said = town_visit("Il faut plus de bancs à l’ombre.");
  said.code = value(wire::receipt_code_tag(code, support::kTownSlug));
  support::ok(make_directories(hub.town.path("stick")));
  hub.file("stick/1.batch",
           kiosk.batch({said, town_visit("Il faut insulter tout le monde."), town_visit()}));
  CHECK(hub.json({"import", hub.town.path("stick").string()})["files"][0]["outcome"] == "receipt");
  CHECK(hub.json({"open"})["ideas"] == 2);
  const auto ideas = hub.json({"moderate", "list"})["ideas"];
  REQUIRE(ideas.size() == 2);
  for (const auto& idea : ideas) {
    const std::string id = idea["id"];
    if (says(idea["text"], "bancs")) {
      CHECK(hub({"moderate", "accept", id, "--keywords", "bancs,ombre"}).status == 0);
      CHECK(hub.json({"moderate", "show", id})["history"][0]["who"] == "awa");
    } else {
      CHECK(hub({"moderate", "refuse", id}).status == 2);  // a reason is obligatory
      CHECK(hub({"moderate", "refuse", id, "--reason", "insulting"}).status == 0);
    }
  }
  CHECK(says(hub({"code", "status", code}).out, "accepted"));
  CHECK(hub.json({"publish"})["added"].size() == 1);
  const Ran nothing_new = hub({"publish"});
  CHECK(nothing_new.status == 1);
  CHECK(says(nothing_new.err, "no accepted idea is waiting"));
  CHECK(hub.json({"pack", "show", "test-town"})["version"] == 2);

  const std::string first = hub({"results", "--json"}).out;
  CHECK(first == hub({"results", "--json"}).out);
  CHECK(nlohmann::json::parse(first)["sum"]["closes"] == true);
  CHECK(says(hub({"results"}).out, "it closes"));
  const std::string data = hub.town.path("data").string();
  CHECK(hub({"export", "csv", "--out", data}).status == 0);
  for (const char* name : {"proposals", "votes", "ideas", "sum", "suspects", "dictionary"}) {
    CHECK(std::filesystem::exists(data + "/" + name + ".csv"));
  }
  CHECK(nlohmann::json::parse(hub({"export", "json"}).out)["votes"].size() == 6);

  const std::string key = (hub.town.hub().desk_keys() / "reception.key").string();
  const Ran audit = hub({"audit", "--reopen", key});
  INFO(audit.out);
  CHECK(audit.status == 0);
  CHECK(says(audit.out, "3 boxes opened again"));
  CHECK(hub({"backup", hub.town.path("backup").string()}).status == 0);
  CHECK(hub({"backup", hub.town.path("backup").string()}).status == 1);
  // In three groups, as it stands on the screen and on the card.
  CHECK(hub({"code", "withdraw", code.substr(0, 4), code.substr(4, 3), code.substr(7)}).status ==
        0);
  CHECK(hub.json({"results"})["sum"]["withdrawn"] == 1);
  CHECK(hub({"audit", "--reopen", key}).status == 0);
  CHECK(hub({"restore", hub.town.path("backup").string()}).status == 0);
  CHECK(hub.json({"results"})["sum"]["withdrawn"] == 0);
}

TEST_CASE("the fraud rules are printed with their thresholds and how many visits met each") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  auto clicked = town_visit();
  clicked.votes.clear();
  for (std::uint32_t card = 0; card < 12; ++card) {
    clicked.votes.push_back({card, consultation::Vote::agree, 0});
  }
  hub({"import", hub.file("1.batch", kiosk.batch({clicked, town_visit()}))});
  hub({"open"});
  const Ran ran = hub({"fraud"});
  CHECK(ran.status == 0);
  CHECK(says(ran.out, "test-town: 1 of 2 visits are suspect"));
  CHECK(says(ran.out, "     1  too-fast        4 votes or more"));
  CHECK(says(ran.out, "     0  pasted-text"));
  const auto json = hub.json({"fraud"});
  CHECK(json["format"] == "parvis-fraud/1");
  CHECK(json["judged"] == 2);
  CHECK(json["suspect"] == 1);
  CHECK(json["rules"][1]["rule"] == "all-the-same");
  CHECK(json["rules"][1]["visits"] == 1);
  CHECK(hub.json({"results"})["sum"]["suspect"] == 1);
  CHECK(hub({"audit"}).status == 0);
}

TEST_CASE("an audit that finds something ends in 1 and names it") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  hub.town.import(kiosk.batch({town_visit()}));
  hub.town.open();
  const Path file = hub.town.hub().desk_db();
  // The opened visit lies in clear in desk.db: one bit in the middle of it.
  Bytes content;
  {
    auto store = hub.town.desk();
    support::ok(store.each_visit(
        [&](const parvis::hub::OpenedVisit& row) -> Status {
          content = row.content;
          return {};
        },
        [](const std::string& damage) -> Status { return fail(Errc::corrupt, damage); }));
  }
  Bytes bytes = value(read_file(file, 64u << 20));
  const auto at = std::search(bytes.begin(), bytes.end(), content.begin(), content.end());
  REQUIRE(at != bytes.end());
  at[static_cast<std::ptrdiff_t>(content.size() / 2)] ^= 1;
  support::ok(write_file(file, bytes, Existing::replace, 0600));
  const Ran ran = hub({"audit"});
  CHECK(ran.status == 1);
  CHECK(says(ran.out, "FOUND: opened visit "));
  CHECK(hub({"results"}).status == 1);
}

TEST_CASE("a store of a newer Parvis ends in 5, says what to do, and stays as it is") {
  const Hub hub;
  const std::string_view steps[] = {""};
  {
    auto database =
        value(sqlite::Database::open(hub.town.hub().desk_db(), {"desk", 0x50764465, steps},
                                     {.access = sqlite::Access::existing}));
    support::ok(database.execute("PRAGMA user_version = 99"));
  }
  const Bytes before = value(read_file(hub.town.hub().desk_db(), 64u << 20));
  const Ran ran = hub({"results"});
  CHECK(ran.status == 5);
  CHECK(says(ran.err, "install the newer"));
  CHECK(value(read_file(hub.town.hub().desk_db(), 64u << 20)) == before);
}

TEST_CASE("sources with a mistake are refused by file and line, and no version is spent") {
  const Hub hub;
  const Path file = hub.town.sources() / "proposals.csv";
  std::string csv(as_text(value(read_file(file, 1u << 20))));
  support::ok(write_file(file, as_bytes(csv + "t99,nowhere,a,,Il faut une ligne fausse.\n")));
  const Ran ran = hub({"pack", "build", hub.town.sources().string()});
  CHECK(ran.status == 1);
  CHECK(says(ran.err, "proposals.csv:16"));
  support::ok(write_file(file, as_bytes(csv)));
  CHECK(hub.json({"pack", "build", hub.town.sources().string(), "--dry-run"})["version"] == 2);
  CHECK(hub.json({"pack", "build", hub.town.sources().string()})["version"] == 2);
}

TEST_CASE(
    "a stolen kiosk by words alone: revoked, its last batches against paper, the keys replaced") {
  const Hub hub;
  auto kiosk = hub.town.kiosk("borne-01");
  std::vector<Bytes> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(kiosk.batch({town_visit(), town_visit()}));
  hub.town.import(batches[0]);
  hub.town.import(batches[1]);
  CHECK(hub({"open"}).status == 0);
  CHECK(hub({"revoke", "borne-01", "--lost-at", "1"}).status == 1);  // without the passphrase
  CHECK(hub({"revoke", "borne-09", "--lost-at", "1"}, {passphrase()}).status == 1);
  const Ran revoked = hub({"revoke", "borne-01", "--lost-at", "1"}, {passphrase()});
  INFO(revoked.err);
  REQUIRE(revoked.status == 0);
  CHECK(says(revoked.out, "quarantine list"));
  CHECK(hub({"import", hub.file("late.batch", batches[2])}).status == 1);
  CHECK(says(hub({"open"}).out, "1 of them were judged again"));
  CHECK(hub.json({"results"})["sum"]["quarantined"] == 2);
  CHECK(hub.json({"devices"})["devices"][0]["state"] == "revoked");

  const auto waiting = hub.json({"quarantine", "list"})["batches"];
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0]["in_log"] == true);
  CHECK(waiting[1]["number"] == 3);
  const std::string second = waiting[0]["batch"], third = waiting[1]["batch"];
  const Ran differs = hub({"quarantine", "accept", second, "--visits", "5"});
  CHECK(differs.status == 1);
  CHECK(says(differs.err, "paper says 5 visits, the batch's count sheets 2"));
  CHECK(hub({"quarantine", "accept", second, "--visits", "2"}).status == 0);
  CHECK(hub({"quarantine", "refuse", third}).status == 2);  // a reason is obligatory
  CHECK(hub({"quarantine", "refuse", third, "--why", "nobody was there", "--by", "Jo"}).status ==
        0);
  CHECK(says(hub({"quarantine", "list"}).out, "refused by Jo: nobody was there"));
  CHECK(hub({"open"}).status == 0);
  CHECK(hub.json({"results"})["sum"]["counted"] == 4);

  for (const char* key : {"reception", "publisher", "receipt", "witness", "desk"}) {
    const Ran ran = hub({"rotate", key}, {passphrase()});
    INFO(ran.err);
    CHECK(ran.status == 0);
  }
  CHECK(hub({"rotate", "sails"}, {passphrase()}).status == 2);
  CHECK(hub({"rotate", "receipt", "--revoke-former"}, {passphrase()}).status == 1);
  CHECK(hub({"rotate", "authority"}, {passphrase()}).status == 1);  // no next passphrase
  const std::string next = "PARVIS_NEXT_PASSPHRASE=another horse battery";
  CHECK(hub({"rotate", "authority"}, {passphrase(), next}).status == 0);
  const auto request = hub.file("other.request", support::TownKiosk().request());
  const auto out = hub.town.path("answer").string();
  CHECK(hub({"enrol", request, "--name", "borne-02", "--out", out}, {passphrase()}).status == 1);
  CHECK(hub({"enrol", request, "--name", "borne-02", "--out", out},
            {passphrase("another horse battery")})
            .status == 0);
  const Ran audit = hub({"audit"});
  INFO(audit.out << audit.err);
  CHECK(audit.status == 0);
  CHECK(hub.json({"results"})["sum"]["counted"] == 4);
}

TEST_CASE("a kiosk is enrolled from a stick, and by what its QR code says") {
  const Hub hub;
  const Path stick = hub.town.path("stick");
  support::ok(make_directories(stick));
  CHECK(hub({"enrol", "--name", "borne-01"}, {passphrase()}).status == 1);
  CHECK(hub({"enrol", "--stick", stick.string(), "--name", "borne-01"}, {passphrase()}).status ==
        1);
  const support::TownKiosk first, second;
  const auto device = value(identity::decode_request(first.request())).device;
  support::ok(write_file(stick / identity::request_name(device), first.request()));
  const Ran ran = hub({"enrol", "--stick", stick.string(), "--name", "borne-01"}, {passphrase()});
  INFO(ran.err);
  CHECK(ran.status == 0);
  const auto answer = value(identity::decode_answer(
      value(read_file(stick / identity::answer_name(device), identity::kMaxAnswerBytes))));
  CHECK(value(identity::verify_answer(answer)).certificate.device == device);
  support::ok(write_file(stick / "other.request", second.request()));
  const Ran several = hub({"enrol", "--stick", stick.string(), "--name", "x"}, {passphrase()});
  CHECK(several.status == 1);
  CHECK(says(several.err, "several requests on it, name one"));

  std::string text = identity::to_qr_text(second.request());
  const auto out = hub.town.path("answer").string();
  CHECK(hub({"enrol", "--qr", text, "--name", "borne-02", "--out", out}, {passphrase()}).status ==
        0);
  CHECK(std::filesystem::exists(out));
  text[40] = text[40] == 'A' ? 'B' : 'A';
  const Ran altered = hub({"enrol", "--qr", text, "--name", "borne-03"}, {passphrase()});
  CHECK(altered.status == 1);
  CHECK(says(altered.err, "scan it again"));
}

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

TEST_CASE("codes that are mistyped, or never arrived, are told apart") {
  const Hub hub;
  const Ran mistyped = hub({"code", "status", "7K3QX 2M9A"});
  CHECK(mistyped.status == 1);
  CHECK(says(mistyped.err, "a code has 10 characters"));
  const Ran unknown = hub({"code", "status", wire::new_receipt_code()});
  CHECK(unknown.status == 1);
  CHECK(says(unknown.err, "nothing with this code has arrived"));
}

TEST_CASE("an error asked for as JSON is JSON, on standard error") {
  const Hub hub;
  const Ran ran = hub({"moderate", "show", "i-00000000", "--json"});
  CHECK(ran.status == 1);
  CHECK(ran.out.empty());
  CHECK(nlohmann::json::parse(ran.err)["error"] == "not_found");
}

}  // namespace
}  // namespace parvis
