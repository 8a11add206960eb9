// The small files of a kiosk: its keys, the count of wrong PINs, what the hub certified, journals, the installed pack. The
// power goes everywhere.
#include <catch2/catch.hpp>

#include "sync/identity/store.h"
#include "sync/journal/journal.h"
#include "sync/pack/store.h"
#include "tests/crash/laboratory.h"
#include "tests/support/pack_city.h"
#include "tests/support/wire_samples.h"

namespace parvis::crash {
namespace {

using identity::Role;
using identity::Store;
using support::ok;
using support::value;

const bool kStarted = crypto::init().has_value();
constexpr crypto::Argon2Cost kCheap{8u << 10, 1};
const MonoTime kBoot{};
constexpr UtcTime kNow{std::chrono::seconds{1'700'000'000}};

struct Identity {
  explicit Identity(const Path& disk)
      : directory(disk / "identity"), transport(disk / "sync/transport") {}
  std::string prepare() const {
    return value(Store::prepare(directory, transport, {}, kCheap)).administrator_pin;
  }
  [[nodiscard]] Result<Store> open() const { return Store::open(directory, kBoot); }
  Path directory;
  Path transport;
};

TEST_CASE("the power goes while a kiosk's keys are made: it has all of them or none") {
  Laboratory laboratory("keys are made");
  const Identity files(laboratory.disk());
  std::string pin;
  laboratory.record([&] {
    pin = files.prepare();
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    auto store = files.open();
    if (!store) {
      if (acknowledged > 0) return tl::unexpected(store.error());
      return done(Store::prepare(files.directory, files.transport, {}, kCheap));
    }
    PARVIS_TRY(const auto transport, identity::load_transport(files.transport));
    if (transport.key.verify_key() != store->transport()) return fail(Errc::corrupt, "two keys");
    PARVIS_TRY(const auto request, store->request());
    PARVIS_TRY(const auto decoded, identity::decode_request(request));
    if (decoded.device != store->device()) return fail(Errc::corrupt, "the request of another");
    return done(store->unlock(Role::administrator, pin, kBoot));
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("identity"), judge).complaints.empty());
}

TEST_CASE("the power goes around a PIN: an attempt that was looked at is counted") {
  Laboratory laboratory("a PIN is tried");
  const Identity files(laboratory.disk());
  const std::string pin = files.prepare();
  // What the counter says at least, once so many answers were given.
  std::vector<std::uint64_t> least{0};
  laboratory.record([&] {
    Store store = value(files.open());
    for (int attempt = 0; attempt < 3; ++attempt) {
      CHECK_FALSE(store.unlock(Role::administrator, "000000", kBoot));
      laboratory.acknowledge();
      least.push_back(store.wrong_attempts(Role::administrator));
    }
    value(store.unlock(Role::administrator, pin, kBoot));
    laboratory.acknowledge();
    least.push_back(0);
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Store store, files.open());
    const std::uint64_t wrong = store.wrong_attempts(Role::administrator);
    const bool succeeding =
        acknowledged == 3;  // the right PIN may be under way, or not yet counted
    if (wrong < least[acknowledged] && !succeeding)
      return fail(Errc::corrupt, "an attempt is forgotten");
    if (wrong > 4) return fail(Errc::corrupt, "attempts that nobody made");
    if (wrong < identity::kFreeAttempts) return done(store.unlock(Role::administrator, pin, kBoot));
    return {};
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("attempts"), judge).complaints.empty());
}

TEST_CASE("the power goes while a mediator is added: nobody's PIN is lost") {
  Laboratory laboratory("a mediator is added");
  const Identity files(laboratory.disk());
  const std::string administrator = files.prepare();
  std::string mediator;
  laboratory.record([&] {
    Store store = value(files.open());
    const auto by = value(store.unlock(Role::administrator, administrator, kBoot));
    mediator = value(store.add_mediator(by, "Nadia"));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Store store, files.open());
    PARVIS_TRY(const auto by, store.unlock(Role::administrator, administrator, kBoot));
    const auto known = store.unlock(Role::mediator, mediator, kBoot);
    if (acknowledged > 0 && !known) return fail(Errc::corrupt, "her PIN does not open");
    if (known || store.people().size() == 1) return {};
    return fail(Errc::corrupt, "a slot that opens to nobody");
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("identity"), judge).complaints.empty());
}

TEST_CASE(
    "the power goes while the envelope is opened: there is always a way in, and one code ends") {
  Laboratory laboratory("an envelope is opened");
  const Identity files(laboratory.disk());
  const std::string first_pin = files.prepare();
  std::string code;
  {
    Store store = value(files.open());
    code = value(store.new_envelope(value(store.unlock(Role::administrator, first_pin, kBoot))));
  }
  identity::FromEnvelope shown;
  bool was_shown = false;
  laboratory.record([&] {
    Store store = value(files.open());
    ok(store.open_envelope(code, kBoot, {}, [&](const identity::FromEnvelope& next) {
      shown = next;
      was_shown = true;
    }));
    laboratory.acknowledge();
  });
  REQUIRE(was_shown);
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Store store, files.open());
    const bool next = store.unlock(Role::administrator, shown.administrator_pin, kBoot).has_value();
    if (acknowledged > 0 && !next)
      return fail(Errc::corrupt, "the PIN that was shown opens nothing");
    const auto before = store.unlock(Role::administrator, first_pin, kBoot).has_value();
    if (before == next) return fail(Errc::corrupt, "not one PIN");
    const auto ignore = [](const identity::FromEnvelope&) {};
    const bool again = store.open_envelope(code, kBoot, {}, ignore).has_value();
    if (again == next)
      return fail(Errc::corrupt, next ? "the code opens twice" : "no code is left");
    if (!next) return {};
    return store.open_envelope(shown.next_code, kBoot, {}, ignore);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("identity"), judge).complaints.empty());
}

