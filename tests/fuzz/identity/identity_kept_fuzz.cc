// The files that a kiosk's identity lies in, and the two secrets that come from outside: the first byte says which file the others
// are. The kiosk opens or says in a sentence why not; what it reads it reads again as the same; a counter of wrong PINs that can't
// be read never shortens a delay.
#include "sync/identity/key_stick.h"
#include "sync/identity/store.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

namespace {

class Kept {
 public:
  Kept() {
    support::value(identity::Store::prepare(at("kiosk"), at("transport"), {}, {8u << 10, 1}));
    device_ = support::value(read_file(at("kiosk/device"), 1u << 20));
    attempts_ = support::value(read_file(at("kiosk/attempts"), 1u << 20));
    transport_ = support::value(read_file(at("transport"), 1u << 20));
    support::ok(make_directories(at("stick")));
  }
  [[nodiscard]] Path at(std::string_view name) const { return directory_ / name; }
  Path put(std::string_view name, ByteView bytes) const {
    support::ok(write_file(at(name), bytes, Existing::replace, 0600));
    return at(name);
  }

  void device(ByteView bytes) const {
    put("kiosk/device", bytes);
    (void)opens();
    put("kiosk/device", device_);
  }
  void trust(ByteView bytes) const {
    put("kiosk/trust", bytes);
    if (const auto store = opens()) PARVIS_CHECK(store->enrolment());
    support::ok(remove_file(at("kiosk/trust")));
  }
  void attempts(ByteView bytes) const {
    put("kiosk/attempts", bytes);
    const auto store = opens();
    PARVIS_CHECK(store);
    const Bytes left = support::value(read_file(at("kiosk/attempts"), 1u << 20));
    for (const auto role : {identity::Role::mediator, identity::Role::administrator}) {
      const auto delay = store->next_attempt_at(role) - kBoot;
      PARVIS_CHECK(delay == identity::delay_after(store->wrong_attempts(role)));
      PARVIS_CHECK(left == to_bytes(bytes) || delay == identity::kLongestDelay);
    }
    put("kiosk/attempts", attempts_);
  }
  void transport(ByteView bytes) const {
    const auto read = identity::load_transport(put("transport", bytes));
    if (!read) PARVIS_CHECK(!read.error().context.empty());
    put("transport", transport_);
  }
  void stick(ByteView bytes) const {
    put("stick/parvis-stick.key", bytes);
    const auto read = identity::read_stick(at("stick"));
    PARVIS_CHECK(identity::find_sticks(at("stick")).size() == (read ? 1u : 0u));
    // Whatever lies there, another stick is never made in its place.
    const auto made = identity::make_stick(at("stick"));
    PARVIS_CHECK(made.has_value() == read.has_value());
    if (read) PARVIS_CHECK(to_bytes(made->view()) == to_bytes(read->view()));
    PARVIS_CHECK(support::value(read_file(at("stick/parvis-stick.key"), 1u << 20)) ==
                 to_bytes(bytes));
  }
  void board(ByteView bytes) const {
    const auto read = identity::read_board_secret(put("board", bytes));
    if (!read) return PARVIS_CHECK(!read.error().context.empty());
    const auto again =
        identity::read_board_secret(put("board", as_bytes(crypto::to_hex(read->view()) + "\n")));
    PARVIS_CHECK(again && to_bytes(again->view()) == to_bytes(read->view()));
  }

 private:
  static constexpr MonoTime kBoot{std::chrono::seconds{100}};
  // Without Argon2id: its cost stands in the file, and an input may ask for a gigabyte.
  [[nodiscard]] Result<identity::Store> opens() const {
    auto store = identity::Store::open(at("kiosk"), kBoot);
    if (!store) PARVIS_CHECK(!store.error().context.empty());
    if (store) {
      for (const auto& person : store->people()) {
        PARVIS_CHECK(!person.name.empty());
        (void)store->stick_of(person.name);
      }
    }
    return store;
  }

  support::TemporaryDirectory directory_;
  Bytes device_, attempts_, transport_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Kept kept;
  if (size == 0) return 0;
  const ByteView file{data + 1, size - 1};
  switch (data[0]) {
    case 'd':
      kept.device(file);
      break;
    case 't':
      kept.trust(file);
      break;
    case 'a':
      kept.attempts(file);
      break;
    case 'r':
      kept.transport(file);
      break;
    case 's':
      kept.stick(file);
      break;
    case 'b':
      kept.board(file);
      break;
    default:
      break;
  }
  return 0;
}
