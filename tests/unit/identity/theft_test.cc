// What a thief of a kiosk, of its card, of a stick or of the sealed envelope can do with it.
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "sync/identity/key_stick.h"
#include "tests/unit/identity/kiosk.h"

using namespace parvis;
using namespace parvis::identity;
using namespace std::chrono_literals;
using support::code;
using support::ok;
using support::value;

namespace {

// Key sticks that are in.
struct Sticks {
  std::vector<StickSecret> secrets;
  [[nodiscard]] Factors factors(const crypto::Secret<32>* board = nullptr) const {
    return {board, secrets};
  }
};

Sticks sticks_of(const std::vector<Path>& mounted) {
  Sticks sticks;
  for (const Path& directory : mounted) sticks.secrets.push_back(value(read_stick(directory)));
  return sticks;
}

Path new_stick(const Kiosk& kiosk, std::string_view name) {
  const Path directory = kiosk.directory.path() / name;
  ok(make_directories(directory));
  value(make_stick(directory));
  return directory;
}

// Every open asks Argon2id for its full price: 64 MiB, sixteen times over.
constexpr crypto::Argon2Cost kSlow{64u << 20, 16};

}  // namespace

TEST_CASE("a PIN with a key stick opens with this stick and with nothing less") {
  const Kiosk kiosk;
  Store store = kiosk.open();
  const Unlocked administrator = kiosk.administrator(store);
  const Path hers = new_stick(kiosk, "hers"), his = new_stick(kiosk, "his");
  const auto pin =
      value(store.add_mediator(administrator, "Amina", sticks_of({hers}).factors(), Stick::needed));
  const auto bruno = value(store.add_mediator(administrator, "Bruno"));
  store = kiosk.open();
  CHECK(store.stick_of("Amina") == Stick::needed);
  CHECK(store.stick_of("Bruno") == Stick::none);
  CHECK(store.sticks_of(Role::mediator) == Store::Sticks::somebody);
  CHECK(store.sticks_of(Role::administrator) == Store::Sticks::nobody);
  const auto opens = [&](const std::string& typed, const Sticks& sticks) {
    const auto unlocked = store.unlock(Role::mediator, typed, kBoot, sticks.factors());
    return unlocked ? unlocked->person.name : "";
  };
  CHECK(opens(pin, sticks_of({hers})) == "Amina");
  CHECK(opens(pin, sticks_of({his})).empty());
  CHECK(opens(pin, {}).empty());
  CHECK(opens(pin, sticks_of({his, hers})) == "Amina");
  // A PIN alone opens whatever is in.
  CHECK(opens(bruno, sticks_of({his})) == "Bruno");
  CHECK(opens(bruno, {}) == "Bruno");
}

TEST_CASE(
    "a stick that is lost opens nothing any more, and a found one opens nothing without a PIN") {
  const Kiosk kiosk;
  Store store = kiosk.open();
  const Unlocked administrator = kiosk.administrator(store);
  const Path lost = new_stick(kiosk, "lost"), next = new_stick(kiosk, "next");
  const auto pin =
      value(store.add_mediator(administrator, "Amina", sticks_of({lost}).factors(), Stick::needed));
  CHECK(code(store.unlock(Role::mediator, other_pin(pin), kBoot, sticks_of({lost}).factors())) ==
        Errc::denied);
  CHECK(code(store.new_pin(administrator, "Amina", {}, Stick::needed)) == Errc::invalid);
  const auto again =
      value(store.new_pin(administrator, "Amina", sticks_of({next}).factors(), Stick::needed));
  store = kiosk.open();
  for (const auto& typed : {pin, again}) {
    CHECK(code(store.unlock(Role::mediator, typed, kBoot, sticks_of({lost}).factors())) ==
          Errc::denied);
  }
  CHECK(
      value(store.unlock(Role::mediator, again, kBoot, sticks_of({next}).factors())).person.name ==
      "Amina");
  ok(store.remove(administrator, "Amina"));
  CHECK(code(store.unlock(Role::mediator, again, kBoot, sticks_of({next}).factors())) ==
        Errc::denied);
}

