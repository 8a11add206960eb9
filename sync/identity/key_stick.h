// A mediator's key stick: 32 random bytes in one file, parvis-stick.key. With it a PIN is worth nothing to whoever copied the
// kiosk's card. One stick serves its mediator on every kiosk that has let it in; a name or a kiosk stands nowhere on it.
// FORMAT.md has the bytes.
//
// Threads: pure functions over files; reading a stick may take seconds: not on the UI thread.
#pragma once

#include <optional>
#include <vector>

#include "hardware/platform/files.h"
#include "sync/identity/slots.h"

namespace parvis::identity {

using StickSecret = crypto::Secret<32>;
inline constexpr const char* kStickFile = "parvis-stick.key";
inline constexpr std::size_t kMaxSticks = 8;  // looked at in one directory

// The secret of the stick that is mounted at `directory`. Errc::not_found, Errc::corrupt for a damaged file.
[[nodiscard]] Result<StickSecret> read_stick(const Path& directory);
// The same; a directory without the file gets one, which is read back before it is believed.
Result<StickSecret> make_stick(const Path& directory);
// Every key stick that is in: `sticks` itself, or directories in it, where the appliance mounts them. What is no key stick, or
// a damaged one, is passed over.
[[nodiscard]] std::vector<StickSecret> find_sticks(const Path& sticks);

// A board's secret from a file: 32 bytes, or 64 hexadecimal digits as firmware shows one-time-programmable keys. Errc::invalid for
// anything else, and for zeros: that is a key that nobody programmed.
[[nodiscard]] Result<crypto::Secret<32>> read_board_secret(const Path& file);

// Where a kiosk finds what is not in its own files; "" for none.
struct FactorFiles {
  Path board;   // read_board_secret()
  Path sticks;  // find_sticks()
};
// What is there now, for as long as it takes to unlock.
class FactorsAtHand {
 public:
  // Errc::not_found, io or invalid when the board's secret can't be had: without it nobody's PIN would open.
  static Result<FactorsAtHand> read(const FactorFiles& files);
  // Reads and makes the stick at `directory` instead of looking for sticks.
  static Result<FactorsAtHand> with_stick(const FactorFiles& files, const Path& directory);
  // Refers to this.
  [[nodiscard]] Factors factors() const { return {board_ ? &*board_ : nullptr, sticks_}; }

 private:
  std::optional<crypto::Secret<32>> board_;
  std::vector<StickSecret> sticks_;
};

}  // namespace parvis::identity
