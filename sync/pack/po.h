// The subset of gettext's .po that consultations use: msgctxt, msgid, msgstr, comments and flags; no plurals, no previous
// msgid. Read by ourselves: libgettextpo is GPL-3, and msgfmt would say neither which key is stale nor at which line of whose file.
// Errors are Errc::invalid and say file, line and what to do.
//
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::pack {

struct PoEntry {
  std::size_t line = 0;  // of its msgctxt, from 1
  std::string key;       // msgctxt
  std::string original;  // msgid
  std::string text;      // msgstr
  bool fuzzy = false;
  bool empty_on_purpose = false;  // flag parvis-empty
};

// In the file's order, each key once. The header (msgid "") must say UTF-8 and is left out.
[[nodiscard]] Result<std::vector<PoEntry>> parse_po(std::string_view text, std::string_view name);

}  // namespace parvis::pack