TEST_CASE("where everyone has a stick, a PIN without one is not even counted") {
  const Kiosk kiosk;
  Store store = kiosk.open();
  const Unlocked administrator = kiosk.administrator(store);
  const Path hers = new_stick(kiosk, "hers");
  const auto pin =
      value(store.add_mediator(administrator, "Amina", sticks_of({hers}).factors(), Stick::needed));
  for (int i = 0; i < 10; ++i) {
    CHECK(code(store.unlock(Role::mediator, i % 2 == 0 ? pin : other_pin(pin), kBoot)) ==
          Errc::not_found);  // the right one and a wrong one alike
  }
  CHECK(store.wrong_attempts(Role::mediator) == 0);
  CHECK(store.unlock(Role::mediator, pin, kBoot, sticks_of({hers}).factors()).has_value());
}

TEST_CASE("a card copied to another board opens nothing with the right PIN and the right stick") {
  const auto board = support::seed_of(1), other_board = support::seed_of(2);
  const Kiosk kiosk({&board, {}});
  Store store = kiosk.open();
  const Unlocked administrator = kiosk.administrator(store, {&board, {}});
  const Path hers = new_stick(kiosk, "hers");
  const Sticks sticks = sticks_of({hers});
  const auto pin =
      value(store.add_mediator(administrator, "Amina", sticks.factors(&board), Stick::needed));
  const Path copy = kiosk.directory / "copied";
  std::filesystem::copy(kiosk.files, copy, std::filesystem::copy_options::recursive);
  Store thief = value(Store::open(copy, kBoot));
  for (const auto* theirs : {&other_board, static_cast<const crypto::Secret<32>*>(nullptr)}) {
    CHECK(code(thief.unlock(Role::mediator, pin, kBoot, sticks.factors(theirs))) == Errc::denied);
    CHECK(code(thief.unlock(Role::administrator, kiosk.prepared.administrator_pin, kBoot,
                            sticks.factors(theirs))) == Errc::denied);
  }
  CHECK(store.unlock(Role::mediator, pin, kBoot, sticks.factors(&board)).has_value());
}

TEST_CASE("a stick is made once, read back, and any bit changed in it is told from a wrong stick") {
  const support::TemporaryDirectory directory;
  REQUIRE(support::crypto_started);
  CHECK(code(read_stick(directory.path())) == Errc::not_found);
  const auto made = value(make_stick(directory.path()));
  CHECK(crypto::equal_constant_time(value(make_stick(directory.path())).view(), made.view()));
  const Path file = directory / kStickFile;
  Bytes bytes = value(read_file(file, 256));
  CHECK(bytes.size() == 62);  // FORMAT.md
  CHECK(crypto::to_hex(ByteView(bytes).first(21)) == "84707061727669732f6b65792d737469636b015820");
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    ok(write_file(file, bytes));
    REQUIRE(code(read_stick(directory.path())) == Errc::corrupt);
    REQUIRE(code(make_stick(directory.path())) == Errc::corrupt);  // never written over
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
  ok(write_file(file, bytes));
  CHECK(crypto::equal_constant_time(value(read_stick(directory.path())).view(), made.view()));
}

