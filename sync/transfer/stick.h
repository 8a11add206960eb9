// A stick's directory parvis/ as STICK.md describes it: what may be written and read there, and when it is safe. The one class
// that both ends use; it knows names and bytes, never what they mean.
//
//   open ─► make_room(sizes) ─► put … put ─► settle ─► check … check ─► now it may be called safe
//
// Threads: one. `calls` MUST outlive it. Errors: those of StickCalls; what a foreign hand put under a name of ours is
// Errc::invalid, and nothing of it was read or followed. After an error the stick has each file whole, as before, or not at all.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/transfer/stick_calls.h"

namespace parvis::transfer {

inline constexpr std::size_t kMaxStickName = 100;
inline constexpr std::size_t kMaxStickEntries = 1'000'000;  // that a listing looks at
inline constexpr std::size_t kMaxStickFiles = 65'536;       // that one listing gives

class Stick {
 public:
  enum class Side { from_kiosk, from_hub };
  // Whether a file system that is not mounted nosuid,nodev,noexec is refused.
  enum class Mounted { tame, any };
  enum class Use { reading, writing };

  struct Place {
    Path directory;  // where the stick is mounted
    Mounted mounted = Mounted::tame;
    StickCalls& calls;
  };

  // Errc::denied for a mount that is not tame, and for writing on a read-only one; Errc::not_found when there is no such
  // directory. For reading, what is not on the stick is simply not there.
  static Result<Stick> open(const Place& place, Use use);
  Stick(Stick&& other) noexcept;
  Stick& operator=(Stick&&) = delete;
  ~Stick();

  // Whether parvis/ of this side is there at all.
  [[nodiscard]] bool has(Side side) const { return folder(side) >= 0; }

  // ---- reading ---------------------------------------------------------------------------------
  // Errc::not_found, or Errc::invalid for what is longer than `limit` or no regular file.
  [[nodiscard]] Result<Bytes> read(Side side, const std::string& name, std::uint64_t limit);
  struct Listing {
    std::vector<std::string> names;  // sorted
    std::size_t passed_over = 0;     // entries that `wanted` did not want
    bool more = false;               // there were too many: come again
  };
  // Names that `wanted` accepts. The listing's bounds hold whatever is on the stick. Once a Stick.
  [[nodiscard]] Result<Listing> list(Side side,
                                     const std::function<bool(std::string_view)>& wanted);

  // ---- writing ---------------------------------------------------------------------------------
  // Errc::no_space unless files of these sizes fit beside everything that is there.
  Status make_room(std::span<const std::uint64_t> sizes);
  // Temporary → fsync → rename. MUST be followed by settle() before it counts.
  Status put(Side side, const std::string& name, ByteView bytes);
  // fsync of the folders, then syncfs.
  Status settle();
  // Reads a file back past the page cache. Errc::corrupt when the stick does not hold these bytes.
  Status check(Side side, const std::string& name, ByteView bytes);
  // How check() got past the page cache, last.
  [[nodiscard]] StickCalls::Bypass bypass() const { return bypass_; }

 private:
  explicit Stick(StickCalls& calls) : calls_(&calls) {}
  Status open_folders(const Place& place, Use use);
  [[nodiscard]] Result<int> folder_in(int parent, const std::string& name, Use use);
  [[nodiscard]] int folder(Side side) const {
    return side == Side::from_kiosk ? from_kiosk_ : from_hub_;
  }
  [[nodiscard]] Result<Bytes> take(Side side, const std::string& name, std::uint64_t limit,
                                   StickCalls::Cache cache);

  StickCalls* calls_;
  int root_ = -1;
  int parvis_ = -1;
  int from_kiosk_ = -1;
  int from_hub_ = -1;
  StickCalls::Bypass bypass_ = StickCalls::Bypass::none;
};

}  // namespace parvis::transfer
