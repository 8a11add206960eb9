#include "kiosk/text/lru.h"

#include <catch2/catch.hpp>

using parvis::text::Lru;

TEST_CASE("a cache forgets what was used least recently and stays under its bound") {
  Lru<int> cache(100);
  for (int i = 0; i < 1000; ++i) {
    cache.insert("key " + std::to_string(i), i, 10);
    REQUIRE(cache.bytes() <= 100);
  }
  CHECK(cache.size() == 10);
  CHECK(cache.find("key 989") == nullptr);
  REQUIRE(cache.find("key 990") != nullptr);  // used now: the next one forgotten is 991
  cache.insert("new", 1, 10);
  CHECK(cache.find("key 991") == nullptr);
  CHECK(cache.find("key 990") != nullptr);
}

TEST_CASE("an entry larger than the bound is kept while it is the one in use") {
  Lru<int> cache(100);
  cache.insert("small", 1, 10);
  cache.insert("huge", 2, 500);
  CHECK(cache.find("huge") != nullptr);
  CHECK(cache.find("small") == nullptr);
  cache.insert("next", 3, 10);
  CHECK(cache.find("huge") == nullptr);
}

TEST_CASE("an entry that grows pushes others out") {
  Lru<int> cache(100);
  cache.insert("old", 1, 40);
  cache.insert("new", 2, 40);
  cache.grow(50);
  CHECK(cache.bytes() == 90);
  CHECK(cache.find("old") == nullptr);
}
