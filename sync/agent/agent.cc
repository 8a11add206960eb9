#include "sync/agent/agent.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "hardware/platform/log.h"
#include "sync/agent/roots.h"
#include "sync/agent/sticks.h"
#include "sync/identity/store.h"
#include "sync/journal/journal.h"

namespace parvis::agent {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// Whatever lies in an eventfd or inotify descriptor; that something came is all we want to know.
void drain(int fd) {
  alignas(inotify_event) char buffer[4096];
  while (::read(fd, buffer, sizeof buffer) > 0) {
  }
}

double draw_jitter() { return static_cast<double>(crypto::random_below(2001)) / 1000.0 - 1.0; }

bool is_mount_point(const Path& directory) {
  struct stat here {};
  struct stat above {};
  return ::stat(directory.c_str(), &here) == 0 && ::stat((directory / "..").c_str(), &above) == 0 &&
         here.st_dev != above.st_dev;
}

Result<Descriptor> watch(const Settings& settings) {
  Descriptor fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (fd.get() < 0) return fail_errno("inotify", errno);
  for (const Path& directory : {settings.outbox(), settings.requests()}) {
    if (::inotify_add_watch(fd.get(), directory.c_str(),
                            IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) < 0) {
      return fail_errno("watch " + directory.string(), errno);
    }
  }
  return fd;
}

}  // namespace

struct Agent::State {
  const Clock& clock;
  Settings settings;
  identity::Transport transport;
  journal::Journal journal;
  Client client;
  Descriptor wake;  // request_stop() writes to it
  std::atomic<bool> stop{false};
  std::optional<Machine> machine;
  std::string written;  // the status file as we last wrote it

  State(const Clock& clock_in, Settings settings_in, identity::Transport transport_in,
        journal::Journal journal_in, Client client_in, Descriptor wake_in)
      : clock(clock_in),
        settings(std::move(settings_in)),
        transport(std::move(transport_in)),
        journal(std::move(journal_in)),
        client(std::move(client_in)),
        wake(std::move(wake_in)) {}

  [[nodiscard]] Now now() const { return {clock.utc(), clock.mono()}; }

  void note(std::string_view event, const std::string& detail) {
    using journal::Event;
    const auto space = detail.find(' ');
    const auto write = [&]() -> Status {
      if (event == "reached") return journal.append(Event::sync_reached, clock.utc(), {detail});
      if (event == "failed") return journal.append(Event::sync_failed, clock.utc(), {detail});
      if (event == "sent") return journal.append(Event::batch_sent, clock.utc(), {detail});
      if (event == "refused") {
        return journal.append(Event::batch_refused, clock.utc(),
                              {detail.substr(0, space), detail.substr(space + 1)});
      }
      return {};
    };
    if (const auto noted = write(); !noted) log_error("journal: {}", noted.error().message());
    log_info("{} {}", event, detail);
  }

  void play(const Event& event) {
    auto ask = machine->handle(event, now());
    if (ask) publish();
    while (ask && !stop.load()) {
      const Answer answer = client.perform(*ask, stop);
      if (answer.link != Answer::Link::reached)
        log_warning("{} {}: {}", ask->method, ask->path, client.last_error());
      ask = machine->handle(answer, now());
    }
    publish();
  }

  // What a stick brings and carries, when parvis-kiosk asks.
  void take_stick() {
    transfer::StickCalls calls;
    if (settings.stick.empty()) return;
    // Where no stick is mounted the directory is one of the machine's own disk.
    const bool there = is_mount_point(settings.stick);
    auto status =
        there ? serve_stick(settings, {settings.stick, transfer::Stick::Mounted::tame, calls})
              : transfer::StickStatus{};
    if (status.state != transfer::StickStatus::State::none) {
      const auto noted = journal.append(journal::Event::stick, clock.utc(),
                                        {std::string(to_string(status.state))});
      if (!noted) log_error("journal: {}", noted.error().message());
    }
    status.done = to_iso(clock.utc());
    const std::string text = transfer::to_json(status);
    const auto told = write_file(settings.stick_status_file(), as_bytes(text));
    if (!told) log_error("{}", told.error().message());
  }

