// Intake::audit(): everything that intake.db says is computed again from what it stores.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sync/hub/intake/intake.h"

namespace parvis::hub {
namespace {

class Audit {
 public:
  Audit(IntakeStore& store, const tlog::LogIdentity& log) : store_(store), log_(log) {}

  Result<std::vector<std::string>> run() {
    PARVIS_TRY_VOID(name_devices());
    PARVIS_TRY_VOID(check_leaves());
    PARVIS_TRY_VOID(check_nodes());
    PARVIS_TRY_VOID(check_checkpoints());
    PARVIS_TRY_VOID(check_chains());
    PARVIS_TRY_VOID(check_carried());
    PARVIS_TRY_VOID(check_asides());
    return std::move(findings_);
  }

 private:
  template <class... Args>
  void find(fmt::format_string<Args...> format, Args&&... args) {
    findings_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  std::string name_of(const BatchRecord& batch) {
    const auto device = devices_.find(batch.chain);
    return fmt::format(
        "leaf {}: batch {} of {}", batch.leaf, batch.number.value,
        device == devices_.end() ? crypto::to_hex(batch.chain.view()) : device->second.name);
  }

  Status name_devices() {
    PARVIS_TRY(auto devices, store_.devices());
    for (auto& device : devices) devices_.emplace(device.chain, std::move(device));
    return {};
  }

  // Every leaf has one body, and its digest is that body's.
  Status check_leaves() {
    PARVIS_TRY(const auto size, store_.size());
    for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
      const auto digest = store_.leaf(leaf);
      if (!digest || !*digest) {
        find("leaf {}: its digest is missing", leaf);
        tree_.append({});
        continue;
      }
      tree_.append(tlog::leaf_hash((*digest)->view()));
      PARVIS_TRY_VOID(check_body(leaf, **digest));
    }
    return {};
  }

  Status check_body(std::uint64_t leaf, const crypto::Digest& digest) {
    PARVIS_TRY(const auto statement, store_.statement(leaf));
    if (statement) {
      if (crypto::blake2b(*statement) != digest)
        find("leaf {}: the statement is not what was logged", leaf);
      return {};
    }
    const auto batch = store_.batch(leaf);
    if (!batch || !*batch) {
      find("leaf {}: its batch is missing", leaf);
      return {};
    }
    return check_batch(**batch, digest);
  }

  Status check_batch(const BatchRecord& batch, const crypto::Digest& digest) {
    const std::string name = name_of(batch);
    const auto document = wire::decode_signed(batch.manifest);
    if (!document || wire::digest(*document) != digest || batch.digest != digest) {
      find("{}: the manifest is not what was logged", name);
      return {};
    }
    const auto manifest = wire::decode_manifest(document->bytes);
    const auto device = devices_.find(batch.chain);
    if (!manifest || device == devices_.end() ||
        !wire::verify_manifest(*document, device->second.collection)) {
      find("{}: the manifest is not signed by its device", name);
      return {};
    }
    if (manifest->chain != batch.chain || manifest->number != batch.number ||
        manifest->previous != batch.previous || manifest->visits != batch.visits) {
      find("{}: the row does not say what the manifest says", name);
    }
    return check_boxes(batch, *manifest, *document, name);
  }

  Status check_boxes(const BatchRecord& batch, const wire::Manifest& manifest,
                     const wire::Signed& document, const std::string& name) {
    const auto file = wire::decode_batch(batch.bytes);
    if (!file || file->manifest != document) {
      find("{}: the sealed batch is damaged", name);
      return {};
    }
    PARVIS_TRY(std::vector<wire::VisitLeaf> leaves, store_.withdrawn(batch.leaf));
    PARVIS_TRY(const auto destroyed, store_.destroyed(batch.leaf));
    leaves.insert(leaves.end(), destroyed.begin(), destroyed.end());
    for (const auto& box : file->visits) leaves.push_back({box.id, wire::digest(box)});
    std::ranges::sort(leaves, {}, &wire::VisitLeaf::id);
    if (leaves.size() != manifest.visits || wire::visits_root(leaves) != manifest.root) {
      find("{}: the sealed batch does not hold the boxes of its manifest", name);
    }
    return {};
  }

