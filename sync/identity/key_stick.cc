#include "sync/identity/key_stick.h"

#include <algorithm>

#include "sync/crypto/crypto.h"
#include "sync/wire/cbor.h"

namespace parvis::identity {
namespace {

constexpr crypto::Domain kStickDomain{"parvis/key-stick", 1};
constexpr std::size_t kMaxStickFile = 256;
constexpr std::size_t kMaxBoardFile = 256;

using Check = crypto::Fixed<struct CheckTag, 8>;

// Finds a damaged copy, so that nobody looks for the mistake in their PIN.
Check stick_check(ByteView secret) {
  const auto digest = crypto::blake2b({as_bytes(kStickDomain.tag), secret});
  Check check;
  std::copy_n(digest.bytes.begin(), Check::kSize, check.bytes.begin());
  return check;
}

Result<StickSecret> decode_stick(ByteView bytes) {
  wire::cbor::Reader reader(bytes, "key stick");
  reader.document(kStickDomain, 2);
  StickSecret secret;
  const ByteView inside = reader.bytes(secret.size());
  if (inside.size() != secret.size()) reader.refuse("wrong number of bytes");
  const auto check = reader.fixed<Check>();
  if (const auto status = reader.finish(); !status) {
    return fail(Errc::corrupt, "key stick: its file is damaged: " + status.error().context);
  }
  if (check != stick_check(inside)) return fail(Errc::corrupt, "key stick: its file is damaged");
  std::ranges::copy(inside, secret.data());
  return secret;
}

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

Result<StickSecret> read_stick(const Path& directory) {
  PARVIS_TRY(Bytes bytes, read_file(directory / kStickFile, kMaxStickFile));
  const crypto::Wiped file(std::move(bytes));
  return decode_stick(file.bytes);
}

Result<StickSecret> make_stick(const Path& directory) {
  auto there = read_stick(directory);
  if (there || there.error().code != Errc::not_found) return there;
  const auto secret = crypto::random_secret();
  wire::cbor::Writer writer;
  writer.document(kStickDomain, 2).bytes(secret.view()).fixed(stick_check(secret.view()));
  const crypto::Wiped file(std::move(writer).take());
  if (auto written = write_file(directory / kStickFile, file.bytes, Existing::keep, 0600); !written)
    return wrap(written.error(), "key stick");
  return read_stick(directory);
}

std::vector<StickSecret> find_sticks(const Path& sticks) {
  std::vector<Path> places{sticks};
  std::error_code error;
  for (std::filesystem::directory_iterator entry(sticks, error), end; !error && entry != end;
       entry.increment(error)) {
    if (places.size() > kMaxSticks) break;
    std::error_code ignored;
    if (entry->symlink_status(ignored).type() == std::filesystem::file_type::directory) {
      places.push_back(entry->path());
    }
  }
  std::sort(places.begin(), places.end());
  std::vector<StickSecret> found;
  for (const Path& place : places) {
    if (auto secret = read_stick(place)) found.push_back(std::move(*secret));
  }
  return found;
}

Result<crypto::Secret<32>> read_board_secret(const Path& file) {
  PARVIS_TRY(Bytes bytes, read_file(file, kMaxBoardFile));
  crypto::Wiped plain(std::move(bytes));
  crypto::Secret<32> secret;
  if (plain.bytes.size() != secret.size()) {
    while (!plain.bytes.empty() && (plain.bytes.back() == '\n' || plain.bytes.back() == 0)) {
      plain.bytes.pop_back();
    }
    auto decoded = crypto::from_hex(as_text(plain.bytes));
    if (!decoded || decoded->size() != secret.size()) {
      return fail(Errc::invalid, "board secret: neither 32 bytes nor 64 hexadecimal digits");
    }
    crypto::wipe(plain.bytes);
    plain.bytes = std::move(*decoded);
  }
  if (is_zero(plain.bytes)) {
    return fail(Errc::invalid, "board secret: only zeros, nobody programmed this board's key");
  }
  std::ranges::copy(plain.bytes, secret.data());
  return secret;
}

Result<FactorsAtHand> FactorsAtHand::read(const FactorFiles& files) {
  FactorsAtHand found;
  if (!files.board.empty()) {
    auto board = read_board_secret(files.board);
    if (!board) return wrap(board.error(), "board_secret");
    found.board_.emplace(std::move(*board));
  }
  if (!files.sticks.empty()) found.sticks_ = find_sticks(files.sticks);
  return found;
}

Result<FactorsAtHand> FactorsAtHand::with_stick(const FactorFiles& files, const Path& directory) {
  PARVIS_TRY(auto found, read({files.board, {}}));
  PARVIS_TRY(auto stick, make_stick(directory));
  found.sticks_.push_back(std::move(stick));
  return found;
}

}  // namespace parvis::identity
