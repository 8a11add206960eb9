// parvis-hub as people and scripts meet it: the real program, its words and its exit status.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/integration/hub_words.h"

namespace parvis {
namespace {

using namespace integration;

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
                                                    {"destroy"},
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

TEST_CASE(
    "destroy refuses before the day, says what would go, does it with --yes, and is checked") {
  const Hub hub;
  hub::PackSources ahead;
  ahead.directory = hub.town.sources().string();
  ahead.closes = "2090-12-31";
  hub.town.publish(ahead);
  const Ran early = hub({"destroy", std::string(support::kTownSlug)});
  CHECK(early.status == 1);
  CHECK(says(early.err, "sealed boxes until 20"));
  CHECK(says(hub({"destroy", "nowhere"}).err, "no pack of 'nowhere' was made here"));

  // The same consultation, long over.
  hub::PackSources past;
  past.directory = hub.town.sources().string();
  past.opens = "2024-01-01";
  past.closes = "2024-02-01";
  hub.town.publish(past);
  auto kiosk = hub.town.kiosk("borne-01");
  hub.town.import(kiosk.batch({town_visit(), town_visit()}));
  CHECK(says(hub({"destroy", std::string(support::kTownSlug)}).err, "run open first"));
  CHECK(hub({"open"}).status == 0);
  const Ran due = hub({"audit"});
  CHECK(due.status == 1);
  CHECK(says(due.out, "2 boxes and 0 files kept aside are still here"));

  CHECK(hub({"rotate", "reception"}, {passphrase()}).status == 0);
  const Ran plan = hub({"destroy", std::string(support::kTownSlug)});
  CHECK(plan.status == 0);
  CHECK(says(plan.out, "2 sealed boxes in 1 batches"));
  CHECK(says(plan.out, "Nothing was destroyed yet"));
  CHECK(hub.json({"destroy", std::string(support::kTownSlug)})["destroyed"] == false);
  const Ran done = hub({"destroy", std::string(support::kTownSlug), "--yes"});
  CHECK(done.status == 0);
  CHECK(says(done.out, "All of this is destroyed"));
  CHECK(says(hub({"destroy", std::string(support::kTownSlug)}).out,
             "nothing is left here whose day is over"));
  const Ran audited = hub({"audit"});
  INFO(audited.out);
  CHECK(audited.status == 0);
  const auto log = hub.town.path("log").string();
  CHECK(hub({"export", "log", "--out", log}).status == 0);
  const Ran verified = support::run(
      PARVIS_VERIFY_PROGRAM, {log, "--authority", hub.town.hub().authority_public().string()});
  INFO(verified.out);
  CHECK(verified.status == 0);
  CHECK(says(verified.out, "2 sealed boxes of test-town were destroyed"));
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
