#include "tests/support/disk_tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/result.h"

namespace parvis::support {
namespace {

namespace fs = std::filesystem;
using Kind = DiskOperation::Kind;

constexpr std::uint64_t kLargestFile = 1u << 30;

void read_into(DiskTree& tree, const Path& directory, Inode inode, Inode& next) {
  std::vector<fs::directory_entry> entries;
  for (const auto& entry : fs::directory_iterator(directory)) entries.push_back(entry);
  std::sort(entries.begin(), entries.end());
  for (const auto& entry : entries) {
    if (entry.is_symlink()) continue;
    const DiskName name{inode, entry.path().filename().string()};
    if (entry.is_directory()) {
      const Inode made = next++;
      tree.names[name] = made;
      tree.directories.insert(made);
      read_into(tree, entry.path(), made, next);
    } else if (entry.is_regular_file()) {
      const Inode made = next++;
      tree.names[name] = made;
      tree.files[made] = std::make_shared<Bytes>(value(read_file(entry.path(), kLargestFile)));
    }
  }
}

void walk(const DiskTree& tree, Inode directory, const std::string& prefix,
          std::map<std::string, DiskTree::Content>& found) {
  static const auto kEmpty = std::make_shared<Bytes>();
  for (auto at = tree.names.lower_bound({directory, ""});
       at != tree.names.end() && at->first.directory == directory; ++at) {
    const std::string path = prefix + at->first.name;
    if (tree.directories.contains(at->second)) {
      found[path] = nullptr;
      walk(tree, at->second, path + "/", found);
    } else {
      const auto content = tree.files.find(at->second);
      found[path] = content == tree.files.end() ? kEmpty : content->second;
    }
  }
}

// The content, this tree's alone.
Bytes& own(DiskTree& tree, Inode file) {
  auto& content = tree.files[file];
  if (content == nullptr) content = std::make_shared<Bytes>();
  if (content.use_count() > 1) content = std::make_shared<Bytes>(*content);
  return *content;
}

// Not write_file(): thousands of states are written, and none has to be durable.
void write_plain(const Path& path, ByteView bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  PARVIS_CHECK(fd >= 0);
  PARVIS_CHECK(::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ::close(fd);
}

}  // namespace

ByteView DiskTree::bytes(Inode file) const {
  const auto found = files.find(file);
  return found == files.end() ? ByteView{} : ByteView(*found->second);
}

std::map<std::string, DiskTree::Content> DiskTree::paths() const {
  std::map<std::string, Content> found;
  walk(*this, kRootInode, "", found);
  return found;
}

std::string to_string(const DiskOperation& operation) {
  switch (operation.kind) {
    case Kind::write:
      return fmt::format("write {} +{} at {}", operation.path, operation.bytes.size(),
                         operation.offset);
    case Kind::resize:
      return fmt::format("resize {} to {}", operation.path, operation.offset);
    case Kind::make_file:
      return "create " + operation.path;
    case Kind::make_directory:
      return "mkdir " + operation.path;
    case Kind::link:
      return "link to " + operation.path;
    case Kind::rename:
      return "rename to " + operation.path;
    case Kind::unname:
      return "remove " + operation.path;
    case Kind::sync:
      return "sync " + operation.path;
    case Kind::sync_all:
      return "sync everything";
    case Kind::acknowledge:
      return "acknowledge";
  }
  return "";
}

void apply(DiskTree& tree, const DiskOperation& operation) {
  switch (operation.kind) {
    case Kind::write: {
      Bytes& content = own(tree, operation.inode);
      const std::size_t end = operation.offset + operation.bytes.size();
      if (content.size() < end) content.resize(end);
      std::copy(operation.bytes.begin(), operation.bytes.end(),
                content.begin() + static_cast<std::ptrdiff_t>(operation.offset));
      return;
    }
    case Kind::resize:
      own(tree, operation.inode).resize(operation.offset);
      return;
    case Kind::make_directory:
      tree.directories.insert(operation.inode);
      tree.names[operation.name] = operation.inode;
      return;
    case Kind::make_file:
    case Kind::link:
      tree.names[operation.name] = operation.inode;
      return;
    case Kind::rename:
      tree.names.erase(operation.name);
      tree.names[operation.target] = operation.inode;
      return;
    case Kind::unname:
      tree.names.erase(operation.name);
      return;
    case Kind::sync:
    case Kind::sync_all:
    case Kind::acknowledge:
      return;
  }
}

DiskTree read_tree(const Path& directory) {
  DiskTree tree;
  Inode next = kRootInode + 1;
  read_into(tree, directory, kRootInode, next);
  return tree;
}

void write_tree(const DiskTree& tree, const Path& directory) {
  for (const auto& entry : fs::directory_iterator(directory)) fs::remove_all(entry.path());
  for (const auto& [path, content] : tree.paths()) {
    if (content == nullptr) {
      fs::create_directory(directory / path);
    } else {
      write_plain(directory / path, *content);
    }
  }
}

}  // namespace parvis::support
