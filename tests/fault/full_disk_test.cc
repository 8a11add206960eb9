// A real file system of 20 MB, filled to its last block in the middle of a session: what is open is finished and signed, nothing
// new begins, and all goes on when there is room again.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/ledger_kit.h"
#include "tests/support/program.h"
#include "tests/support/temporary_directory.h"

namespace parvis::fault {
namespace {

using support::kNoon;
using support::LedgerKit;
using support::ok;
using support::value;

// An ext4 in a file, mounted for as long as the object lives.
class SmallDisk {
 public:
  SmallDisk() {
    ok(make_directories(place()));
    const std::string image = (directory_ / "image").string();
    const int fd = ::open(image.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    PARVIS_CHECK(fd >= 0 && ::ftruncate(fd, 20 << 20) == 0);
    ::close(fd);
    if (::geteuid() != 0) return;
    // Without blocks that only root may fill: here root is the kiosk.
    if (support::run("/sbin/mkfs.ext4", {"-q", "-m", "0", image}).status != 0) return;
    mounted_ = support::run("/bin/mount", {"-o", "loop", image, place().string()}).status == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) PARVIS_CHECK(::umount(place().c_str()) == 0);
  }
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] Path place() const { return directory_ / "disk"; }
  // Writes until not one byte more is taken. How many were.
  std::uint64_t fill() const {
    const int fd = ::open((place() / "filler").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    PARVIS_CHECK(fd >= 0);
    const Bytes block(64u << 10, 0x20);
    std::uint64_t filled = 0;
    for (std::size_t size = block.size(); size > 0;) {
      const ssize_t taken = ::write(fd, block.data(), size);
      if (taken > 0) filled += static_cast<std::uint64_t>(taken);
      if (taken < static_cast<ssize_t>(size)) size /= 2;
    }
    ::fsync(fd);
    ::close(fd);
    return filled;
  }
  void make_room() const { ok(remove_file(place() / "filler")); }

 private:
  support::TemporaryDirectory directory_;
  bool mounted_ = false;
};

struct Told {
  std::set<wire::VisitId> ended;
  std::uint64_t refused = 0;
};

// Visits until `most` have ended or one is refused.
void let_come(LedgerKit& kit, ledger::Session& session, std::uint64_t most, Told& told) {
  for (std::uint64_t i = 0; i < most; ++i) {
    wire::Visit visit = kit.visit_of(3, support::kIdeaText);
    visit.ending = wire::Ending::completed;
    if (!session.save(visit) || !session.finish(visit)) {
      ++told.refused;
      return;
    }
    told.ended.insert(visit.id);
  }
}

TEST_CASE(
    "a real disk of 20 MB is filled to the last block: the session ends well, and the next one "
    "begins when there is room") {
  const SmallDisk disk;
  if (!disk.mounted()) {
    WARN("no ext4 could be mounted here (it needs root and a loop device): not tested");
    return;
  }
  LedgerKit kit(disk.place());
  kit.options.space = {.least_percent = 10, .least_bytes = 1u << 20, .reserve_bytes = 4u << 20};
  Told told;
  std::uint64_t filled = 0;
  {
    auto ledger = kit.open();
    REQUIRE(std::filesystem::exists(kit.options.directory / "reserve"));
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    let_come(kit, session, 20, told);
    REQUIRE(told.ended.size() == 20);
    filled = disk.fill();
    CHECK(value(disk_space(disk.place())).available == 0);
    CHECK(value(ledger.space()) == ledger::Space::none);
    // The reserve is given back for the visit that is there, and for the end.
    let_come(kit, session, 20, told);
    CHECK(told.ended.size() > 20);
    CHECK_FALSE(std::filesystem::exists(kit.options.directory / "reserve"));
    value(session.close({}));
    value(ledger.freeze(kNoon, kit.collection));
    disk.fill();
    CHECK(support::code(ledger.open_session(kit.start(), kit.collection)) == Errc::no_space);
  }
  {
    // Switched off and on, still full: it opens, and what it holds is there.
    auto ledger = kit.open();
    CHECK(value(ledger.totals()).all == told.ended.size());
  }
  disk.make_room();
  auto ledger = kit.open();
  CHECK(std::filesystem::exists(kit.options.directory / "reserve"));
  kit.closed_session(ledger, 10);
  value(ledger.freeze(kNoon, kit.collection));
  std::set<wire::VisitId> found;
  for (const auto& info : value(ledger.batches())) {
    for (const auto& box : kit.read_batch(info).visits) found.insert(box.id);
  }
  for (const auto& id : told.ended) CHECK(found.contains(id));
  fmt::print(
      "a full disk: {} bytes filled it, {} visits ended before and after, {} refused, {} found\n",
      filled, told.ended.size(), told.refused, found.size());
  std::fflush(stdout);
}

}  // namespace
}  // namespace parvis::fault
