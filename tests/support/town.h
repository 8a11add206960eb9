// A founded hub in a temporary directory, with a small consultation of its own and kiosks whose visits a test writes: what
// tests of the desk and of parvis-hub share. The keys, the files and the databases are real; the passphrase is cheap.
#pragma once

#include <string>
#include <vector>

#include "sync/hub/desk/audit.h"
#include "sync/hub/desk/backup.h"
#include "sync/hub/desk/codes.h"
#include "sync/hub/desk/enrolment.h"
#include "sync/hub/desk/moderation.h"
#include "sync/hub/desk/publishing.h"
#include "sync/hub/desk/results.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

namespace parvis::support {

inline constexpr std::string_view kTownPassphrase = "correct horse battery";
inline constexpr std::string_view kTownSlug = "test-town";
inline constexpr crypto::Argon2Cost kCheapCost{64u << 10, 1};

// A kiosk as the hub sees it: it seals visits and signs batches.
class TownKiosk {
 public:
  [[nodiscard]] Bytes request() const;
  void install(const hub::Enrolled& enrolled);
  // Visits as batches of this pack are sealed; id, device and pack are filled in. Advances the chain.
  [[nodiscard]] Bytes batch(std::vector<wire::Visit> visits);
  // The same for boxes, whoever sealed them.
  [[nodiscard]] Bytes batch_of(std::vector<wire::SealedVisit> boxes);
  [[nodiscard]] wire::SealedVisit seal(const wire::Visit& visit) const;
  // With an id, this device and pack.
  [[nodiscard]] wire::Visit complete(wire::Visit visit) const;
  // Where its chain stands, and back there: what a card restored from an image does.
  struct Head {
    std::uint64_t number = 0;
    crypto::Digest previous;
  };
  [[nodiscard]] Head head() const { return head_; }
  void go_back_to(const Head& head) { head_ = head; }
  void use_pack(ByteView pack, const crypto::VerifyKey& authority);

  [[nodiscard]] const wire::SealContext& context() const { return context_; }
  [[nodiscard]] const wire::Certificate& certificate() const { return certificate_; }
  [[nodiscard]] const crypto::SigningKey& transport() const { return transport_; }

 private:
  crypto::SigningKey collection_ = crypto::SigningKey::generate();
  crypto::SigningKey transport_ = crypto::SigningKey::generate();
  wire::DeviceId device_ = crypto::random_fixed<wire::DeviceId>();
  wire::Certificate certificate_;
  wire::SealContext context_;
  Head head_;
};

class Town {
 public:
  // Its directory is made in `parent`.
  explicit Town(const Path& parent = std::filesystem::temp_directory_path());

  [[nodiscard]] const hub::HubDirectory& hub() const { return hub_; }
  [[nodiscard]] Path sources() const { return directory_ / "sources"; }
  [[nodiscard]] Path path(std::string_view name) const { return directory_ / name; }
  [[nodiscard]] UtcTime now() const;
  [[nodiscard]] crypto::VerifyKey authority() const;
  [[nodiscard]] hub::DeskStore desk() const;
  [[nodiscard]] hub::Intake intake() const;
  // Opened again for each call: what a command would see.
  hub::Publication publish() const;
  [[nodiscard]] TownKiosk kiosk(std::string_view name) const;
  hub::Outcome import(ByteView batch) const;
  hub::OpenReport open() const;
  [[nodiscard]] hub::Results results() const;
  enum class Reopen { no, yes };
  [[nodiscard]] hub::AuditReport audit(Reopen reopen) const;

 private:
  void write_sources() const;
  TemporaryDirectory directory_;
  hub::HubDirectory hub_{directory_ / "hub"};
};

// A completed French visit: `agree` on the first, `disagree` on the second proposal, and an idea unless it is empty.
[[nodiscard]] wire::Visit town_visit(std::string idea = "");

}  // namespace parvis::support