  void publish() {
    std::string text = transfer::to_json(machine->status(), clock.utc());
    if (text == written) return;
    if (const auto done = write_file(settings.status_file(), as_bytes(text)); !done) {
      log_error("{}", done.error().message());
      return;
    }
    written = std::move(text);
  }
};

Result<Agent> Agent::open(const Settings& settings, const Clock& clock) {
  PARVIS_TRY(auto transport, identity::load_transport(settings.transport_key()));
  PARVIS_TRY(const auto enrolment, identity::load_enrolment(settings.identity()));
  for (const Path& directory :
       {settings.outbox(), settings.inbox(), settings.requests(), settings.own()}) {
    PARVIS_TRY_VOID(make_directories(directory));
  }
  PARVIS_TRY(auto journal, journal::Journal::open(settings.journal(), transport.device,
                                                  "parvis-sync", clock.utc()));
  const transfer::Inbox inbox(settings.inbox());
  wire::RootDocument root = newest_root(enrolment, inbox);
  ClientOptions hub;
  hub.url = settings.hub_url.empty() ? root.hub_url : settings.hub_url;
  hub.ca = settings.ca;
  hub.pinned_key = settings.pinned_key;
  hub.connect_time = settings.connect_time;
  hub.request_time = settings.request_time;
  PARVIS_TRY(auto client, Client::create(std::move(hub)));
  Descriptor wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (wake.get() < 0) return fail_errno("eventfd", errno);
  auto state = std::make_unique<State>(clock, settings, std::move(transport), std::move(journal),
                                       std::move(client), std::move(wake));
  State* raw = state.get();
  MachineOptions options{.outbox = settings.outbox(),
                         .inbox = settings.inbox(),
                         .directory = settings.own(),
                         .consultation = settings.consultation,
                         .authority = enrolment.authority,
                         .root = std::move(root),
                         .poll = settings.poll,
                         .daily_bytes = settings.daily_bytes,
                         .journals = settings.journals(),
                         .jitter = draw_jitter,
                         .note = [raw](std::string_view event, const std::string& detail) {
                           raw->note(event, detail);
                         }};
  state->machine.emplace(std::move(options), state->transport.key);
  return Agent(std::move(state));
}

Agent::Agent(std::unique_ptr<State> state) : state_(std::move(state)) {}
Agent::Agent(Agent&&) noexcept = default;
Agent::~Agent() = default;

SyncStatus Agent::once() {
  state_->play(SendNow{});
  return state_->machine->status();
}

Status Agent::run() {
  State& state = *state_;
  PARVIS_TRY(const Descriptor changes, watch(state.settings));
  const transfer::Requests requests(state.settings.requests());
  Event due = Wake{};
  while (!state.stop.load()) {
    PARVIS_TRY(const bool stick, requests.take_stick());
    if (stick) state.take_stick();
    PARVIS_TRY(const bool asked, requests.take_send_now());
    state.play(asked ? Event(SendNow{}) : due);
    if (state.stop.load()) break;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(state.machine->next_wake() -
                                                                   state.clock.mono());
    const auto wait = std::clamp<std::int64_t>(left.count(), 0, 3'600'000);
    pollfd ready[] = {{changes.get(), POLLIN, 0}, {state.wake.get(), POLLIN, 0}};
    const int woken = ::poll(ready, 2, static_cast<int>(wait));
    if (woken < 0 && errno != EINTR) return fail_errno("poll", errno);
    drain(changes.get());
    due = woken == 0 ? Event(Wake{}) : Event(OutboxChanged{});
  }
  return {};
}

void Agent::request_stop() {
  state_->stop.store(true);
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(state_->wake.get(), &one, sizeof one);
}

}  // namespace parvis::agent
