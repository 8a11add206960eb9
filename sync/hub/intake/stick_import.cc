#include <algorithm>

#include "sync/hub/intake/sticks.h"
#include "sync/transfer/exchange.h"

namespace parvis::hub {
namespace {

using transfer::Stick;

// Files taken into one transaction: enough to share its cost, few enough to keep memory flat.
constexpr std::size_t kGroup = 32;

bool is_batch_name(std::string_view name) {
  return transfer::parse_name(name, ".batch").has_value();
}

class Import {
 public:
  Import(Stick& stick, Intake& intake, const LogSigner& signer, UtcTime now)
      : stick_(stick), intake_(intake), signer_(signer), now_(now) {}

  Result<StickIntake> run() {
    auto listing = stick_.list(Stick::Side::from_kiosk, is_batch_name);
    if (!listing) return stopped(listing.error());
    report_.passed_over = listing->passed_over;
    report_.more = listing->more;
    for (const auto& name : listing->names) {
      if (!read(name)) break;
      if (names_.size() == kGroup) PARVIS_TRY_VOID(receive());
    }
    PARVIS_TRY_VOID(receive());
    return std::move(report_);
  }

 private:
  Result<StickIntake> stopped(const Error& error) {
    report_.stopped = error;
    return std::move(report_);
  }

  // False when the stick fails: what was read before is still received.
  bool read(const std::string& name) {
    auto bytes = stick_.read(Stick::Side::from_kiosk, name, wire::kMaxBatchBytes);
    if (bytes) {
      names_.push_back(name);
      contents_.push_back(std::move(*bytes));
      return true;
    }
    if (bytes.error().code == Errc::invalid) {
      report_.unread.push_back(name);
      return true;
    }
    report_.stopped = bytes.error();
    return false;
  }

  Status receive() {
    const std::vector<ByteView> views(contents_.begin(), contents_.end());
    if (views.empty()) return {};
    PARVIS_TRY(auto outcomes, intake_.receive(views, signer_, now_));
    for (std::size_t i = 0; i < names_.size(); ++i)
      report_.taken.push_back({std::move(names_[i]), std::move(outcomes[i])});
    names_.clear();
    contents_.clear();
    return {};
  }

  Stick& stick_;
  Intake& intake_;
  const LogSigner& signer_;
  UtcTime now_;
  StickIntake report_;
  std::vector<std::string> names_;  // of the group in hand
  std::vector<Bytes> contents_;
};

}  // namespace

Result<StickIntake> import_stick(const Stick::Place& place, Intake& intake, const LogSigner& signer,
                                 UtcTime now) {
  PARVIS_TRY(auto stick, Stick::open(place, Stick::Use::reading));
  if (!stick.has(Stick::Side::from_kiosk))
    return fail(Errc::not_found, "no kiosk has put anything on this stick");
  return Import(stick, intake, signer, now).run();
}

}  // namespace parvis::hub
