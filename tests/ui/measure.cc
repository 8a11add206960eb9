// parvis-measure-ui: what drawing costs in processor time, each figure beside its goal. A
// measurement, not a test.
#include <fmt/core.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "tests/ui/drawn.h"

namespace {

using namespace parvis;
// Processor time of this thread, ms: what the work costs, whatever else the machine does.
double spent() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class Work>
std::pair<double, double> p50_p99(int times, Work work) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) {
    const double start = spent();
    work();
    all.push_back(spent() - start);
  }
  std::ranges::sort(all);
  return {all[all.size() / 2], all[all.size() * 99 / 100]};
}

long pss_kb() {
  std::ifstream file("/proc/self/smaps_rollup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Pss:")) return std::stol(line.substr(4));
  }
  return 0;
}

void print(const char* what, const std::string& value, const char* goal) {
  fmt::print("{:<58}{:>24}   {}\n", what, value, goal);
}
void print(const char* what, std::pair<double, double> ms, const char* goal) {
  print(what, fmt::format("p50 {:.2f} p99 {:.2f} ms", ms.first, ms.second), goal);
}

}  // namespace

int main() {
  const double start = spent();
  scenes::Drawn attract("01-attract");
  print("first frame of the waiting screen, 1280x800", fmt::format("{:.0f} ms", spent() - start),
        "goal 250 ms, whole program");
  scenes::Drawn drawn("31-vote-after-discreet");
  print("full frame, everything cached",
        p50_p99(300,
                [&] {
                  drawn.stage().set_theme(drawn.stage().theme());
                  drawn.frame();
                }),
        "6-24 ms with SDL's renderer");
  bool down = false;
  print("a button pressed or released",
        p50_p99(1000,
                [&] {
                  if ((down = !down)) {
                    drawn.down("vote.qual.likeIt");
                  } else {
                    drawn.touch(ui::Phase::cancel, 0, 0);
                  }
                  drawn.frame();
                }),
        "1.9 ms with SDL's renderer");
  drawn.advance(std::chrono::seconds(1));
  drawn.frame();

  int n = 0;
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.draw = [&n](ui::Canvas& c, scenes::Memory&) {
    c.card("card", {4, 24, 209, 66});
    const auto slide = c.slide("card", std::to_string(n));
    c.text(
        {.id = "card.text",
         .label = "Proposition " + std::to_string(n) +
                  " : il faut ouvrir une permanence le soir pour aider les habitants à faire leurs "
                  "démarches en ligne, dans chaque quartier de la ville.",
         .box = {38, 29, 167, 52},
         .capital = 5.0});
  };
  scenes::Drawn cards(scene);
  print("a card never seen before, text shaped and drawn",
        p50_p99(200,
                [&] {
                  ++n;
                  cards.frame();
                }),
        "");
  print("a frame of a card that slides in",
        p50_p99(400,
                [&] {
                  cards.advance(std::chrono::milliseconds(16));
                  if (!cards.stage().next_wake()) ++n;
                  cards.frame();
                }),
        "33 ms: never under 30 frames/s");
  scenes::Drawn idea("15-idea-keyboard");
  print("a letter typed on the touch keyboard",
        p50_p99(120,
                [&] {
                  idea.memory().idea.set("une idée");
                  support::ok(idea.stage().tap("key.e", idea.now()));
                  idea.frame();
                }),
        "50 ms p99, tap to changed pixels");
  scenes::Drawn bare("31-vote-after-discreet", ui::Drawing::none);
  print("the same frame without drawing", p50_p99(1000, [&] { bare.frame(); }), "");
  print("PSS with four stages of 1280x800 in one process",
        fmt::format("{:.1f} MB", static_cast<double>(pss_kb()) / 1024),
        "goal 64 MB, whole program");
}