TEST_CASE(
    "sticks are found where they are mounted, and a hostile one beside them changes nothing") {
  const support::TemporaryDirectory mounts;
  REQUIRE(support::crypto_started);
  CHECK(find_sticks(mounts / "nowhere").empty());
  for (const char* name : {"b", "a"}) {
    ok(make_directories(mounts / name));
    value(make_stick(mounts / name));
  }
  ok(make_directories(mounts / "hostile"));
  ok(write_file(mounts / "hostile" / kStickFile, Bytes(100'000, 0x80)));
  ok(make_directories(mounts / "link"));
  std::filesystem::create_symlink(mounts / "a" / kStickFile, mounts / "link" / kStickFile);
  std::filesystem::create_directory_symlink(mounts / "a", mounts / "linked");
  std::filesystem::create_directories(mounts / "folder" / kStickFile);
  CHECK(find_sticks(mounts.path()).size() == 2);
  CHECK(find_sticks(mounts / "a").size() == 1);
  for (int i = 0; i < 1000; ++i)
    std::filesystem::create_directory(mounts / ("z" + std::to_string(i)));
  CHECK(find_sticks(mounts.path()).size() <= kMaxSticks + 1);
}

TEST_CASE("a board's secret is 32 bytes or their digits, and never zeros") {
  const support::TemporaryDirectory directory;
  const Path file = directory / "otp";
  const auto secret = support::seed_of(7);
  ok(write_file(file, secret.view()));
  CHECK(crypto::equal_constant_time(value(read_board_secret(file)).view(), secret.view()));
  ok(write_file(file, as_bytes(crypto::to_hex(secret.view()) + "\n")));
  CHECK(crypto::equal_constant_time(value(read_board_secret(file)).view(), secret.view()));
  for (const auto& bad : {Bytes(32, 0), Bytes(31, 1), Bytes(64, 'g'), Bytes{}}) {
    ok(write_file(file, bad));
    CHECK(code(read_board_secret(file)) == Errc::invalid);
  }
  ok(write_file(file, as_bytes(std::string(64, '0'))));
  CHECK(code(read_board_secret(file)) == Errc::invalid);
  CHECK(code(read_board_secret(directory / "none")) == Errc::not_found);
}

TEST_CASE("an envelope's code opens once, for a new PIN and the next envelope") {
  const Kiosk kiosk;
  Store store = kiosk.open();
  const auto nothing = [](const FromEnvelope&) {};
  CHECK(code(store.open_envelope("00000-00000-00000-00000", kBoot, {}, nothing)) ==
        Errc::not_found);
  const Unlocked administrator = kiosk.administrator(store);
  const auto pin = value(store.add_mediator(administrator, "Amina"));
  const Unlocked amina = value(store.unlock(Role::mediator, pin, kBoot));
  CHECK(code(store.new_envelope(amina)) == Errc::denied);
  const auto first = value(store.new_envelope(administrator));
  CHECK(first.size() == kEnvelopeCharacters);
  const auto sealed = value(store.new_envelope(administrator));
  store = kiosk.open();
  CHECK(store.people().size() == 2);
  CHECK(code(store.open_envelope(first, kBoot, {}, nothing)) == Errc::denied);    // void
  CHECK(code(store.unlock(Role::administrator, sealed, kBoot)) == Errc::denied);  // is no PIN

  FromEnvelope given;
  const std::string typed = " " + display_envelope_code(sealed);
  ok(store.open_envelope(typed, kBoot, {}, [&](const FromEnvelope& shown) { given = shown; }));
  CHECK(store.wrong_attempts(Role::administrator) == 0);
  CHECK(code(store.open_envelope(sealed, kBoot, {}, nothing)) == Errc::denied);
  CHECK(code(store.unlock(Role::administrator, kiosk.prepared.administrator_pin, kBoot)) ==
        Errc::denied);
  store = kiosk.open();
  CHECK(value(store.unlock(Role::administrator, given.administrator_pin, kBoot)).person.role ==
        Role::administrator);
  CHECK(value(store.unlock(Role::mediator, pin, kBoot)).person.name == "Amina");
  ok(store.open_envelope(given.next_code, kBoot, {}, nothing));
}

TEST_CASE("a power cut while an envelope is opened leaves its code good") {
  const Kiosk kiosk;
  std::string sealed;
  {
    Store store = kiosk.open();
    sealed = value(store.new_envelope(kiosk.administrator(store)));
  }
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = kiosk.open();
    (void)store.open_envelope(sealed, kBoot, {}, [](const FromEnvelope&) { ::_exit(7); });
    ::_exit(1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WEXITSTATUS(status) == 7);
  Store store = kiosk.open();
  REQUIRE_OK(store.unlock(Role::administrator, kiosk.prepared.administrator_pin, kBoot));
  REQUIRE_OK(store.open_envelope(sealed, kBoot, {}, [](const FromEnvelope&) {}));
}

TEST_CASE(
    "guessing an envelope's code waits like guessing the administrator's PIN, typing errors "
    "don't") {
  const Kiosk kiosk;
  Store store = kiosk.open();
  const auto sealed = value(store.new_envelope(kiosk.administrator(store)));
  const auto nothing = [](const FromEnvelope&) {};
  std::string mistyped = sealed;
  mistyped[3] = mistyped[3] == '2' ? '3' : '2';
  for (int i = 0; i < 10; ++i) {
    CHECK(code(store.open_envelope(mistyped, kBoot, {}, nothing)) == Errc::invalid);
  }
  CHECK(store.wrong_attempts(Role::administrator) == 0);
  const Kiosk other;
  Store elsewhere = other.open();
  const auto guess = value(elsewhere.new_envelope(other.administrator(elsewhere)));
  for (int i = 0; i < 5; ++i) {
    CHECK(code(store.open_envelope(guess, kBoot, {}, nothing)) == Errc::denied);
  }
  CHECK(store.next_attempt_at(Role::administrator) == kBoot + 15s);
  CHECK(code(store.open_envelope(sealed, kBoot + 14s, {}, nothing)) == Errc::denied);
  CHECK(store.next_attempt_at(Role::mediator) == MonoTime(kBoot));
  REQUIRE_OK(store.open_envelope(sealed, kBoot + 15s, {}, nothing));
}

namespace {

// The thief who pulls the plug when the answer is slow. `attempt` runs in a process of its own, says "answered" by a file of that
// name, and is killed as soon as the counter in `files` changes: whether that came before the answer.
bool counts_before_it_answers(const Path& files,
                              const std::function<void(const Path& answered)>& attempt) {
  const Path answered = files / "answered", counter = files / "attempts";
  const Bytes before_it = value(read_file(counter, 1000));
  const pid_t child = ::fork();
  if (child == 0) {
    attempt(answered);
    ::_exit(0);
  }
  while (value(read_file(counter, 1000)) == before_it) ::sched_yield();
  const bool before = !std::filesystem::exists(answered);
  ::kill(child, SIGKILL);
  PARVIS_CHECK(::waitpid(child, nullptr, 0) == child);
  return before;
}

constexpr int kPlugsPulled = 8;

}  // namespace

TEST_CASE("a kiosk that is killed while it looks at a PIN has counted it") {
  const support::TemporaryDirectory directory;
  REQUIRE(support::crypto_started);
  const Path files = directory / "identity";
  value(Store::prepare(files, directory / "transport.key", {}, kSlow));
  for (std::uint64_t cut = 1; cut <= kPlugsPulled; ++cut) {
    CHECK(counts_before_it_answers(files, [&](const Path& answered) {
      auto store = value(Store::open(files, MonoTime{}));
      (void)store.unlock(Role::administrator, "000000", MonoTime(24h));
      ok(write_file(answered, {}));
    }));
    const Store store = value(Store::open(files, kBoot));
    CHECK(store.wrong_attempts(Role::administrator) == cut);
    CHECK(store.next_attempt_at(Role::administrator) == kBoot + delay_after(cut));
    CHECK(store.wrong_attempts(Role::mediator) == 0);
  }
  WARN(kPlugsPulled << " plugs pulled, " << kPlugsPulled << " attempts counted");
}

TEST_CASE("the control: an identity that counts behind its answer is found out") {
  const Kiosk kiosk;
  CHECK_FALSE(counts_before_it_answers(kiosk.files, [&](const Path& answered) {
    const Stretching how{{}, kSlow};
    (void)value(stretch("204816", how));
    ok(write_file(answered, {}));
    auto attempts = value(Attempts::open(kiosk.files / "attempts", MonoTime{}));
    ok(attempts.begin(Role::administrator, MonoTime(24h)));
    ::pause();
  }));
}

TEST_CASE(
    "a kiosk without sticks and envelopes writes the file of before, and others a newer one") {
  const Kiosk kiosk;
  Store store = kiosk.open();
  const auto version = [&] {
    const Bytes bytes = value(read_file(kiosk.files / "device", 100'000));
    return bytes[17];  // behind the array's head and "parvis/identity"
  };
  CHECK(version() == 1);
  value(store.new_envelope(kiosk.administrator(store)));
  CHECK(version() == 2);
  CHECK(kiosk.open().has_envelope());
}
