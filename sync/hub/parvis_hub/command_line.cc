#include "sync/hub/parvis_hub/command_line.h"

#include "sync/hub/desk/moderation.h"
#include "sync/hub/parvis_hub/command_tree.h"
#include "sync/pack/pack.h"

namespace parvis::hub::cli {
namespace {

constexpr const char* kExitTable = R"(Exit status:
  0   done, nothing wrong
  1   something is wrong or refused: a finding, a batch, a pack, a code, a passphrase, a permission
  2   the command line or hub.toml is wrong
  3   this machine: the disk is full or fails
  4   not now: another program is writing, the port is taken; try again
  5   a file was written by a newer Parvis: update this program
  70  a mistake of ours: please report it

A consultation from beginning to end:
  parvis-hub init --city "Ville de Mulhouse" --origin hub.example/parvis --url https://hub.example:8443
  parvis-hub pack build assets/consultations/mulhouse-solidaire --city city.toml
  parvis-hub enrol borne-01.request --name borne-01
  parvis-hub serve                          (or: parvis-hub import /media/stick)
  parvis-hub open
  parvis-hub moderate list
  parvis-hub moderate accept i-7k3qx2m4 --keywords bancs,ombre
  parvis-hub publish
  parvis-hub results
  parvis-hub backup /mnt/backup/today)";

void add_setup(Verbs& verbs) {
  auto init = std::make_shared<InitOptions>();
  init->listen = "127.0.0.1:8443";
  auto* app = verbs.add("init", "Make a hub: the authority, its keys, both databases and hub.toml",
                        "init --city \"Ville de Mulhouse\" --origin hub.example/parvis --url "
                        "https://hub.example:8443 \\\n"
                        "    --listen 0.0.0.0:8443 --tls-certificate chain.pem --tls-key key.pem",
                        init, &cli::init);
  verbs.needs_nothing(app);
  app->add_option("--city", init->city, "Who asks, as people know them")->required();
  app->add_option("--origin", init->origin, "The log's name, for ever")->required();
  app->add_option("--url", init->url, "Where kiosks find this hub")->required();
  app->add_option("--listen", init->listen, "Address and port of `serve`")->capture_default_str();
  app->add_option("--tls-certificate", init->tls_certificate, "PEM file, the chain");
  app->add_option("--tls-key", init->tls_key, "PEM file");
  app->add_option("--valid-days", init->valid_days, "How long certificates hold")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  app->add_option("--serve-user", init->serve_user,
                  "The user that runs `serve`; gets intake/ and can't read desk/");

  auto enrol = std::make_shared<EnrolOptions>();
  app = verbs.add("enrol", "Certify a kiosk: its request in, the answer out (needs the passphrase)",
                  "enrol /media/stick/borne-01.request --name borne-01", enrol, &cli::enrol);
  app->add_option("request", enrol->request, "File that `parvis-kiosk prepare` made");
  app->add_option("--stick", enrol->stick,
                  "Instead: where a stick with the request is mounted; the answer goes there");
  app->add_option("--qr", enrol->qr, "Instead: the text of the QR code that a kiosk shows");
  app->add_option("--name", enrol->name, "What people call it: a-z, 0-9, '-' and '.'")->required();
  app->add_option("--consultation", enrol->consultation, "Whose pack goes with the answer");
  app->add_option("--out", enrol->out, "Where the answer goes; NAME.enrolment here unless given");

  verbs.add("devices", "Kiosks: their batches, what is missing, what contradicts", "devices",
            &cli::devices);
}

void add_packs(Verbs& verbs) {
  Verbs pack = verbs.group("pack", "Build, check and look at packs");
  auto build = std::make_shared<PackBuildOptions>();
  auto* app = pack.add("build", "Check sources, sign the next version, hand it to the kiosks",
                       "pack build assets/consultations/mulhouse-solidaire --city city.toml \\\n"
                       "    --opens 2026-11-01 --closes 2026-12-12",
                       build, &pack_build);
  app->add_option("sources", build->sources, "Folder with consultation.toml")->required();
  app->add_option("--city", build->city, "TOML file with the city's own [city] table");
  app->add_option("--statistics", build->statistics, "CSV file instead of the sources' own");
  app->add_option("--statistics-note", build->statistics_note, "Where those numbers come from");
  app->add_option("--opens", build->opens, "First day, 2026-11-01");
  app->add_option("--closes", build->closes, "Last day");
  app->add_flag("--practice", build->practice,
                "For learning: loudly marked, never counted as real");
  app->add_flag("--dry-run", build->dry_run, "Check everything and write nothing");
  app->add_option("--out", build->out, "A copy of the pack file");

  auto file = std::make_shared<Path>();
  app = pack.add("verify", "Whether a pack file is whole and signed by this city",
                 "pack verify mulhouse-solidaire-3.pack", file, &pack_verify);
  app->add_option("file", *file, "Pack file")->required();

  auto show = std::make_shared<PackShowOptions>();
  app = pack.add("show", "What is in a pack", "pack show mulhouse-solidaire --version 3", show,
                 &pack_show);
  app->add_option("pack", show->pack, "A pack file, or a consultation's name")->required();
  app->add_option("--version", show->version, "Which one; the newest unless given");

  auto publish = std::make_shared<PublishVerbOptions>();
  app = verbs.add("publish", "The next version of a pack, with every idea accepted since",
                  "publish --by \"Awa D.\"", publish, &cli::publish);
  app->add_option("--consultation", publish->consultation, "Needed when there are several");
  app->add_option("--by", publish->by, "Who publishes; the user of this shell unless given");
  app->add_flag("--again", publish->again, "Although no idea is new: sources have changed");
}

void add_collecting(Verbs& verbs) {
  auto import = std::make_shared<ImportOptions>();
  auto* app = verbs.add("import", "Receive batches from a stick or from files, as `serve` would",
                        "import /media/stick", import, &cli::import);
  app->add_option("path", import->paths, "Sticks, batch files, or directories with *.batch")
      ->required();
  app->add_flag("--any-mount", import->any_mount,
                "Sticks also where they are not mounted nosuid,nodev,noexec");
  auto stick = std::make_shared<StickOptions>();
  app = verbs.add("stick",
                  "Put onto a stick what kiosks wait for: receipts, the newest packs and the rest",
                  "stick /media/stick", stick, &cli::stick);
  app->add_option("directory", stick->directory, "Where it is mounted")->required();
  app->add_flag("--everyone", stick->everyone,
                "Receipts of all kiosks, not only of those whose batches lie on it");
  app->add_flag("--any-mount", stick->any_mount,
                "Also where it is not mounted nosuid,nodev,noexec");
  verbs.add("open", "Open what has been received and not been opened yet", "open", &cli::open);
}

void add_moderation(Verbs& verbs) {
  Verbs moderate = verbs.group("moderate", "Read ideas and decide about them");
  auto state = std::make_shared<std::string>("pending");
  auto* app = moderate.add("list", "Ideas in one state", "moderate list --state postponed", state,
                           &moderate_list);
  app->add_option("--state", *state, "pending, accepted, refused, postponed or all")
      ->capture_default_str()
      ->check(CLI::IsMember({"pending", "accepted", "refused", "postponed", "all"}));

  auto id = std::make_shared<std::string>();
  app = moderate.add("show", "One idea with its history", "moderate show i-7k3qx2m4", id,
                     &moderate_show);
  app->add_option("id", *id, "The idea")->required();

  const auto decision = [&](const std::string& name, const std::string& about,
                            const std::string& example, auto* run) {
    auto options = std::make_shared<DecideOptions>();
    auto* made = moderate.add(name, about, example, options, run);
    made->add_option("id", options->id, "The idea")->required();
    made->add_option("--by", options->by, "Who decides; the user of this shell unless given");
    return std::pair(made, options);
  };
  const auto [accept, accepted] =
      decision("accept", "It will be in the next pack",
               "moderate accept i-7k3qx2m4 --keywords bancs,ombre", &moderate_accept);
  accept
      ->add_option("--keywords", accepted->keywords,
                   "One visitor never sees two cards that share a keyword")
      ->delimiter(',');
  const auto [refuse, refused] =
      decision("refuse", "It will not be shown; the reason is told to who kept a code",
               "moderate refuse i-7k3qx2m4 --reason off-topic", &moderate_refuse);
  refuse->add_option("--reason", refused->reason, "Why")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>(kRefusals.begin(), kRefusals.end())));
  refuse->add_option("--note", refused->note, "For colleagues; needed with --reason other");
  const auto [postpone, postponed] =
      decision("postpone", "Decide later", "moderate postpone i-7k3qx2m4 --note \"ask the lawyer\"",
               &moderate_postpone);
  postpone->add_option("--note", postponed->note, "For colleagues");
  const auto [edit, edited] = decision(
      "edit", "Correct the wording, never the meaning; what was said stays beside it",
      "moderate edit i-7k3qx2m4 --text \"Il faut plus de bancs à l’ombre.\"", &moderate_edit);
  edit->add_option("--text", edited->text, "The whole new wording, prefix included")->required();
}

