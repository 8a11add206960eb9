#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "sync/pack/content.h"
#include "sync/pack/sources.h"

namespace parvis::pack {

using consultation::Consultation;

Status read_recordings(const Path& folder, Consultation& into) {
  const Path all = folder / "recordings";
  std::error_code none;
  std::vector<Path> languages;
  for (const auto& entry : std::filesystem::directory_iterator(all, none)) {
    if (entry.is_directory()) languages.push_back(entry.path());
  }
  std::ranges::sort(languages);
  for (const Path& directory : languages) {
    const std::string language = directory.filename().string();
    PARVIS_TRY(const auto files, list_files(directory, ".opus"));
    for (const Path& file : files) {
      const std::string name = fmt::format("recordings/{}/{}", language, file.filename().string());
      const std::string key = file.stem().string();
      if (text_of(into, key, language) == nullptr) {
        return fail(
            Errc::invalid,
            fmt::format("{}: there is no text of that key in that language; a proposal's is "
                        "proposal.ID.opus",
                        name));
      }
      auto bytes = read_file(file, kMaxSourceBytes);
      if (!bytes) return wrap(bytes.error(), name);
      into.recordings.push_back({language, key, std::make_shared<const Bytes>(std::move(*bytes))});
    }
  }
  std::ranges::sort(into.recordings, [](const auto& a, const auto& b) {
    return std::tie(a.language, a.key) < std::tie(b.language, b.key);
  });
  return {};
}

}  // namespace parvis::pack
