// The driver's lines: one command in, one JSON object out. README.md has the table.
//
// Threads: one.
#pragma once

#include <string>

#include "tests/drive/driven_kiosk.h"

namespace parvis::drive {

// Carries out a line and answers it: {"ok":true,"screen":"card"} or {"ok":false,"error":"not_found: …"}. `power-cut`,
// `restart` and `quit` are the caller's.
[[nodiscard]] std::string answer(DrivenKiosk& kiosk, const std::string& line);

[[nodiscard]] std::string answer_ok(const DrivenKiosk& kiosk);
[[nodiscard]] std::string answer_error(const Error& error);

}  // namespace parvis::drive
