// Recordings in a pack: from a folder of a city's files to the words that a kiosk says with them.
#include <catch2/catch.hpp>

#include <filesystem>

#include "sync/pack/build.h"
#include "sync/pack/manifest.h"
#include "tests/support/pack_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using support::code;
using support::PackCity;
using support::TemporaryDirectory;
using support::value;

const bool started = crypto::init().has_value();

// Signed as a publisher would who has lost their mind: contents and version as given.
Result<Pack> read_spoiled(const std::function<void(Envelope&, Manifest&)>& spoil) {
  PackCity city;
  Envelope envelope = value(decode_envelope(value(city.build(3, PackCity::spoken_consultation()))));
  Manifest manifest = value(decode_manifest(envelope.manifest.bytes));
  spoil(envelope, manifest);
  for (std::size_t i = 0; i < envelope.contents.size(); ++i) {
    manifest.files[i].length = envelope.contents[i].size();
    manifest.files[i].digest = crypto::blake2b(envelope.contents[i]);
  }
  envelope.manifest.bytes = encode(manifest);
  envelope.manifest.signature = city.publisher.sign(kManifestDomain, envelope.manifest.bytes);
  return verify(encode(envelope), city.authority.verify_key());
}

Bytes table(const std::vector<std::tuple<std::string, std::string, std::size_t>>& rows) {
  wire::cbor::Writer writer;
  writer.document({"parvis/pack-recordings", 1}, 1).array(rows.size());
  for (const auto& [language, key, size] : rows) {
    writer.array(3).text(language).text(key).bytes(*PackCity::opus(size));
  }
  return std::move(writer).take();
}

std::string refusal(const Result<Pack>& read) {
  return read ? "accepted"
              : std::string(to_string(read.error().code)) + ": " + read.error().context;
}

// The sources that come with Parvis, and recordings.
struct Folder {
  TemporaryDirectory directory;
  SourceOptions options;
  Folder() {
    std::filesystem::copy(Path(PARVIS_CONSULTATIONS) / "mulhouse-solidaire", directory.path());
    options.use = Use::practice;
    options.opens = value(parse_date("2026-06-01"));
    options.closes = value(parse_date("2026-06-30"));
  }
  void record(const std::string& file, const Bytes& bytes) const {
    const Path path = directory.path() / "recordings" / file;
    std::filesystem::create_directories(path.parent_path());
    support::ok(write_file(path, bytes));
  }
  [[nodiscard]] Result<Consultation> load() const {
    return load_sources(directory.path(), options);
  }
  [[nodiscard]] std::string refusal() const {
    const auto loaded = load();
    return loaded ? "accepted" : loaded.error().context;
  }
};

TEST_CASE("recordings come back whole, under the words that they say") {
  REQUIRE(started);
  PackCity city;
  const auto all = PackCity::spoken_consultation();
  const Bytes bytes = value(city.build(3, all));
  const Pack pack = value(verify(bytes, city.authority.verify_key()));
  CHECK(pack.consultation == all);
  const Spoken spoken = recordings_by_text(pack.consultation);
  REQUIRE(spoken.size() == 4);
  CHECK(*spoken.at({"en", "A trial"}) == *PackCity::opus(40));
  CHECK(*spoken.at({"fr", "La Ville vous pose une question."}) == *PackCity::opus(41));
  CHECK(*spoken.at({"fr", all.proposals[0].text}) == *PackCity::opus(42));
  CHECK(*spoken.at({"fr", "Des bancs"}) == *PackCity::opus(43));
}

TEST_CASE(
    "a program of before recordings is told to update, and packs without any stay as they were") {
  PackCity city;
  const Bytes spoken = value(city.build(3, PackCity::spoken_consultation()));
  wire::cbor::Reader before(spoken, "pack");
  before.document(kPackDomain, 3);
  CHECK(code(before.finish()) == Errc::unsupported_version);
  CHECK(value(decode_envelope(spoken)).version == 2);
  CHECK(value(decode_envelope(value(city.build(3)))).version == 1);
}

TEST_CASE("the version and the recordings must agree") {
  const auto as_version_1 =
      read_spoiled([](Envelope& envelope, Manifest&) { envelope.version = 1; });
  CHECK(refusal(as_version_1).starts_with("invalid: pack: version 2 is for packs with recordings"));
  const auto without = read_spoiled([](Envelope& envelope, Manifest& manifest) {
    envelope.contents.pop_back();
    manifest.files.pop_back();
  });
  CHECK(refusal(without).starts_with("invalid: pack: version 2 is for packs with recordings"));
}

