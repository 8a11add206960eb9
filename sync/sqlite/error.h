// From SQLite's result codes to ours. Private to this module.
#pragma once

#include <string_view>

#include "hardware/platform/result.h"

struct sqlite3;

namespace parvis::sqlite {

[[nodiscard]] Errc errc_of(int extended_code);

// "insert …: disk I/O error". The handle's last error belongs to the call that just failed. SQL
// texts hold no values, so they may stand in an Error.
[[nodiscard]] tl::unexpected<Error> fail_sqlite(std::string_view what, sqlite3* handle, int code);

}  // namespace parvis::sqlite
