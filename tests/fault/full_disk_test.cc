// Real file systems, filled to their last block in the middle of a session: what is open is finished and signed, nothing new
// begins, and all goes on when there is room again. First the ledger alone, then the kiosk as it is seen and touched.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "tests/drive/hall.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/not_tested.h"
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
  explicit SmallDisk(std::uint64_t bytes) {
    ok(make_directories(place()));
    const std::string image = (directory_ / "image").string();
    const int fd = ::open(image.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    PARVIS_CHECK(fd >= 0 && ::ftruncate(fd, static_cast<off_t>(bytes)) == 0);
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
  // Takes blocks, without writing them, until so many bytes are left.
  void leave(std::uint64_t bytes) const {
    const std::uint64_t left = value(disk_space(place())).available;
    const int fd = ::open((place() / "filler").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    PARVIS_CHECK(fd >= 0 && left > bytes);
    PARVIS_CHECK(
        ::posix_fallocate(fd, ::lseek(fd, 0, SEEK_END), static_cast<off_t>(left - bytes)) == 0);
    ::close(fd);
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
  const SmallDisk disk(20u << 20);
  if (!disk.mounted()) {
    return support::say_not_tested("no ext4 could be mounted (it needs root and a loop device)");
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

// The words of a note on the screen; "" when it isn't there.
std::string said(const drive::Hall& hall, std::string_view id) {
  const auto* node = hall.kiosk->node(id);
  return node == nullptr ? "" : node->label;
}

void unlock(drive::Hall& hall) {
  for (const char digit : hall.pin) ok(hall.kiosk->tap("pin." + std::string(1, digit)));
}

void vote_and_leave(drive::Hall& hall, int votes) {
  hall.begin_visit();
  ok(hall.kiosk->tap("question.vote"));
  for (int i = 0; i < votes; ++i) {
    hall.vote("agree");
    if (i + 1 < votes) ok(hall.kiosk->tap("card.next"));
  }
  drive::leave(*hall.kiosk);
}

TEST_CASE(
    "a real disk fills under a kiosk: its screens warn under 5 %, nobody who stands there is "
    "stopped, and no session begins "
    "under 64 MB") {
  constexpr std::uint64_t kDisk = 2000u << 20;
  const SmallDisk disk(kDisk);
  if (!disk.mounted()) {
    return support::say_not_tested("no ext4 could be mounted (it needs root and a loop device)");
  }
  drive::KioskOptions options;
  options.data = disk.place() / "kiosk";
  options.disk = drive::Disk::real;
  drive::Hall hall("10", ui::Drawing::none, std::move(options));
  for (int i = 0; i < 6; ++i) vote_and_leave(hall, 3);  // ten in all: fewer wait for company

  disk.leave(kDisk / 25);
  hall.kiosk->hold_corner();
  unlock(hall);
  CHECK(said(hall, "where.sub") == "Il reste peu de place.");
  ok(hall.kiosk->tap("menu.return"));
  for (int i = 0; i < 3; ++i) vote_and_leave(hall, 3);

  // In the middle of a visit not one byte is left: eleven more votes are answered.
  hall.begin_visit();
  ok(hall.kiosk->tap("question.vote"));
  hall.vote("disagree");
  disk.fill();
  REQUIRE(value(disk_space(disk.place())).available == 0);
  for (int i = 0; i < 11; ++i) {
    ok(hall.kiosk->tap("card.next"));
    hall.vote("agree");
  }
  hall.kiosk->advance(std::chrono::minutes(4));  // and walks away
  REQUIRE(hall.kiosk->screen() == "attract");
  CHECK_FALSE(std::filesystem::exists(hall.data() / "kiosk/reserve"));
  hall.close_session();

  disk.fill();
  ok(hall.kiosk->restart());
  unlock(hall);
  CHECK(said(hall, "place.day") == "Trop peu de place pour ouvrir.");
  const auto& nodes = hall.kiosk->nodes();
  const auto first = std::ranges::find_if(nodes, [](const ui::Node& node) {
    return node.id.starts_with("place.") && node.role == ui::Role::choice;
  });
  REQUIRE(first != nodes.end());
  ok(hall.kiosk->tap(std::string(first->id)));
  ok(hall.kiosk->tap("place.open"));
  CHECK(hall.kiosk->screen() == "place");
  CHECK(said(hall, "place.day").starts_with("Il ne reste plus de place. Appelez le"));
  CHECK(said(hall, "place.day").find("03\u00a053\u00a001\u00a000\u00a001") != std::string::npos);

  disk.make_room();
  ok(hall.kiosk->tap("place.open"));
  REQUIRE(hall.kiosk->screen() == "opened");
  ok(hall.kiosk->tap("opened.start"));
  hall.close_session();
  std::multiset<std::size_t> votes;
  for (const auto& visit : value(hall.city.open_outbox(hall.data() / "outbox"))) {
    votes.insert(visit.votes.size());
  }
  CHECK(votes == std::multiset<std::size_t>{3, 3, 3, 3, 3, 3, 3, 3, 3, 12});
  fmt::print(
      "a disk of 2 GB fills under a kiosk: warned under 5 %, refused under 64 MB; {} visits came "
      "through\n",
      votes.size());
  std::fflush(stdout);
}

}  // namespace
}  // namespace parvis::fault
