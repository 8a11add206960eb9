// Sealed batches from the log to opened visits in desk.db. Idempotent: a batch is there whole or not at all (up to 32 share
// one transaction), and one that is here already is passed over. Nothing is dropped: each box gets a row that says what it counts as.
//
// The desk believes the receiving machine nothing: manifests are checked against the authority's certificates again, and
// boxes against their manifest.
//
// Threads: one. Errors: those of the two stores; a bad box is no error, it is a standing.
#pragma once

#include <span>

#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/store.h"
#include "sync/hub/desk/trusted_devices.h"
#include "sync/hub/intake/intake.h"

namespace parvis::hub {

// What opening needs to know. All MUST outlive the Opener.
struct OpeningKeys {
  const wire::RootDocument& root;
  std::span<const crypto::OpeningKey> reception;
};

// A batch with its boxes judged, before what came earlier is looked at: no duplicates yet. Visits are in the boxes' order.
struct JudgedBatch {
  OpenedBatch batch;
  std::vector<OpenedVisit> rows;
  std::vector<std::optional<wire::Visit>> visits;  // beside each row; absent when it has no content
};

class Opener {
 public:
  Opener(PackShelf& shelf, const OpeningKeys& keys, Verdicts verdicts);
  [[nodiscard]] const TrustedDevices& devices() const { return devices_; }

  // Opens every box that is there; what was withdrawn or destroyed has no row. Errc::corrupt when the bytes are no batch at
  // all, which intake would never have logged.
  Result<JudgedBatch> judge(const LoggedBatch& logged);

 private:
  Result<OpenedVisit> judge_box(const wire::SealedVisit& box, const wire::Manifest& manifest,
                                std::optional<wire::Visit>& visit);
  Status judge_content(OpenedVisit& row, const wire::Visit& visit);

  PackShelf& shelf_;
  OpeningKeys keys_;
  TrustedDevices devices_;
};

struct OpenReport {
  std::uint64_t batches = 0;  // opened now
  std::uint64_t judged_again =
      0;  // of these: were here, and a revocation or a verdict changed what they count as
  std::uint64_t already = 0;  // were here
  std::uint64_t ideas = 0;
  std::array<std::uint64_t, kStandings> standings{};  // of the boxes opened now
};

// Every batch of the log that is not here yet, in the log's order: the first of two equal visits counts. Batches whose kiosk was
// revoked since, or that people decided about, are judged again from their sealed boxes: what moderators did with their ideas
// begins anew.
Result<OpenReport> open_batches(Intake& intake, DeskStore& store, const OpeningKeys& keys);

}  // namespace parvis::hub
