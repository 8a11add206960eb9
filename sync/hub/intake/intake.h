// What the hub receives and promises: sealed batches, the log of their manifests, receipts. It can open nothing of what it
// keeps. One file, intake.db (FORMAT.md has its tables); `serve` and `import` write it, the desk reads it.
//
//   receive() ─► known device? signature, count and root? ─► number and previous digest fit its chain? ─► leaf in the log ─►
//   one commit for the whole group ─► receipts
//
// Threads: an Intake belongs to one thread. Several processes may have the file open: every group reads the log's size
// inside its transaction, so there is one sequencer at a time.
// Errors: sync/sqlite's; Errc::unsupported_version for a newer file. Nothing is acknowledged that is not committed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "sync/hub/intake/store.h"
#include "sync/tlog/receipt.h"
#include "sync/wire/certificate.h"
#include "sync/wire/commitment.h"

namespace parvis::hub {

// The receipt key signs checkpoints and nothing else, the witness key cosigns them with the time.
struct LogSigner {
  std::string origin;  // also the receipt key's name
  crypto::SigningKey receipt;
  std::string witness_name;
  crypto::SigningKey witness;
  tlog::LogIdentity certified =
      {};  // keys that were replaced too: what they signed of this log still holds
  // Whom a reader of these signatures must know.
  [[nodiscard]] tlog::LogIdentity identity() const;
};

// What became of one batch file.
struct Outcome {
  enum class Kind {
    receipt,   // it is in the log, now or since earlier
    conflict,  // another batch stands at its number, or its chain does not fit: both are kept, the device is flagged
    quarantined,  // the device is unknown or revoked: kept, not counted, no receipt
    invalid,      // not a batch, or damaged: nothing is kept
  };
  Kind kind = Kind::invalid;
  std::string reason;  // a word for programs: "revoked", "other-bytes"; "" with a receipt
  bool again = false;  // the log had this very batch before
  std::uint64_t leaf = 0;
  tlog::LogProof receipt;  // without consistency: see consistency()
};
[[nodiscard]] std::string_view to_string(Outcome::Kind kind);

enum class DeviceState { active, revoked, conflicted };
[[nodiscard]] std::string_view to_string(DeviceState state);

struct DeviceReport {
  std::string name;
  wire::DeviceId device;
  wire::ChainId chain;
  DeviceState state = DeviceState::active;
  std::uint64_t batches = 0;            // in the log
  std::uint64_t visits = 0;             // by its manifests
  wire::BatchNumber highest;            // 0 when there is none
  std::vector<wire::BatchNumber> gaps;  // numbers below `highest` that have not come, the first 100
  std::uint64_t conflicts = 0;          // files kept beside the log
};

// A batch as it stands in the log.
struct LoggedBatch {
  std::uint64_t leaf = 0;
  wire::Signed manifest;
  Bytes bytes;  // the batch file; without the boxes that were withdrawn or destroyed
  std::vector<wire::VisitLeaf> withdrawn;  // and what stood there, by id
  std::vector<wire::VisitLeaf> destroyed;
};

class Intake {
 public:
  // Makes the file when it is not there. `origin` is written once: Errc::conflict when the file is another log's.
  static Result<Intake> create(const Path& file, std::string_view origin);
  static Result<Intake> open(const Path& file, sqlite::Access access = sqlite::Access::existing);

  [[nodiscard]] const std::string& origin() const { return origin_; }

  // ---- devices ---------------------------------------------------------------------------------
  // Certificates and revocations of a verified root document. An older number than last time changes nothing.
  Status install_root(const wire::RootDocument& root);
  // Who signs requests with this transport key. Errc::not_found. Revoked devices are still found: they may finish.
  [[nodiscard]] Result<DeviceRecord> device_of_transport(const crypto::VerifyKey& transport);
  [[nodiscard]] Result<std::vector<DeviceReport>> devices();

