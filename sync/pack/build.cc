#include "sync/pack/build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sync/consultation/text.h"
#include "sync/pack/manifest.h"
#include "sync/pack/sources.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using consultation::Proposal;

// First and last day become moments in the zone; the last day counts whole.
Status set_dates(const Settings& settings, const SourceOptions& options, Consultation& all) {
  const auto opens = options.opens ? options.opens : settings.opens;
  const auto closes = options.closes ? options.closes : settings.closes;
  if (!opens || !closes) {
    return fail(Errc::invalid,
                "consultation.toml: 'opens' or 'closes' is missing: write it there or give it when "
                "building");
  }
  const auto after = [&](std::int64_t days) {
    const auto day = std::chrono::sys_days(*closes) + std::chrono::days(days + 1);
    return consultation::start_of_day(CivilDate(day), all.time_zone);
  };
  PARVIS_TRY(all.opens, consultation::start_of_day(*opens, all.time_zone));
  PARVIS_TRY(all.closes, after(0));
  PARVIS_TRY(all.codes_until, after(settings.codes_days));
  PARVIS_TRY(all.sealed_until, after(settings.sealed_days));
  return {};
}

Status add_statistics(const Path& folder, const SourceOptions& options, Consultation& all) {
  const Path file = options.statistics.value_or(folder / "statistics.csv");
  auto status = read_statistics(file, all);
  const bool none = !status && status.error().code == Errc::not_found && !options.statistics;
  if (none) {
    all.statistics_note.clear();
    return {};
  }
  PARVIS_TRY_VOID(std::move(status));
  if (options.statistics_note) all.statistics_note = *options.statistics_note;
  if (all.statistics_note.empty()) {
    return fail(Errc::invalid,
                "consultation.toml: 'statistics_note' must say where the numbers come from");
  }
  return {};
}

Status add_accepted(const std::vector<Proposal>& accepted, Consultation& all) {
  for (const Proposal& proposal : accepted) {
    for (const auto& other : all.proposals) {
      if (other.id == proposal.id)
        return fail(Errc::conflict, fmt::format("proposal '{}' comes twice", proposal.id));
    }
    if (const auto check = consultation::check_idea(proposal.text); !check.ok()) {
      return fail(Errc::invalid, fmt::format("accepted proposal '{}': {}", proposal.id,
                                             consultation::key_of(check.problems.front())));
    }
    all.proposals.push_back(proposal);
  }
  return {};
}

Result<CityValues> city_values(const Settings& settings, const SourceOptions& options) {
  CityValues values = settings.city;
  if (options.city) {
    PARVIS_TRY(const auto own, read_city_file(*options.city, settings.consultation.languages));
    for (const auto& [name, value] : own) values[name] = value;
  }
  return values;
}

}  // namespace

Result<std::string> read_source(const Path& file) {
  const auto bytes = read_file(file, kMaxSourceBytes);
  if (!bytes) return wrap(bytes.error(), file.string());
  return std::string(as_text(*bytes));
}

Result<Consultation> load_sources(const Path& folder, const SourceOptions& options) {
  PARVIS_TRY(Settings settings, read_settings(folder));
  PARVIS_TRY(const CityValues city, city_values(settings, options));
  Consultation& all = settings.consultation;
  all.practice = options.use == Use::practice;
  PARVIS_TRY_VOID(set_dates(settings, options, all));
  PARVIS_TRY_VOID(read_proposals(folder, settings.examples, all));
  PARVIS_TRY_VOID(add_statistics(folder, options, all));
  PARVIS_TRY_VOID(read_places(folder, all));
  PARVIS_TRY_VOID(read_translations(folder, all));
  PARVIS_TRY(const auto unfilled, fill_pages(city, all));
  if (!unfilled.empty() && options.use == Use::real) {
    return fail(
        Errc::invalid,
        fmt::format("consultation.toml: [city] does not fill {}: fill it there or in a file of the "
                    "city (--city FILE), or build for practice",
                    fmt::join(unfilled, ", ")));
  }
  PARVIS_TRY_VOID(add_accepted(options.accepted, all));
  PARVIS_TRY_VOID(read_recordings(folder, all));
  if (auto status = check(all); !status) return wrap(status.error(), folder.string());
  return std::move(all);
}

Result<Bytes> build(const Consultation& consultation, const BuildOptions& options,
                    const crypto::SigningKey& publisher, const wire::Authorities& authorities,
                    const wire::Signed& root, std::span<const wire::Signed> certificates) {
  PARVIS_TRY_VOID(check(consultation));
  Manifest manifest{{consultation.slug, options.version},
                    options.minimum_program,
                    options.issued,
                    consultation.opens,
                    consultation.closes,
                    consultation.time_zone,
                    crypto::key_id(publisher.verify_key()),
                    root,
                    {certificates.begin(), certificates.end()},
                    options.checkpoint,
                    {}};
  Envelope envelope;
  if (!consultation.recordings.empty()) envelope.version = kSpokenPackDomain.version;
  for (File& file : encode_contents(consultation)) {
    manifest.files.push_back({file.name, file.bytes.size(), crypto::blake2b(file.bytes)});
    envelope.contents.push_back(std::move(file.bytes));
  }
  envelope.manifest.bytes = encode(manifest);
  envelope.manifest.signature = publisher.sign(kManifestDomain, envelope.manifest.bytes);
  Bytes bytes = encode(envelope);
  auto pack = verify(bytes, authorities);
  if (!pack) return wrap(pack.error(), "what was built would be refused");
  PARVIS_TRY_VOID(recipients(*pack, authorities));
  return bytes;
}

}  // namespace parvis::pack
