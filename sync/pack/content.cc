#include "sync/pack/content.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/pack/pack.h"
#include "sync/wire/codec.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using consultation::Proposal;
using consultation::Tally;
using consultation::Texts;
using wire::cbor::Reader;
using wire::cbor::Writer;

constexpr std::size_t kMaxRows = 1u << 16;
constexpr std::size_t kMaxTextBytes = 4096;
constexpr std::size_t kMaxKeyBytes = 160;

constexpr crypto::Domain kSettings{"parvis/pack-settings", 1};
constexpr crypto::Domain kLanguages{"parvis/pack-languages", 1};
constexpr crypto::Domain kThemes{"parvis/pack-themes", 1};
constexpr crypto::Domain kTexts{"parvis/pack-texts", 1};
constexpr crypto::Domain kProposals{"parvis/pack-proposals", 1};
constexpr crypto::Domain kTranslations{"parvis/pack-translations", 1};
constexpr crypto::Domain kStatistics{"parvis/pack-statistics", 1};
constexpr crypto::Domain kRecordings{"parvis/pack-recordings", 1};

// ---- settings: values one after the other ----------------------------------------------------------------

constexpr std::size_t kSettingsFields = 5;

Bytes write_settings(const Consultation& all) {
  Writer writer;
  writer.document(kSettings, kSettingsFields);
  wire::put(writer, all.codes_until);
  wire::put(writer, all.sealed_until);
  writer.uint(all.practice ? 1 : 0).uint(all.cards).text(all.statistics_note);
  return std::move(writer).take();
}

void read_settings(Reader& reader, Consultation& all) {
  reader.document(kSettings, kSettingsFields);
  all.codes_until = wire::get_time(reader);
  all.sealed_until = wire::get_time(reader);
  all.practice = reader.uint(1) == 1;
  all.cards = static_cast<std::uint32_t>(reader.uint(64));
  all.statistics_note = reader.text(kMaxTextBytes);
}

// ---- tables: one array of rows ---------------------------------------------------------------------------

Bytes write_languages(const Consultation& all) {
  Writer writer;
  writer.document(kLanguages, 1).array(all.languages.size());
  for (const auto& language : all.languages) {
    writer.array(3).text(language.code).uint(language.draft ? 1 : 0).uint(language.partial ? 1 : 0);
  }
  return std::move(writer).take();
}

void read_languages(Reader& reader, Consultation& all) {
  reader.document(kLanguages, 1);
  all.languages.resize(reader.array(64));
  for (auto& language : all.languages) {
    reader.array_of(3);
    language.code = reader.text(wire::kMaxKeyText);
    language.draft = reader.uint(1) == 1;
    language.partial = reader.uint(1) == 1;
  }
}

// Themes, places and neighbourhoods, told apart by a number; their names are texts.
enum class Kind : std::uint8_t { theme = 0, place = 1, neighbourhood = 2 };

Bytes write_themes(const Consultation& all) {
  Writer writer;
  writer.document(kThemes, 1);
  writer.array(all.themes.size() + all.places.size() + all.neighbourhoods.size());
  const auto row = [&writer](Kind kind, const std::string& key, std::string_view picture) {
    writer.array(3).uint(static_cast<std::uint64_t>(kind)).text(key).text(picture);
  };
  for (const auto& theme : all.themes) row(Kind::theme, theme.key, theme.picture);
  for (const auto& place : all.places) row(Kind::place, place.key, "");
  for (const auto& place : all.neighbourhoods) row(Kind::neighbourhood, place.key, "");
  return std::move(writer).take();
}

void read_themes(Reader& reader, Consultation& all) {
  reader.document(kThemes, 1);
  for (std::size_t left = reader.array(kMaxRows); left > 0; --left) {
    reader.array_of(3);
    const auto kind = reader.enumeration(Kind::neighbourhood);
    std::string key = reader.text(wire::kMaxKeyText);
    std::string picture = reader.text(wire::kMaxKeyText);
    if (kind == Kind::theme) {
      all.themes.push_back({std::move(key), std::move(picture), {}, {}, {}});
    } else {
      (kind == Kind::place ? all.places : all.neighbourhoods).push_back({std::move(key), {}});
    }
  }
}

