// The agent's protocol: what to ask the hub next, and what its answers mean. Give it events and the time; it gives back the
// next request and when it wants to be woken. It never sleeps, owns no clock and knows no network, so that a week of bad
// network is tested in a second.
//
//   round: hello → root document → every batch without a receipt → kept note → statuses → pack → journals
//
// Journals come last, and whatever becomes of them the round has ended well: they never hold up a batch.
//
// While the hub is in recovery (restored from an older copy) the round is: hello → root document → give back what its log has
// lost, with receipts. When the authority has restarted the log, the hello's new origin is believed once the root document says
// it, and every batch is sent again that has no receipt of the new log.
//
// Nothing counts as received but a receipt that verifies for this very batch. Whatever else comes back ends the round or
// marks the batch, with a word for it in status().
//
// Threads: one. Ownership: the key and the directories outlive it. It reads outbox/, and writes inbox/ and its own
// directory.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "hardware/platform/clock.h"
#include "sync/agent/allowance.h"
#include "sync/journal/journal.h"
#include "sync/tlog/receipt.h"
#include "sync/transfer/sync_status.h"
#include "sync/wire/certificate.h"

namespace parvis::agent {

using transfer::SyncStatus;
using transfer::Trouble;

struct Now {
  UtcTime utc;
  MonoTime mono;
};

// A request to perform as it is; `headers` are complete.
struct Ask {
  std::string method;
  std::string path;  // with its query: appended to the hub's URL
  std::vector<std::pair<std::string, std::string>> headers;
  Bytes body;
  std::size_t answer_limit = 0;  // bytes; a longer body is a failure
  // A round begins on a new connection: what somebody left on an old one is nobody's answer.
  enum class Connection : std::uint8_t { kept, fresh };
  Connection connection = Connection::kept;
};

struct Answer {
  enum class Link : std::uint8_t { reached, offline, timeout, certificate };
  Link link = Link::reached;
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  Bytes body;
};

struct Wake {};           // next_wake() has come
struct OutboxChanged {};  // there may be a new batch
struct SendNow {};        // a person asks
using Event = std::variant<Wake, OutboxChanged, SendNow, Answer>;

// A journal that is carried to the hub.
struct JournalFile {
  std::string program;  // "parvis-kiosk"
  Path file;
};

struct MachineOptions {
  Path outbox;
  Path inbox;
  Path directory;            // our own: a pack that is being fetched, what today has used
  std::string consultation;  // slug of the pack; "" fetches none
  crypto::VerifyKey authority;
  wire::RootDocument root;  // newest known, verified
  std::chrono::seconds poll{15 * 60};
  std::uint64_t daily_bytes = 0;  // of a metered link, both ways; 0 is without a limit
  std::vector<JournalFile> journals = {};
  std::function<double()> jitter;  // uniform in [-1, 1]
  std::function<void(std::string_view event, const std::string& detail)>
      note;  // for the journal; may be empty
};

inline constexpr std::chrono::seconds kFirstBackoff{60};
inline constexpr std::chrono::seconds kLongestBackoff{3600};

class Machine {
 public:
  Machine(MachineOptions options, const crypto::SigningKey& transport);

  // The next request, or nothing to ask for now. While a request is out, every event but its Answer gives nothing.
  [[nodiscard]] std::optional<Ask> handle(const Event& event, Now now);
  // When to send Wake; meaningless while a request is out.
  [[nodiscard]] MonoTime next_wake() const { return next_wake_; }
  [[nodiscard]] const SyncStatus& status() const { return status_; }
  [[nodiscard]] const wire::RootDocument& root() const { return options_.root; }  // newest known

 private:
  enum class Stage : std::uint8_t {
    resting,
    hello,
    root,
    batch,
    returning,
    kept,
    kept_proof,  // that it is of the log that our receipts are of
    statuses,
    pack_head,
    pack_part,
    journal_held,  // how much of it the hub has
    journal_part,
    journal_head
  };
  using Headers = std::vector<std::pair<std::string, std::string>>;

