#include "tests/crash/cuts.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string_view>

namespace parvis::crash {
namespace {

using support::DiskOperation;
using support::DiskTree;
using support::Inode;
using Kind = DiskOperation::Kind;

constexpr std::size_t kSector = 512;  // bytes that are written whole or not at all

constexpr std::size_t kFewSectors =
    8;  // of a long write: at both ends, and about as many drawn between

bool is_data(Kind kind) { return kind == Kind::write || kind == Kind::resize; }

// An operation that no sync has made durable yet, or not all of it.
struct Pending {
  const DiskOperation* operation;
  std::size_t number;
  // Of a change of names: the directories whose sync it still waits for.
  std::vector<Inode> waits;
  bool durable = false;  // synced, but an earlier one on the same name is not
};

// What of a pending operation is on the disk.
struct Part {
  enum class Kept { nothing, all, head, tail, zeros, sectors } kept = Kept::nothing;
  std::size_t sector = 0;         // head: the sectors before this one; tail: from this one on
  std::vector<bool> chosen = {};  // sectors
};

std::size_t first_sector(const DiskOperation& write) { return write.offset / kSector; }
std::size_t sectors_of(const DiskOperation& write) {
  return (write.offset + write.bytes.size() + kSector - 1) / kSector - first_sector(write);
}

// The piece of a write that lies in its sectors from … to, counted from its first.
DiskOperation piece(const DiskOperation& write, std::size_t from, std::size_t to) {
  const std::uint64_t base = first_sector(write) * kSector;
  const std::uint64_t end = write.offset + write.bytes.size();
  const std::uint64_t begin = std::max<std::uint64_t>(write.offset, base + from * kSector);
  const std::uint64_t stop = std::min<std::uint64_t>(end, base + to * kSector);
  DiskOperation part;
  part.kind = Kind::write;
  part.inode = write.inode;
  part.offset = begin;
  part.bytes.assign(write.bytes.begin() + static_cast<std::ptrdiff_t>(begin - write.offset),
                    write.bytes.begin() + static_cast<std::ptrdiff_t>(stop - write.offset));
  return part;
}

void apply_part(DiskTree& tree, const DiskOperation& operation, const Part& part) {
  switch (part.kept) {
    case Part::Kept::nothing:
      return;
    case Part::Kept::all:
      apply(tree, operation);
      return;
    case Part::Kept::head:
      apply(tree, piece(operation, 0, part.sector));
      return;
    case Part::Kept::tail:
      apply(tree, piece(operation, part.sector, sectors_of(operation)));
      return;
    case Part::Kept::zeros: {  // the file has grown before its bytes came
      const std::uint64_t end = operation.offset + operation.bytes.size();
      if (tree.bytes(operation.inode).size() >= end) return;
      apply(tree, {.kind = Kind::resize, .inode = operation.inode, .offset = end});
      return;
    }
    case Part::Kept::sectors:
      for (std::size_t i = 0; i < part.chosen.size(); ++i) {
        if (part.chosen[i]) apply(tree, piece(operation, i, i + 1));
      }
      return;
  }
}

std::string words(const DiskOperation& operation, const Part& part) {
  switch (part.kept) {
    case Part::Kept::nothing:
      return "lost: " + to_string(operation);
    case Part::Kept::all:
      return "kept: " + to_string(operation);
    case Part::Kept::head:
      return fmt::format("kept {} sectors of: {}", part.sector, to_string(operation));
    case Part::Kept::tail:
      return fmt::format("lost {} sectors of: {}", part.sector, to_string(operation));
    case Part::Kept::zeros:
      return "only the length of: " + to_string(operation);
    case Part::Kept::sectors: {
      std::string map;
      for (const bool kept : part.chosen) map += kept ? '1' : '0';
      return fmt::format("sectors {} of: {}", map, to_string(operation));
    }
  }
  return "";
}

bool touches_same_name(const DiskOperation& a, const DiskOperation& b) {
  const auto names = [](const DiskOperation& operation) {
    std::vector<support::DiskName> all{operation.name};
    if (operation.kind == Kind::rename) all.push_back(operation.target);
    return all;
  };
  for (const auto& one : names(a)) {
    for (const auto& other : names(b)) {
      if (one == other) return true;
    }
  }
  return false;
}

class Enumerator {
 public:
  Enumerator(const DiskTree& before, const Rules& rules, const std::function<bool(State&&)>& take)
      : durable_(before), rules_(rules), take_(take), random_(rules.seed) {}

  // False when `take` has had enough.
  bool step(const DiskOperation& operation, std::size_t number) {
    number_ = number;
    switch (operation.kind) {
      case Kind::sync:
        sync(operation.inode);
        return true;  // whatever may be there now could be there before it
      case Kind::sync_all:
        for (const Pending& pending : pending_) apply(durable_, *pending.operation);
        pending_.clear();
        return true;
      case Kind::acknowledge:
        ++acknowledged_;
        return every_state(false);
      default:
        pending_.push_back({&operation, number, waits_of(operation), false});
        return every_state(true);
    }
  }
  bool begin() { return every_state(false); }

 private:
  static std::vector<Inode> waits_of(const DiskOperation& operation) {
    if (is_data(operation.kind)) return {};
    if (operation.kind == Kind::rename && operation.target.directory != operation.name.directory) {
      return {operation.name.directory, operation.target.directory};
    }
    return {operation.name.directory};
  }

