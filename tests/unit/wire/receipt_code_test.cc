#include "sync/wire/receipt_code.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/result.h"

namespace parvis::wire {
namespace {

using support::code;
using support::value;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr crypto::Argon2Cost kCheap{64u << 10, 1};

TEST_CASE("a new code is canonical and passes its own check") {
  support::ok(crypto::init());
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string made = new_receipt_code();
    REQUIRE(made.size() == kReceiptCodeCharacters);
    CHECK(value(parse_receipt_code(made)) == made);
    seen.insert(made);
  }
  CHECK(seen.size() == 200);
}

TEST_CASE("a code is written in three groups, and understood in any other") {
  const std::string made = new_receipt_code();
  const auto shown = display_receipt_code(made);
  CHECK(shown == made.substr(0, 4) + " " + made.substr(4, 3) + " " + made.substr(7));
  for (const auto* mark : {" ", "-", " - ", "  ", "\t", "\u2013", "\u00a0", "\u202f", "."}) {
    INFO(mark);
    for (const auto& ends : {std::pair{4, 7}, {5, 5}, {2, 6}, {0, 10}}) {
      const auto first = static_cast<std::size_t>(ends.first);
      const auto second = static_cast<std::size_t>(ends.second);
      CHECK(value(parse_receipt_code(made.substr(0, first) + mark +
                                     made.substr(first, second - first) + mark +
                                     made.substr(second))) == made);
    }
  }
}

TEST_CASE("a code typed as people type it is understood") {
  CHECK(value(parse_receipt_code(display_receipt_code("0000000000"))) == "0000000000");
  CHECK(value(parse_receipt_code("oOO-ooo 0000")) == "0000000000");
  const std::string made = new_receipt_code();
  std::string typed;
  for (const char c : made) {
    typed += c == '1' ? 'l' : c == '0' ? 'o' : static_cast<char>(std::tolower(c));
    typed += ' ';
  }
  CHECK(value(parse_receipt_code(typed)) == made);
}

TEST_CASE("any one wrong character of a code is found") {
  const std::string made = new_receipt_code();
  for (std::size_t at = 0; at < made.size(); ++at) {
    for (const char other : kAlphabet) {
      if (other == made[at]) continue;
      std::string wrong = made;
      wrong[at] = other;
      CHECK(code(parse_receipt_code(wrong)) == Errc::invalid);
    }
  }
}

TEST_CASE("any two swapped characters of a code are found") {
  const std::string made = "7K3QX2M9A";
  std::string whole;
  for (const char check : kAlphabet) {
    if (parse_receipt_code(made + check)) whole = made + check;
  }
  REQUIRE(whole.size() == kReceiptCodeCharacters);
  for (std::size_t a = 0; a < whole.size(); ++a) {
    for (std::size_t b = a + 1; b < whole.size(); ++b) {
      std::string wrong = whole;
      std::swap(wrong[a], wrong[b]);
      if (wrong != whole) CHECK(code(parse_receipt_code(wrong)) == Errc::invalid);
    }
  }
}

TEST_CASE("a code that is too short, too long or has a foreign character is refused") {
  for (const char* typed : {"", "7K3QX", "00000000000", "000000000U", "00000 0000é"}) {
    CHECK(code(parse_receipt_code(typed)) == Errc::invalid);
  }
}

TEST_CASE("the tag of a code depends on the code and on the consultation, and on nothing else") {
  support::ok(crypto::init());
  const CodeTag tag = value(receipt_code_tag("0000000000", "mulhouse-solidaire", kCheap));
  CHECK(tag == value(receipt_code_tag("0000000000", "mulhouse-solidaire", kCheap)));
  CHECK(tag != value(receipt_code_tag("0000000000", "colloque-2022", kCheap)));
  CHECK(tag != value(receipt_code_tag("1111111111", "mulhouse-solidaire", kCheap)));
}

}  // namespace
}  // namespace parvis::wire