  std::optional<Ask> next(const Event& event, Now now);
  std::optional<Ask> begin_round(Now now);
  std::optional<Ask> on_answer(const Answer& answer, Now now);
  std::optional<Ask> on_hello(const Answer& answer, Now now);
  std::optional<Ask> on_root(const Answer& answer, Now now);
  std::optional<Ask> on_batch(const Answer& answer, Now now);
  std::optional<Ask> on_receipt(const Answer& answer, Now now);
  std::optional<Ask> on_returned(const Answer& answer, Now now);
  std::optional<Ask> refuse_receipt(const Answer& answer, Errc why, Now now);
  std::optional<Ask> on_kept(const Answer& answer, Now now);
  std::optional<Ask> on_kept_proof(const Answer& answer, Now now);
  std::optional<Ask> on_statuses(const Answer& answer, Now now);
  std::optional<Ask> on_pack_head(const Answer& answer, Now now);
  std::optional<Ask> on_pack_part(const Answer& answer, Now now);
  std::optional<Ask> on_journal(const Answer& answer, Now now);
  std::optional<Ask> go_on(Stage stage, Now now);
  std::optional<Ask> next_batch(Now now);
  std::optional<Ask> next_returned(Now now);
  std::optional<Ask> ask_kept_proof(Now now);
  std::optional<Ask> ask_pack_part(Now now);
  std::optional<Ask> take_pack(const Path& part, Now now);
  std::optional<Ask> begin_journals(Now now);
  std::optional<Ask> next_journal(Now now);
  std::optional<Ask> ask_journal_part();
  [[nodiscard]] bool at_journals() const { return stage_ >= Stage::journal_held; }
  std::optional<Ask> end_round(Now now);
  std::optional<Ask> wait_for_tomorrow(Now now);
  std::optional<Ask> fail_round(Trouble trouble, Now now,
                                std::chrono::seconds at_least = std::chrono::seconds(0));
  std::optional<Ask> refuse_batch(Trouble trouble, Now now);

  [[nodiscard]] Path part_file() const;
  [[nodiscard]] Ask make_hello() const;
  [[nodiscard]] Ask make_signed(std::string method, std::string path, const std::string& query,
                                Bytes body, std::optional<std::uint64_t> offset, Headers more,
                                std::size_t answer_limit) const;
  [[nodiscard]] Ask make_file_request(std::string path, const Path& held) const;
  [[nodiscard]] std::optional<tlog::Kept> held_kept() const;
  [[nodiscard]] bool is_kept_proved(const tlog::Kept& kept) const;
  bool list_batches();
  void queue_lost();
  void use_log(const wire::RootDocument& root);
  [[nodiscard]] bool is_whole(ByteView bytes) const;
  void find_newest_checkpoint();
  [[nodiscard]] Result<std::optional<tlog::LogProof>> receipt_of(const transfer::BatchName& name);
  const tlog::Checkpoint* signed_checkpoint(const std::string& note);
  [[nodiscard]] std::chrono::seconds backoff();
  void note(std::string_view event, const std::string& detail) const;

  MachineOptions options_;
  const crypto::SigningKey& transport_;
  transfer::Outbox outbox_;
  transfer::Inbox inbox_;
  tlog::LogIdentity log_;
  std::map<crypto::Digest, tlog::Checkpoint>
      signed_;  // what log_ is known to have signed, by digest
  std::optional<tlog::Checkpoint>
      newest_;               // among the receipts that we have, or where the log was restarted
  std::string newest_note_;  // as it was signed; "" for a restart
  Allowance allowance_;
  std::uint64_t asked_ = 0;                  // bytes of the request that is out
  std::set<transfer::BatchName> not_again_;  // 409: not sent again before a person asks

  Stage stage_ = Stage::resting;
  std::string nonce_;
  std::string origin_;                      // of the hub that said hello
  std::optional<std::uint64_t> recovery_;   // leaves of the log that it was restored with
  bool reported_ = false;                   // to this recovery: what we hold
  std::set<transfer::BatchName> returned_;  // to this recovery
  bool renewed_ = false;                    // the nonce, in this round
  Stage after_hello_ = Stage::root;
  std::vector<transfer::BatchName> queue_;  // of this round, the one in hand last
  crypto::Digest leaf_;                     // of the batch in hand
  std::uint64_t pack_version_ = 0;
  std::uint64_t pack_size_ = 0;
  bool pack_resumed_ = false;                   // something of it lay here already
  std::size_t journal_ = 0;                     // of options_.journals, the one in hand
  journal::Carried carried_;                    // what of it leaves
  std::uint64_t journal_sent_ = 0;              // bytes of it that the hub has
  std::map<std::string, journal::Head> heads_;  // of this run: what was carried already, by program
  std::optional<Trouble> noted_;                // in the journal, last
  bool person_asked_ = false;                   // while a request was out
  bool outbox_changed_ = false;
  unsigned failures_ = 0;
  MonoTime next_wake_{};
  SyncStatus status_;
};

}  // namespace parvis::agent