  Status check_nodes() {
    std::uint64_t nodes = 0;
    PARVIS_TRY_VOID(store_.each_node([&](const tlog::Node& node) -> Status {
      ++nodes;
      const auto computed = tree_.node(node.level, node.index);
      if (!computed || *computed != node.hash)
        find("node {}/{} of the log is wrong", node.level, node.index);
      return {};
    }));
    std::uint64_t expected = 0;
    for (std::uint64_t width = tree_.size(); width > 0; width >>= 1) expected += width;
    if (nodes != expected) find("the log has {} nodes, not {}", nodes, expected);
    return {};
  }

  Status check_checkpoints() {
    std::uint64_t last = 0;
    PARVIS_TRY_VOID(
        store_.each_checkpoint([&](const IntakeStore::StoredCheckpoint& stored) -> Status {
          last = stored.size;
          check_checkpoint(stored);
          return {};
        }));
    if (last != tree_.size())
      find("the newest checkpoint covers {} of {} leaves", last, tree_.size());
    return {};
  }

  void check_checkpoint(const IntakeStore::StoredCheckpoint& stored) {
    // Before a restart the log had another origin; its keys were certified for that one too.
    tlog::LogIdentity log = log_;
    const auto note = tlog::parse_note(stored.note);
    const auto read = note ? tlog::parse_checkpoint(note->text) : tl::unexpected(note.error());
    if (read) log.origin = read->origin;
    const auto verified = tlog::verify_checkpoint(stored.note, log);
    if (!verified) {
      find("checkpoint {}: {}", stored.size, verified.error().message());
      return;
    }
    const auto root = tlog::root(stored.size, tree_);
    if (verified->checkpoint.size != stored.size || !root || *root != verified->checkpoint.root) {
      find("checkpoint {}: its root is not that of the leaves", stored.size);
    }
  }

  // Each batch names the one before it.
  Status check_chains() {
    std::uint64_t from = 0;
    for (;;) {
      PARVIS_TRY(const auto batch, store_.next_batch(from));
      if (!batch) return {};
      from = batch->leaf + 1;
      if (batch->number.value == 1) continue;
      PARVIS_TRY(const auto before, store_.link_at(batch->chain, {batch->number.value - 1}));
      if (before && before->digest != batch->previous) {
        find("{}: it does not follow the batch before it", name_of(*batch));
      }
    }
  }

  // What kiosks were shown, by their own manifests: a log that was rewritten later contradicts them.
  Status check_carried() {
    std::uint64_t from = 0;
    for (;;) {
      PARVIS_TRY(const auto batch, store_.next_batch(from));
      if (!batch) return {};
      from = batch->leaf + 1;
      const auto document = wire::decode_signed(batch->manifest);
      const auto manifest =
          document ? wire::decode_manifest(document->bytes) : tl::unexpected(document.error());
      if (!manifest || manifest->checkpoint.empty()) continue;
      const auto shown = tlog::verify_checkpoint(manifest->checkpoint, log_);
      if (!shown) continue;  // of the log before a restart, or not ours
      const auto root = tlog::root(shown->checkpoint.size, tree_);
      if (root && *root == shown->checkpoint.root) continue;
      find(
          "{}: its kiosk was shown another log: a checkpoint of {} leaves that these leaves do not "
          "give. "
          "This log was rewritten, or two were shown: keep everything and publish it (export log)",
          name_of(*batch), shown->checkpoint.size);
    }
  }

  Status check_asides() {
    PARVIS_TRY(const auto asides, store_.asides());
    for (const auto& aside : asides) {
      if (crypto::blake2b(aside.bytes) != aside.file) {
        find("a file kept aside ({}) is damaged: {}", aside.reason,
             crypto::to_hex(aside.file.view()));
      }
    }
    return {};
  }

  IntakeStore& store_;
  const tlog::LogIdentity& log_;
  std::map<wire::ChainId, DeviceRecord> devices_;
  tlog::Tree tree_;
  std::vector<std::string> findings_;
};

}  // namespace

Result<std::vector<std::string>> Intake::audit(const tlog::LogIdentity& log) {
  return Audit(store_, log).run();
}

}  // namespace parvis::hub
