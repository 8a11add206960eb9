#include "sync/transfer/exchange.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::transfer;
using support::code;
using support::value;

namespace {

BatchName name(std::uint8_t chain, std::uint64_t number) {
  BatchName made{{}, {number}};
  made.chain.bytes.fill(chain);
  return made;
}

}  // namespace

TEST_CASE("a batch's files have one name") {
  CHECK(stem(name(0xab, 7)) == "abababababababababababababababab-00000007");
  CHECK(stem(name(1, 123456789)) == "01010101010101010101010101010101-123456789");
  CHECK(parse_stem("abababababababababababababababab-00000007") == name(0xab, 7));
  for (const char* bad :
       {"abababababababababababababababab-7", "ABABABABABABABABABABABABABABABAB-00000007",
        "abababababababababababababababab-000000007", "abababababababababababababababab_00000007",
        "abababababababababababababababab-0000000x", "abababababababababababababababab-", "notes",
        ""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_stem(bad).has_value());
  }
}

TEST_CASE("the outbox lists batches by chain and number, and passes foreign files over") {
  support::TemporaryDirectory directory;
  const Outbox outbox(directory.path());
  const Bytes bytes{1, 2, 3};
  for (const auto& batch : {name(2, 1), name(1, 10), name(1, 9)})
    support::ok(outbox.put(batch, bytes));
  support::ok(write_file(directory / "README.batch", bytes));
  support::ok(write_file(directory / "abababababababababababababababab-7.batch", bytes));
  CHECK(value(outbox.list()) == std::vector{name(1, 9), name(1, 10), name(2, 1)});
  CHECK(value(outbox.read(name(1, 9))) == bytes);
  CHECK(code(outbox.read(name(3, 1))) == Errc::not_found);
}

TEST_CASE("a frozen batch is never replaced by other bytes") {
  support::TemporaryDirectory directory;
  const Outbox outbox(directory.path());
  const Bytes first{1, 2, 3};
  const Bytes second{4};
  support::ok(outbox.put(name(1, 1), first));
  support::ok(outbox.put(name(1, 1), first));
  CHECK(code(outbox.put(name(1, 1), second)) == Errc::conflict);
  CHECK(value(outbox.read(name(1, 1))) == first);
}

TEST_CASE("packs and root documents are listed by number, not by their text") {
  support::TemporaryDirectory directory;
  const Inbox inbox(directory.path());
  for (const std::uint64_t version : {10u, 9u, 100u}) support::ok(inbox.put_pack(version, {}));
  support::ok(inbox.put_root(3, {}));
  support::ok(write_file(directory / "pack-007.pack", {}));
  support::ok(write_file(directory / "pack-x.pack", {}));
  CHECK(value(inbox.packs()) == std::vector<std::uint64_t>{9, 10, 100});
  CHECK(value(inbox.roots()) == std::vector<std::uint64_t>{3});
  CHECK(inbox.pack_file(9).filename() == "pack-9.pack");
}

TEST_CASE("send now is asked once and taken once") {
  support::TemporaryDirectory directory;
  const Requests requests(directory.path());
  CHECK_FALSE(value(requests.take_send_now()));
  support::ok(requests.ask_send_now());
  support::ok(requests.ask_send_now());
  CHECK(value(requests.take_send_now()));
  CHECK_FALSE(value(requests.take_send_now()));
}
