#include "kiosk/app/hint_files.h"

#include <algorithm>

#include "hardware/platform/log.h"

namespace parvis::app {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 10;

std::map<std::string, consultation::WordList> read_lists(const Path& directory,
                                                         std::string_view extension) {
  std::map<std::string, consultation::WordList> lists;
  const auto files = list_files(directory, extension);
  if (!files) {
    log_warning("lists for hints: {}", files.error().message());
    return lists;
  }
  for (const auto& file : *files) {
    const auto bytes = read_file(file, kMostBytes);
    if (!bytes) {
      log_warning("lists for hints: {}", bytes.error().message());
      continue;
    }
    std::string text;
    std::ranges::transform(*bytes, std::back_inserter(text),
                           [](auto byte) { return static_cast<char>(byte); });
    const auto language = file.stem().string();
    lists.emplace(language, consultation::WordList(text, language));
  }
  return lists;
}

}  // namespace

std::map<std::string, consultation::HintLists> read_hint_files(const Path& directory) {
  std::map<std::string, consultation::HintLists> all;
  for (auto& [language, list] : read_lists(directory, ".insults")) {
    all[language].insults = std::move(list);
  }
  for (auto& [language, list] : read_lists(directory, ".names")) {
    all[language].first_names = std::move(list);
  }
  return all;
}

}  // namespace parvis::app
