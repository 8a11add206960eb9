#include <algorithm>

#include "sync/verify/known.h"

namespace parvis::verify {
namespace {

Fixed<8> key_id(const Key& key) {
  Fixed<8> id{};
  std::copy_n(blake2b(key).begin(), id.size(), id.begin());
  return id;
}

std::string signer_of(const Known& known, const Signed& document) {
  for (const auto& [chain, device] : known.devices) {
    if (is_signed(device.key, "parvis/manifest", 1, document))
      return join("; ", device.name, " did");
  }
  return "; nor did any other kiosk: its bytes or its signature were altered";
}

void check_revocation(Known& known, const std::string& name, const Manifest& manifest,
                      const Certificate& device) {
  for (const Revocation& revocation : known.root.revocations) {
    if (revocation.key_id != key_id(device.key) || !revocation.lost_at_batch ||
        manifest.number <= *revocation.lost_at_batch)
      continue;
    known.remark(name, join(name, " came after the kiosk was lost (at batch ",
                            *revocation.lost_at_batch, "): its visits belong in quarantine."));
  }
}

void check_manifest(Known& known, std::uint64_t index, const std::optional<Signed>& document,
                    const Hash& digest) {
  auto manifest = document ? read_manifest(document->bytes) : std::nullopt;
  const std::string thing = join("leaf ", index);
  if (!manifest) {
    known.found(thing, join("Leaf ", index, " is not a manifest: it was altered."));
    return;
  }
  const std::string name = join(thing, ", ", known.name_of(*manifest));
  const auto device = known.devices.find(manifest->chain);
  if (device == known.devices.end()) {
    known.found(thing, join(name, ": no kiosk is certified for this chain."));
  } else if (device->second.device != manifest->device) {
    known.found(thing, join(name, ": its chain belongs to another device."));
  } else if (!is_signed(device->second.key, "parvis/manifest", 1, *document)) {
    known.found(thing, join(name, ": ", device->second.name, " did not sign it",
                            signer_of(known, *document), "."));
  } else {
    check_revocation(known, name, *manifest, device->second);
  }
  known.batches.push_back({index, digest, std::move(*manifest)});
}

// The desk's word about a batch that waited in quarantine. False for another statement.
bool check_verdict(Known& known, std::uint64_t index, const std::string& text) {
  const auto note = read_note(text);
  if (!note || !note->text.starts_with("parvis/verdict/v1\n")) return false;
  if (!is_signed(*note, known.desks)) {
    known.found(join("leaf ", index), join("Leaf ", index,
                                           ": no certified desk key signed this verdict about a "
                                           "batch in quarantine."));
  }
  return true;
}

// How many visits were withdrawn so far, or how many sealed boxes of a consultation destroyed: numbers that never go down.
void check_number(Known& known, std::uint64_t index, const std::string& text) {
  const std::string thing = join("leaf ", index);
  std::istringstream lines(text);
  std::string title, consultation, time, count;
  std::getline(lines, title);
  const bool destroyed = title == "parvis/destroyed/v1";
  if (destroyed) std::getline(lines, consultation);
  std::getline(lines, time);
  std::getline(lines, count);
  const auto number = from_decimal(count);
  if ((!destroyed && title != "parvis/withdrawn/v1") || !number) {
    known.found(thing, join("Leaf ", index, " is no statement that this program knows."));
    return;
  }
  std::uint64_t& before = destroyed ? known.destroyed[consultation] : known.withdrawn;
  const std::string what = destroyed ? join("sealed boxes of ", consultation, " were destroyed")
                                     : std::string("visits were withdrawn");
  if (*number < before) {
    known.found(thing, join("Leaf ", index, " says that ", *number, " ", what, "; ", before,
                            " had been before."));
    return;
  }
  before = *number;
  if (destroyed) known.holds(thing, join("Leaf ", index, " says that ", *number, " ", what, "."));
}

// A number that never goes down; where an earlier log ended; or a verdict.
void check_statement(Known& known, std::uint64_t index, View bytes) {
  const std::string text(bytes.begin(), bytes.end());
  for (const Restart& restart : known.root.restarts) {
    const std::string said = join("parvis/restart/v1\n", restart.old_origin, "\n", restart.size,
                                  "\n", to_base64(restart.root), "\n");
    if (text == said && restart.size == index) return;
  }
  if (!check_verdict(known, index, text)) check_number(known, index, text);
}

}  // namespace

std::string Known::name_of(const Manifest& manifest) const {
  const auto device = devices.find(manifest.chain);
  return join("batch ", manifest.number, " of ",
              device == devices.end() ? "the unknown chain " + to_hex(manifest.chain)
                                      : device->second.name);
}
std::string Known::name_of(const Batch& batch) const {
  return join("leaf ", batch.leaf, ", ", name_of(batch.manifest));
}
// For a leaf of any kind.
std::string Known::name_of(std::uint64_t leaf) const {
  const auto batch = std::ranges::find(batches, leaf, &Batch::leaf);
  return batch == batches.end() ? join("leaf ", leaf) : name_of(*batch);
}

bool check_root(Known& known, const Key& authority) {
  std::string why;
  auto root = read_root(known.log.root, authority, why);
  if (!root) {
    known.found("root document", join("The root document is not the authority's: ", why,
                                      ". Nothing else can be checked."));
    return false;
  }
  known.root = std::move(*root);
  for (const Certificate& certificate : known.root.certificates) {
    const Key& key = certificate.key;
    if (certificate.purpose == Purpose::receipt)
      known.log_keys.push_back({certificate.name, 1, key});
    if (certificate.purpose == Purpose::witness)
      known.witnesses.push_back({certificate.name, 4, key});
    if (certificate.purpose == Purpose::desk) known.desks.push_back({certificate.name, 1, key});
    if (certificate.purpose == Purpose::device) known.devices[certificate.chain] = certificate;
  }
  known.report.kiosks = known.devices.size();
  known.holds("root document",
              join("Root document ", known.root.number, " of ", known.root.city,
                   " is the authority's. Certificates: ", known.root.certificates.size(),
                   ", revocations: ", known.root.revocations.size(),
                   ", successions of the authority: ", known.root.successions,
                   ", restarts of the log: ", known.root.restarts.size(), "."));
  return true;
}

void check_leaves(Known& known) {
  constexpr std::uint64_t kNamed = 10;  // holes that are named one by one
  std::vector<Hash> hashes;
  std::uint64_t statements = 0, missing = 0;
  for (std::uint64_t index = 0; index < known.log.leaves.size(); ++index) {
    const Leaf& leaf = known.log.leaves[index];
    if (leaf.kind == Leaf::Kind::missing) {
      known.whole = false;
      if (++missing > kNamed) continue;
      known.found(
          join("leaf ", index),
          join("Leaf ", index,
               " is missing: the list of leaves has a hole. No root beyond it can be computed."));
    } else if (leaf.kind == Leaf::Kind::statement) {
      if (known.whole) hashes.push_back(leaf_hash(blake2b(leaf.bytes)));
      ++statements;
      check_statement(known, index, leaf.bytes);
    } else {
      const auto document = read_signed(leaf.bytes, 64u << 10);
      const Hash digest = document ? blake2b(document->bytes, document->signature) : Hash{};
      if (known.whole) hashes.push_back(leaf_hash(digest));
      check_manifest(known, index, document, digest);
    }
  }
  if (missing > kNamed) known.found("leaves", join("In all ", missing, " leaves are missing."));
  known.roots = roots_of(hashes);
  known.report.leaves = known.log.leaves.size();
  known.report.batches = known.batches.size();
  for (const Batch& batch : known.batches) known.report.visits += batch.manifest.visits;
  known.holds("leaves",
              join("Leaves: ", known.log.leaves.size(), "; batches: ", known.batches.size(),
                   ", visits in them: ", known.report.visits, "; statements: ", statements, "."));
}

}  // namespace parvis::verify