// What the city answers to a kiosk's request, in its root document of this number.
identity::EnrolmentAnswer answer_to(const Bytes& request_file, std::uint64_t root_number) {
  const auto request = value(identity::decode_request(request_file));
  const auto authority = support::authority_key();
  wire::Certificate certificate = support::sample_certificate();
  certificate.device = request.device;
  certificate.key = request.collection;
  certificate.transport = request.transport;
  wire::RootDocument root = support::sample_root();
  root.number = root_number;
  root.certificates.clear();
  return {authority.verify_key(),
          value(sign(root, authority)),
          value(sign(certificate, authority)),
          {}};
}

TEST_CASE("the power goes while a kiosk is enrolled and takes a newer root document") {
  Laboratory laboratory("an enrolment, and a root document");
  const Identity files(laboratory.disk());
  files.prepare();
  const Bytes request = value(value(files.open()).request());
  const auto first = answer_to(request, 1);
  const auto second = answer_to(request, 2);
  laboratory.record([&] {
    Store store = value(files.open());
    ok(store.enrol(first));
    laboratory.acknowledge();
    ok(store.install_root(second.root));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Store store, files.open());
    const std::uint64_t number = store.enrolment() ? store.enrolment()->root.number : 0;
    if (number < acknowledged) return fail(Errc::corrupt, "what was believed is forgotten");
    if (number == 0) PARVIS_TRY_VOID(store.enrol(first));
    return store.install_root(second.root);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of(".part"), judge).complaints.empty());
}

TEST_CASE("the power goes while both programs write their journals") {
  using journal::Event;
  using journal::Journal;
  Laboratory laboratory("two journals");
  const auto device = support::sample_device();
  const Path kiosk_file = laboratory.disk() / "kiosk/kiosk.journal";
  const Path sync_file = laboratory.disk() / "sync/sync.journal";
  const auto open = [&](const Path& file) {
    return Journal::open(file, device, file == kiosk_file ? "parvis-kiosk" : "parvis-sync", kNow);
  };
  // The heads that were carried away, once so many entries were acknowledged.
  std::vector<journal::Head> heads;
  laboratory.record([&] {
    Journal kiosk = value(open(kiosk_file));
    Journal sync = value(open(sync_file));
    for (int i = 0; i < 6; ++i) {
      Journal& journal = i % 2 == 0 ? kiosk : sync;
      // Long enough that some entry lies across a sector's end, with its length in another sector than its text.
      ok(journal.append(Event::pack_refused, kNow,
                        {"mulhouse", std::to_string(i), std::string(150, 'x')}));
      heads.push_back(journal.head());
      laboratory.acknowledge();
    }
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    for (const Path& file : {kiosk_file, sync_file}) {
      PARVIS_TRY(Journal journal, open(file));
      PARVIS_TRY_VOID(journal.append(Event::stopped, kNow));
      PARVIS_TRY(const auto audit, journal::audit_file(file, {heads.data(), acknowledged}));
      if (audit.damage) {
        return fail(Errc::corrupt,
                    std::string(to_string(audit.damage->kind)) + " " + file.filename().string());
      }
      if (!audit.entries.empty() && audit.entries[0].event == Event::journal_replaced) {
        return fail(Errc::corrupt, "a power cut was taken for tampering");
      }
      for (const auto& entry : audit.entries) {
        if (entry.event == Event::pack_refused || entry.event == Event::stopped ||
            entry.event == Event::journal_mended)
          continue;
        return fail(Errc::corrupt, "an entry that nobody wrote");
      }
    }
    return {};
  };
  const Report report = laboratory.judge(judge, [&] {
    (void)open(kiosk_file);
    (void)open(sync_file);
  });
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of(".journal"), judge).complaints.empty());
}

TEST_CASE("the power goes while a pack is replaced by its next version") {
  Laboratory laboratory("a pack is installed");
  support::PackCity city;
  const Path folder = laboratory.disk() / "packs";
  const Bytes first = value(city.build(1));
  const Bytes second = value(city.build(2));
  const auto open = [&] { return pack::Store::open(folder, city.authority.verify_key()); };
  value(value(open()).install(first));
  laboratory.record([&] {
    auto store = value(open());
    value(store.install(second));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(auto store, open());
    PARVIS_TRY(const auto current, store.current());
    const std::uint64_t version = current.ref.version;
    if (version < 1 + acknowledged) return fail(Errc::corrupt, "the installed pack is not there");
    if (store.highest(current.ref.consultation) != version)
      return fail(Errc::corrupt, "its record is not");
    PARVIS_TRY_VOID(done(store.install(second)));
    const bool refused = !store.install(first);
    return refused ? Status{} : fail(Errc::corrupt, "an older pack is taken");
  };
  const Report report = laboratory.judge(judge, [&] { (void)open(); });
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("packs"), judge).complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