Bytes write_texts(const Consultation& all) {
  std::size_t rows = 0;
  for_each_text(all, [&](const auto&, const Texts& texts) { rows += texts.size(); });
  Writer writer;
  writer.document(kTexts, 1).array(rows);
  for_each_text(all, [&](const std::string& key, const Texts& texts) {
    for (const auto& [language, text] : texts) writer.array(3).text(key).text(language).text(text);
  });
  return std::move(writer).take();
}

void read_texts(Reader& reader, Consultation& all) {
  constexpr std::string_view kPage = "page.";
  reader.document(kTexts, 1);
  std::map<std::string, Texts> rows;
  for (std::size_t left = reader.array(kMaxRows); left > 0; --left) {
    reader.array_of(3);
    std::string key = reader.text(kMaxKeyBytes);
    std::string language = reader.text(wire::kMaxKeyText);
    std::string text = reader.text(kMaxTextBytes);
    if (key.starts_with(kPage)) all.pages.try_emplace(key.substr(kPage.size()));
    rows[std::move(key)].insert_or_assign(std::move(language), std::move(text));
  }
  for_each_text(all, [&](const std::string& key, Texts& texts) {
    if (const auto found = rows.find(key); found != rows.end()) texts = std::move(found->second);
  });
}

Bytes write_proposals(const Consultation& all) {
  Writer writer;
  writer.document(kProposals, 1).array(all.proposals.size());
  for (const Proposal& proposal : all.proposals) {
    writer.array(7).text(proposal.id).text(proposal.author).text(proposal.theme);
    writer.text(proposal.language).text(proposal.text).uint(proposal.example ? 1 : 0);
    writer.array(proposal.keywords.size());
    for (const std::string& word : proposal.keywords) writer.text(word);
  }
  return std::move(writer).take();
}

void read_proposals(Reader& reader, Consultation& all) {
  reader.document(kProposals, 1);
  all.proposals.resize(reader.array(kMaxRows));
  for (Proposal& proposal : all.proposals) {
    reader.array_of(7);
    proposal.id = reader.text(wire::kMaxKeyText);
    proposal.author = reader.text(kMaxKeyBytes);
    proposal.theme = reader.text(wire::kMaxKeyText);
    proposal.language = reader.text(wire::kMaxKeyText);
    proposal.text = reader.text(kMaxTextBytes);
    proposal.example = reader.uint(1) == 1;
    proposal.keywords.resize(reader.array(64));
    for (std::string& word : proposal.keywords) word = reader.text(kMaxKeyBytes);
  }
}

Bytes write_translations(const Consultation& all) {
  std::size_t rows = 0;
  for (const Proposal& proposal : all.proposals) rows += proposal.translations.size();
  Writer writer;
  writer.document(kTranslations, 1).array(rows);
  for (std::size_t i = 0; i < all.proposals.size(); ++i) {
    for (const auto& [language, translation] : all.proposals[i].translations) {
      writer.array(4).uint(i).text(language).uint(static_cast<std::uint64_t>(translation.by));
      writer.text(translation.text);
    }
  }
  return std::move(writer).take();
}

void read_translations(Reader& reader, Consultation& all) {
  reader.document(kTranslations, 1);
  for (std::size_t left = reader.array(kMaxRows); left > 0 && reader.ok(); --left) {
    reader.array_of(4);
    const std::uint64_t index = reader.uint();
    std::string language = reader.text(wire::kMaxKeyText);
    const auto by = reader.enumeration(consultation::Translator::machine);
    std::string text = reader.text(kMaxTextBytes);
    if (index >= all.proposals.size()) return reader.refuse("no such proposal");
    all.proposals[index].translations.insert_or_assign(
        std::move(language), consultation::Translation{std::move(text), by});
  }
}

// A row: proposal, verified or sequence, three votes, nine qualifications. A tally of zeros has no row.
constexpr std::size_t kTallyFields = consultation::kVotes + consultation::kQualifications;
constexpr std::uint64_t kMaxCount = 1'000'000'000;

Bytes write_statistics(const Consultation& all) {
  std::vector<std::tuple<std::size_t, std::uint64_t, const Tally*>> rows;
  for (std::size_t i = 0; i < all.proposals.size(); ++i) {
    const auto& statistics = all.proposals[i].statistics;
    if (statistics.verified != Tally{}) rows.emplace_back(i, 0, &statistics.verified);
    if (statistics.sequence != Tally{}) rows.emplace_back(i, 1, &statistics.sequence);
  }
  Writer writer;
  writer.document(kStatistics, 1).array(rows.size());
  for (const auto& [index, kind, tally] : rows) {
    writer.array(2 + kTallyFields).uint(index).uint(kind);
    for (const std::uint64_t count : tally->votes) writer.uint(count);
    for (const std::uint64_t count : tally->qualifications) writer.uint(count);
  }
  return std::move(writer).take();
}

