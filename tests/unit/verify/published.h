// A small city's log as it publishes it, copies that a test may harm, and what parvis-verify says of them.
#pragma once

#include <nlohmann/json.hpp>

#include "sync/hub/desk/public_log.h"
#include "tests/support/program.h"
#include "tests/support/town.h"

namespace parvis::verify::test {

// Two kiosks, six leaves: batches of both, a statement, batches that carry checkpoints; opened, backed up, published.
//   0 borne-01 #1   1 borne-02 #1   2 statement   3 borne-01 #2 (carries 3)   4 borne-02 #2 (carries 3)   5 borne-01 #3
struct City {
  support::Town town;
  support::TownKiosk one = town.kiosk("borne-01");
  support::TownKiosk two = town.kiosk("borne-02");
  Path log = town.path("log");
  std::vector<std::string> receipts;  // by leaf; "" for the statement
  City();
  [[nodiscard]] std::string authority() const { return crypto::to_base64(town.authority().view()); }
};
// Made once for all tests, which only read it.
const City& city();

// What the program said.
struct Said {
  int status = -1;
  nlohmann::json report;
  [[nodiscard]] std::size_t count(std::string_view kind) const;
  // A finding about `thing` whose sentence has `words` in it.
  [[nodiscard]] bool found(std::string_view thing, std::string_view words) const;
  [[nodiscard]] std::size_t evidence() const;  // signed notes shown with findings
  [[nodiscard]] std::string all() const;       // for a test's failure
};

// A copy of the city's published log that may be harmed.
class Copy {
 public:
  Copy();
  [[nodiscard]] Path leaf(std::uint64_t index, std::string_view kind = "manifest") const;
  [[nodiscard]] std::vector<Path> checkpoints() const;  // by size
  [[nodiscard]] Path path(std::string_view name) const { return directory_ / name; }
  [[nodiscard]] Path log() const { return directory_ / "log"; }
  [[nodiscard]] wire::Signed document(std::uint64_t index) const;
  [[nodiscard]] wire::Manifest manifest(std::uint64_t index) const;
  void put(std::uint64_t index, const wire::Signed& document) const;
  void put_note(std::string_view name, std::string_view note) const;
  [[nodiscard]] std::uint64_t size() const;
  // Signs what lies there now with the log's real keys, at each of `sizes`; other checkpoints go.
  void sign_again(const std::vector<std::uint64_t>& sizes) const;
  [[nodiscard]] std::string checkpoint(std::uint64_t size) const;  // signed, of what lies there now
  [[nodiscard]] Said verify(std::vector<std::string> more = {}) const;

 private:
  [[nodiscard]] tlog::Tree tree() const;
  support::TemporaryDirectory directory_;
};

}  // namespace parvis::verify::test