TEST_CASE("a table of recordings that says nothing, twice or in disorder is refused") {
  const auto with = [](const Bytes& rows) {
    return refusal(
        read_spoiled([&](Envelope& envelope, Manifest&) { envelope.contents.back() = rows; }));
  };
  CHECK(with(table({{"fr", "title", 40}})) == "accepted");
  CHECK(with(table({})).find("without recordings there is no such file") != std::string::npos);
  CHECK(with(table({{"fr", "title", 40}, {"fr", "title", 41}})).find("sorted") !=
        std::string::npos);
  CHECK(with(table({{"fr", "title", 40}, {"en", "title", 40}})).find("sorted") !=
        std::string::npos);
  CHECK(with(table({{"fr", "titel", 40}})).find("no such text") != std::string::npos);
  CHECK(with(table({{"en", "question", 40}})).find("no such text") != std::string::npos);
  CHECK(with(table({{"fr", "proposal.nobody", 40}})).find("no such text") != std::string::npos);
  CHECK(with(table({{"fr", "title", kMaxRecordingBytes}})) == "accepted");
  CHECK(with(table({{"fr", "title", kMaxRecordingBytes + 1}})) != "accepted");
}

TEST_CASE("what is not Ogg Opus is not built into a pack") {
  auto all = PackCity::spoken_consultation();
  for (const std::string bytes :
       {"", "OggS", "RIFF....WAVEfmt .................................."}) {
    all.recordings[0].opus = std::make_shared<const Bytes>(to_bytes(as_bytes(bytes)));
    const auto built = PackCity().build(3, all);
    CHECK(code(built) == Errc::invalid);
    CHECK(built.error().context == "recording 'title' in 'en': it is not an Ogg Opus file");
  }
}

TEST_CASE("more recordings than a kiosk can hold are refused, and fewer are not") {
  auto all = PackCity::spoken_consultation();
  all.recordings.clear();
  all.pages.clear();
  for (int i = 1000; i < 1069; ++i) {
    const std::string key = std::to_string(i);
    all.pages["p." + key] = {{"fr", "Page " + key}};
    all.recordings.push_back({"fr", "page.p." + key, PackCity::opus(kMaxRecordingBytes)});
  }
  PackCity city;
  const Bytes fits = value(city.build(3, all));
  CHECK(fits.size() > kMaxSilentPackBytes);
  CHECK(value(verify(fits, city.authority.verify_key())).consultation == all);
  all.pages["p.1069"] = {{"fr", "Page 1069"}};
  all.recordings.push_back({"fr", "page.p.1069", PackCity::opus(kMaxRecordingBytes)});
  const auto built = city.build(3, all);
  REQUIRE(code(built) == Errc::invalid);
  CHECK(built.error().context.find("larger than 32 MB") != std::string::npos);
}

TEST_CASE("without recordings a pack is as small as it was") {
  Bytes bytes = value(PackCity().build(3));
  bytes.resize(kMaxSilentPackBytes + 1);
  const auto read = decode_envelope(bytes);
  REQUIRE(code(read) == Errc::invalid);
  CHECK(read.error().context == "pack: larger than 8 MB without recordings");
}

TEST_CASE("a city's recordings are read from their folder") {
  const Folder folder;
  CHECK(value(folder.load()).recordings.empty());
  folder.record("fr/title.opus", *PackCity::opus(50));
  folder.record("fr/proposal.m001.opus", *PackCity::opus(51));
  folder.record("en/page.plain.1.opus", *PackCity::opus(52));
  folder.record("fr/README.md", to_bytes(as_bytes("who spoke")));
  const auto all = value(folder.load());
  REQUIRE(all.recordings.size() == 3);
  CHECK(all.recordings[0] == consultation::Recording{"en", "page.plain.1", PackCity::opus(52)});
  CHECK(all.recordings[1] == consultation::Recording{"fr", "proposal.m001", PackCity::opus(51)});
  CHECK(all.recordings[2] == consultation::Recording{"fr", "title", PackCity::opus(50)});
  PackCity city;
  const Bytes bytes = value(city.build(1, all));
  CHECK(value(verify(bytes, city.authority.verify_key())).consultation == all);
}

TEST_CASE("a recording of no text, no language or no sound is named with its file") {
  const Folder folder;
  folder.record("fr/m001.opus", *PackCity::opus(50));
  CHECK(folder.refusal() ==
        "recordings/fr/m001.opus: there is no text of that key in that language; a proposal's is "
        "proposal.ID.opus");
  std::filesystem::remove_all(folder.directory / "recordings");
  folder.record("xx/title.opus", *PackCity::opus(50));
  CHECK(folder.refusal().starts_with("recordings/xx/title.opus: there is no text"));
  std::filesystem::remove_all(folder.directory / "recordings");
  folder.record("fr/title.opus", to_bytes(as_bytes("not a sound")));
  CHECK(folder.refusal().find("recording 'title' in 'fr': it is not an Ogg Opus file") !=
        std::string::npos);
}

}  // namespace
}  // namespace parvis::pack