void add_reporting(Verbs& verbs) {
  auto consultation = std::make_shared<std::string>();
  auto* app = verbs.add("results", "What residents said, counted, beside online statistics",
                        "results --json > results.json", consultation, &cli::results);
  app->add_option("--consultation", *consultation, "Needed when there are several");

  auto judged = std::make_shared<std::string>();
  app = verbs.add("fraud", "The published rules that set visits aside, and how many met each",
                  "fraud", judged, &fraud_rules);
  app->add_option("--consultation", *judged, "Needed when there are several");

  Verbs exports = verbs.group("export", "Open data, with a data dictionary");
  auto csv = std::make_shared<ExportOptions>();
  app = exports.add("csv", "One CSV file a table", "export csv --out open-data/", csv, &export_csv);
  app->add_option("--out", csv->out, "Directory for the files")->required();
  app->add_option("--consultation", csv->consultation, "Needed when there are several");
  auto json = std::make_shared<ExportOptions>();
  app = exports.add("json", "All tables in one JSON file", "export json --out open-data.json", json,
                    &export_json);
  app->add_option("--out", json->out, "File; standard output unless given");
  app->add_option("--consultation", json->consultation, "Needed when there are several");

  auto log = std::make_shared<Path>();
  app =
      exports.add("log", "The log for everyone: what parvis-verify checks; again adds what is new",
                  "export log --out /srv/parvis-log", log, &export_log);
  app->add_option("--out", *log, "Directory; leaves that are there are never changed")->required();

  auto journal = std::make_shared<JournalOptions>();
  app = verbs.add("journal",
                  "What a kiosk's programs did, held against every head that it ever signed",
                  "journal borne-01 --program parvis-kiosk", journal, &cli::journal);
  app->add_option("device", journal->device, "The kiosk's name, or its id")->required();
  app->add_option("--program", journal->program, "parvis-kiosk or parvis-sync; both unless given")
      ->check(CLI::IsMember({"parvis-kiosk", "parvis-sync"}));

  auto keys = std::make_shared<std::vector<std::string>>();
  app = verbs.add("audit", "Whether anything was lost or altered since it arrived",
                  "audit --reopen /var/lib/parvis-hub/desk/keys/reception.key", keys, &cli::audit);
  app->add_option("--reopen", *keys, "Reception key file: opens every box again and compares");
}

