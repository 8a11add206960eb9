// Visits in a row on one running kiosk, as months in a hall are: all eight languages, every size and contrast that the panels
// offer, ideas typed, codes shown, veils, every ending; a mediator closes the session every few hundred visits and opens the next.
// Between them the memory, descriptors and threads of this process are read. Nothing is restarted: what a visit leaves behind
// adds up.
//
// The kiosk is the driver's (tests/drive), with a real ledger, journal and outbox in a temporary directory. This process is the
// kiosk, so its figures are the kiosk's with the driver's.
//
// Threads: one; one soak at a time in a process.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "kiosk/ui/stage.h"
#include "tests/bench/process_figures.h"
#include "tests/drive/residents.h"

namespace parvis::bench {

struct SoakOptions {
  Path consultation, city, share;  // sources of the pack; languages and pictures
  std::size_t visits = 10'000;
  std::size_t warm_up = 1'000;  // visits until the caches are full: growth counts from there
  std::size_t every = 1'000;    // visits that make one sample
  std::size_t in_a_session = 250;
  ui::Drawing drawing = ui::Drawing::pixels;
  std::uint64_t seed = 7;
  // Bytes that each visit leaves behind on purpose, to see that a leak is found.
  std::size_t leaked = 0;
};

// Memory of some hundred visits: the middle of what was read after every few of them, since what the caches hold differs from one visit to the
// next.
struct SoakSample {
  std::size_t visits = 0;    // until then
  ProcessFigures process;    // descriptors and threads: the most that there were
  std::uint64_t in_use = 0;  // bytes that the program has allocated and not freed
  double cpu_seconds = 0;    // since the first visit
  bool changed = false;      // descriptors or threads were not the same all the time
};

struct SoakReport {
  std::vector<SoakSample> samples;  // of the visits after the warm-up
  drive::Said said;
  std::uint64_t batches = 0;  // frozen into the outbox

  // From the first sample to the largest after it, bytes: of the process, and of what it has allocated.
  [[nodiscard]] std::int64_t rss_growth() const;
  [[nodiscard]] std::int64_t in_use_growth() const;
  [[nodiscard]] bool descriptors_and_threads_constant() const;
};

// `look` gets each sample when it is taken. Errors: the driver's; Errc::internal when a resident or the mediator does not know what to
// do on a screen.
[[nodiscard]] Result<SoakReport> soak(const SoakOptions& options,
                                      const std::function<void(const SoakSample&)>& look = {});

}  // namespace parvis::bench
