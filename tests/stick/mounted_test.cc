// The whole way over real file systems: ext4, vfat and exfat images, mounted as a kiosk mounts a stick. Needs root and a kernel that
// knows the file system; skipped with the reason where that is missing.
#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdlib>

#include "tests/stick/journey.h"
#include "tests/support/not_tested.h"
#include "tests/support/program.h"

using namespace parvis;
using namespace parvis::stick_lab;

namespace {

bool runs(const std::string& command) {
  return support::run("/bin/sh", {"-c", command}, {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}).status ==
         0;
}

// A mounted image; gone with its object.
class Mounted {
 public:
  Mounted(const std::string& make, const std::string& size, const std::string& options) {
    const std::string image = directory_ / "image";
    const std::string at = directory_ / "stick";
    if (!runs("truncate -s " + size + " " + image)) why_ = "no space for an image";
    if (why_.empty() && !runs(make + " " + image)) why_ = make + " is not installed or fails";
    support::ok(make_directories(at));
    if (why_.empty() && !runs("mount -o loop," + options + " " + image + " " + at))
      why_ = "this machine can't mount it";
    mounted_ = why_.empty();
  }
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;
  ~Mounted() {
    if (mounted_) runs("umount " + at());
  }
  [[nodiscard]] std::string at() const { return directory_ / "stick"; }
  // "" when it is mounted.
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] bool again(const std::string& options) const {
    return runs("mount -o remount," + options + " " + at());
  }

 private:
  support::TemporaryDirectory directory_;
  std::string why_;
  bool mounted_ = false;
};

struct FileSystem {
  const char* name;
  const char* make;
};
constexpr FileSystem kExt4{"ext4", "mkfs.ext4 -q -F"};
constexpr FileSystem kVfat{"vfat", "mkfs.vfat"};
constexpr FileSystem kExfat{"exfat", "mkfs.exfat"};
constexpr const char* kTame = "nosuid,nodev,noexec";

struct OnImage : Journey {
  OnImage(City& of, transfer::StickCalls& over, const Mounted& image) : Journey(of, over) {
    place.directory = image.at();
  }
};

void go_the_whole_way(const FileSystem& system) {
  const Mounted image(system.make, "16M", kTame);
  if (!image.why().empty()) return support::say_not_tested(system.name + (": " + image.why()));
  City city(4);
  transfer::StickCalls calls;
  const OnImage journey(city, calls, image);
  const auto exported = value(journey.export_batches());
  CHECK(exported.safe());
  CHECK(exported.batches == 4);
  CHECK(value(journey.receive()).taken.size() == 4);
  CHECK(value(journey.bring_back()).receipts == 4);
  CHECK(value(journey.take_in()).receipts == 4);
  CHECK(journey.received() == 4);
  // Mounted otherwise it is refused, and read-only it can be read.
  REQUIRE(image.again("suid,nodev,noexec"));
  CHECK(support::code(journey.export_batches()) == Errc::denied);
  REQUIRE(image.again("ro,nosuid,nodev,noexec"));
  CHECK(support::code(journey.export_batches()) == Errc::denied);
  CHECK(value(journey.receive()).taken.size() == 4);
  fmt::print("{}: the whole way, read back {}\n", system.name,
             exported.bypass == transfer::StickCalls::Bypass::direct ? "with O_DIRECT"
                                                                     : "after dropping the cache");
}

}  // namespace

// A test for each, so that one that this machine does not know is told apart from one that works.
TEST_CASE("the whole way over ext4, mounted as a kiosk mounts a stick") { go_the_whole_way(kExt4); }
TEST_CASE("the whole way over vfat, mounted as a kiosk mounts a stick") { go_the_whole_way(kVfat); }
TEST_CASE("the whole way over exfat, mounted as a kiosk mounts a stick") {
  go_the_whole_way(kExfat);
}

TEST_CASE("a real file system filled to its last block is full, and never safe") {
  const Mounted image(kExt4.make, "4M", kTame);
  if (!image.why().empty()) return support::say_not_tested(image.why());
  City city(3);
  transfer::StickCalls calls;
  const OnImage journey(city, calls, image);
  std::size_t tried = 0;
  std::size_t full = 0;
  // A foreign file leaves less and less room.
  for (const char* left : {"1M", "12k", "8k", "4k", "0"}) {
    const std::string fill = image.at() + "/film.mp4";
    runs("rm -rf " + image.at() + "/parvis " + fill);
    const std::uint64_t free = value(disk_space(image.at())).available;
    const std::uint64_t room = std::string(left) == "1M"    ? 1u << 20
                               : std::string(left) == "12k" ? 12u << 10
                               : std::string(left) == "8k"  ? 8u << 10
                               : std::string(left) == "4k"  ? 4u << 10
                                                            : 0;
    runs(fmt::format("head -c {} /dev/zero > {}", free - room, fill));
    const auto report = journey.export_batches();
    ++tried;
    if (report) {
      CHECK(report->safe());
      CHECK(report->batches == 3);
    } else {
      CHECK(report.error().code == Errc::no_space);
      ++full;
    }
    CHECK(journey.outbox_is_whole());
  }
  CHECK(full >= 2);
  CHECK(full < tried);
  fmt::print("a full ext4: {} fillings tried, {} were too full\n", tried, full);
}
