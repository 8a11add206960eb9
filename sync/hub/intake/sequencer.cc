#include "sync/hub/intake/sequencer.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "hardware/platform/log.h"

namespace parvis::hub {

struct Sequencer::State {
  struct Waiting {
    Bytes file;
    std::promise<Result<Outcome>> outcome;
  };

  Intake intake;
  LogSigner signer;
  const Clock& clock;
  BeforeGroup before_group;
  std::mutex mutex;  // guards queue and ending
  std::condition_variable changed;
  std::deque<Waiting> queue;
  bool ending = false;
  std::jthread thread;

  State(Intake intake_in, LogSigner signer_in, const Clock& clock_in, BeforeGroup before)
      : intake(std::move(intake_in)),
        signer(std::move(signer_in)),
        clock(clock_in),
        before_group(std::move(before)),
        thread([this] { run(); }) {}

  ~State() {
    {
      const std::lock_guard lock(mutex);
      ending = true;
    }
    changed.notify_all();
  }

  // Empty when it is time to end and nothing waits.
  std::vector<Waiting> take_group() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return ending || !queue.empty(); });
    std::vector<Waiting> group;
    while (!queue.empty() && group.size() < kMaxGroup) {
      group.push_back(std::move(queue.front()));
      queue.pop_front();
    }
    return group;
  }

  void run() {
    pthread_setname_np(pthread_self(), "sequencer");
    for (;;) {
      auto group = take_group();
      if (group.empty()) return;
      if (before_group) before_group(intake);
      const std::vector<ByteView> files = views_of(group);
      auto outcomes = intake.receive(files, signer, clock.utc());
      if (!outcomes) log_error("intake: {}", outcomes.error().message());
      for (std::size_t i = 0; i < group.size(); ++i) {
        group[i].outcome.set_value(outcomes ? Result<Outcome>(std::move((*outcomes)[i]))
                                            : Result<Outcome>(tl::unexpected(outcomes.error())));
      }
    }
  }

  static std::vector<ByteView> views_of(const std::vector<Waiting>& group) {
    std::vector<ByteView> files;
    files.reserve(group.size());
    for (const auto& waiting : group) files.emplace_back(waiting.file);
    return files;
  }
};

Result<Sequencer> Sequencer::start(const Path& intake_db, LogSigner signer, const Clock& clock,
                                   BeforeGroup before_group) {
  PARVIS_TRY(auto intake, Intake::open(intake_db));
  if (intake.origin() != signer.origin) {
    return fail(Errc::conflict,
                "intake.db is the log of " + intake.origin() + ", not of " + signer.origin);
  }
  return Sequencer(std::make_unique<State>(std::move(intake), std::move(signer), clock,
                                           std::move(before_group)));
}

Sequencer::Sequencer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sequencer::Sequencer(Sequencer&&) noexcept = default;
Sequencer::~Sequencer() = default;

Result<Outcome> Sequencer::submit(Bytes file) {
  State::Waiting waiting{std::move(file), {}};
  auto outcome = waiting.outcome.get_future();
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->ending) return fail(Errc::busy, "the hub is stopping");
    state_->queue.push_back(std::move(waiting));
  }
  state_->changed.notify_all();
  return outcome.get();
}

}  // namespace parvis::hub
