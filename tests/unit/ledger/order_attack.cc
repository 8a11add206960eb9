#include "tests/unit/ledger/order_attack.h"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>

#include "tests/support/result.h"

namespace parvis::ledger {
namespace {

// SQLite's file format: https://www.sqlite.org/fileformat2.html
constexpr std::uint8_t kIndexLeaf = 0x0a;  // tables without rowid live in index pages
constexpr std::uint8_t kIndexInterior = 0x02;
constexpr std::uint8_t kTableLeaf = 0x0d;
constexpr std::uint8_t kTableInterior = 0x05;

std::size_t big_endian(ByteView bytes, std::size_t at, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + i];
  return value;
}

struct Varint {
  std::size_t value = 0;
  std::size_t size = 0;
};
Varint varint(ByteView bytes, std::size_t at) {
  Varint read;
  for (std::uint8_t byte = 0x80; (byte & 0x80) != 0 && read.size < 9; ++read.size) {
    byte = bytes[at + read.size];
    read.value = read.value << 7 | (byte & 0x7f);
  }
  return read;
}

// Of any of these ids, anywhere. They are random, so the first two bytes tell most places apart.
std::size_t copies(ByteView file, const std::vector<wire::VisitId>& visits) {
  std::vector<std::vector<const wire::VisitId*>> by_start(1u << 16);
  for (const auto& id : visits) by_start[big_endian(id.view(), 0, 2)].push_back(&id);
  std::size_t count = 0;
  for (std::size_t at = 0; at + wire::VisitId::kSize <= file.size(); ++at) {
    for (const auto* id : by_start[big_endian(file, at, 2)]) {
      count += std::equal(id->bytes.begin(), id->bytes.end(),
                          file.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  return count;
}

// In its row of the urn, in the box of that row, and in its row of the digests.
std::size_t live_copies(const Attack& attack, const wire::VisitId& id) {
  const auto in = [&](const char* guess) {
    const auto found = attack.guesses.find(guess);
    return found != attack.guesses.end() && found->second.contains(id);
  };
  return (in("urn row") ? 2u : 0u) + (in("digest row") ? 1u : 0u);
}

class Reader {
 public:
  Reader(ByteView file, const std::vector<wire::VisitId>& visits)
      : file_(file), visits_(visits.begin(), visits.end()), page_size_(big_endian(file, 16, 2)) {}

  Attack read() {
    for (std::size_t page = 0; (page + 1) * page_size_ <= file_.size(); ++page) read_page(page);
    attack_.free_pages = big_endian(file_, 36, 4);
    return std::move(attack_);
  }

 private:
  void read_page(std::size_t page) {
    const ByteView bytes = file_.subspan(page * page_size_, page_size_);
    const std::size_t header = page == 0 ? 100 : 0;
    const std::uint8_t kind = bytes[header];
    const bool interior = kind == kIndexInterior || kind == kTableInterior;
    if (!interior && kind != kIndexLeaf && kind != kTableLeaf) return;  // overflow
    const std::size_t cells = big_endian(bytes, header + 3, 2);
    const std::size_t pointers = header + (interior ? 12 : 8);
    if (kind != kIndexLeaf && kind != kIndexInterior) return;
    for (std::size_t i = 0; i < cells; ++i) {
      const std::size_t cell = big_endian(bytes, pointers + i * 2, 2) + (interior ? 4 : 0);
      read_cell(bytes, page, i, cell);
    }
  }

  void read_cell(ByteView bytes, std::size_t page, std::size_t row, std::size_t cell) {
    const Varint payload = varint(bytes, cell);
    const std::size_t record = cell + payload.size;
    const std::size_t body = record + varint(bytes, record).value;
    if (body + wire::VisitId::kSize > bytes.size()) return;
    const auto id = support::value(wire::VisitId::from(bytes.subspan(body, wire::VisitId::kSize)));
    if (!visits_.contains(id)) return;
    // Digests are small, boxes are large: the two tables of a visit are told apart by that.
    const std::string table = payload.value < 100 ? "digest " : "urn ";
    const auto position = static_cast<double>(page * page_size_);
    attack_.guesses[table + "row"][id] = position + static_cast<double>(row);
    attack_.guesses[table + "page"][id] = position;
    attack_.guesses[table + "cell offset"][id] =
        -static_cast<double>(cell);  // cells are laid from the end
    attack_.guesses[table + "place in the file"][id] = position - static_cast<double>(cell);
    // What does not fit follows on overflow pages.
    const std::size_t largest = (page_size_ - 12) * 64 / 255 - 23;
    const std::size_t least = (page_size_ - 12) * 32 / 255 - 23;
    if (payload.value <= largest) return;
    const std::size_t fitting = least + (payload.value - least) % (page_size_ - 4);
    const std::size_t local = fitting <= largest ? fitting : least;
    attack_.guesses[table + "overflow page"][id] =
        static_cast<double>(big_endian(bytes, record + local, 4));
  }

  ByteView file_;
  std::set<wire::VisitId> visits_;
  std::size_t page_size_;
  Attack attack_;
};

using Connection =
    std::unique_ptr<sqlite3, decltype([](sqlite3* handle) { ::sqlite3_close(handle); })>;
using Rows =
    std::unique_ptr<sqlite3_stmt, decltype([](sqlite3_stmt* rows) { ::sqlite3_finalize(rows); })>;

Connection open_copy(const Path& database) {
  sqlite3* handle = nullptr;
  const std::string uri = "file:" + database.string() + "?immutable=1";
  PARVIS_CHECK(::sqlite3_open_v2(uri.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                                 nullptr) == SQLITE_OK);
  return Connection(handle);
}

// Null when SQLite does not take the words: a table WITHOUT ROWID has no row numbers.
Rows ask(const Connection& connection, const std::string& words) {
  sqlite3_stmt* rows = nullptr;
  ::sqlite3_prepare_v2(connection.get(), words.c_str(), -1, &rows, nullptr);
  return Rows(rows);
}

ByteView blob(const Rows& rows, int column) {
  const auto* data = static_cast<const std::uint8_t*>(::sqlite3_column_blob(rows.get(), column));
  return {data, static_cast<std::size_t>(::sqlite3_column_bytes(rows.get(), column))};
}

double as_number(const Rows& rows, int column) {
  if (::sqlite3_column_type(rows.get(), column) == SQLITE_INTEGER) {
    return static_cast<double>(::sqlite3_column_int64(rows.get(), column));
  }
  double number = 0;
  for (const auto byte :
       blob(rows, column).first(std::min<std::size_t>(blob(rows, column).size(), 8))) {
    number = number * 256 + byte;
  }
  return number;
}

std::optional<wire::VisitId> named(const Rows& rows, const std::set<wire::VisitId>& visits) {
  for (int i = 0; i < ::sqlite3_column_count(rows.get()); ++i) {
    if (::sqlite3_column_type(rows.get(), i) != SQLITE_BLOB) continue;
    const auto id = wire::VisitId::from(blob(rows, i));
    if (id && visits.contains(*id)) return *id;
  }
  return std::nullopt;
}

void read_table(const Connection& connection, const std::string& table,
                const std::set<wire::VisitId>& visits, std::map<std::string, Guess>& guesses) {
  Rows rows = ask(connection, "SELECT rowid, * FROM \"" + table + "\"");
  if (!rows) rows = ask(connection, "SELECT * FROM \"" + table + "\"");
  PARVIS_CHECK(rows != nullptr);
  while (::sqlite3_step(rows.get()) == SQLITE_ROW) {
    const auto id = named(rows, visits);
    if (!id) continue;
    for (int i = 0; i < ::sqlite3_column_count(rows.get()); ++i) {
      const std::string column = table + "." + ::sqlite3_column_name(rows.get(), i);
      guesses[column][*id] = as_number(rows, i);
      guesses[column + " length"][*id] = ::sqlite3_column_bytes(rows.get(), i);
    }
  }
}

// Pairs of which the first is larger; sorts them on the way.
double inversions(std::span<double> numbers) {
  if (numbers.size() < 2) return 0;
  const auto first = numbers.first(numbers.size() / 2);
  const auto second = numbers.subspan(numbers.size() / 2);
  double found = inversions(first) + inversions(second);
  std::vector<double> merged;
  auto a = first.begin();
  for (const double b : second) {
    for (; a != first.end() && *a <= b; ++a) merged.push_back(*a);
    found += static_cast<double>(first.end() - a);
    merged.push_back(b);
  }
  merged.insert(merged.end(), a, first.end());
  std::copy(merged.begin(), merged.end(), numbers.begin());
  return found;
}

}  // namespace

Attack attack(const Path& session_file, const std::vector<wire::VisitId>& visits) {
  const Bytes file = support::value(read_file(session_file, 64u << 20));
  Attack found = Reader(file, visits).read();
  found.stray_copies = copies(file, visits);
  for (const wire::VisitId& id : visits) found.stray_copies -= live_copies(found, id);
  const auto wal = read_file(session_file.string() + "-wal", 64u << 20);
  if (!wal) return found;
  for (const wire::VisitId& id : visits) {
    const auto at = std::search(wal->begin(), wal->end(), id.bytes.begin(), id.bytes.end());
    if (at == wal->end()) continue;
    found.guesses["wal frame"][id] = static_cast<double>(at - wal->begin());
  }
  return found;
}

std::map<std::string, Guess> attack_columns(const Path& database,
                                            const std::vector<wire::VisitId>& visits) {
  const Connection connection = open_copy(database);
  const std::set<wire::VisitId> known(visits.begin(), visits.end());
  std::map<std::string, Guess> guesses;
  const Rows tables = ask(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  while (::sqlite3_step(tables.get()) == SQLITE_ROW) {
    const auto* name = ::sqlite3_column_text(tables.get(), 0);
    read_table(connection, reinterpret_cast<const char*>(name), known, guesses);
  }
  return guesses;
}

double allowed_tau(std::size_t visits, std::uint64_t draws) {
  const auto n = static_cast<double>(visits);
  const double deviation = std::sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)));
  return std::max(0.02, 5.5 * deviation / std::sqrt(static_cast<double>(draws)));
}

double kendall_tau(const Guess& guess, const std::vector<wire::VisitId>& in_order) {
  std::vector<double> positions;
  for (const wire::VisitId& id : in_order) {
    const auto found = guess.find(id);
    if (found != guess.end()) positions.push_back(found->second);
  }
  if (positions.size() < 2) return 0;
  const auto n = static_cast<double>(positions.size());
  const double pairs = n * (n - 1) / 2;
  const double wrong = inversions(positions);  // and sorts them
  double equal = 0;
  for (auto at = positions.begin(); at != positions.end();) {
    const auto end = std::upper_bound(at, positions.end(), *at);
    const auto same = static_cast<double>(end - at);
    equal += same * (same - 1) / 2;
    at = end;
  }
  return (pairs - equal - 2 * wrong) / pairs;
}

}  // namespace parvis::ledger
