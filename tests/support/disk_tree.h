// What is below a directory, as values: names and the bytes behind them, apart, as on a disk. Trees are cheap to copy:
// contents are shared until one is changed.
//
// Threads: values and pure functions.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "hardware/platform/bytes.h"
#include "hardware/platform/files.h"

namespace parvis::support {

using Inode = std::uint32_t;
inline constexpr Inode kRootInode = 0;

// An entry of a directory.
struct DiskName {
  Inode directory = kRootInode;
  std::string name;
  auto operator<=>(const DiskName&) const = default;
};

struct DiskTree {
  using Content = std::shared_ptr<Bytes>;
  std::map<DiskName, Inode> names;
  std::map<Inode, Content> files;  // a named inode that is in neither is an empty file
  std::set<Inode> directories{kRootInode};

  [[nodiscard]] ByteView bytes(Inode file) const;
  // Every file and directory that can be reached from the root, by path below it; a directory has no content.
  [[nodiscard]] std::map<std::string, Content> paths() const;
};

// One change of a disk, or a promise about earlier ones.
struct DiskOperation {
  enum class Kind : std::uint8_t {
    write,      // bytes of a file, at an offset
    resize,     // a file's length: cut, or grown by zeros
    make_file,  // a new inode under a name
    make_directory,
    link,  // one more name
    rename,
    unname,       // unlink or rmdir
    sync,         // of a file's bytes, or of a directory's names
    sync_all,     // of everything
    acknowledge,  // the program has told someone that what it did until now is safe
  };
  Kind kind = Kind::write;
  Inode inode = kRootInode;  // whose bytes or name; of a sync, the file or directory
  std::uint64_t offset = 0;  // of a write; the new length of a resize
  Bytes bytes{};
  DiskName name{};     // given or taken away; of a rename, the old one
  DiskName target{};   // of a rename, the new one
  std::string path{};  // for people: below the root, at that time
};
[[nodiscard]] std::string to_string(const DiskOperation& operation);

// The tree after the operation; syncs change nothing.
void apply(DiskTree& tree, const DiskOperation& operation);

// What is below a directory now. Symbolic links and devices are left out.
[[nodiscard]] DiskTree read_tree(const Path& directory);
// Makes `directory` hold exactly this.
void write_tree(const DiskTree& tree, const Path& directory);

}  // namespace parvis::support
