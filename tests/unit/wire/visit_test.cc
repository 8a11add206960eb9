#include "sync/wire/visit.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::wire;
using support::code;
using support::sample_context;
using support::sample_visit;
using support::value;

namespace {

Result<Visit> open_sample(const SealedVisit& box, const crypto::OpeningKey& key) {
  PARVIS_TRY(auto opened, open(box, support::sample_device(), support::sample_pack(),
                               support::sample_recipients(), {&key, 1}));
  CHECK(opened.encoded == value(encode(opened.visit)));
  return std::move(opened.visit);
}

// The largest visit that the limits allow.
Visit largest_visit() {
  Visit visit = sample_visit();
  visit.pack = {std::string(64, 'z'), ~0ull};
  visit.language = std::string(16, 'l');
  visit.aids = ~0u;
  visit.seed = ~0ull;
  visit.votes.clear();
  for (std::uint32_t i = 0; i < kMaxVotes; ++i) {
    visit.votes.push_back({0xffff'ff00 + i, consultation::Vote::neutral, 7});
  }
  visit.ideas.assign(kMaxIdeas, {std::string(64, 't'), std::string(kMaxIdeaBytes, 'i')});
  visit.neighbourhood = std::string(64, 'n');
  visit.spent = std::chrono::hours(24);
  visit.median_card = std::chrono::hours(1);
  return visit;
}

Visit random_visit(std::mt19937_64& random) {
  Visit visit = sample_visit(static_cast<std::uint8_t>(random()));
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  visit.pack.version = random() >> below(64);
  visit.mode = static_cast<Mode>(below(3));
  visit.ending = static_cast<Ending>(below(kEndings));
  visit.aids = static_cast<std::uint32_t>(random());
  visit.seed = random();
  visit.votes.clear();
  std::uint32_t proposal = 0;
  for (std::uint64_t i = below(kMaxVotes + 1); i > 0; --i) {
    proposal += static_cast<std::uint32_t>(1 + below(1000));
    visit.votes.push_back(
        {proposal, static_cast<consultation::Vote>(below(3)), static_cast<std::uint8_t>(below(8))});
  }
  visit.ideas.assign(below(kMaxIdeas + 1), {"housing", std::string(below(kMaxIdeaBytes), 'x')});
  visit.age = std::string(below(2) ? consultation::kAges[below(7)] : "");
  if (below(2)) visit.code.reset();
  visit.spent = std::chrono::seconds{15 * below(5000)};
  visit.median_card = std::chrono::seconds{below(3600)};
  return visit;
}

}  // namespace

TEST_CASE("any visit within the limits is read back as it was written") {
  std::mt19937_64 random{7};
  for (int i = 0; i < 2000; ++i) {
    const Visit visit = random_visit(random);
    const Bytes bytes = value(encode(visit));
    REQUIRE(value(decode_visit(bytes)) == visit);
  }
  Visit empty;
  empty.pack = {"p", 1};
  CHECK(value(decode_visit(value(encode(empty)))) == empty);
}

TEST_CASE("one bit changed in an encoded visit is refused or is another visit with one encoding") {
  Bytes bytes = value(encode(sample_visit()));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    if (const auto visit = decode_visit(bytes)) {
      CHECK(*visit != sample_visit());
      CHECK(value(encode(*visit)) == bytes);
    }
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST_CASE("a visit that breaks a limit is neither written nor sealed") {
  const auto refused = [](auto change) {
    Visit visit = sample_visit();
    change(visit);
    CHECK(code(encode(visit)) == Errc::invalid);
    SealContext context = sample_context();
    context.pack = visit.pack;
    CHECK(code(seal(visit, context)) == Errc::invalid);
  };
  refused([](Visit& v) { v.pack.consultation = ""; });
  refused([](Visit& v) { v.pack.consultation = "Mulhouse"; });
  refused([](Visit& v) { v.pack.consultation = std::string(65, 'a'); });
  refused([](Visit& v) { v.language = std::string(17, 'a'); });
  refused([](Visit& v) { v.votes[3].qualifications = 8; });
  refused([](Visit& v) { v.votes[3].vote = static_cast<consultation::Vote>(3); });
  refused([](Visit& v) { std::swap(v.votes[0], v.votes[1]); });
  refused([](Visit& v) { v.votes[1].proposal = v.votes[0].proposal; });
  refused([](Visit& v) {
    for (std::uint32_t i = 0; v.votes.size() <= kMaxVotes; ++i)
      v.votes.push_back({1000 + i, {}, 0});
  });
  refused([](Visit& v) { v.ideas.resize(kMaxIdeas + 1); });
  refused([](Visit& v) { v.ideas[0].text = std::string(kMaxIdeaBytes + 1, 'x'); });
  refused([](Visit& v) { v.ideas[0].text = "Il faut \xff"; });
  refused([](Visit& v) { v.ideas[0].theme = std::string(65, 'x'); });
  refused([](Visit& v) { v.age = "41"; });
  refused([](Visit& v) { v.neighbourhood = std::string(65, 'x'); });
  refused([](Visit& v) { v.mode = static_cast<Mode>(3); });
  refused([](Visit& v) { v.ending = static_cast<Ending>(5); });
}

TEST_CASE("times inside a visit are coarse whatever the caller measured") {
  Visit visit = sample_visit();
  visit.spent = std::chrono::seconds{254};
  visit.median_card = std::chrono::seconds{-3};
  Visit kept = value(decode_visit(value(encode(visit))));
  CHECK(kept.spent == std::chrono::seconds{240});
  CHECK(kept.median_card == std::chrono::seconds{0});
  visit.spent = visit.median_card = std::chrono::hours{1000};
  kept = value(decode_visit(value(encode(visit))));
  CHECK(kept.spent == std::chrono::hours{24});
  CHECK(kept.median_card == std::chrono::hours{1});
}

TEST_CASE("padding takes one byte to 512, and only its exact form is taken off") {
  for (const std::size_t length : {0u, 1u, 510u, 511u, 512u, 513u, 8191u}) {
    const Bytes plain(length, 0x80);
    const Bytes padded = pad(plain);
    CHECK(padded.size() % kPadding == 0);
    CHECK(padded.size() > length);
    CHECK(padded.size() <= length + kPadding);
    CHECK(value(unpad(padded)) == plain);
  }
  CHECK(code(unpad({})) == Errc::invalid);
  CHECK(code(unpad(Bytes(512, 0))) == Errc::invalid);
  CHECK(code(unpad(Bytes(511, 0x80))) == Errc::invalid);
  Bytes too_much = pad(Bytes(10, 1));
  too_much.resize(1024, 0);
  CHECK(code(unpad(too_much)) == Errc::invalid);
  Bytes other = pad(Bytes(10, 1));
  other.back() = 1;
  CHECK(code(unpad(other)) == Errc::invalid);
}

TEST_CASE("a sealed visit opens with each recipient's key and no other") {
  const Visit visit = sample_visit();
  const SealedVisit box = value(seal(visit, sample_context()));
  CHECK(value(open_sample(box, support::reception_key())) == visit);
  CHECK(value(open_sample(box, support::reserve_key())) == visit);
  CHECK(code(open_sample(box, crypto::OpeningKey::generate())) == Errc::not_found);
  CHECK(value(decode_sealed_visit(encode(box))) == box);
  const SealedVisit again = value(seal(visit, sample_context()));
  CHECK(again.cipher != box.cipher);
  CHECK(again.nonce != box.nonce);
}

TEST_CASE("a box under another id, device, pack or list of recipients does not open") {
  const SealedVisit box = value(seal(sample_visit(), sample_context()));
  const auto key = support::reception_key();
  const auto ids = support::sample_recipients();
  const std::span<const crypto::OpeningKey> keys{&key, 1};
  SealedVisit renamed = box;
  renamed.id = support::counting<VisitId>(2);
  CHECK(code(open_sample(renamed, key)) == Errc::forged);
  CHECK(code(open(box, support::counting<DeviceId>(9), support::sample_pack(), ids, keys)) ==
        Errc::forged);
  CHECK(code(open(box, support::sample_device(), {"mulhouse-solidaire", 4}, ids, keys)) ==
        Errc::forged);
  const std::vector<crypto::KeyId> swapped{ids[1], ids[0]};
  CHECK(code(open(box, support::sample_device(), support::sample_pack(), swapped, keys)) ==
        Errc::forged);
  CHECK(code(open(box, support::sample_device(), support::sample_pack(), {ids.data(), 1}, keys)) ==
        Errc::forged);
}

TEST_CASE("a box whose inside names another device, pack or id is forged, though it opens") {
  // What a kiosk that lies could make: the ciphertext is bound to one name and holds another.
  const SealContext context = sample_context();
  const auto lie = [&](auto change) {
    Visit inside = sample_visit();
    change(inside);
    SealedVisit box{sample_visit().id, crypto::random_fixed<crypto::Nonce>(), {}, {}};
    const auto key = crypto::random_secret();
    box.cipher = crypto::encrypt(
        key, box.nonce,
        associated_data(box.id, context.device, context.pack, support::sample_recipients()),
        pad(value(encode(inside))));
    for (const auto& to : context.recipients) box.keys.push_back(crypto::seal(to.key, key.view()));
    return code(open_sample(box, support::reception_key()));
  };
  CHECK(lie([](Visit&) {}) == std::nullopt);
  CHECK(lie([](Visit& v) { v.id = support::counting<VisitId>(2); }) == Errc::forged);
  CHECK(lie([](Visit& v) { v.device = support::counting<DeviceId>(2); }) == Errc::forged);
  CHECK(lie([](Visit& v) { v.pack.version = 4; }) == Errc::forged);
}

TEST_CASE("a visit is sealed only for its own device and pack, and to true recipients") {
  SealContext context = sample_context();
  context.device = support::counting<DeviceId>(9);
  CHECK(code(seal(sample_visit(), context)) == Errc::invalid);
  context = sample_context();
  context.pack.version = 4;
  CHECK(code(seal(sample_visit(), context)) == Errc::invalid);
  context = sample_context();
  context.recipients[1].id = context.recipients[0].id;
  CHECK(code(seal(sample_visit(), context)) == Errc::invalid);
  context.recipients.clear();
  CHECK(code(seal(sample_visit(), context)) == Errc::invalid);
  context.recipients.assign(kMaxRecipients + 1, sample_context().recipients[0]);
  CHECK(code(seal(sample_visit(), context)) == Errc::invalid);
}

TEST_CASE("one bit changed in a box is refused, or found by its digest") {
  const SealedVisit box = value(seal(sample_visit(), sample_context()));
  const auto key = support::reception_key();
  Bytes bytes = encode(box);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    if (const auto changed = decode_sealed_visit(bytes)) {
      REQUIRE(digest(*changed) != digest(box));
      const auto opened = open_sample(*changed, key);
      // Only the key sealed to the other recipient may differ unseen by this one.
      if (opened) REQUIRE((*opened == sample_visit() && changed->keys[1] != box.keys[1]));
    }
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST_CASE("the smallest and the largest visit fit their box") {
  Visit visit = largest_visit();
  SealContext context = sample_context();
  context.pack = visit.pack;
  const SealedVisit box = value(seal(visit, context));
  CHECK(box.cipher.size() <= kMaxPaddedVisit + crypto::kAeadOverhead);
  CHECK(value(decode_sealed_visit(encode(box))) == box);
  context.pack = support::sample_pack();
  Visit empty;
  empty.device = context.device;
  empty.pack = context.pack;
  CHECK(value(seal(empty, context)).cipher.size() == kPadding + crypto::kAeadOverhead);
}

TEST_CASE("every ending and mode has its name") {
  CHECK(to_string(Ending::completed) == "completed");
  CHECK(to_string(Ending::timed_out) == "timed_out");
  CHECK(to_string(Ending::erased) == "erased");
  CHECK(to_string(Mode::autonomous) == "autonomous");
  CHECK(to_string(Mode::paper) == "paper");
}
