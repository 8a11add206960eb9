#include <algorithm>

#include "sync/agent/sticks.h"
#include "sync/wire/commitment.h"

namespace parvis::agent {
namespace {

using transfer::BatchName;
using transfer::Stick;

constexpr auto kSide = Stick::Side::from_kiosk;

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
    PARVIS_TRY_VOID(stick_.make_room(sizes_));
    for (const auto& name : missing_) PARVIS_TRY_VOID(write(name));
    PARVIS_TRY_VOID(stick_.settle());
    for (const auto& name : wanted_) PARVIS_TRY_VOID(read_back(name));
    report_.bypass = stick_.bypass();
    return std::move(report_);
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
    const auto there = stick_.read(kSide, file_of(name), wire::kMaxBatchBytes);
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
    PARVIS_TRY_VOID(stick_.put(kSide, file_of(name), *bytes));
    ++report_.written;
    return {};
  }

  Status read_back(const BatchName& name) {
    PARVIS_TRY(const auto bytes, read(name));
    if (!bytes) return {};
    PARVIS_TRY_VOID(stick_.check(kSide, file_of(name), *bytes));
    PARVIS_TRY(const auto batch, wire::decode_batch(*bytes));
    ++report_.batches;
    report_.visits += batch.visits.size();
    return {};
  }

  transfer::Outbox outbox_;
  Stick& stick_;
  StickExport report_;
  std::vector<BatchName> wanted_;
  std::vector<BatchName> missing_;
  std::vector<std::uint64_t> sizes_;  // of `missing_`
};

}  // namespace

Result<StickExport> export_to_stick(const Settings& settings, const Stick::Place& place) {
  PARVIS_TRY(auto stick, Stick::open(place, Stick::Use::writing));
  return Export(settings, stick).run();
}

}  // namespace parvis::agent
