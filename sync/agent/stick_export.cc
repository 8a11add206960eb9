#include <algorithm>

#include "hardware/platform/log.h"
#include "sync/agent/sticks.h"
#include "sync/identity/store.h"
#include "sync/wire/commitment.h"

namespace parvis::agent {
namespace {

using transfer::BatchName;
using transfer::Stick;

constexpr auto kKioskSide = Stick::Side::from_kiosk;

std::string file_of(const BatchName& name) { return transfer::stem(name) + ".batch"; }

bool is_batch(ByteView bytes) {
  const auto batch = wire::decode_batch(bytes);
  return batch && wire::check_batch(*batch);
}

class Export {
 public:
  Export(const Settings& settings, Stick& stick) : outbox_(settings.outbox()), stick_(stick) {}

  Result<StickExport> run() {
    PARVIS_TRY(const auto names, outbox_.list());
    for (const auto& name : names) PARVIS_TRY_VOID(look_at(name));
    for (const auto& journal : journals_) {
      sizes_.push_back(journal.bytes.size());
      sizes_.push_back(journal.head.size());
    }
    PARVIS_TRY_VOID(stick_.make_room(sizes_));
    for (const auto& name : missing_) PARVIS_TRY_VOID(write(name));
    // The journal before its head: a head that stands alone still says what there was.
    for (const auto& journal : journals_) {
      PARVIS_TRY_VOID(stick_.put(kKioskSide, journal.stem + ".journal", journal.bytes));
      PARVIS_TRY_VOID(stick_.put(kKioskSide, journal.stem + ".head", journal.head));
    }
    PARVIS_TRY_VOID(stick_.settle());
    for (const auto& name : wanted_) PARVIS_TRY_VOID(read_back(name));
    for (const auto& journal : journals_) {
      PARVIS_TRY_VOID(stick_.check(kKioskSide, journal.stem + ".journal", journal.bytes));
      PARVIS_TRY_VOID(stick_.check(kKioskSide, journal.stem + ".head", journal.head));
      report_.journals.push_back(journal.program);
    }
    report_.bypass = stick_.bypass();
    return std::move(report_);
  }

  // What of the journals can be read and signed goes along; what can't holds up nothing.
  void sign_journals(const Settings& settings) {
    const auto transport = identity::load_transport(settings.transport_key());
    if (!transport) return;
    for (const auto& [program, file] : settings.journals()) {
      auto carried = journal::read_to_carry(file);
      if (!carried || carried->head.program != program ||
          carried->head.device != transport->device) {
        continue;
      }
      if (carried->damage)
        log_warning("journal of {}: {}", program, journal::in_words(*carried->damage));
      const auto head = journal::sign(carried->head, transport->key);
      if (!head) continue;
      carried->bytes.resize(static_cast<std::size_t>(carried->covered));
      journals_.push_back({program, transfer::stem({transport->device, program}),
                           std::move(carried->bytes), wire::encode(*head)});
    }
  }

 private:
  // nullopt for one that was kept and purged meanwhile.
  [[nodiscard]] Result<std::optional<Bytes>> read(const BatchName& name) const {
    auto bytes = outbox_.read(name);
    if (bytes) return std::optional(std::move(*bytes));
    if (bytes.error().code == Errc::not_found) return std::nullopt;
    return tl::unexpected<Error>(bytes.error());
  }

  // What has to be written, and what must not be.
  Status look_at(const BatchName& name) {
    PARVIS_TRY(const auto bytes, read(name));
    if (!bytes) return {};
    if (!is_batch(*bytes)) {
      report_.damaged.push_back(name);
      return {};
    }
    const auto there = stick_.read(kKioskSide, file_of(name), wire::kMaxBatchBytes);
    if (!there && there.error().code != Errc::not_found && there.error().code != Errc::invalid)
      return tl::unexpected<Error>(there.error());
    const bool same = there && std::ranges::equal(*there, *bytes);
    if (there && !same && is_batch(*there)) {
      report_.conflicts.push_back(name);
      return {};
    }
    wanted_.push_back(name);
    if (same) return {};
    missing_.push_back(name);
    sizes_.push_back(bytes->size());
    return {};
  }

  Status write(const BatchName& name) {
    PARVIS_TRY(const auto bytes, read(name));
    if (!bytes) return {};
    PARVIS_TRY_VOID(stick_.put(kKioskSide, file_of(name), *bytes));
    ++report_.written;
    return {};
  }

  Status read_back(const BatchName& name) {
    PARVIS_TRY(const auto bytes, read(name));
    if (!bytes) return {};
    PARVIS_TRY_VOID(stick_.check(kKioskSide, file_of(name), *bytes));
    PARVIS_TRY(const auto batch, wire::decode_batch(*bytes));
    ++report_.batches;
    report_.visits += batch.visits.size();
    return {};
  }

  struct SignedJournal {
    std::string program, stem;
    Bytes bytes, head;
  };

  transfer::Outbox outbox_;
  Stick& stick_;
  std::vector<SignedJournal> journals_;
  StickExport report_;
  std::vector<BatchName> wanted_;
  std::vector<BatchName> missing_;
  std::vector<std::uint64_t> sizes_;  // of `missing_`
};

}  // namespace

Result<StickExport> export_to_stick(const Settings& settings, const Stick::Place& place) {
  PARVIS_TRY_VOID(make_directories(settings.outbox()));
  PARVIS_TRY(auto stick, Stick::open(place, Stick::Use::writing));
  Export exporting(settings, stick);
  exporting.sign_journals(settings);
  return exporting.run();
}

transfer::StickStatus serve_stick(const Settings& settings, const Stick::Place& place) {
  using State = transfer::StickStatus::State;
  transfer::StickStatus status;
  const auto brought = import_from_stick(settings, place);
  if (brought) status.receipts = brought->receipts;
  const auto report = export_to_stick(settings, place);
  if (report) {
    status.state = report->safe()              ? State::safe
                   : report->conflicts.empty() ? State::failed
                                               : State::conflict;
    if (report->safe()) status.visits = report->visits;
    return status;
  }
  log_warning("stick: {}", report.error().message());
  switch (report.error().code) {
    case Errc::not_found:
      status.state = State::none;
      break;
    case Errc::no_space:
      status.state = State::full;
      break;
    case Errc::denied:
      // What can be opened for reading can't be written; what can't, another stick does not mend.
      status.state = Stick::open(place, Stick::Use::reading) ? State::read_only : State::mount;
      break;
    default:
      status.state = State::failed;
      break;
  }
  return status;
}

}  // namespace parvis::agent
