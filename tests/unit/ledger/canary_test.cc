// A proposal is in no file that the kiosk has written, at any moment of its way; and a copy that is
// there is found.
#include "tests/support/canary.h"

#include <catch2/catch.hpp>

#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::Canary;
using support::kNoon;
using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;

TEST_CASE("a proposal is nowhere in clear, from its first save to the batch") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  const Canary canary(support::kIdeaText);
  const auto absent = [&](std::string_view when) {
    for (const auto& find : canary.search(directory.path())) {
      FAIL_CHECK(when << ": " << find.file << " has it as " << find.form);
    }
  };
  wire::SessionId id;
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    id = session.id();
    wire::Visit visit = kit.visit_of(12, support::kIdeaText);
    ok(session.save(visit));
    absent("while the visit lasts");
    ok(session.finish(visit));
    absent("after the visit");
    ok(session.save(kit.visit_of(12, support::kIdeaText)));
    ok(session.erase());
    absent("after an erased visit");
    ok(session.save(kit.visit_of(12, support::kIdeaText)));
  }
  absent("after the program has ended");
  Ledger ledger = kit.open();
  auto session = value(ledger.resume(id, kit.collection));
  absent("after the restart");
  value(session.close({3, std::string(support::kIdeaText)}));
  absent("after closing, with a note of the same words");
  value(ledger.freeze(kNoon + std::chrono::days{7}, kit.collection));
  CHECK(value(ledger.batches()).size() == 1);
  absent("in the outbox");
}

TEST_CASE("a planted copy is found in every form, even a window of twelve bytes of it") {
  const Canary canary(support::kIdeaText);
  CHECK(canary.forms().size() == 22);
  for (const auto& [form, bytes] : canary.forms()) {
    CAPTURE(form);
    TemporaryDirectory directory;
    ok(make_directories(directory / "deep"));
    const std::string piece = bytes.substr(bytes.size() / 2, Canary::kWindow);
    ok(write_file(directory / "deep/file", as_bytes("....." + piece + ".....")));
    ok(write_file(directory / "other", as_bytes("nothing of it")));
    const auto finds = canary.search(directory.path());
    REQUIRE(finds.size() == 1);
    CHECK(finds[0].file == directory / "deep/file");
    CHECK(finds[0].offset == 5);
    ok(write_file(directory / "deep/file", as_bytes("....." + piece.substr(1) + ".....")));
    CHECK(canary.search(directory.path()).empty());
  }
}

TEST_CASE("base64 is found wherever the words stand in what was encoded") {
  const Canary canary(support::kIdeaText);
  for (std::size_t before = 0; before < 4; ++before) {
    const std::string text = std::string(before, '#') + std::string(support::kIdeaText) + "##";
    CHECK(canary.search(as_bytes(crypto::to_base64(as_bytes(text)))).form.starts_with("base64"));
  }
}

}  // namespace
}  // namespace parvis::ledger
