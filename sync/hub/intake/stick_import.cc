#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/intake/sticks.h"
#include "sync/transfer/exchange.h"

namespace parvis::hub {
namespace {

using transfer::Stick;

// Files taken into one transaction: enough to share its cost, few enough to keep memory flat.
constexpr std::size_t kGroup = 32;

constexpr std::uint64_t kMaxHeadFile = 4096;

bool is_batch_name(std::string_view name) {
  return transfer::parse_name(name, ".batch").has_value();
}

bool is_journal_name(std::string_view name, std::string_view suffix) {
  return transfer::parse_journal_name(name, suffix).has_value();
}

class Import {
 public:
  Import(Stick& stick, Intake& intake, JournalShelf& shelf, const LogSigner& signer, UtcTime now)
      : stick_(stick), intake_(intake), shelf_(shelf), signer_(signer), now_(now) {}

  Result<StickIntake> run() {
    std::vector<std::string> heads;
    const auto wanted = [&](std::string_view name) {
      if (is_journal_name(name, ".head")) heads.emplace_back(name);
      return is_batch_name(name) || is_journal_name(name, ".head") ||
             is_journal_name(name, ".journal");
    };
    auto listing = stick_.list(Stick::Side::from_kiosk, wanted);
    if (!listing) return stopped(listing.error());
    report_.passed_over = listing->passed_over;
    report_.more = listing->more;
    for (const auto& name : listing->names) {
      if (!is_batch_name(name)) continue;
      if (!read(name)) break;
      if (names_.size() == kGroup) PARVIS_TRY_VOID(receive());
    }
    PARVIS_TRY_VOID(receive());
    for (const auto& name : heads) {
      if (!report_.stopped) PARVIS_TRY_VOID(take_journal(name));
    }
    return std::move(report_);
  }

 private:
  // A device's record, by whose transport key the head is signed.
  Result<std::optional<DeviceRecord>> signer_of(const wire::Signed& document,
                                                const transfer::JournalName& name) {
    PARVIS_TRY(const auto devices, intake_.store().devices());
    for (const auto& device : devices) {
      const auto head = journal::verify_head(document, device.transport);
      if (head && head->device == name.device && device.device == name.device &&
          head->program == name.program) {
        return device;
      }
    }
    return std::nullopt;
  }

  // Only what its head covers counts: the rest of a stick's copy is nobody's word.
  Status take_journal(const std::string& file) {
    const auto name = *transfer::parse_journal_name(file, ".head");
    const auto head_bytes = stick_.read(Stick::Side::from_kiosk, file, kMaxHeadFile);
    const auto bytes = stick_.read(Stick::Side::from_kiosk, transfer::stem(name) + ".journal",
                                   journal::kMaxJournalBytes);
    for (const auto* read : {&head_bytes, &bytes}) {
      const bool failed =
          !*read && read->error().code != Errc::invalid && read->error().code != Errc::not_found;
      if (failed) report_.stopped = read->error();
      if (failed) return {};
    }
    const auto document = head_bytes ? wire::decode_signed(*head_bytes)
                                     : Result<wire::Signed>(tl::unexpected(head_bytes.error()));
    if (!document) return {};
    PARVIS_TRY(const auto device, signer_of(*document, name));
    if (!device) {
      report_.findings.push_back(
          fmt::format("{}: no kiosk that we know has signed this head", file));
      return {};
    }
    const std::string who = fmt::format("{}, {}", device->name, name.program);
    const auto head = *journal::verify_head(*document, device->transport);
    const auto found = bytes ? journal::audit(*bytes, std::span(&head, 1))
                             : Result<journal::Audit>(tl::unexpected(bytes.error()));
    const bool whole = found && !found->damage && found->head == head;
    if (whole) PARVIS_TRY_VOID(shelf_.merge(name.device, name.program, *bytes));
    PARVIS_TRY_VOID(shelf_.add_head(name.device, name.program, *document));
    if (whole) {
      report_.journals.push_back(who);
    } else {
      report_.findings.push_back(fmt::format(
          "journal of {} on this stick: {}. The stick's copy was changed and is not taken; the "
          "signed head is.",
          who,
          found && found->damage ? journal::in_words(*found->damage)
          : found                ? std::string("more than its head says")
                                 : found.error().message()));
    }
    return {};
  }

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
  JournalShelf& shelf_;
  const LogSigner& signer_;
  UtcTime now_;
  StickIntake report_;
  std::vector<std::string> names_;  // of the group in hand
  std::vector<Bytes> contents_;
};

}  // namespace

Result<StickIntake> import_stick(const Stick::Place& place, Intake& intake, JournalShelf& shelf,
                                 const LogSigner& signer, UtcTime now) {
  PARVIS_TRY(auto stick, Stick::open(place, Stick::Use::reading));
  if (!stick.has(Stick::Side::from_kiosk))
    return fail(Errc::not_found, "no kiosk has put anything on this stick");
  return Import(stick, intake, shelf, signer, now).run();
}

}  // namespace parvis::hub
