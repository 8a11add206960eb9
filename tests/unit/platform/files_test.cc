#include "hardware/platform/files.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using support::code;
using support::value;

TEST_CASE("a file that was not committed never existed") {
  const support::TemporaryDirectory directory;
  {
    AtomicFile file = value(AtomicFile::create(directory / "a"));
    REQUIRE_OK(file.write(as_bytes("half")));
  }
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE("a committed file replaces the old one whole, or leaves it when told to") {
  const support::TemporaryDirectory directory;
  REQUIRE_OK(write_file(directory / "a", as_bytes("one")));
  REQUIRE_OK(write_file(directory / "a", as_bytes("two")));
  CHECK(as_text(value(read_file(directory / "a", 100))) == "two");
  CHECK(code(write_file(directory / "a", as_bytes("three"), Existing::keep)) == Errc::conflict);
  CHECK(as_text(value(read_file(directory / "a", 100))) == "two");
  CHECK(value(list_files(directory.path(), "")).size() == 1);
}

TEST_CASE("reading refuses what is too large, a link, a directory and a pipe") {
  const support::TemporaryDirectory directory;
  REQUIRE_OK(write_file(directory / "a", as_bytes("12345")));
  CHECK(code(read_file(directory / "a", 4)) == Errc::invalid);
  std::filesystem::create_symlink(directory / "a", directory / "link");
  CHECK_FALSE(read_file(directory / "link", 100));
  CHECK_FALSE(read_file(directory.path(), 100));
  CHECK(code(read_file(directory / "none", 100)) == Errc::not_found);
  CHECK(value(list_files(directory.path(), "")).size() == 1);
}

TEST_CASE("directories are made with their parents, files removed twice without complaint") {
  const support::TemporaryDirectory directory;
  REQUIRE_OK(make_directories(directory / "x/y/z"));
  REQUIRE_OK(make_directories(directory / "x/y/z"));
  REQUIRE_OK(write_file(directory / "x/y/z/a", as_bytes("1")));
  REQUIRE_OK(remove_file(directory / "x/y/z/a"));
  REQUIRE_OK(remove_file(directory / "x/y/z/a"));
  CHECK(code(make_directories(directory / "x/y/z")) == std::nullopt);
  REQUIRE_OK(write_file(directory / "file", as_bytes("1")));
  CHECK(code(make_directories(directory / "file")) == Errc::conflict);
}

TEST_CASE("what a power cut left of a file that was being written is in nobody's way") {
  const support::TemporaryDirectory directory;
  // The next process with our number finds the temporaries of the one that was cut off.
  for (int i = 0; i < 100; ++i) {
    const std::string name = ".a." + std::to_string(::getpid()) + "." + std::to_string(i) + ".part";
    std::ofstream(directory / name) << "half";
  }
  REQUIRE_OK(write_file(directory / "a", as_bytes("whole")));
  CHECK(as_text(value(read_file(directory / "a", 100))) == "whole");
  CHECK(value(list_files(directory.path(), "")).size() == 1);
  REQUIRE_OK(remove_temporaries(directory.path()));
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
  CHECK(code(remove_temporaries(directory / "none")) == Errc::not_found);
}
