#include "sync/transfer/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sync/tlog/receipt.h"
#include "sync/wire/commitment.h"

namespace parvis::transfer {
namespace {

constexpr std::size_t kChainDigits = 2 * wire::ChainId::kSize;

std::optional<std::uint64_t> decimal(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

Result<std::vector<BatchName>> list_batches(const Path& directory, std::string_view suffix) {
  PARVIS_TRY(const auto files, list_files(directory, suffix));
  std::vector<BatchName> names;
  for (const auto& file : files) {
    if (const auto name = parse_stem(file.stem().string())) names.push_back(*name);
  }
  std::ranges::sort(names);
  return names;
}

// Numbers N of the files "<prefix>N<suffix>".
Result<std::vector<std::uint64_t>> list_numbers(const Path& directory, std::string_view prefix,
                                                std::string_view suffix) {
  PARVIS_TRY(const auto files, list_files(directory, suffix));
  std::vector<std::uint64_t> numbers;
  for (const auto& file : files) {
    const std::string name = file.stem().string();
    if (!name.starts_with(prefix)) continue;
    const auto number = decimal(std::string_view(name).substr(prefix.size()));
    if (number && fmt::format("{}{}", prefix, *number) == name) numbers.push_back(*number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

// Whether a request is there; it is over then.
Result<bool> take(const Path& request) {
  std::error_code error;
  if (!std::filesystem::exists(request, error)) return false;
  PARVIS_TRY_VOID(remove_file(request));
  return true;
}

}  // namespace

std::string stem(const BatchName& name) {
  return fmt::format("{}-{:08}", crypto::to_hex(name.chain.view()), name.number.value);
}

std::optional<BatchName> parse_stem(std::string_view text) {
  if (text.size() < kChainDigits + 2 || text[kChainDigits] != '-') return std::nullopt;
  const auto chain_bytes = crypto::from_hex(text.substr(0, kChainDigits));
  const auto number = decimal(text.substr(kChainDigits + 1));
  if (!chain_bytes || !number) return std::nullopt;
  const auto chain = wire::ChainId::from(*chain_bytes);
  if (!chain) return std::nullopt;
  const BatchName name{*chain, {*number}};
  if (stem(name) != text) return std::nullopt;  // one way to write each
  return name;
}

std::optional<BatchName> parse_name(std::string_view name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return std::nullopt;
  name.remove_suffix(suffix.size());
  return parse_stem(name);
}

bool is_journal_program(std::string_view program) {
  return program == "parvis-kiosk" || program == "parvis-sync";
}

std::string stem(const JournalName& name) {
  return crypto::to_hex(name.device.view()) + "-" + name.program;
}

std::optional<JournalName> parse_journal_name(std::string_view name, std::string_view suffix) {
  constexpr std::size_t kDigits = 2 * wire::DeviceId::kSize;
  if (!name.ends_with(suffix)) return std::nullopt;
  name.remove_suffix(suffix.size());
  if (name.size() < kDigits + 2 || name[kDigits] != '-') return std::nullopt;
  const auto bytes = crypto::from_hex(name.substr(0, kDigits));
  const auto device =
      bytes ? wire::DeviceId::from(*bytes) : Result<wire::DeviceId>(tl::unexpected(bytes.error()));
  if (!device) return std::nullopt;
  JournalName parsed{*device, std::string(name.substr(kDigits + 1))};
  if (!is_journal_program(parsed.program) || stem(parsed) != name)
    return std::nullopt;  // one way to write each
  return parsed;
}

Result<std::vector<BatchName>> Outbox::list() const { return list_batches(directory_, ".batch"); }

Result<Bytes> Outbox::read(const BatchName& name) const {
  return read_file(file(name), wire::kMaxBatchBytes);
}

Status Outbox::put(const BatchName& name, ByteView batch) const {
  auto written = write_file(file(name), batch, Existing::keep);
  if (written || written.error().code != Errc::conflict) return written;
  PARVIS_TRY(const auto there, read(name));
  if (std::ranges::equal(there, batch)) return {};
  return written;
}

Result<std::vector<BatchName>> Inbox::receipts() const {
  return list_batches(directory_, ".receipt");
}

Result<Bytes> Inbox::receipt(const BatchName& name) const {
  return read_file(receipt_file(name), kMaxReceiptFile);
}

Status Inbox::put_receipt(const BatchName& name, ByteView receipt) const {
  return write_file(receipt_file(name), receipt);
}

Status Inbox::keep_earlier_receipt(const BatchName& name, std::string_view origin) const {
  const auto bytes = receipt(name);
  if (!bytes)
    return bytes.error().code == Errc::not_found ? Status{} : tl::unexpected(bytes.error());
  const auto proof = tlog::parse_log_proof(as_text(*bytes));
  if (!proof || proof->checkpoint.starts_with(std::string(origin) + "\n")) return {};
  const std::string digest = crypto::to_hex(crypto::blake2b(*bytes).view());
  return write_file(directory_ / fmt::format("{}.{}.earlier", stem(name), digest.substr(0, 8)),
                    *bytes);
}

Path Inbox::contradiction_file(const BatchName& name) const {
  return directory_ / (stem(name) + ".contradiction");
}
Result<Bytes> Inbox::contradiction(const BatchName& name) const {
  return read_file(contradiction_file(name), kMaxReceiptFile);
}
Status Inbox::put_contradiction(const BatchName& name, ByteView receipt) const {
  return write_file(contradiction_file(name), receipt);
}

Result<std::vector<std::uint64_t>> Inbox::packs() const {
  return list_numbers(directory_, "pack-", ".pack");
}
Path Inbox::pack_file(std::uint64_t version) const {
  return directory_ / fmt::format("pack-{}.pack", version);
}
Status Inbox::put_pack(std::uint64_t version, ByteView pack) const {
  return write_file(pack_file(version), pack);
}

Result<std::vector<std::uint64_t>> Inbox::roots() const {
  return list_numbers(directory_, "root-", ".root");
}
Path Inbox::root_file(std::uint64_t number) const {
  return directory_ / fmt::format("root-{}.root", number);
}
Status Inbox::put_root(std::uint64_t number, ByteView root) const {
  return write_file(root_file(number), root);
}

Status Requests::ask_send_now() const { return write_file(directory_ / "send-now", {}); }
Result<bool> Requests::take_send_now() const { return take(directory_ / "send-now"); }

Status Requests::ask_stick() const { return write_file(directory_ / "stick", {}); }
Result<bool> Requests::take_stick() const { return take(directory_ / "stick"); }

}  // namespace parvis::transfer