void add_codes(Verbs& verbs) {
  Verbs code = verbs.group("code", "What a resident can ask for with the code they kept");
  auto asked = std::make_shared<std::vector<std::string>>();
  auto* app = code.add("status", "Has it arrived, and what became of the idea? Never the votes",
                       "code status 7K3Q X2M 9AB", asked, &cli::code_status);
  app->add_option("code", *asked, "Ten characters, grouped and spaced as one likes")->required();
  auto taken = std::make_shared<std::vector<std::string>>();
  app = code.add("withdraw", "Delete everything of that visit; the sum counts it as withdrawn",
                 "code withdraw 7K3Q X2M 9AB", taken, &cli::code_withdraw);
  app->add_option("code", *taken, "Ten characters, grouped and spaced as one likes")->required();
}

void add_running(Verbs& verbs) {
  auto backup = std::make_shared<BackupOptions>();
  auto* app = verbs.add("backup", "Copy the hub, read the copy again, sign what kiosks may forget",
                        "backup /mnt/backup/2026-11-21", backup, &cli::backup);
  app->add_option("directory", backup->target, "A new directory, on another disk")->required();
  app->add_flag("--with-keys", backup->with_keys, "Include every key: then it belongs in a safe");

  auto restored = std::make_shared<Path>();
  app = verbs.add("restore", "Verify a backup and put it back; the log then is in recovery",
                  "restore /mnt/backup/2026-11-21", restored, &cli::restore);
  verbs.needs_nothing(app);
  app->add_option("directory", *restored, "The backup")->required();

  auto over = std::make_shared<DestroyOptions>();
  app = verbs.add("destroy",
                  "After the pack's dates: erase codes, destroy sealed boxes and former secrets",
                  "destroy mulhouse-solidaire        (says what would go)\n"
                  "  parvis-hub destroy mulhouse-solidaire --yes",
                  over, &cli::destroy);
  app->add_option("consultation", over->consultation, "Its name")->required();
  app->add_flag("--yes", over->yes, "Do it; it can't be undone");

  auto recover = std::make_shared<RecoverOptions>();
  app = verbs.add("recover", "After a restore: who has answered, what is missing; and go on",
                  "recover --from /media/stick --from /srv/parvis-log\n  parvis-hub recover --end",
                  recover, &cli::recover);
  app->add_option("--from", recover->from, "A stick, a kiosk's directory or a published log");
  app->add_option("--without", recover->without, "Kiosks that will not answer, by name");
  app->add_flag("--end", recover->end, "Put back what was lost and sign again under the same name");

  auto origin = std::make_shared<std::string>();
  app = verbs.add("restart-log",
                  "What was lost stays lost: go on under a new name (needs the passphrase)",
                  "restart-log --origin hub.example/parvis/2", origin, &cli::restart_log);
  app->add_option("--origin", *origin, "The log's new name; kiosks send again what it lacks")
      ->required();

  verbs.add("serve", "Receive batches from kiosks over HTTPS; reads nothing of desk/", "serve",
            &cli::serve);
}

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) {
  Command chosen;
  chosen.hub = "/var/lib/parvis-hub";
  CLI::App app(
      "The hub of Parvis: receives, opens, moderates, publishes and counts what kiosks were told",
      "parvis-hub");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(pack::program_version()));
  app.add_option("--hub", chosen.hub, "The hub's directory")->capture_default_str();
  bool json = false;
  app.add_flag("--json", json, "Answer as JSON, for scripts");
  app.footer(kExitTable);
  Verbs verbs(app, chosen);
  add_setup(verbs);
  add_trust(verbs);
  add_packs(verbs);
  add_collecting(verbs);
  add_moderation(verbs);
  add_reporting(verbs);
  add_codes(verbs);
  add_running(verbs);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool fine = app.exit(error) == 0;  // prints help, or what is wrong
    return {std::nullopt, fine ? Exit::done : Exit::usage};
  }
  chosen.format = json ? Format::json : Format::text;
  return {std::move(chosen), Exit::done};
}

}  // namespace parvis::hub::cli
