#include "hardware/platform/config.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using support::code;
using support::value;

TEST_CASE("a configuration is read by dotted keys") {
  Config config =
      value(Config::parse("[hub]\norigin = 'hub.example'\nport = 8443\nhosts = ['a', 'b']\n", "t"));
  CHECK(value(config.text("hub.origin")) == "hub.example");
  CHECK(value(config.integer("hub.port")) == 8443);
  CHECK(value(config.texts("hub.hosts")) == std::vector<std::string>{"a", "b"});
  CHECK(value(config.text_or("hub.name", "none")) == "none");
  REQUIRE_OK(config.finish());
}

TEST_CASE("an unknown key is named with its line, beside the known ones") {
  Config config = value(Config::parse("origin = 'x'\n[hub]\nprot = 1\n", "hub.toml"));
  CHECK(value(config.text("origin")) == "x");
  const Status status = config.finish();
  REQUIRE_FALSE(status);
  CHECK(status.error().context.find("'hub.prot' (line 3)") != std::string::npos);
  CHECK(status.error().context.find("origin") != std::string::npos);
}

TEST_CASE("wrong types, missing keys and broken TOML say where") {
  Config config = value(Config::parse("port = '8443'\n", "hub.toml"));
  const auto port = config.integer("port");
  REQUIRE_FALSE(port);
  CHECK(port.error().context == "hub.toml:1: 'port' must be a whole number");
  CHECK(config.text("origin").error().context == "hub.toml: 'origin' is missing");
  CHECK(code(Config::parse("port = \n", "hub.toml")) == Errc::invalid);
  for (const char* broken :
       {"[", "[\n]", "[ \n", "[[\n]]", "[=]", "[#]", "[a.\n]", "[\b]", "a.\n=1"}) {
    INFO(broken);
    CHECK(code(Config::parse(broken, "hub.toml")) == Errc::invalid);
  }
}

TEST_CASE("letters beyond ASCII stand in quotes and comments, and nowhere else") {
  for (const std::string good :
       {"city = 'Mulhouse, été' # é\n", R"(city = "é \" é")", "city = \"\"\"\né \\\n  e\"\"\"\n",
        "\xEF\xBB\xBF"
        "city = '''é'''\r\n",
        "'é' = 1\n", "city = \"\"\"\n\\\n é\"\"\"\n"}) {
    INFO(good);
    CHECK(Config::parse(good, "hub.toml"));
  }
  for (const std::string bad :
       {"é = 1\n", "city = é\n", "city = 'a' é\n", "[é]\n", "a = 1\n\xEF\xB3\xBF = 2\n",
        "a = 1\n\xFF\n", "\"a.i\" = 2b='''\x01Ќ\n", "a = 0x'''é'''\n", "a = 1\n\b\n"}) {
    INFO(bad);
    CHECK(code(Config::parse(bad, "hub.toml")) == Errc::invalid);
  }
  CHECK(
      Config::parse("a = 1\nville = é\n", "hub.toml").error().context.starts_with("hub.toml:2: "));
}