void read_statistics(Reader& reader, Consultation& all) {
  reader.document(kStatistics, 1);
  for (std::size_t left = reader.array(kMaxRows); left > 0 && reader.ok(); --left) {
    reader.array_of(2 + kTallyFields);
    const std::uint64_t index = reader.uint();
    const bool sequence = reader.uint(1) == 1;
    Tally tally;
    for (std::uint64_t& count : tally.votes) count = reader.uint(kMaxCount);
    for (std::uint64_t& count : tally.qualifications) count = reader.uint(kMaxCount);
    if (index >= all.proposals.size()) return reader.refuse("no such proposal");
    auto& statistics = all.proposals[index].statistics;
    (sequence ? statistics.sequence : statistics.verified) = tally;
  }
}

Bytes write_recordings(const Consultation& all) {
  Writer writer;
  writer.document(kRecordings, 1).array(all.recordings.size());
  for (const auto& recording : all.recordings) {
    writer.array(3).text(recording.language).text(recording.key).bytes(*recording.opus);
  }
  return std::move(writer).take();
}

void read_recordings(Reader& reader, Consultation& all) {
  reader.document(kRecordings, 1);
  const std::size_t rows = reader.array(kMaxRows);
  if (rows == 0) reader.refuse("without recordings there is no such file");
  for (std::size_t left = rows; left > 0 && reader.ok(); --left) {
    reader.array_of(3);
    std::string language = reader.text(wire::kMaxKeyText);
    std::string key = reader.text(kMaxKeyBytes);
    auto opus = std::make_shared<const Bytes>(to_bytes(reader.bytes(kMaxRecordingBytes)));
    all.recordings.push_back({std::move(language), std::move(key), std::move(opus)});
  }
}

struct Table {
  std::string_view name;
  Bytes (*write)(const Consultation&);
  void (*read)(Reader&, Consultation&);
};
// In the order in which they are read: later ones refer to earlier ones. The last is there when it has rows.
constexpr std::array<Table, 8> kTables{{{"settings", write_settings, read_settings},
                                        {"languages", write_languages, read_languages},
                                        {"themes", write_themes, read_themes},
                                        {"texts", write_texts, read_texts},
                                        {"proposals", write_proposals, read_proposals},
                                        {"translations", write_translations, read_translations},
                                        {"statistics", write_statistics, read_statistics},
                                        {"recordings", write_recordings, read_recordings}}};

std::span<const Table> tables_of(bool with_recordings) {
  return std::span(kTables).first(kTables.size() - (with_recordings ? 0 : 1));
}

}  // namespace

std::vector<File> encode_contents(const Consultation& consultation) {
  std::vector<File> files;
  files.reserve(kTables.size());
  for (const Table& table : tables_of(!consultation.recordings.empty()))
    files.push_back({std::string(table.name), table.write(consultation)});
  return files;
}

Status decode_contents(const std::vector<File>& files, Consultation& consultation) {
  const bool spoken =
      files.size() >= kTables.size() && files[kTables.size() - 1].name == kTables.back().name;
  const auto tables = tables_of(spoken);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Table& table = tables[i];
    if (i >= files.size() || files[i].name != table.name) {
      return fail(Errc::invalid, fmt::format("file '{}' is missing", table.name));
    }
    Reader reader(files[i].bytes, table.name);
    table.read(reader, consultation);
    PARVIS_TRY_VOID(reader.finish());
  }
  if (files.size() > tables.size()) {
    return fail(Errc::invalid, fmt::format("file '{}' is unknown", files[tables.size()].name));
  }
  PARVIS_TRY_VOID(check(consultation));
  // One consultation has one encoding: rows in another order, twice or superfluous are refused here.
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i].write(consultation) != files[i].bytes) {
      return fail(
          Errc::invalid,
          fmt::format("file '{}': a row comes twice, in another order, or belongs to nothing",
                      tables[i].name));
    }
  }
  return {};
}

}  // namespace parvis::pack
