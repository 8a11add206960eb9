#include "hardware/platform/forget.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <optional>
#include <string>

namespace parvis {
namespace {

// The bytes in which an object stands.
template <class T>
bool holds(const T& object, std::string_view letters) {
  const std::string_view bytes(reinterpret_cast<const char*>(&object), sizeof object);
  return bytes.find(letters) != std::string_view::npos;
}

struct Person {
  std::string quarter;
  std::uint64_t seed = 7;
};

TEST_CASE("an optional that is forgotten keeps nothing in the object itself") {
  std::optional<Person> person(Person{"the harbour", 0x6b726f6d});
  CHECK(holds(person, "the harbour"));
  CHECK(holds(person, "mork"));
  forget(person);
  CHECK_FALSE(person.has_value());
  CHECK_FALSE(holds(person, "he harbour"));
  CHECK_FALSE(holds(person, "mork"));
}

TEST_CASE("what is forgotten is as it was made") {
  Person person{"the harbour", 1};
  forget(person);
  CHECK(person.quarter.empty());
  CHECK(person.seed == 7);
  person.quarter = std::string(100, 'a');  // and can be used again
  CHECK(person.quarter.size() == 100);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Where the word stood on the stack, in a frame that has returned.
[[gnu::noinline]] const volatile char* leave_on_the_stack() {
  volatile char word[] = "mork from ork";
  const volatile char* volatile place = word;
  return place;
}

TEST_CASE("what functions that have returned left on the stack is overwritten") {
  const volatile char* word = leave_on_the_stack();
  wipe_stack();
  const char letter = word[1];
  CHECK(letter != 'o');
}
#endif

}  // namespace
}  // namespace parvis
