#include "sync/identity/attempts.h"

#include <catch2/catch.hpp>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::identity;
using namespace std::chrono_literals;
using support::code;
using support::ok;
using support::value;

namespace {

constexpr MonoTime kBoot{1h};

struct Fixture {
  support::TemporaryDirectory directory;
  Path file = directory / "attempts";
  Fixture() { ok(Attempts::create(file)); }
  Attempts open(MonoTime boot = kBoot) const { return value(Attempts::open(file, boot)); }
};

}  // namespace

TEST_CASE("five wrong PINs are free, then 15 s doubling to 15 minutes") {
  const std::vector<std::chrono::seconds> expected{0s,  0s,   0s,   0s,   0s,   15s, 30s,
                                                   60s, 120s, 240s, 480s, 900s, 900s};
  for (std::size_t wrong = 0; wrong < expected.size(); ++wrong) {
    CHECK(delay_after(wrong) == expected[wrong]);
  }
  CHECK(delay_after(~0ull) == 900s);
}

TEST_CASE("an attempt before its time is refused and not counted, after it, it is not") {
  const Fixture fixture;
  Attempts attempts = fixture.open();
  for (int i = 0; i < 5; ++i) ok(attempts.begin(Role::mediator, kBoot));
  CHECK(attempts.next_at(Role::mediator) == kBoot + 15s);
  CHECK(code(attempts.begin(Role::mediator, kBoot + 15s - 1ns)) == Errc::denied);
  CHECK(attempts.wrong(Role::mediator) == 5);
  ok(attempts.begin(Role::mediator, kBoot + 15s));
  CHECK(attempts.next_at(Role::mediator) == kBoot + 15s + 30s);
  ok(attempts.succeeded(Role::mediator));
  CHECK(attempts.wrong(Role::mediator) == 0);
  ok(attempts.begin(Role::mediator, kBoot));
}

TEST_CASE("an attempt is on the disk before anyone looks at the PIN") {
  const Fixture fixture;
  Attempts attempts = fixture.open();
  ok(attempts.begin(Role::mediator, kBoot));
  CHECK(fixture.open().wrong(Role::mediator) == 1);  // as after a cut right here
}

TEST_CASE("a delay begins again in full at boot") {
  const Fixture fixture;
  Attempts attempts = fixture.open();
  for (int i = 0; i < 6; ++i) ok(attempts.begin(Role::mediator, kBoot + std::chrono::minutes(i)));
  const Attempts again = fixture.open(kBoot + 10h);
  CHECK(again.next_at(Role::mediator) == kBoot + 10h + 30s);
  CHECK(again.next_at(Role::administrator) == kBoot + 10h);
}

TEST_CASE("mediators' wrong PINs do not delay the administrator, nor the other way round") {
  const Fixture fixture;
  Attempts attempts = fixture.open();
  for (int i = 0; i < 5; ++i) ok(attempts.begin(Role::mediator, kBoot));
  ok(attempts.begin(Role::administrator, kBoot));
  CHECK(attempts.wrong(Role::administrator) == 1);
  ok(attempts.succeeded(Role::administrator));
  CHECK(attempts.wrong(Role::mediator) == 5);
  CHECK(fixture.open().wrong(Role::mediator) == 5);
}

TEST_CASE("a missing, torn or edited counter means the longest delay, never a lock") {
  const Fixture fixture;
  const Bytes good = value(read_file(fixture.file, 1000));
  for (const bool missing : {true, false}) {
    if (missing) {
      ok(remove_file(fixture.file));
    } else {
      Bytes bad = good;
      bad[7] ^= 1;
      ok(write_file(fixture.file, bad));
    }
    Attempts attempts = fixture.open();
    CHECK(attempts.next_at(Role::mediator) == kBoot + 15min);
    CHECK(code(attempts.begin(Role::mediator, kBoot)) == Errc::denied);
    ok(attempts.begin(Role::mediator, kBoot + 15min));
    ok(attempts.succeeded(Role::mediator));
    CHECK(fixture.open().wrong(Role::mediator) == 0);
  }
}

TEST_CASE("when an attempt can't be counted, it is not made") {
  const Fixture fixture;
  Attempts attempts = fixture.open();
  ok(remove_file(fixture.file));
  CHECK(code(attempts.begin(Role::mediator, kBoot)) == Errc::not_found);
  CHECK(attempts.wrong(Role::mediator) == 0);
}
