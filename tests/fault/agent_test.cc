// What the agent keeps, and what the hub keeps, while one of them has a bad disk and they speak to each other.
#include "tests/fault/laboratory.h"
#include "tests/fault/nothing_wrong.h"
#include "tests/unit/agent/road.h"

namespace parvis::fault {
namespace {

using agent::test::Road;
using support::value;

// Two batches on the road while the files that begin with `which` fail; then everything arrives.
class Sending final : public Work {
 public:
  explicit Sending(std::string_view which) : which_(which) {
    road_.freeze(2);
    road_.freeze();
    support::ok(write_file(road_.directory / "exchange/statuses.json", as_bytes("{}")));
  }
  [[nodiscard]] Path below() const override { return road_.directory / which_; }

  Status work() override {
    road_.play(agent::Wake{});
    acknowledged_ = road_.machine->status().received;
    if (acknowledged_ == road_.batches.size()) return {};
    // The agent has words for troubles, not errors: what it says has to be one of the disk, or of a hub that asks for patience.
    const auto trouble = road_.trouble();
    if (trouble == agent::Trouble::disk) return fail(Errc::no_space, "disk");
    if (trouble == agent::Trouble::busy) return fail(Errc::no_space, "the hub's disk");
    return fail(Errc::internal, std::string("trouble: ") + std::string(to_string(trouble)));
  }

  std::string judge() override {
    if (acknowledged_ > road_.receipts()) return "a receipt that was counted is not there";
    if (road_.receipts() > road_.logged()) return "more receipts than batches in the log";
    for (int i = 0; i < 3 && road_.receipts() < road_.batches.size(); ++i) road_.wait();
    if (road_.receipts() < road_.batches.size()) {
      return "not everything arrived: " + std::string(to_string(road_.trouble()));
    }
    if (road_.logged() != road_.batches.size()) return "the log has another number of leaves";
    return {};
  }

 private:
  std::string which_;
  Road road_;
  std::size_t acknowledged_ = 0;
};

TEST_CASE("every call of the agent in inbox fails in turn: what arrives is not asked for less") {
  expect_nothing_wrong("agent, inbox", [] { return std::make_unique<Sending>("inbox"); });
}

TEST_CASE(
    "every call of the hub in its database fails in turn: no receipt that the log does not hold") {
  expect_nothing_wrong("hub, intake.db", [] { return std::make_unique<Sending>("intake.db"); });
}

}  // namespace
}  // namespace parvis::fault
