// A directory that exists as long as its object does, with everything in it. In the system's place for such things, or in
// `parent`.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "hardware/platform/files.h"

namespace parvis::support {

class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(const Path& parent = std::filesystem::temp_directory_path()) {
    std::string pattern = (parent / "parvis-XXXXXX").string();
    PARVIS_CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const Path& path() const { return path_; }
  [[nodiscard]] Path operator/(std::string_view name) const { return path_ / name; }

 private:
  Path path_;
};

}  // namespace parvis::support
