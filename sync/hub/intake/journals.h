// The kiosks' journals at the hub, as they came, and every head that was ever received: what an auditor reads them against.
// Files beside intake.db; JOURNALS.md has their names. Nothing here is ever changed or removed, and nothing that is found in a
// journal holds up a batch.
//
// A journal that does not go on where the one before ended, because the kiosk set it aside or because someone rewrote it, begins
// another volume: both are kept, and findings() says how they differ.
//
// Threads: a JournalShelf is a value; calls that write need one caller at a time. Errors: Errc::conflict, no_space, io.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/journal/journal.h"

namespace parvis::hub {

inline constexpr std::size_t kMaxVolumes = 16;                 // of one journal
inline constexpr std::uint64_t kMaxHeadsBytes = 16u << 20;     // of one volume's heads
inline constexpr std::uint64_t kMaxShelfBytes = 256ull << 20;  // of one journal, all volumes

class JournalShelf {
 public:
  explicit JournalShelf(Path directory) : directory_(std::move(directory)) {}

  struct Held {
    std::uint64_t size = 0;  // bytes of the newest volume
    crypto::Digest digest;   // BLAKE2b-256 of them
  };
  [[nodiscard]] Result<Held> held(const wire::DeviceId& device, std::string_view program) const;
  // Adds bytes behind `from`, durably, and returns the volume's size. `from` 0 begins a volume when one is there already.
  // Errc::conflict when it is neither 0 nor where the newest one ends.
  Result<std::uint64_t> add(const wire::DeviceId& device, std::string_view program,
                            std::uint64_t from, ByteView bytes);
  // A whole journal, as a stick brings it: what is there already is not added again.
  Status merge(const wire::DeviceId& device, std::string_view program, ByteView bytes);
  // A head whose signature was verified, to the newest volume.
  Status add_head(const wire::DeviceId& device, std::string_view program, const wire::Signed& head);

  struct Volume {
    Bytes bytes;
    std::vector<journal::Head> heads;
  };
  // Oldest first; heads that `transport` did not sign are left out.
  [[nodiscard]] Result<std::vector<Volume>> read(const wire::DeviceId& device,
                                                 std::string_view program,
                                                 const crypto::VerifyKey& transport) const;

  // Every file of the shelf, below its directory; heads before the bytes that they speak of, so that a copy made in this order holds
  // while journals grow.
  [[nodiscard]] Result<std::vector<Path>> files() const;
  // Whether a file of the shelf may be called so, below its directory.
  [[nodiscard]] static bool is_file(std::string_view name);

 private:
  [[nodiscard]] Path folder(const wire::DeviceId& device) const;
  [[nodiscard]] Path file(const wire::DeviceId& device, std::string_view program,
                          std::size_t volume, std::string_view suffix) const;
  [[nodiscard]] std::size_t volumes(const wire::DeviceId& device, std::string_view program) const;

  Path directory_;
};

struct JournalFinding {
  std::size_t volume = 0;  // from 1
  std::optional<journal::Damage> damage;
  std::string words;   // "entry 12 is not what the program wrote"
  std::string advice;  // what to do
};
// Each volume against its own heads, and against those of the volumes before it. Empty: all of it is in order.
[[nodiscard]] std::vector<JournalFinding> findings(
    const std::vector<JournalShelf::Volume>& volumes);

}  // namespace parvis::hub
