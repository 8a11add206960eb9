// The directories in which parvis-kiosk and parvis-sync meet: outbox/, inbox/ and requests/. PROTOCOL.md names the files.
// They appear whole (temporary → fsync → rename → fsync of the directory), so whoever sees one may read it.
//
// Threads: values and pure functions over files; each file has one writer. Errors: Errc::not_found, io, no_space; what a
// foreign hand put there under another name is passed over, never an error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/files.h"
#include "sync/wire/ids.h"

namespace parvis::transfer {

struct BatchName {
  wire::ChainId chain;
  wire::BatchNumber number;
  auto operator<=>(const BatchName&) const = default;
};
// "<chain, 32 hex digits>-<number, at least 8 digits>": the name of a batch's files without their suffix.
[[nodiscard]] std::string stem(const BatchName& name);
[[nodiscard]] std::optional<BatchName> parse_stem(std::string_view stem);
// Of "<stem><suffix>".
[[nodiscard]] std::optional<BatchName> parse_name(std::string_view name, std::string_view suffix);

// Programs whose journals are carried: "parvis-kiosk", "parvis-sync".
[[nodiscard]] bool is_journal_program(std::string_view program);
// A journal on a stick: "<device, 32 hex digits>-<program>", and its suffix.
struct JournalName {
  wire::DeviceId device;
  std::string program;
};
[[nodiscard]] std::string stem(const JournalName& name);
[[nodiscard]] std::optional<JournalName> parse_journal_name(std::string_view name,
                                                            std::string_view suffix);

// Written by parvis-kiosk, read by parvis-sync.
class Outbox {
 public:
  explicit Outbox(Path directory) : directory_(std::move(directory)) {}
  [[nodiscard]] Path file(const BatchName& name) const {
    return directory_ / (stem(name) + ".batch");
  }
  // By chain, then number.
  [[nodiscard]] Result<std::vector<BatchName>> list() const;
  [[nodiscard]] Result<Bytes> read(const BatchName& name) const;
  // Errc::conflict when other bytes stand there already; the same bytes again are fine.
  Status put(const BatchName& name, ByteView batch) const;

 private:
  Path directory_;
};

inline constexpr std::uint64_t kMaxPackBytes = 64u << 20;
inline constexpr std::uint64_t kMaxReceiptFile = 96u << 10;

// Written by parvis-sync, read by parvis-kiosk, who verifies everything again.
class Inbox {
 public:
  explicit Inbox(Path directory) : directory_(std::move(directory)) {}

  [[nodiscard]] Path receipt_file(const BatchName& name) const {
    return directory_ / (stem(name) + ".receipt");
  }
  [[nodiscard]] Result<std::vector<BatchName>> receipts() const;
  [[nodiscard]] Result<Bytes> receipt(const BatchName& name) const;
  Status put_receipt(const BatchName& name, ByteView receipt) const;
  // Moves a receipt of another log than `origin`'s out of the way, under the name "<stem>.<8 digits>.earlier": it still is
  // evidence of what the log had before it was restarted.
  Status keep_earlier_receipt(const BatchName& name, std::string_view origin) const;
  // What the hub signed for a batch and contradicts what it signed before: evidence, and no receipt. Errc::not_found.
  [[nodiscard]] Path contradiction_file(const BatchName& name) const;
  [[nodiscard]] Result<Bytes> contradiction(const BatchName& name) const;
  Status put_contradiction(const BatchName& name, ByteView receipt) const;

  // Versions and numbers that are there, ascending.
  [[nodiscard]] Result<std::vector<std::uint64_t>> packs() const;
  [[nodiscard]] Path pack_file(std::uint64_t version) const;
  Status put_pack(std::uint64_t version, ByteView pack) const;
  [[nodiscard]] Result<std::vector<std::uint64_t>> roots() const;
  [[nodiscard]] Path root_file(std::uint64_t number) const;
  Status put_root(std::uint64_t number, ByteView root) const;

  [[nodiscard]] Path kept_file() const { return directory_ / "kept.note"; }
  // tlog::format(Consistency) between the kept note's tree and that of a receipt: without it the note may be another log's.
  [[nodiscard]] Path kept_proof_file() const { return directory_ / "kept.proof"; }
  [[nodiscard]] Path sync_status_file() const { return directory_ / "sync-status.json"; }
  [[nodiscard]] Path statuses_file() const { return directory_ / "statuses.json"; }
  [[nodiscard]] Path stick_status_file() const { return directory_ / "stick-status.json"; }

 private:
  Path directory_;
};

// What parvis-kiosk asks for: empty files that it makes and parvis-sync removes.
class Requests {
 public:
  explicit Requests(Path directory) : directory_(std::move(directory)) {}
  [[nodiscard]] const Path& directory() const { return directory_; }
  Status ask_send_now() const;
  // Whether it was asked; asking is over then.
  [[nodiscard]] Result<bool> take_send_now() const;
  // The same for "take in what a stick brings, and copy every batch onto it".
  Status ask_stick() const;
  [[nodiscard]] Result<bool> take_stick() const;

 private:
  Path directory_;
};

}  // namespace parvis::transfer
