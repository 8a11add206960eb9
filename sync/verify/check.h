// What a published log says, held against itself: every signature, every root, every chain, every count. check() is a pure
// function of what was read from the directory; its report is sentences.
#pragma once

#include "sync/verify/formats.h"

namespace parvis::verify {

struct Leaf {
  enum class Kind { missing, manifest, statement } kind = Kind::missing;
  Bytes bytes;
};

struct NamedText {
  std::string name;  // of the file
  std::string text;
};

struct PublishedLog {
  Bytes root;                          // root.signed
  std::vector<Leaf> leaves;            // by index
  std::vector<NamedText> checkpoints;  // in any order
  std::optional<std::string> kept, sum;
  // From elsewhere: what kiosks, sticks and mirrors hold.
  std::vector<NamedText> notes, receipts;
};

struct Sentence {
  enum class Kind {
    holds,   // was checked and is so
    remark,  // good to know, and no proof of anything wrong
    found,   // is wrong
  } kind = Kind::holds;
  std::string thing;  // what it is about: "leaf 4", "root document", "checkpoint 000005.note"
  std::string text;
  std::vector<std::string> evidence;  // signed notes that contradict each other
};

struct Report {
  std::vector<Sentence> sentences;
  std::uint64_t leaves = 0, batches = 0, visits = 0, checkpoints = 0, kiosks = 0;
  [[nodiscard]] bool holds() const;
};

[[nodiscard]] Report check(const PublishedLog& log, const Key& authority);

}  // namespace parvis::verify
