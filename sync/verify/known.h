// What has been read and verified so far, for the checks that come after. Private to this module: check() goes through the
// files leaves.cc, history.cc and counts.cc in this order.
#pragma once

#include <set>
#include <sstream>

#include "sync/verify/check.h"

namespace parvis::verify {

template <class... Parts>
std::string join(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

struct Batch {
  std::uint64_t leaf = 0;
  Hash digest{};
  Manifest manifest;
};

struct Known {
  const PublishedLog& log;
  Report report = {};

  RootDocument root = {};
  std::vector<NoteKey> log_keys = {}, witnesses = {}, desks = {};
  std::map<Fixed<16>, Certificate> devices = {};  // by chain

  std::vector<Batch> batches = {};  // in the log's order
  std::vector<Hash> roots = {};     // at every size, up to the first missing leaf
  bool whole = true;                // no leaf is missing
  std::uint64_t withdrawn = 0;      // by the newest statement
  std::map<std::string, std::uint64_t> destroyed = {};  // the same, boxes of a consultation
  std::map<std::uint64_t, std::string> heads = {};      // checkpoints that hold, by size

  void say(Sentence::Kind kind, std::string thing, std::string text,
           std::vector<std::string> evidence = {}) {
    report.sentences.push_back({kind, std::move(thing), std::move(text), std::move(evidence)});
  }
  void holds(std::string thing, std::string text) {
    say(Sentence::Kind::holds, std::move(thing), std::move(text));
  }
  void remark(std::string thing, std::string text) {
    say(Sentence::Kind::remark, std::move(thing), std::move(text));
  }
  void found(std::string thing, std::string text, std::vector<std::string> evidence = {}) {
    say(Sentence::Kind::found, std::move(thing), std::move(text), std::move(evidence));
  }

  // "batch 3 of borne-01", "leaf 4, batch 3 of borne-01", and for a leaf of any kind.
  [[nodiscard]] std::string name_of(const Manifest& manifest) const;
  [[nodiscard]] std::string name_of(const Batch& batch) const;
  [[nodiscard]] std::string name_of(std::uint64_t leaf) const;

  // Whether these leaves have that root at that size.
  [[nodiscard]] bool fits(const Checkpoint& checkpoint) const {
    return checkpoint.size < roots.size() && roots[checkpoint.size] == checkpoint.root;
  }
  // How many leaves of that origin's log are still the beginning of this one; nothing for an origin that the root document
  // does not know.
  [[nodiscard]] std::optional<std::uint64_t> surviving(const std::string& origin) const;
};

// leaves.cc: who may sign, and what stands in the list. False when nothing else can be checked.
[[nodiscard]] bool check_root(Known& known, const Key& authority);
void check_leaves(Known& known);
// history.cc: one list of leaves, and everyone was shown it.
void check_restarts(Known& known);
void check_checkpoints(Known& known);
void check_carried(Known& known);
void check_notes(Known& known);
void check_receipts(Known& known);
// counts.cc: chains of batches, count sheets, and what the desk says became of them.
void check_chains(Known& known);
void check_kept(Known& known);
void check_sum(Known& known);

}  // namespace parvis::verify
