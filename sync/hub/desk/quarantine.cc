#include "sync/hub/desk/quarantine.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace parvis::hub {
namespace {

constexpr std::size_t kNameDigits = 12;  // hexadecimal

// Empty when no kiosk that is certified here signed it.
std::optional<WaitingBatch> waiting(const TrustedDevices& devices, const wire::Signed& document,
                                    const std::optional<crypto::Digest>& file) {
  auto manifest = wire::decode_manifest(document.bytes);
  const auto* device = manifest ? devices.signer(document, *manifest) : nullptr;
  if (device == nullptr) return std::nullopt;
  WaitingBatch batch;
  batch.digest = wire::digest(document);
  batch.name = crypto::to_hex(batch.digest.view()).substr(0, kNameDigits);
  batch.device = device->name;
  batch.manifest = std::move(*manifest);
  batch.file = file;
  if (const Verdict* verdict = devices.verdicts().find(batch.digest)) batch.verdict = *verdict;
  return batch;
}

Status compare_with_paper(const WaitingBatch& batch, const Verdict& verdict) {
  if (!verdict.paper_visits) {
    return fail(Errc::invalid, "how many visits do the count sheets on paper say?");
  }
  if (*verdict.paper_visits == batch.counted() || !verdict.why.empty()) return {};
  return fail(
      Errc::conflict,
      fmt::format("paper says {} visits, the batch's count sheets {}: refuse it, or say why "
                  "it counts all the same",
                  *verdict.paper_visits, batch.counted()));
}

}  // namespace

std::uint64_t WaitingBatch::counted() const {
  std::uint64_t sum = 0;
  for (const auto& sheet : manifest.sessions) {
    for (const auto ending : sheet.counts.endings) sum += ending;
  }
  return sum;
}

std::optional<std::uint64_t> WaitingBatch::heads() const {
  std::uint64_t sum = 0;
  for (const auto& sheet : manifest.sessions) {
    if (!sheet.counts.head_count) return std::nullopt;
    sum += *sheet.counts.head_count;
  }
  return sum;
}

Result<std::vector<WaitingBatch>> waiting_batches(Intake& intake, const wire::RootDocument& root) {
  PARVIS_TRY(auto verdicts, Verdicts::read(intake, root));
  const TrustedDevices devices(root, std::move(verdicts));
  std::vector<WaitingBatch> found;
  PARVIS_TRY(const auto aside, intake.kept_aside());
  for (const auto& file : aside) {
    const auto batch = wire::decode_batch(file.bytes);
    if (file.reason != "revoked" || !batch) continue;
    if (auto one = waiting(devices, batch->manifest, file.file)) found.push_back(std::move(*one));
  }
  if (devices.has_lost()) {
    PARVIS_TRY_VOID(intake.each_batch(0, [&](const LoggedBatch& logged) -> Status {
      PARVIS_TRY(const auto manifest, wire::decode_manifest(logged.manifest.bytes));
      if (devices.objection(logged.manifest, manifest) != kRevoked) return {};
      found.push_back(*waiting(devices, logged.manifest, std::nullopt));  // it has a signer
      return {};
    }));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.device, a.manifest.number.value, a.name) <
           std::tie(b.device, b.manifest.number.value, b.name);
  });
  return found;
}

Result<WaitingBatch> find_waiting(std::span<const WaitingBatch> waiting, std::string_view name) {
  const auto named = [&](const WaitingBatch& batch) { return batch.name.starts_with(name); };
  const auto first = std::find_if(waiting.begin(), waiting.end(), named);
  if (name.empty() || first == waiting.end()) {
    return fail(Errc::not_found,
                fmt::format("no batch '{}' waits here; see quarantine list", name));
  }
  if (std::find_if(std::next(first), waiting.end(), named) != waiting.end()) {
    return fail(Errc::invalid, fmt::format("several batches begin with '{}'", name));
  }
  return *first;
}

Status decide(Intake& intake, const WaitingBatch& batch, Verdict verdict,
              const QuarantineKeys& keys) {
  verdict.manifest = batch.digest;
  const bool accepts = verdict.kind == Verdict::Kind::accepted;
  if (accepts) PARVIS_TRY_VOID(compare_with_paper(batch, verdict));
  PARVIS_TRY(const auto statement, sign_verdict(verdict, keys.desk_name, keys.desk));
  if (accepts && batch.file) {
    PARVIS_TRY_VOID(intake.accept_aside(*batch.file, as_bytes(statement), keys.log, verdict.at));
    return {};
  }
  PARVIS_TRY_VOID(intake.append_statement(as_bytes(statement), keys.log, verdict.at));
  return {};
}

}  // namespace parvis::hub
