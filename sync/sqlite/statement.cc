#include "sync/sqlite/statement.h"

#include <sqlite3.h>

#include <limits>
#include <string>

#include "sync/sqlite/error.h"

namespace parvis::sqlite {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::start(std::size_t values) {
  reset();
  sqlite3_clear_bindings(statement_.get());
  error_ = SQLITE_OK;
  PARVIS_CHECK(values == static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_.get())));
}

void Statement::note(int code) {
  if (error_ == SQLITE_OK) error_ = code;
}

void Statement::bind_integer(int index, std::int64_t value) {
  note(sqlite3_bind_int64(statement_.get(), index, value));
}

void Statement::bind_natural(int index, std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    note(SQLITE_RANGE);
    return;
  }
  bind_integer(index, static_cast<std::int64_t>(value));
}

void Statement::bind_real(int index, double value) {
  note(sqlite3_bind_double(statement_.get(), index, value));
}

void Statement::bind_text(int index, std::string_view value) {
  // An empty view may have no pointer, which SQLite would take for NULL.
  const char* data = value.data() == nullptr ? "" : value.data();
  note(sqlite3_bind_text64(statement_.get(), index, data, value.size(), SQLITE_TRANSIENT,
                           SQLITE_UTF8));
}

void Statement::bind_blob(int index, ByteView value) {
  if (value.empty()) {
    note(sqlite3_bind_zeroblob(statement_.get(), index, 0));
    return;
  }
  note(sqlite3_bind_blob64(statement_.get(), index, value.data(), value.size(), SQLITE_TRANSIENT));
}

void Statement::bind_null(int index) { note(sqlite3_bind_null(statement_.get(), index)); }

Result<bool> Statement::step() {
  if (error_ == SQLITE_RANGE) return fail(Errc::invalid, "a number is too large to be stored");
  sqlite3* handle = sqlite3_db_handle(statement_.get());
  if (error_ != SQLITE_OK) return fail_sqlite("bind", handle, error_);
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    auto failure = fail_sqlite(sqlite3_sql(statement_.get()), handle, code);
    sqlite3_reset(statement_.get());
    return failure;
  }
  sqlite3_reset(statement_.get());
  return false;
}

Status Statement::finish() {
  const auto row = step();
  reset();
  sqlite3_clear_bindings(statement_.get());  // no copy of a value outlives its use
  if (!row) return tl::unexpected(row.error());
  if (*row)
    return fail(Errc::internal, std::string("gives rows: ") + sqlite3_sql(statement_.get()));
  return {};
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::uint64_t Statement::natural(int column) const {
  const std::int64_t value = integer(column);
  return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* data = sqlite3_column_text(statement_.get(), column);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {reinterpret_cast<const char*>(data), size};
}

ByteView Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const std::uint8_t*>(data), size};
}

}  // namespace parvis::sqlite
