// The whole road on one machine: a kiosk with its ledger and its inbox reader, parvis-sync's agent with real curl, the peer
// between them, and a founded hub whose server, intake and desk are the real ones. And a judge, who knows what really lies
// in the hub's log and says what the kiosk believes that is not so.
//
// Threads: one, beside those of the peer and of the hub's server.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/app/inbox_reader.h"
#include "sync/agent/agent.h"
#include "sync/hub/http/service.h"
#include "tests/network/cable.h"
#include "tests/network/peer.h"
#include "tests/support/town.h"

namespace parvis::network {

using agent::Trouble;

// What a hub's server proves itself with, and what the kiosk was told to trust.
struct Tls {
  Path certificate, key;
  Path ca;                 // empty: the pinned key alone
  std::string pinned_key;  // "" for none
};

class Laboratory {
 public:
  Laboratory();                         // plain HTTP through the peer
  explicit Laboratory(const Tls& tls);  // over TLS through the cable
  // The same hub behind another server; the kiosk trusts what `tls` says.
  void serve_with(const Tls& tls);

  // One more batch in the outbox, of one visit.
  void freeze();
  // A round of the agent, as "send now" asks for, and the kiosk's reader afterwards.
  agent::SyncStatus round();
  agent::SyncStatus round_of_the_agent_alone();
  // Only the reader.
  void read_inbox();
  // The agent's program ends and begins again.
  void restart_agent();
  void end_agent() { agent_.reset(); }
  void look_for_the_hub_at(const std::string& url);
  // What it fetched is gone, so that the next round asks for everything.
  void forget_downloads() const;

  // The desk signs that everything in the log up to now is opened and backed up.
  void keep();
  // Or that another log is, which somebody has shown it.
  void keep_another(std::uint64_t size, const tlog::Hash& root);

  // Sentences about what is not true. Empty: nobody believes anything false, and the hub counts each batch once.
  [[nodiscard]] std::vector<std::string> judge();
  // What has not arrived although nobody misbehaves any more.
  [[nodiscard]] std::vector<std::string> missing();

  [[nodiscard]] std::uint64_t logged() const;
  [[nodiscard]] std::vector<ledger::BatchInfo> batches() const;
  [[nodiscard]] const agent::Settings& settings() const { return settings_; }
  [[nodiscard]] const hub::LogSigner& signer() const { return signer_; }
  [[nodiscard]] std::size_t frozen() const { return frozen_; }
  [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
  [[nodiscard]] std::uint64_t held_size() const;  // of the checkpoint that the kiosk holds

  support::Town town;
  ManualClock kiosk_clock{town.now()};
  ManualClock hub_clock{town.now()};
  Peer& peer() { return *peer_; }
  Cable& cable() { return *cable_; }
  // For doubles of the agent: what they say of themselves.
  void say(const agent::SyncStatus& status);

 private:
  void sign_kept(std::uint64_t size, const tlog::Hash& root) const;
  void prepare();
  void enrol();
  hub::HttpServer start_server(const hub::HttpOptions& options);
  using Leaves = std::map<crypto::Digest, std::uint64_t>;  // and their indices
  [[nodiscard]] Leaves log_leaves(std::vector<std::string>& wrong) const;
  void judge_receipts(const Leaves& log, std::vector<std::string>& wrong) const;
  void judge_ledger(const Leaves& log, std::vector<std::string>& wrong);
  void judge_status(std::vector<std::string>& wrong) const;
  void judge_packs(std::vector<std::string>& wrong) const;

  support::TemporaryDirectory directory_;
  agent::Settings settings_;
  hub::LogSigner signer_;
  std::unique_ptr<hub::Service> service_;
  std::optional<hub::HttpServer> server_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<Cable> cable_;
  std::optional<crypto::SigningKey> collection_;
  std::optional<identity::Store> identity_;
  std::optional<pack::Store> packs_;
  std::optional<ledger::Ledger> ledger_;
  std::optional<app::InboxReader> reader_;
  wire::SealContext seal_;
  std::optional<agent::Agent> agent_;
  agent::SyncStatus status_;
  std::size_t frozen_ = 0;
  std::uint64_t held_before_ = 0;
  std::uint64_t kept_ = 0;  // leaves
};

}  // namespace parvis::network
