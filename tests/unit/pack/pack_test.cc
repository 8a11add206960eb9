#include "sync/pack/pack.h"

#include <catch2/catch.hpp>

#include "tests/support/pack_city.h"

namespace parvis::pack {
namespace {

using support::PackCity;
using support::value;

const bool started = crypto::init().has_value();

TEST_CASE("what was built is what is read, to the last statistic") {
  REQUIRE(started);
  PackCity city;
  const auto all = PackCity::consultation();
  const Bytes bytes = value(city.build(3));
  const Pack pack = value(verify(bytes, city.authority.verify_key()));
  CHECK(pack.consultation == all);
  CHECK(pack.ref == wire::PackRef{"synthetic", 3});
  CHECK(pack.issued == city.now);
  CHECK(pack.minimum_program == "0.1.0");
  CHECK(pack.digest == crypto::blake2b(bytes));
  CHECK(pack.bytes == bytes.size());
  CHECK(pack.publisher == crypto::key_id(city.publisher.verify_key()));
}

TEST_CASE("the same input gives the same bytes") {
  PackCity one;
  PackCity two;
  CHECK(value(one.build(3)) == value(two.build(3)));
  CHECK(value(one.build(3)) != value(two.build(4)));
}

TEST_CASE("a pack out of its dates is amber, and its last day counts whole") {
  PackCity city;
  const Pack pack = value(verify(value(city.build(1)), city.authority.verify_key()));
  const auto at = [&](std::string_view iso) {
    return validity(pack.consultation, value(parse_utc(iso)));
  };
  CHECK(at("2026-05-31T21:59:59Z") == Validity::early);
  CHECK(at("2026-05-31T22:00:00Z") == Validity::current);
  CHECK(at("2026-06-30T21:59:59Z") == Validity::current);
  CHECK(at("2026-06-30T22:00:00Z") == Validity::over);
}

TEST_CASE(
    "visits are sealed to the reception keys of this consultation, newest first, and to no revoked "
    "one") {
  PackCity city;
  const auto authority = city.authority.verify_key();
  auto root = city.root_document();
  const auto seal_key = [](std::uint8_t n) { return support::fixed_seal_key(n); };
  root.certificates.push_back(city.certify(wire::Purpose::reception, seal_key(10).view()));
  const std::vector<wire::Signed> beside{
      city.certify(wire::Purpose::reception, seal_key(11).view(), "synthetic"),
      city.certify(wire::Purpose::reception, seal_key(12).view(), "other"),
      city.certify(wire::Purpose::reception, seal_key(13).view(), "synthetic")};
  const auto signed_root = city.sign(root);
  const auto bytes = value(build(PackCity::consultation(), {1, city.now, "", "0.1.0"},
                                 city.publisher, authority, signed_root, beside));
  const Pack pack = value(verify(bytes, authority));
  const auto keys = [&](const std::optional<wire::RootDocument>& newest) {
    std::vector<crypto::SealKey> found;
    for (const auto& recipient : value(recipients(pack, authority, newest)))
      found.push_back(recipient.key);
    return found;
  };
  CHECK(keys(std::nullopt) == std::vector{seal_key(13), seal_key(11), seal_key(10)});
  // One that came after the pack is sealed to at once, and one that it replaced no more.
  auto later = root;
  later.certificates.push_back(city.certify(wire::Purpose::reception, seal_key(14).view()));
  later.revocations = {{crypto::key_id(seal_key(10)), std::nullopt},
                       {crypto::key_id(seal_key(11)), std::nullopt},
                       {crypto::key_id(seal_key(13)), std::nullopt}};
  CHECK(keys(later) == std::vector{seal_key(14)});
  root.revocations = {{crypto::key_id(seal_key(13)), std::nullopt}};
  CHECK(keys(root) == std::vector{seal_key(11), seal_key(10)});
}

TEST_CASE("a pack that nobody could seal a visit to is not built") {
  PackCity city;
  const auto root = city.sign(city.root_document());
  const auto built = build(PackCity::consultation(), {1, city.now, "", "0.1.0"}, city.publisher,
                           city.authority.verify_key(), root, {});
  REQUIRE_FALSE(built);
  CHECK(built.error().context == "pack: it names no reception key to seal visits to");
}

TEST_CASE("content that breaks a rule is not built, and says which") {
  PackCity city;
  const auto refusal = [&](auto&& spoil) {
    auto all = PackCity::consultation();
    spoil(all);
    const auto built = city.build(1, all);
    return built ? std::string("accepted") : built.error().context;
  };
  CHECK(refusal([](auto& c) { c.slug = "Mulhouse"; }) ==
        "slug: a-z, 0-9 and '-', 1 to 64 characters");
  CHECK(refusal([](auto& c) { c.languages.clear(); }) == "languages: name at least one");
  CHECK(refusal([](auto& c) { c.cards = 65; }) == "cards: 1 to 64");
  CHECK(refusal([](auto& c) { c.time_zone = "Europe/Mulhouse"; }) ==
        "unknown time zone 'Europe/Mulhouse'");
  CHECK(refusal([](auto& c) { c.closes = c.opens; }) == "the last day is before the first");
  CHECK(refusal([](auto& c) { c.proposals[1].id = "p0"; }) == "proposal 'p0' comes twice");
  CHECK(refusal([](auto& c) { c.proposals[1].theme = "x"; }) ==
        "proposal 'p1': there is no theme 'x'");
  CHECK(refusal([](auto& c) { c.proposals[1].language = "de"; }) ==
        "proposal 'p1': 'de' is none of the languages");
  CHECK(refusal([](auto& c) { c.proposals[9].statistics.verified.qualifications[0] = 9999; }) ==
        "proposal 'p9': a qualification outnumbers its vote");
  CHECK(refusal([](auto& c) { c.themes[0].plain.clear(); }) ==
        "theme.bancs.plain: it has no text in 'fr'");
  CHECK(refusal([](auto& c) { c.question["fr"] = ""; }) ==
        "title, asker and question can't be empty");
  CHECK(refusal([](auto& c) { c.title["de"] = "x"; }) == "title: 'de' is none of the languages");
}

}  // namespace
}  // namespace parvis::pack