  void sync(Inode inode) {
    for (Pending& pending : pending_) {
      if (is_data(pending.operation->kind)) {
        pending.durable = pending.durable || pending.operation->inode == inode;
      } else {
        std::erase(pending.waits, inode);
        pending.durable = pending.waits.empty();
      }
    }
    // What is durable and waits for nothing before it on the same name is the disk's now.
    for (auto at = pending_.begin(); at != pending_.end();) {
      const bool in_order = is_data(at->operation->kind) ||
                            std::none_of(pending_.begin(), at, [&](const Pending& earlier) {
                              return !is_data(earlier.operation->kind) &&
                                     touches_same_name(*earlier.operation, *at->operation);
                            });
      if (at->durable && in_order) {
        apply(durable_, *at->operation);
        at = pending_.erase(at);
      } else {
        ++at;
      }
    }
  }

  // Every state of now. With `only_new` those that keep something of the newest operation: the others were tried before it.
  bool every_state(bool only_new) {
    free_.clear();
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if (!pending_[i].durable) free_.push_back(i);
    }
    parts_.assign(pending_.size(), {Part::Kept::all});
    const std::size_t n = free_.size();
    if (n <= rules_.exhaustive_up_to) return subsets(n, only_new) && tears(only_new);
    return prefixes(n, only_new) && singles(n) && tears(only_new) && samples();
  }

  bool subsets(std::size_t n, bool only_new) {
    for (std::uint64_t set = 0; set < std::uint64_t{1} << n; ++set) {
      if (only_new && n > 0 && (set >> (n - 1) & 1) == 0) continue;
      for (std::size_t i = 0; i < n; ++i) keep(i, (set >> i & 1) != 0);
      if (!emit()) return false;
    }
    return true;
  }

  bool prefixes(std::size_t n, bool only_new) {
    for (std::size_t length = only_new ? n : 0; length <= n; ++length) {
      for (std::size_t i = 0; i < n; ++i) keep(i, i < length);
      if (!emit()) return false;
    }
    return true;
  }

  bool singles(std::size_t n) {
    for (const bool alone : {true, false}) {
      for (std::size_t one = 0; one < n; ++one) {
        for (std::size_t i = 0; i < n; ++i) keep(i, (i == one) == alone);
        if (!emit()) return false;
      }
    }
    return true;
  }

  // One write is torn, at each sector; those before it are there, those after it are lost. And the same with all of them.
  bool tears(bool only_new) {
    const std::size_t n = free_.size();
    for (std::size_t torn = 0; torn < n; ++torn) {
      if (pending_[free_[torn]].operation->kind != Kind::write) continue;
      for (const bool later : {false, true}) {
        if (later && torn + 1 == n) continue;
        if (!later && only_new && torn + 1 != n) continue;
        for (std::size_t i = 0; i < n; ++i) keep(i, i < torn || later);
        if (!tear(torn)) return false;
      }
    }
    return true;
  }

  bool tear(std::size_t torn) {
    const DiskOperation& write = *pending_[free_[torn]].operation;
    Part& part = parts_[free_[torn]];
    const auto take = [&](Part kept) {
      if (random_() % rules_.torn_one_in != 0) return true;
      part = std::move(kept);
      return emit();
    };
    if (!take({Part::Kept::zeros})) return false;
    const std::size_t sectors = sectors_of(write);
    for (std::size_t sector = 1; sector < sectors; ++sector) {
      const bool near_an_end = sector < kFewSectors || sector + kFewSectors > sectors;
      const bool long_write = sectors > 8 * kFewSectors;
      if (long_write && !near_an_end && random_() % (sectors / kFewSectors) != 0) continue;
      if (!take({Part::Kept::head, sector}) || !take({Part::Kept::tail, sector})) return false;
    }
    return true;
  }

  bool samples() {
    const auto coin = [this] { return (random_() & 1) != 0; };
    for (unsigned sample = 0; sample < rules_.samples; ++sample) {
      for (const std::size_t at : free_) {
        Part& part = parts_[at];
        part = {coin() ? Part::Kept::all : Part::Kept::nothing};
        if (pending_[at].operation->kind != Kind::write || coin()) continue;
        part = {Part::Kept::sectors, 0, std::vector<bool>(sectors_of(*pending_[at].operation))};
        std::generate(part.chosen.begin(), part.chosen.end(), coin);
      }
      if (!emit()) return false;
    }
    return true;
  }

  void keep(std::size_t free, bool kept) {
    parts_[free_[free]] = {kept ? Part::Kept::all : Part::Kept::nothing};
  }

  bool emit() {
    State state{durable_, number_, acknowledged_, [this] { return how(); }};
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      apply_part(state.disk, *pending_[i].operation, parts_[i]);
    }
    return take_(std::move(state));
  }

  [[nodiscard]] std::string how() const {
    std::string text;
    for (const std::size_t at : free_) {
      text += "\n  " + words(*pending_[at].operation, parts_[at]);
    }
    return text;
  }

  DiskTree durable_;
  const Rules& rules_;
  const std::function<bool(State&&)>& take_;
  std::mt19937_64 random_;
  std::vector<Pending> pending_;
  std::vector<std::size_t> free_;  // of pending_: may be lost
  std::vector<Part> parts_;        // beside pending_
  std::size_t number_ = 0;
  std::size_t acknowledged_ = 0;
};

}  // namespace

void each_state(const DiskTree& before, const std::vector<DiskOperation>& operations,
                const Rules& rules, const std::function<bool(State&&)>& take) {
  Enumerator enumerator(before, rules, take);
  if (!enumerator.begin()) return;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (!enumerator.step(operations[i], i + 1)) return;
  }
}

std::string key(const State& state) {
  std::string text = fmt::format("{}", state.acknowledged);
  for (const auto& [path, content] : state.disk.paths()) {
    text += "\n" + path;
    if (content == nullptr) continue;
    // 64 bits are enough: two states that met by accident would only cost one judgement.
    text +=
        fmt::format(" {} {:x}", content->size(), std::hash<std::string_view>{}(as_text(*content)));
  }
  return text;
}

}  // namespace parvis::crash
