// From sources that a city officer edits to one signed file. Every proposal is checked with the length rules of
// sync/consultation; errors name file, line and what to do.
//
// Threads: one build at a time for one folder; nothing is written.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hardware/platform/files.h"
#include "sync/consultation/model.h"
#include "sync/pack/pack.h"

namespace parvis::pack {

enum class Use : std::uint8_t { real, practice };

struct SourceOptions {
  std::optional<Path> city;  // a TOML file with one table [city], which wins over the sources' own
  std::optional<Path> statistics;  // instead of the folder's statistics.csv
  std::optional<std::string>
      statistics_note;             // instead of consultation.toml's: where those numbers come from
  std::optional<CivilDate> opens;  // first and last day, instead of the sources'
  std::optional<CivilDate> closes;
  Use use = Use::real;
  std::vector<consultation::Proposal>
      accepted;  // appended after those of proposals.csv, in this order
};

// Reads and checks the folder. Errc::invalid names file and line; Errc::not_found a missing file. Sources whose pages still
// have unfilled {names} are refused unless `use` is practice; the error lists them.
[[nodiscard]] Result<consultation::Consultation> load_sources(const Path& folder,
                                                              const SourceOptions& options);

struct BuildOptions {
  std::uint64_t version = 1;  // counts up; same version, same bytes, for ever
  UtcTime issued;             // now
  std::string checkpoint;     // newest checkpoint of the hub's log, or ""
  std::string minimum_program = "0.1.0";
};

// Encodes and signs. The publisher's certificate and at least one reception certificate of the consultation MUST stand in
// `root` or `certificates`: the result is verified with `authorities` before it is returned, so that nothing is published
// that a kiosk would refuse. Deterministic: same input, same bytes.
[[nodiscard]] Result<Bytes> build(const consultation::Consultation& consultation,
                                  const BuildOptions& options, const crypto::SigningKey& publisher,
                                  const wire::Authorities& authorities, const wire::Signed& root,
                                  std::span<const wire::Signed> certificates);

}  // namespace parvis::pack
