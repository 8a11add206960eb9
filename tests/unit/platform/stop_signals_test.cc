#include "hardware/platform/stop_signals.h"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <future>

using namespace parvis;

TEST_CASE("a signal to stop becomes a call, and without one nothing is called") {
  for (const int signal : {SIGTERM, SIGINT}) {
    std::promise<void> called;
    auto done = called.get_future();
    const StopSignals stop([&] { called.set_value(); });
    REQUIRE(::kill(::getpid(), signal) == 0);
    CHECK(done.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  }
  bool called = false;
  {
    const StopSignals stop([&] { called = true; });
  }
  CHECK_FALSE(called);
}
