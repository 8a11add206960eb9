// parvis-verify on a log that the authority restarted.
#include <catch2/catch.hpp>

#include "sync/hub/desk/recovering.h"
#include "tests/unit/verify/published.h"

namespace parvis::verify::test {
namespace {

using support::ok;
using support::town_visit;
using support::value;
namespace fs = std::filesystem;

TEST_CASE("a restarted log holds, and what the old one had beyond is a remark and not a finding") {
  support::Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  town.open();
  value(hub::backup(town.hub(), town.path("backup"), hub::BackupKeys::leave, town.now()));
  const Bytes lost = kiosk.batch({town_visit(), town_visit()});
  const auto outcome = town.import(lost);
  const auto manifest =
      value(wire::decode_manifest(value(wire::decode_batch(lost)).manifest.bytes));
  const Path receipt = town.path(crypto::to_hex(manifest.chain.view()) + "-00000002.receipt");
  ok(write_file(receipt, as_bytes(tlog::format(outcome.receipt))));

  value(hub::restore(town.hub(), town.path("backup"), town.now()));
  const auto authority =
      value(hub::Authority::unlock(town.hub().authority(), support::kTownPassphrase));
  value(hub::restart_log(town.hub(), authority, "hub.example/parvis/2", town.now()));
  town.import(lost);
  town.open();
  value(hub::publish_log(town.hub(), town.path("log"), town.now()));

  const auto verify = [&](const std::string& directory) {
    const auto ran =
        support::run(PARVIS_VERIFY_PROGRAM, {town.path(directory).string(), "--authority",
                                             crypto::to_base64(town.authority().view()), "--json",
                                             "--receipt", receipt.string()});
    return Said{ran.status, nlohmann::json::parse(ran.out)};
  };
  const Said said = verify("log");
  INFO(said.all());
  CHECK(said.status == 0);
  CHECK(said.report["visits"] == 3);
  CHECK(said.count("remark") == 2);  // the old receipt, and its checkpoint

  // The restart names the common beginning: a leaf of it that was altered is named.
  fs::copy(town.path("log"), town.path("tampered"), fs::copy_options::recursive);
  const Path first = town.path("tampered") / "leaves/00000000.manifest";
  auto bytes = value(read_file(first, 1u << 20));
  bytes.back() ^= 1;
  ok(write_file(first, bytes));
  const Said tampered = verify("tampered");
  INFO(tampered.all());
  CHECK(tampered.found("restart to hub.example/parvis/2", "one of them was altered"));
  CHECK(tampered.found("leaf 0", "did not sign it"));
}

}  // namespace
}  // namespace parvis::verify::test
