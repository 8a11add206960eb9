// A hub in memory for the agent's fuzzer: the same keys, formats and statuses as the real one, without its database, and
// with answers that no honest hub gives.
//
// Threads: one. Everything random is drawn once a process; a hub is made anew for each input.
#pragma once

#include <set>

#include "sync/agent/machine.h"
#include "tests/support/small_city.h"

namespace parvis::fuzz {

// What outlives an input: keys, a root document, a pack, and a kiosk's first batches.
struct World {
  World();
  support::SmallCity city;
  support::SmallKiosk kiosk{"borne-01"};
  wire::Signed root;
  wire::RootDocument document;
  crypto::SigningKey desk = crypto::SigningKey::generate();
  crypto::SigningKey stranger = crypto::SigningKey::generate();
  Bytes pack;
  struct Frozen {
    transfer::BatchName name;
    crypto::Digest leaf;
    Bytes bytes;
  };
  std::vector<Frozen> batches;
};

class FuzzedHub {
 public:
  explicit FuzzedHub(const World& world) : world_(world) {}

  // As the protocol says. PARVIS_CHECK: signed requests are whole and signed for what they ask, batches are as frozen.
  [[nodiscard]] agent::Answer answer(const agent::Ask& ask);
  // Signed by the hub's own keys, and of a log that has never heard of the others.
  [[nodiscard]] agent::Answer answer_of_another_log(const agent::Ask& ask);
  // Right in everything but the keys.
  [[nodiscard]] agent::Answer answer_of_a_stranger(const agent::Ask& ask);

  // Whether this hub ever signed a checkpoint with that leaf below it.
  [[nodiscard]] bool has_promised(const crypto::Digest& leaf) const {
    return promised_.contains(leaf);
  }
  [[nodiscard]] bool has_shown_another_log() const { return !other_leaves_.empty(); }

 private:
  struct Signer {
    const crypto::SigningKey& receipt;
    const crypto::SigningKey& witness;
  };
  void check(const agent::Ask& ask) const;
  [[nodiscard]] std::string receipt(const tlog::Tree& log, std::uint64_t index, std::uint64_t from,
                                    Signer signer) const;
  [[nodiscard]] agent::Answer take(const agent::Ask& ask, tlog::Tree& log,
                                   std::vector<crypto::Digest>& leaves, Signer signer) const;
  [[nodiscard]] agent::Answer file(const agent::Ask& ask, ByteView bytes,
                                   std::string_view type) const;
  [[nodiscard]] agent::Answer pack(const agent::Ask& ask) const;
  [[nodiscard]] std::string kept_note() const;

  const World& world_;
  tlog::Tree log_, other_log_, strange_log_;
  std::vector<crypto::Digest> leaves_, other_leaves_, strange_leaves_;
  std::set<crypto::Digest> promised_;
};

}  // namespace parvis::fuzz
