// The words for whom this city trusts: revoking kiosks, replacing keys, and what waits because of it.
#include "sync/hub/parvis_hub/command_tree.h"

namespace parvis::hub::cli {
namespace {

void add_quarantine(Verbs& verbs) {
  Verbs quarantine =
      verbs.group("quarantine", "Batches of revoked kiosks, against the count sheets on paper");
  quarantine.add("list", "What waits, with what its count sheets say", "quarantine list",
                 &quarantine_list);
  const auto decision = [&](const std::string& name, const std::string& about,
                            const std::string& example, auto* run) {
    auto options = std::make_shared<VerdictOptions>();
    auto* made = quarantine.add(name, about, example, options, run);
    made->add_option("batch", options->batch, "Its name in the list, or how it begins")->required();
    made->add_option("--by", options->by, "Who decides; the user of this shell unless given");
    return std::pair(made, options);
  };
  const auto [accept, accepted] =
      decision("accept", "It counts: it goes into the log, with a statement of who decided",
               "quarantine accept 3f2a9c --visits 14", &quarantine_accept);
  accept->add_option("--visits", accepted->visits, "Visits on the count sheets on paper")
      ->required();
  accept->add_option("--why", accepted->why, "Needed when paper and batch differ");
  const auto [refuse, refused] =
      decision("refuse", "It never counts; its file is kept, and the log says who decided",
               "quarantine refuse 3f2a9c --why \"no such session took place\"", &quarantine_refuse);
  refuse->add_option("--why", refused->why, "Why")->required();
}

}  // namespace

void add_trust(Verbs& verbs) {
  auto lost = std::make_shared<RevokeOptions>();
  auto* app = verbs.add("revoke", "End a kiosk's word, after a theft (needs the passphrase)",
                        "revoke borne-01 --lost-at 12", lost, &revoke);
  app->add_option("device", lost->device, "What people call it")->required();
  app->add_option("--lost-at", lost->lost_at,
                  "Its last batch that counts, see devices; later ones wait in quarantine, in the "
                  "log too. Without it all that is not in the log waits");

  auto key = std::make_shared<RotateOptions>();
  app = verbs.add("rotate", "Replace a key by a new one (needs the passphrase)", "rotate reception",
                  key, &rotate);
  app->add_option("key", key->key, "reception, publisher, receipt, witness, desk or authority")
      ->required()
      ->check(CLI::IsMember({"reception", "publisher", "receipt", "witness", "desk", "authority"}));
  app->add_flag("--revoke-former", key->revoke_former,
                "publisher: packs that the former key signed are refused from now on");
  app->add_option("--valid-days", key->valid_days, "How long the new certificate holds")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  add_quarantine(verbs);
}

}  // namespace parvis::hub::cli
