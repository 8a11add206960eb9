// Files that people write in an editor or carry from one machine to another, each where its program looks for it. The first
// byte says which; the others are the file. A program starts with it, or says in a sentence what is wrong with it.
#include <sys/stat.h>

#include <fstream>

#include "hardware/platform/config.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "sync/agent/settings.h"
#include "sync/hub/desk/backup.h"
#include "sync/hub/desk/keys.h"
#include "sync/pack/build.h"
#include "sync/pack/sources.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;

namespace {

class Desk {
 public:
  Desk() {
    for (const char* folder : {"hub", "backup", "sources"})
      support::ok(make_directories(directory_ / folder));
    put("sources/consultation.toml", kConsultation);
    put("sources/proposals.csv",
        "id,theme,author,keywords,text\nt1,housing,a1,k,Il faut un banc.\n");
    put("sources/proposals.en.csv", "id,by,text\nt1,human,We should have a bench.\n");
    put("sources/places.csv", "key,fr\nmairie,Mairie\n");
    put("sources/neighbourhoods.csv", "key,fr\ncentre,Centre\n");
    put("sources/statistics.csv", kStatistics);
    put("sources/en.po", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    support::value(
        hub::Authority::create(directory_ / "authority.key", "correct horse", {64u << 10, 1}));
  }
  [[nodiscard]] Path at(std::string_view name) const { return directory_ / name; }
  Path put(std::string_view name, std::string_view text) const {
    std::ofstream(at(name), std::ios::binary) << text;
    ::chmod(at(name).c_str(), 0600);
    return at(name);
  }
  // The sources with one file as given; afterwards they are whole again.
  void sources_with(const std::string& name, std::string_view text) const {
    const Bytes whole = support::value(read_file(at("sources/" + name), 1u << 20));
    put("sources/" + name, text);
    pack::SourceOptions options;
    options.use = pack::Use::practice;
    const auto read = pack::load_sources(at("sources"), options);
    if (!read) PARVIS_CHECK(!read.error().context.empty());
    put("sources/" + name, as_text(whole));
  }

 private:
  static constexpr std::string_view kConsultation = R"(slug = "essai"
languages = ["fr", "en"]
time_zone = "Europe/Paris"
statistics_note = "simulated"
opens = "2026-11-01"
closes = "2026-12-31"
[retention]
codes_days = 90
sealed_days = 180
[texts]
title = "Essai"
asker = "La Ville"
asker_short = "Ville"
question = "Que faut-il changer ?"
question_sub = "Tout"
prefix = "Il faut"
[themes.housing]
name = "Le logement"
short = "Logement"
plain = "Trouver un logement."
[pages]
plain.1 = "La Ville vous pose une question."
)";
  static constexpr std::string_view kStatistics =
      "id,kind,agree,disagree,neutral,likeIt,doable,platitudeAgree,noWay,impossible,"
      "platitudeDisagree,doNotUnderstand,noOpinion,doNotCare\n"
      "t1,verified,60,20,10,12,10,2,3,2,1,1,2,1\n";

  support::TemporaryDirectory directory_;
};

// Settings that read have only keys that somebody asked for; an error names the file.
template <class T>
void judge(const Result<T>& read, std::string_view name) {
  if (read) return;
  PARVIS_CHECK(read.error().message().find(name) != std::string::npos);
}

void read_config(std::string_view text) {
  auto config = Config::parse(text, "any.toml");
  judge(config, "any.toml");
  if (!config) return;
  for (const std::string& key : config->keys("")) {
    PARVIS_CHECK(config->has(key) || key.find_first_of(".[]") != std::string::npos || key.empty());
    (void)config->text_or(key, "");
    (void)config->integer_or(key, 0);
    (void)config->boolean_or(key, false);
    (void)config->texts(key);
    (void)config->keys(key);
  }
  (void)config->finish();
}

void read_keys(const Desk& desk, std::string_view text) {
  const Path file = desk.put("some.key", text);
  int purposes = 0;  // a key has one
  for (int purpose = 1; purpose <= 6; ++purpose)
    purposes += hub::read_signing_key(file, static_cast<wire::Purpose>(purpose)) ? 1 : 0;
  PARVIS_CHECK(purposes <= 1);
  if (hub::read_reception_key(file)) PARVIS_CHECK(purposes == 1);
  if (const auto key = hub::read_authority_key(file))
    PARVIS_CHECK(crypto::to_base64(key->view()) + "\n" == text);
}

// What the file asks of the memory is limited; here it is kept to what a fuzzer can pay a thousand times a second.
void unlock_authority(const Desk& desk, std::string_view text) {
  const auto cost = text.find("argon2id ");
  if (cost != std::string_view::npos && !text.substr(cost).starts_with("argon2id 65536 1 ")) return;
  const Path file = desk.put("other.key", text);
  desk.put("other.pub", as_text(support::value(read_file(desk.at("authority.pub"), 4096))));
  if (const auto key = hub::Authority::unlock(file, "correct horse"))
    PARVIS_CHECK(as_bytes(text).size() ==
                 support::value(read_file(desk.at("authority.key"), 4096)).size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::init().has_value();
  PARVIS_CHECK(started);
  static const Desk desk;
  if (size == 0 || size > 65'536) return 0;
  const std::string_view text = as_text(ByteView(data, size)).substr(1);
  switch (data[0]) {
    case 'c':
      read_config(text);
      break;
    case 's':
      judge(agent::load_settings(desk.put("sync.toml", text)), "sync.toml");
      break;
    case 'k':
      judge(app::load_settings(desk.put("kiosk.toml", text)), "kiosk.toml");
      break;
    case 'h':
      desk.put("hub/hub.toml", text);
      if (const auto settings = hub::load_settings({desk.at("hub")})) {
        desk.put("hub/hub.toml", hub::format_settings(*settings));
        PARVIS_CHECK(support::value(hub::load_settings({desk.at("hub")})) == *settings);
      }
      break;
    case 't':
      desk.sources_with("consultation.toml", text);
      break;
    case 'p':
      desk.sources_with("proposals.csv", text);
      break;
    case 'e':
      desk.sources_with("proposals.en.csv", text);
      break;
    case 'n':
      desk.sources_with("statistics.csv", text);
      break;
    case 'o':
      desk.sources_with("en.po", text);
      break;
    case 'l':
      desk.sources_with("places.csv", text);
      break;
    case 'y':
      read_keys(desk, text);
      break;
    case 'a':
      unlock_authority(desk, text);
      break;
    case 'b':
      desk.put("backup/contents", text);
      PARVIS_CHECK(!hub::verify_backup(desk.at("backup")));
      break;
    default:
      break;
  }
  return 0;
}