  // ---- receiving -------------------------------------------------------------------------------
  // One transaction and one checkpoint for the whole group, however many. An error: nothing of the group was accepted.
  // Errc::busy while the log is in recovery; quarantine that is full makes a batch `invalid` with reason "quarantine-full".
  Result<std::vector<Outcome>> receive(std::span<const ByteView> files, const LogSigner& signer,
                                       UtcTime now);
  // Puts a batch that waits because its kiosk is revoked into the log after all, behind the statement that says who decided so;
  // both in one transaction. Errc::not_found for a file that is not kept aside, Errc::conflict when its chain has another batch
  // at that number, Errc::denied when its device is unknown.
  Result<Outcome> accept_aside(const crypto::Digest& file, ByteView statement,
                               const LogSigner& signer, UtcTime now);
  // A leaf that is no batch: a statement of the desk, for instance the day's number of withdrawals. Returns its index.
  Result<std::uint64_t> append_statement(ByteView statement, const LogSigner& signer, UtcTime now);
  // The newest statement that begins with `kind`. Errc::not_found.
  [[nodiscard]] Result<Bytes> newest_statement(std::string_view kind);
  // Takes a withdrawn visit's sealed box out of the stored batch; its digest stays, so that the manifest's root still
  // holds. Errc::not_found; a box that is gone already is no error. Overwritten on the disk when it returns: Errc::busy while
  // somebody reads the file, and the same call again ends it.
  Status remove_box(std::uint64_t leaf, const wire::VisitId& visit);
  // The same for every box of these batches, each in a transaction of its own, and for files that are kept aside.
  Status destroy_boxes(std::span<const std::uint64_t> leaves,
                       std::span<const crypto::Digest> asides);

  // ---- the log ---------------------------------------------------------------------------------
  [[nodiscard]] Result<std::uint64_t> size();
  [[nodiscard]] Result<tlog::Checkpoint> head();
  // The newest signed checkpoint. Errc::not_found before the first leaf.
  [[nodiscard]] Result<std::string> checkpoint();
  [[nodiscard]] Result<tlog::Consistency> consistency(std::uint64_t from, std::uint64_t to);
  // The receipt of a batch that is in the log: the same bytes whenever it is asked for. Errc::not_found.
  [[nodiscard]] Result<tlog::LogProof> receipt(std::uint64_t leaf);
  // In log order from leaf number `from`; statements are passed over. Stops with the first error of `take`.
  Status each_batch(std::uint64_t from, const std::function<Status(const LoggedBatch&)>& take);
  struct KeptFile {
    crypto::Digest file;  // BLAKE2b-256 of its bytes
    std::string reason;   // "unknown-device", "revoked", "other-bytes", "chain"
    UtcTime received;
    Bytes bytes;
  };
  [[nodiscard]] Result<std::vector<KeptFile>> kept_aside();

  // ---- recovery --------------------------------------------------------------------------------
  // After a restore from backup the log may be shorter than what was signed. In recovery nothing is signed. It begins by
  // itself when a manifest carries a checkpoint of this log that is ahead of it or contradicts it. recovery.h collects what
  // comes back meanwhile.
  Status enter_recovery(std::string_view why);
  // "" when the log is being served.
  [[nodiscard]] Result<std::string> recovery();
  // Appends the bodies of lost leaves, in the log's order, and ends the recovery when every one of `signed_heads` then has the
  // root that was signed: those that anyone holds, verified, the smallest first. Errc::conflict when one has not, and nothing
  // is changed.
  Status go_on_with(std::span<const Bytes> leaves,
                    std::span<const tlog::VerifiedCheckpoint> signed_heads);
  // Goes on under another origin with the leaves that are here; `signer` has that origin's names. The authority MUST have said
  // so in a root document (wire::LogRestart). The first leaf of the new log is a statement that says the same.
  // Errc::conflict unless in recovery.
  Status restart(const LogSigner& signer, UtcTime now);

  // ---- auditing --------------------------------------------------------------------------------
  // Recomputes every digest, root, node and signature of the file and returns what does not hold, in words that name it
  // ("leaf 4: batch 3 of borne-01: sealed batch does not hold the boxes of its manifest"). Empty: all of it holds.
  [[nodiscard]] Result<std::vector<std::string>> audit(const tlog::LogIdentity& log);

  [[nodiscard]] IntakeStore& store() { return store_; }

 private:
  tl::unexpected<Error> stop(const class Group& group, sqlite::Transaction transaction);
  Status take_out(std::uint64_t leaf, const wire::VisitId& visit);
  Intake(IntakeStore store, std::string origin)
      : store_(std::move(store)), origin_(std::move(origin)) {}

  IntakeStore store_;
  std::string origin_;
};

}  // namespace parvis::hub
