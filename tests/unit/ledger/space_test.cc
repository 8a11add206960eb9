// What happens when the disk is full.
#include <catch2/catch.hpp>

#include "tests/support/forgetful_vfs.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::code;
using support::ForgetfulVfs;
using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

TEST_CASE("no session begins under two percent or 64 MB, and an open one goes on") {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  DiskSpace disk{32 * kGiB, 16 * kGiB};
  kit.options.space.measure = [&](const Path&) -> Result<DiskSpace> { return disk; };
  Ledger ledger = kit.open();
  disk.available = 32 * kGiB / 100;
  CHECK(value(ledger.space()) == Space::none);
  CHECK(code(ledger.open_session(kit.start(), kit.collection)) == Errc::no_space);
  disk = {1 * kGiB, (63u << 20)};
  CHECK(code(ledger.open_session(kit.start(), kit.collection)) == Errc::no_space);
  CHECK(value(ledger.list_sessions()).empty());

  disk = {32 * kGiB, 32 * kGiB / 100 * 3};
  CHECK(value(ledger.space()) == Space::low);
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  disk.available = 0;
  ok(session.finish(kit.visit_of(1)));
  value(session.close({}));
}

TEST_CASE("on a full disk the reserve is given back, and what is open is finished") {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  kit.options.space.reserve_bytes = 1 << 20;
  const Path reserve = kit.options.directory / "reserve";
  ForgetfulVfs disk;
  Ledger ledger = kit.open();
  CHECK(std::filesystem::file_size(reserve) == 1 << 20);
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  const wire::Visit visit = kit.visit_of(3);
  ok(session.save(visit));
  disk.full_while([&] { return std::filesystem::exists(reserve); });
  ok(session.finish(visit));
  CHECK_FALSE(std::filesystem::exists(reserve));
  CHECK(session.tidy());
  disk.full_while({});
  value(session.close({}));
  auto next = value(ledger.open_session(kit.start(), kit.collection));
  CHECK(std::filesystem::exists(reserve));  // set aside again as soon as there is room
}

TEST_CASE("when even the reserve is gone, nothing is acknowledged and what was stands") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  ForgetfulVfs disk;
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  wire::Visit visit = kit.visit_of(3);
  ok(session.save(visit));
  disk.full_while([] { return true; });
  CHECK(code(session.save(kit.visit_of(3))) == Errc::conflict);
  CHECK(code(session.finish(visit)) == Errc::no_space);
  CHECK(session.counts().in_hand);
  CHECK(session.counts().visits == 0);
  disk.full_while({});
  ok(session.finish(visit));
  CHECK(session.counts().visits == 1);
  CHECK(session.tidy());
}

}  // namespace
}  // namespace parvis::ledger
