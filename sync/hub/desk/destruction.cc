#include "sync/hub/desk/destruction.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/quarantine.h"
#include "sync/pack/pack.h"

namespace parvis::hub {
namespace {

constexpr std::string_view kDestroyed = "parvis/destroyed/v1";

// When a consultation's first visit could be sealed, when its last, and until when its codes and its boxes are kept.
struct Span {
  std::string consultation;
  UtcTime issued;  // of its first pack
  UtcTime closes;  // of its newest, as these:
  UtcTime codes_until;
  UtcTime until;  // `sealed_until`
};

Result<pack::Pack> read_pack(DeskStore& store, const wire::PackRef& ref,
                             const wire::Authorities& authorities) {
  PARVIS_TRY(const Bytes bytes, store.pack(ref));
  return pack::verify(bytes, authorities);
}

Result<Span> span_of(DeskStore& store, const wire::Authorities& authorities,
                     std::string_view consultation) {
  PackShelf shelf(store, authorities);
  PARVIS_TRY(const auto versions, shelf.versions(consultation));
  if (versions.empty()) {
    return fail(Errc::not_found, fmt::format("no pack of '{}' was made here", consultation));
  }
  const std::string slug(consultation);
  PARVIS_TRY(const auto first, read_pack(store, {slug, versions.front()}, authorities));
  PARVIS_TRY(const auto newest, read_pack(store, {slug, versions.back()}, authorities));
  const auto& all = newest.consultation;
  return Span{slug, first.issued, all.closes, all.codes_until, all.sealed_until};
}

Result<std::vector<Span>> all_spans(DeskStore& store, const wire::Authorities& authorities) {
  std::vector<Span> spans;
  PARVIS_TRY(const auto slugs, consultations(store));
  for (const auto& slug : slugs) {
    PARVIS_TRY(auto span, span_of(store, authorities, slug));
    spans.push_back(std::move(span));
  }
  return spans;
}

// What intake.db holds of a consultation.
struct Held {
  std::vector<std::uint64_t> leaves;  // with boxes
  std::uint64_t boxes = 0;
  std::uint64_t unopened = 0;   // batches that the desk has not opened
  std::uint64_t destroyed = 0;  // boxes that are gone
};

Result<Held> held_of(Intake& intake, DeskStore& store, std::string_view consultation) {
  Held held;
  PARVIS_TRY_VOID(intake.each_batch(0, [&](const LoggedBatch& logged) -> Status {
    PARVIS_TRY(const auto batch, wire::decode_batch(logged.bytes));
    PARVIS_TRY(const auto manifest, wire::decode_manifest(logged.manifest.bytes));
    if (manifest.pack.consultation != consultation) return {};
    held.destroyed += logged.destroyed.size();
    if (batch.visits.empty()) return {};
    held.leaves.push_back(logged.leaf);
    held.boxes += batch.visits.size();
    PARVIS_TRY(const bool opened, store.has_batch(logged.leaf));
    if (!opened) held.unopened += 1;
    return {};
  }));
  return held;
}

std::string head_of(std::string_view consultation) {
  return fmt::format("{}\n{}\n", kDestroyed, consultation);
}

// Whether the newest statement about this consultation says that number.
Result<bool> is_said(Intake& intake, std::string_view consultation, std::uint64_t boxes) {
  const auto statement = intake.newest_statement(head_of(consultation));
  if (!statement && statement.error().code != Errc::not_found) {
    return tl::unexpected<Error>(statement.error());
  }
  return statement ? as_text(*statement).ends_with(fmt::format("\n{}\n", boxes)) : boxes == 0;
}

// Certificates of reception keys, replaced ones too, the oldest first.
std::vector<wire::Certificate> reception_line(wire::RootDocument root) {
  root.revocations.clear();
  auto line = wire::certificates_of(root, wire::Purpose::reception);
  std::ranges::sort(line, {}, &wire::Certificate::serial);
  return line;
}

std::vector<FormerKey> former_keys(const HubDirectory& hub, const wire::RootDocument& root,
                                   std::span<const Span> spans, UtcTime now) {
  std::vector<FormerKey> keys;
  const auto line = reception_line(root);
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    FormerKey key;
    key.id = crypto::key_id(line[i].key);
    key.file = former_reception_file(hub.desk_keys(), key.id);
    std::error_code ignored;
    if (!std::filesystem::exists(key.file, ignored)) continue;
    const UtcTime replaced = line[i + 1].not_before;
    for (const Span& span : spans) {
      if (span.until < now || replaced < span.issued) continue;
      if (!key.kept_for.empty() && span.until < key.kept_until) continue;
      key.kept_for = span.consultation;
      key.kept_until = span.until;
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

// Files kept aside that are batches of this consultation; which of them wait for a decision is quarantine.h's to say.
Result<std::vector<crypto::Digest>> asides_of(Intake& intake, std::string_view consultation) {
  PARVIS_TRY(const auto kept, intake.kept_aside());
  std::vector<crypto::Digest> files;
  for (const auto& file : kept) {
    const auto batch = wire::decode_batch(file.bytes);
    const auto manifest =
        batch ? wire::decode_manifest(batch->manifest.bytes) : tl::unexpected(batch.error());
    if (manifest && manifest->pack.consultation == consultation) files.push_back(file.file);
  }
  return files;
}

Status check_decided(Intake& intake, const wire::RootDocument& root,
                     std::string_view consultation) {
  PARVIS_TRY(const auto waiting, waiting_batches(intake, root));
  const auto undecided = std::ranges::count_if(waiting, [&](const WaitingBatch& batch) {
    return !batch.verdict && batch.manifest.pack.consultation == consultation;
  });
  if (undecided == 0) return {};
  return fail(Errc::conflict,
              fmt::format("{} batches wait in quarantine: decide about them first, see quarantine "
                          "list",
                          undecided));
}

// Rows of these batches (`leaves` ascending) of which that is so.
template <class Is>
Result<std::uint64_t> count_rows(DeskStore& store, std::span<const std::uint64_t> leaves, Is is) {
  std::uint64_t count = 0;
  PARVIS_TRY_VOID(store.each_visit(
      [&](const OpenedVisit& row) -> Status {
        if (is(row) && std::binary_search(leaves.begin(), leaves.end(), row.leaf)) ++count;
        return {};
      },
      [](const std::string& damage) -> Status {
        return fail(Errc::corrupt, damage + "; run audit before anything is destroyed");
      }));
  return count;
}

Result<std::vector<std::uint64_t>> opened_leaves(DeskStore& store, std::string_view consultation) {
  PARVIS_TRY(const auto batches, store.batches());
  std::vector<std::uint64_t> leaves;
  for (const auto& batch : batches) {
    if (batch.manifest.pack.consultation == consultation) leaves.push_back(batch.leaf);
  }
  return leaves;
}

Result<std::uint64_t> count_codes(DeskStore& store, std::string_view consultation) {
  PARVIS_TRY(const auto leaves, opened_leaves(store, consultation));
  return count_rows(store, leaves, [](const OpenedVisit& row) { return row.code.has_value(); });
}

std::string day_of(UtcTime time) { return to_iso(time).substr(0, 10); }

}  // namespace

bool Destruction::nothing_left() const {
  return codes == 0 && leaves.empty() && asides.empty() && !unsaid &&
         std::ranges::none_of(keys, [](const FormerKey& key) { return key.kept_for.empty(); });
}

namespace {

// What goes from the second date on.
Status plan_boxes(Destruction& plan, const Span& span, const HubDirectory& hub, Intake& intake,
                  DeskStore& store, const wire::RootDocument& root, UtcTime now) {
  PARVIS_TRY(Held held, held_of(intake, store, span.consultation));
  if (held.unopened > 0) {
    return fail(Errc::conflict,
                fmt::format("{} batches are not opened yet: run open first", held.unopened));
  }
  PARVIS_TRY_VOID(check_decided(intake, root, span.consultation));
  plan.boxes = held.boxes;
  plan.leaves = std::move(held.leaves);
  PARVIS_TRY(plan.unopenable, count_rows(store, plan.leaves, [](const OpenedVisit& row) {
               return row.standing == Standing::unopenable;
             }));
  PARVIS_TRY(plan.asides, asides_of(intake, span.consultation));
  PARVIS_TRY(const auto spans, all_spans(store, wire::Authorities(root)));
  plan.keys = former_keys(hub, root, spans, now);
  const auto line = reception_line(root);
  plan.rotate_first = !line.empty() && line.back().not_before < span.closes;
  PARVIS_TRY(const bool said, is_said(intake, span.consultation, held.destroyed));
  plan.unsaid = !said;
  return {};
}

}  // namespace

Result<Destruction> plan_destruction(const HubDirectory& hub, Intake& intake, DeskStore& store,
                                     const wire::RootDocument& root, std::string_view consultation,
                                     UtcTime now) {
  PARVIS_TRY(const Span span, span_of(store, wire::Authorities(root), consultation));
  if (now <= std::min(span.codes_until, span.until)) {
    return fail(Errc::denied,
                fmt::format("codes of {} are kept until {} and sealed boxes until {}, as residents "
                            "were told; nothing was destroyed",
                            consultation, day_of(span.codes_until), day_of(span.until)));
  }
  PARVIS_TRY(const auto recovery, intake.recovery());
  if (!recovery.empty()) {
    return fail(Errc::busy, "the log is in recovery: end that first, see recover");
  }
  Destruction plan;
  plan.consultation = span.consultation;
  plan.codes_due = span.codes_until;
  plan.boxes_due = span.until;
  if (now > span.codes_until) {
    PARVIS_TRY(plan.codes, count_codes(store, consultation));
  }
  if (now > span.until) PARVIS_TRY_VOID(plan_boxes(plan, span, hub, intake, store, root, now));
  return plan;
}

Status destroy(Intake& intake, DeskStore& store, const Destruction& plan, const LogSigner& signer,
               UtcTime now) {
  if (plan.codes > 0) {
    PARVIS_TRY(const auto leaves, opened_leaves(store, plan.consultation));
    PARVIS_TRY_VOID(store.erase_codes(leaves));
  }
  PARVIS_TRY_VOID(intake.destroy_boxes(plan.leaves, plan.asides));
  std::uint64_t gone = 0;
  PARVIS_TRY_VOID(intake.each_batch(0, [&](const LoggedBatch& logged) -> Status {
    PARVIS_TRY(const auto manifest, wire::decode_manifest(logged.manifest.bytes));
    if (manifest.pack.consultation == plan.consultation) gone += logged.destroyed.size();
    return {};
  }));
  PARVIS_TRY(const bool said, is_said(intake, plan.consultation, gone));
  if (!said) {
    const std::string statement =
        fmt::format("{}{}\n{}\n", head_of(plan.consultation), to_iso(now), gone);
    PARVIS_TRY([[maybe_unused]] const auto leaf,
               intake.append_statement(as_bytes(statement), signer, now));
  }
  for (const FormerKey& key : plan.keys) {
    if (key.kept_for.empty()) PARVIS_TRY_VOID(destroy_file(key.file));
  }
  return {};
}

Result<std::vector<std::string>> overdue_destructions(Intake& intake, DeskStore& store,
                                                      const wire::RootDocument& root, UtcTime now) {
  std::vector<std::string> sentences;
  PARVIS_TRY(const auto spans, all_spans(store, wire::Authorities(root)));
  for (const Span& span : spans) {
    PARVIS_TRY(const std::uint64_t codes, count_codes(store, span.consultation));
    if (now > span.codes_until && codes > 0) {
      sentences.push_back(
          fmt::format("{}: residents were told that nobody finds their visit after {}, and {} tags "
                      "of codes are still here; run `destroy {}`",
                      span.consultation, day_of(span.codes_until), codes, span.consultation));
    }
    if (now <= span.until) continue;
    PARVIS_TRY(const Held held, held_of(intake, store, span.consultation));
    PARVIS_TRY(const auto asides, asides_of(intake, span.consultation));
    if (held.boxes == 0 && asides.empty()) continue;
    sentences.push_back(fmt::format(
        "{}: residents were told that their sealed answers are destroyed after {}, and "
        "{} boxes and {} files kept aside are still here; run `destroy {}`",
        span.consultation, day_of(span.until), held.boxes, asides.size(), span.consultation));
  }
  return sentences;
}

}  // namespace parvis::hub
