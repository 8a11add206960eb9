#include "tests/bench/soak.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "kiosk/app/kiosk_files.h"
#include "tests/bench/crowd.h"
#include "tests/drive/test_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::bench {
namespace {

// The pack of a TestCity is valid for thirty days before and after the day on which it was made; visits begin with its first.
constexpr std::chrono::days kBefore{29};
// What slides and turns takes most of the time to paint and holds nothing that the other pictures don't: it is drawn in one visit of so many.
constexpr std::size_t kMovedEvery = 10;

constexpr std::size_t kReadEvery = 5;  // visits

struct Reading {
  ProcessFigures process;
  std::uint64_t in_use = 0;
};

class Soak {
 public:
  explicit Soak(const SoakOptions& options) : options_(options), seeds_(options.seed) {}

  Status open();
  Result<SoakReport> go(const std::function<void(const SoakSample&)>& look);

 private:
  Status next_session();
  Status next_visit();
  void read_figures();
  [[nodiscard]] SoakSample sample();
  [[nodiscard]] Path data() const { return directory_ / "kiosk"; }

  const SoakOptions& options_;
  consultation::Random seeds_;
  support::TemporaryDirectory directory_;
  drive::TestCity city_;
  std::string pin_;
  std::unique_ptr<drive::DrivenKiosk> kiosk_;
  std::unique_ptr<Crowd> crowd_;
  std::vector<std::unique_ptr<char[]>> leaked_;
  std::vector<Reading> readings_;  // since the last sample
  std::size_t done_ = 0;
  double began_ = 0;
  drive::Said said_;
};

Status Soak::open() {
  const UtcTime now = SystemClock().utc();
  PARVIS_TRY(pin_, city_.prepare_kiosk(data(), {options_.consultation, options_.city}, now));
  PARVIS_TRY(const auto display, ui::find_display("10"));
  PARVIS_TRY(kiosk_,
             drive::DrivenKiosk::open(
                 {.data = data(),
                  .share = options_.share,
                  .display = display,
                  .drawing = options_.drawing,
                  .start = now - kBefore,
                  .visit_start = [this] {
                    return flow::VisitStart{crypto::random_fixed<wire::VisitId>(), seeds_.next()};
                  }}));
  crowd_ = std::make_unique<Crowd>(options_.seed, kiosk_->app().resident().consultation);
  return kiosk_->open_session(pin_);
}

// As a mediator at the end of her day, and at the beginning of the next.
Status Soak::next_session() {
  kiosk_->hold_corner();
  for (const char digit : pin_) PARVIS_TRY_VOID(kiosk_->tap("pin." + std::string(1, digit)));
  PARVIS_TRY_VOID(kiosk_->tap("menu.close"));
  PARVIS_TRY_VOID(kiosk_->tap("close.confirm"));
  kiosk_->advance(std::chrono::seconds(10));
  PARVIS_TRY_VOID(kiosk_->tap("safe.again"));
  return kiosk_->open_session(pin_);
}

Status Soak::next_visit() {
  const drive::Resident resident = crowd_->next();
  kiosk_->set_movement(done_ % kMovedEvery == 0 ? drive::Movement::every_picture
                                                : drive::Movement::end_only);
  const auto said = drive::visit(
      *kiosk_, resident, [this](drive::DrivenKiosk& kiosk) { return crowd_->linger(kiosk); });
  if (!said) return wrap(said.error(), "visit " + std::to_string(done_ + 1));
  said_ += *said;
  ++done_;
  if (options_.leaked > 0) {
    leaked_.push_back(std::make_unique<char[]>(options_.leaked));
    std::fill_n(leaked_.back().get(), options_.leaked, 'x');
  }
  return {};
}

void Soak::read_figures() {
  Reading now{figures_of(::getpid()), 0};
  const auto heap = ::mallinfo2();
  now.in_use = heap.uordblks + heap.hblkhd;
  readings_.push_back(now);
}

// What was read since the last time, in one.
SoakSample Soak::sample() {
  const auto middle = [this](auto figure) {
    auto all = readings_;
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), {},
                             figure);
    return figure(all[all.size() / 2]);
  };
  SoakSample taken;
  taken.visits = done_;
  taken.process.rss = middle([](const Reading& r) { return r.process.rss; });
  taken.process.heap = middle([](const Reading& r) { return r.process.heap; });
  taken.in_use = middle([](const Reading& r) { return r.in_use; });
  taken.process.descriptors = readings_.front().process.descriptors;
  taken.process.threads = readings_.front().process.threads;
  for (const auto& [process, in_use] : readings_) {
    taken.changed |= process.descriptors != taken.process.descriptors ||
                     process.threads != taken.process.threads;
    taken.process.descriptors = std::max(taken.process.descriptors, process.descriptors);
    taken.process.threads = std::max(taken.process.threads, process.threads);
  }
  taken.cpu_seconds = cpu_seconds_of(::getpid()) - began_;
  readings_.clear();
  return taken;
}

Result<SoakReport> Soak::go(const std::function<void(const SoakSample&)>& look) {
  SoakReport report;
  began_ = cpu_seconds_of(::getpid());
  while (done_ < options_.visits) {
    PARVIS_TRY_VOID(next_visit());
    if (done_ % options_.in_a_session == 0 || done_ == options_.visits) {
      PARVIS_TRY_VOID(next_session());
    }
    if (done_ <= options_.warm_up) continue;
    const std::size_t since = done_ - options_.warm_up;
    const bool last = done_ == options_.visits;
    if (since % kReadEvery == 0 || last) read_figures();
    if (since % options_.every != 0 && !last) continue;
    report.samples.push_back(sample());
    if (look) look(report.samples.back());
  }
  report.said = said_;
  PARVIS_TRY(const auto files, list_files(app::KioskPaths(data()).outbox, ".batch"));
  report.batches = files.size();
  return report;
}

template <class Figure>
std::int64_t growth(const std::vector<SoakSample>& samples, Figure figure) {
  std::int64_t most = 0;
  for (const auto& sample : samples) {
    most = std::max(most, static_cast<std::int64_t>(figure(sample)) -
                              static_cast<std::int64_t>(figure(samples.front())));
  }
  return most;
}

bool differs(const SoakSample& sample, const SoakSample& first) {
  return sample.changed || sample.process.descriptors != first.process.descriptors ||
         sample.process.threads != first.process.threads;
}

}  // namespace

std::int64_t SoakReport::rss_growth() const {
  return growth(samples, [](const auto& sample) { return sample.process.rss; });
}
std::int64_t SoakReport::in_use_growth() const {
  return growth(samples, [](const auto& sample) { return sample.in_use; });
}
bool SoakReport::descriptors_and_threads_constant() const {
  return std::ranges::none_of(
      samples, [this](const SoakSample& sample) { return differs(sample, samples.front()); });
}

Result<SoakReport> soak(const SoakOptions& options,
                        const std::function<void(const SoakSample&)>& look) {
  Soak all(options);
  PARVIS_TRY_VOID(all.open());
  return all.go(look);
}

}  // namespace parvis::bench
