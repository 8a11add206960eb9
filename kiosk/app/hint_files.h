// The lists of words that hints about an idea look for, as they lie in share/parvis/hints: assets/hints/README.md.
//
// Threads: any; read once, at the start.
#pragma once

#include <map>
#include <string>

#include "hardware/platform/files.h"
#include "sync/consultation/words.h"

namespace parvis::app {

// By language. A hint never blocks, so a list that can't be read is logged and does without.
[[nodiscard]] std::map<std::string, consultation::HintLists> read_hint_files(const Path& directory);

}  // namespace parvis::app
