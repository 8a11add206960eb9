#include "sync/pack/store.h"

#include <fmt/format.h>

#include <charconv>

namespace parvis::pack {
namespace {

constexpr std::string_view kInstalled = "installed.pack";
constexpr std::string_view kRecord = "highest";
constexpr std::uint64_t kMaxRecordBytes = 1u << 20;

// The next word, up to `end`, taken off the front of `text`.
std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view word = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return word;
}

}  // namespace

Result<Store> Store::open(Path folder, wire::Authorities authorities) {
  PARVIS_TRY_VOID(make_directories(folder));
  Store store(std::move(folder), std::move(authorities));
  PARVIS_TRY_VOID(store.read_record());
  // A cut after the pack and before its record: the pack was verified then and is again now.
  if (const auto bytes = read_file(store.folder_ / kInstalled, kMaxPackBytes)) {
    const auto pack = verify(*bytes, store.authorities_);
    if (pack && pack->ref.version > store.highest(pack->ref.consultation)) {
      PARVIS_TRY_VOID(store.record(*pack));
    }
  }
  return store;
}

Status Store::read_record() {
  const auto bytes = read_file(folder_ / kRecord, kMaxRecordBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return {};
  if (!bytes) return wrap(bytes.error(), "packs: read the highest versions seen");
  std::string_view text = as_text(*bytes);
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    const std::string_view slug = take_until(line, ' ');
    const std::string_view number = take_until(line, ' ');
    Seen seen;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), seen.version);
    const auto digest = crypto::from_hex(line);
    const bool readable = error == std::errc() && end == number.data() + number.size() &&
                          !slug.empty() && seen.version > 0 && digest &&
                          digest->size() == crypto::Digest::kSize;
    if (!readable) {
      return fail(
          Errc::corrupt,
          "packs: the record of the highest versions seen is damaged: enrol the kiosk again");
    }
    PARVIS_TRY(seen.digest, crypto::Digest::from(*digest));
    seen_.insert_or_assign(std::string(slug), seen);
  }
  return {};
}

Status Store::record(const Pack& pack) {
  seen_.insert_or_assign(pack.ref.consultation, Seen{pack.ref.version, pack.digest});
  std::string text;
  for (const auto& [slug, seen] : seen_) {
    text += fmt::format("{} {} {}\n", slug, seen.version, crypto::to_hex(seen.digest.view()));
  }
  if (auto status = write_file(folder_ / kRecord, as_bytes(text)); !status) {
    return wrap(status.error(), "packs: record the highest version seen");
  }
  return {};
}

Status Store::check_against_record(const Pack& pack) const {
  const auto found = seen_.find(pack.ref.consultation);
  if (found == seen_.end()) return {};
  const Seen& seen = found->second;
  if (pack.ref.version < seen.version) {
    return fail(Errc::conflict,
                fmt::format("pack {} version {} is older than version {}, which was installed here",
                            pack.ref.consultation, pack.ref.version, seen.version));
  }
  if (pack.ref.version == seen.version && pack.digest != seen.digest) {
    return fail(Errc::conflict,
                fmt::format("pack {} version {} has other bytes than the one installed here: "
                            "two were signed under one version, tell the city's IT",
                            pack.ref.consultation, pack.ref.version));
  }
  return {};
}

Result<Pack> Store::install(ByteView bytes, const std::optional<wire::RootDocument>& newest) {
  PARVIS_TRY(auto pack, verify(bytes, authorities_, newest));
  PARVIS_TRY_VOID(check_against_record(pack));
  const auto installed = read_file(folder_ / kInstalled, kMaxPackBytes);
  if (!installed || !std::ranges::equal(*installed, bytes)) {
    if (auto status = write_file(folder_ / kInstalled, bytes); !status)
      return wrap(status.error(), "install pack");
  }
  if (pack.ref.version != highest(pack.ref.consultation)) PARVIS_TRY_VOID(record(pack));
  return pack;
}

Result<Pack> Store::current(const std::optional<wire::RootDocument>& newest) const {
  const auto bytes = read_file(folder_ / kInstalled, kMaxPackBytes);
  if (!bytes) return wrap(bytes.error(), "installed pack");
  PARVIS_TRY(auto pack, verify(*bytes, authorities_, newest));
  PARVIS_TRY_VOID(check_against_record(pack));
  return pack;
}

std::uint64_t Store::highest(const std::string& consultation) const {
  const auto found = seen_.find(consultation);
  return found == seen_.end() ? 0 : found->second.version;
}

}  // namespace parvis::pack
