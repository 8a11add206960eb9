// One SQL statement with typed binds. Its database MUST outlive it.
//
//   PARVIS_TRY(auto insert, database.prepare("INSERT INTO urn (visit, box) VALUES (?, ?)"));
//   PARVIS_TRY_VOID(insert.run(visit.id, box));            // binds, steps to the end, resets
//
//   PARVIS_TRY(auto select, database.prepare("SELECT box FROM urn WHERE visit = ?"));
//   select.bind(visit.id);
//   for (;;) {
//     PARVIS_TRY(const bool row, select.step());
//     if (!row) break;
//     use(select.blob(0));
//   }
//
// Threads: the database's. Values are copied when bound. What columns return points into SQLite and
// lives until the next step(), bind() or reset(). A statement that was left in the middle holds a
// read transaction open: reset() it, bind() it again or let it go.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "hardware/platform/bytes.h"
#include "hardware/platform/result.h"

struct sqlite3_stmt;

namespace parvis::sqlite {

// Whatever shows its bytes with view(): digests, ids, keys.
template <class T>
concept HasView = requires(const T& value) {
  { value.view() } -> std::convertible_to<ByteView>;
};

class Statement {
 public:
  // Resets, then binds every parameter in order. MUST be given as many values as the statement has
  // parameters. Accepts integers, double, text, bytes, anything with view(), std::optional of
  // these, and nullptr for NULL. A value that can't be stored (an integer over 2^63 − 1) is
  // reported by the next step() as Errc::invalid.
  template <class... Values>
  void bind(const Values&... values) {
    start(sizeof...(Values));
    [[maybe_unused]] int index = 0;
    (bind_one(++index, values), ...);
  }

  // Whether there is a row to read. After the last one the statement is reset by itself.
  // Errc::conflict when a constraint refuses, busy, no_space, io, corrupt.
  Result<bool> step();

  // For statements that give no rows: bind, step to the end, reset.
  template <class... Values>
  Status run(const Values&... values) {
    bind(values...);
    return finish();
  }

  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t natural(
      int column) const;  // negative reads as 0: the schema has CHECKs
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] ByteView blob(int column) const;

  // A value of fixed length: row.fixed<wire::VisitId>(0). Errc::corrupt when the length is wrong.
  template <class T>
  [[nodiscard]] Result<T> fixed(int column) const {
    auto value = T::from(blob(column));
    if (!value) return fail(Errc::corrupt, "a stored value has the wrong length");
    return *value;
  }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  void start(std::size_t values);
  Status finish();
  void note(int code);

  // Only these; every other type is refused by the compiler rather than narrowed in silence.
  void bind_integer(int index, std::int64_t value);
  void bind_natural(int index, std::uint64_t value);
  void bind_real(int index, double value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, ByteView value);
  void bind_null(int index);

  void bind_one(int, bool) = delete;         // say what 0 and 1 mean
  void bind_one(int, char) = delete;         // a text or a number?
  void bind_one(int, long double) = delete;  // would lose digits
  void bind_one(int index, double value) { bind_real(index, value); }
  void bind_one(int index, std::nullptr_t) { bind_null(index); }
  template <std::signed_integral T>
  void bind_one(int index, T value) {
    bind_integer(index, value);
  }
  template <std::unsigned_integral T>
  void bind_one(int index, T value) {
    bind_natural(index, value);
  }
  template <class T>
  requires std::convertible_to<const T&, std::string_view>
  void bind_one(int index, const T& value) { bind_text(index, value); }
  template <class T>
  requires(std::convertible_to<const T&, ByteView> &&
           !std::convertible_to<const T&, std::string_view>) void bind_one(int index,
                                                                           const T& value) {
    bind_blob(index, value);
  }
  template <HasView T>
  void bind_one(int index, const T& value) {
    bind_blob(index, value.view());
  }
  template <class T>
  void bind_one(int index, const std::optional<T>& value) {
    value ? bind_one(index, *value) : bind_null(index);
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int error_ = 0;  // of the first bind that failed
};

}  // namespace parvis::sqlite
