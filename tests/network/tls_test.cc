// Over real TLS: who may answer for the hub, and a cable that breaks or changes what is sealed.
#include <fmt/format.h>

#include <poll.h>

#include <catch2/catch.hpp>

#include "tests/network/authorities.h"
#include "tests/network/laboratory.h"
#include "tests/network/sockets.h"

using namespace parvis;
using namespace parvis::network;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kNothing;
constexpr std::chrono::hours kYear{24 * 365};

struct City {
  support::TemporaryDirectory directory;
  Authority authority{OPENSSL_PROGRAM, directory / "city"};
  Issued right = authority.issue({});
  [[nodiscard]] Tls trusted() const {
    return {right.certificate, right.key, authority.certificate(), ""};
  }
};

void arrives(Laboratory& laboratory, const Tls& tls) {
  laboratory.serve_with(tls);
  laboratory.forget_downloads();
  CHECK(laboratory.round().trouble == Trouble::none);
  CHECK(laboratory.judge() == kNothing);
  CHECK(laboratory.missing() == kNothing);
}

}  // namespace

TEST_CASE("who is not certified by the city's authority, for this place and now, gets nothing") {
  City city;
  Authority elsewhere(OPENSSL_PROGRAM, city.directory / "elsewhere", "Elsewhere");
  Authority impostor(OPENSSL_PROGRAM, city.directory / "impostor");  // the city's name, another key
  auto& authority = city.authority;
  const std::pair<std::string, Issued> wrong[] = {
      {"expired yesterday", authority.issue({.from = -kYear, .to = -24h})},
      {"expired a year ago: or the kiosk's clock is a year ahead",
       authority.issue({.from = -2 * kYear, .to = -kYear})},
      {"good from tomorrow", authority.issue({.from = 24h, .to = kYear})},
      {"good in a year: or the kiosk's clock is a year behind",
       authority.issue({.from = kYear, .to = 2 * kYear})},
      {"for another name", authority.issue({.names = "DNS:other.example"})},
      {"for another address", authority.issue({.names = "IP:127.0.0.2"})},
      {"for no server", authority.issue({.use = "clientAuth"})},
      {"self-signed", authority.self_signed()},
      {"another authority's", elsewhere.issue({})},
      {"an authority's of the same name", impostor.issue({})},
  };
  Laboratory laboratory(city.trusted());
  for (const auto& [name, issued] : wrong) {
    INFO(name);
    laboratory.freeze();
    laboratory.serve_with({issued.certificate, issued.key, authority.certificate(), ""});
    CHECK(laboratory.round().trouble == Trouble::certificate);
    CHECK(laboratory.logged() == laboratory.frozen() - 1);
    CHECK(laboratory.judge() == kNothing);
    arrives(laboratory, city.trusted());
  }
  fmt::print("network: {} wrong certificates\n", std::size(wrong));
}

TEST_CASE("a pinned key needs no authority and no clock, and no other key will do") {
  City city;
  const Issued old = city.authority.issue({.from = -2 * kYear, .to = -kYear});
  const Issued early = city.authority.issue({.from = kYear, .to = 2 * kYear});
  Laboratory laboratory(city.trusted());
  const Issued right = city.right;
  for (const Issued* issued : {&right, &old, &early}) {
    laboratory.freeze();
    const Issued& other = issued == &old ? right : old;
    laboratory.serve_with({issued->certificate, issued->key, {}, city.authority.pin(other)});
    CHECK(laboratory.round().trouble == Trouble::certificate);
    CHECK(laboratory.judge() == kNothing);
    arrives(laboratory, {issued->certificate, issued->key, {}, city.authority.pin(*issued)});
  }
}

TEST_CASE("a server that speaks no TLS is no hub") {
  City city;
  Laboratory laboratory(city.trusted());
  const auto plain = support::value(hub::HttpServer::start(
      {.listen = "127.0.0.1:0"}, [](const hub::HttpRequest&) { return hub::HttpResponse{}; }));
  laboratory.freeze();
  laboratory.cable().lead_to(plain.port());
  laboratory.restart_agent();
  CHECK(laboratory.round().trouble == Trouble::offline);
  CHECK(laboratory.judge() == kNothing);
  arrives(laboratory, city.trusted());
}

TEST_CASE("who begins a handshake and says nothing more is cut") {
  City city;
  hub::HttpOptions options{.listen = "127.0.0.1:0",
                           .tls_certificate = city.right.certificate,
                           .tls_key = city.right.key};
  options.limits.request_time = std::chrono::seconds(1);
  const auto server = support::value(
      hub::HttpServer::start(options, [](const hub::HttpRequest&) { return hub::HttpResponse{}; }));
  const Socket silent(connect_on_loopback(server.port()));
  REQUIRE(send_all(silent.get(), std::string("\x16\x03\x01\x02\x00\x01", 6)));
  pollfd ready{silent.get(), POLLIN, 0};
  CHECK(::poll(&ready, 1, 20'000) == 1);
}

TEST_CASE("a sealed line that breaks anywhere loses nothing and counts nothing twice") {
  City city;
  Laboratory laboratory(city.trusted());
  laboratory.freeze();
  REQUIRE(laboratory.round().trouble == Trouble::none);
  std::size_t cuts = 0;
  std::size_t calm = 0;
  for (const auto way : {Cable::Way::up, Cable::Way::down}) {
    const std::uint64_t whole = laboratory.cable().passed(way);
    REQUIRE(whole > 2000);
    for (std::uint64_t percent = 0; percent < 100; ++percent, ++cuts) {
      INFO((way == Cable::Way::up ? "up, " : "down, ") << percent << " %");
      laboratory.freeze();
      laboratory.forget_downloads();
      laboratory.cable().cut(way, whole * percent / 100);
      const auto status = laboratory.round();
      // At the very end journals go along, and nobody is troubled by a journal that is late.
      if (status.trouble == Trouble::none) {
        ++calm;
        CHECK(laboratory.missing() == kNothing);
      }
      REQUIRE(laboratory.judge() == kNothing);
      laboratory.cable().mend();
      laboratory.round();
      REQUIRE(laboratory.judge() == kNothing);
      REQUIRE(laboratory.missing() == kNothing);
    }
  }
  CHECK(calm < cuts / 10);
  CHECK(laboratory.town.open().batches == laboratory.frozen());
  fmt::print("network: {} cuts of a sealed round, {} batches, each counted once\n", cuts,
             laboratory.frozen());
}

TEST_CASE("a bit changed in a sealed line is noticed") {
  City city;
  Laboratory laboratory(city.trusted());
  laboratory.freeze();
  REQUIRE(laboratory.round().trouble == Trouble::none);
  std::size_t flips = 0;
  for (const auto way : {Cable::Way::up, Cable::Way::down}) {
    const std::uint64_t whole = laboratory.cable().passed(way);
    for (std::uint64_t percent = 0; percent < 100; percent += 4, ++flips) {
      INFO((way == Cable::Way::up ? "up, " : "down, ") << percent << " %");
      laboratory.freeze();
      laboratory.forget_downloads();
      laboratory.cable().flip(way, whole * percent / 100);
      laboratory.round();
      REQUIRE(laboratory.judge() == kNothing);
      laboratory.cable().mend();
      laboratory.round();
      REQUIRE(laboratory.missing() == kNothing);
    }
  }
  fmt::print("network: {} bits changed in a sealed round\n", flips);
}
