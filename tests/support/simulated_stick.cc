#include "tests/support/simulated_stick.h"

#include <algorithm>
#include <cerrno>

namespace parvis::support {
namespace {

constexpr std::uint64_t kBlock = 4096;

template <class NodePtr>
std::uint64_t bytes_below(const NodePtr& node) {
  std::uint64_t sum = (node->cached.size() + kBlock - 1) / kBlock * kBlock;
  for (const auto& [name, below] : node->names) sum += bytes_below(below);
  return sum;
}

}  // namespace

Status SimulatedStick::step() {
  ++calls_;
  if (pull_at && calls_ >= *pull_at)
    return fail_errno("stick: pulled", calls_ == *pull_at ? EIO : ENODEV);
  return {};
}

Status SimulatedStick::writable() const {
  if (read_only) return fail_errno("stick", EROFS);
  return {};
}

std::uint64_t SimulatedStick::used() const { return bytes_below(root_); }

int SimulatedStick::open(NodePtr node, bool bypassed) {
  handles_[next_] = {std::move(node), 0, bypassed};
  return next_++;
}

void SimulatedStick::settle(Node& file) const {
  file.medium = file.cached;
  if (file.medium.size() > keeps) {
    std::fill(file.medium.begin() + static_cast<std::ptrdiff_t>(keeps), file.medium.end(), 0xFF);
  }
  file.dirty = false;
}

void SimulatedStick::settle_all(Node& node) const {
  if (!node.folder && node.dirty) settle(node);
  for (auto& [name, below] : node.names) settle_all(*below);
  node.medium_names = node.names;
}

// Everything is then as the medium has it.
void SimulatedStick::lose(Node& node) const {
  if (!node.folder) {
    if (node.dirty && loss == Loss::kept) settle(node);
    if (node.dirty && loss == Loss::torn) {
      node.medium = node.cached;
      node.medium.resize(node.cached.size() / 2);
    }
    node.cached = node.medium;
    node.dirty = false;
  }
  if (loss != Loss::dropped) node.medium_names = node.names;
  node.names = node.medium_names;
  for (auto& [name, below] : node.names) lose(*below);
}

void SimulatedStick::replug() {
  handles_.clear();
  pull_at.reset();
  lose(*root_);
}

SimulatedStick::NodePtr SimulatedStick::find(const std::string& path) const {
  NodePtr node = root_;
  for (const auto& part : Path(path)) {
    const auto below = node->medium_names.find(part.string());
    if (below == node->medium_names.end()) return nullptr;
    node = below->second;
  }
  return node;
}

std::optional<Bytes> SimulatedStick::held(const std::string& path) const {
  const auto node = find(path);
  if (node == nullptr || node->folder) return std::nullopt;
  return node->medium;
}

std::vector<std::string> SimulatedStick::held_names(const std::string& folder) const {
  std::vector<std::string> names;
  if (const auto node = find(folder)) {
    for (const auto& [name, below] : node->medium_names) names.push_back(name);
  }
  return names;
}

Result<int> SimulatedStick::open_root(const Path&) {
  PARVIS_TRY_VOID(step());
  return open(root_, false);
}

Result<int> SimulatedStick::open_folder(int parent, const std::string& name) {
  PARVIS_TRY_VOID(step());
  const auto& names = handles_.at(parent).node->names;
  const auto found = names.find(name);
  if (found == names.end()) return fail_errno("stick: open " + name, ENOENT);
  if (!found->second->folder) return fail(Errc::invalid, "stick: no folder: " + name);
  return open(found->second, false);
}

Status SimulatedStick::make_folder(int parent, const std::string& name) {
  PARVIS_TRY_VOID(step());
  PARVIS_TRY_VOID(writable());
  const bool made = handles_.at(parent)
                        .node->names.emplace(name, std::make_shared<Node>(Node{.folder = true}))
                        .second;
  return made ? Status() : fail_errno("stick: make " + name, EEXIST);
}

Result<transfer::StickCalls::Mount> SimulatedStick::mount(int) {
  PARVIS_TRY_VOID(step());
  const std::uint64_t free = capacity > used() ? capacity - used() : 0;
  return Mount{.available = boasts ? 1ull << 40 : free,
               .block = kBlock,
               .read_only = read_only && !boasts,
               .tame = tame};
}

Result<std::vector<std::string>> SimulatedStick::next_names(int folder) {
  PARVIS_TRY_VOID(step());
  auto& handle = handles_.at(folder);
  std::vector<std::string> names;
  auto entry = handle.node->names.begin();
  std::advance(entry, std::min(handle.at, handle.node->names.size()));
  for (; entry != handle.node->names.end() && names.size() < 100; ++entry, ++handle.at)
    names.push_back(entry->first);
  return names;
}

Result<transfer::StickCalls::Opened> SimulatedStick::open_file(int folder, const std::string& name,
                                                               Cache cache) {
  PARVIS_TRY_VOID(step());
  const auto& names = handles_.at(folder).node->names;
  const auto found = names.find(name);
  if (found == names.end()) return fail_errno("stick: open " + name, ENOENT);
  if (found->second->folder) return fail(Errc::invalid, "stick: no regular file: " + name);
  const bool bypassed = cache == Cache::bypassed && !skip_bypass;
  return Opened{.file = open(found->second, bypassed),
                .size = found->second->cached.size(),
                .bypass = cache == Cache::bypassed ? Bypass::direct : Bypass::none};
}

Result<std::size_t> SimulatedStick::read(int file, std::span<std::uint8_t> into) {
  PARVIS_TRY_VOID(step());
  auto& handle = handles_.at(file);
  // Pages that were not written yet can't be dropped.
  const bool medium = handle.bypassed && !handle.node->dirty;
  const Bytes& bytes = medium ? handle.node->medium : handle.node->cached;
  const std::size_t some = std::min({into.size(), at_once, bytes.size() - handle.at});
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(handle.at), some, into.begin());
  handle.at += some;
  return some;
}

Result<int> SimulatedStick::create_file(int folder, const std::string& name) {
  PARVIS_TRY_VOID(step());
  PARVIS_TRY_VOID(writable());
  auto made = std::make_shared<Node>(Node{.dirty = true});
  if (!handles_.at(folder).node->names.emplace(name, made).second)
    return fail_errno("stick: create " + name, EEXIST);
  return open(std::move(made), false);
}

Result<std::size_t> SimulatedStick::write(int file, ByteView bytes) {
  PARVIS_TRY_VOID(step());
  PARVIS_TRY_VOID(writable());
  const std::uint64_t free = capacity > used() ? capacity - used() : 0;
  const std::size_t some = std::min(
      {bytes.size(), at_once, static_cast<std::size_t>(std::min<std::uint64_t>(free, 1u << 30))});
  if (some == 0) return fail_errno("stick: write", ENOSPC);
  auto& node = *handles_.at(file).node;
  append(node.cached, bytes.first(some));
  node.dirty = true;
  return some;
}

Status SimulatedStick::sync(int handle) {
  PARVIS_TRY_VOID(step());
  auto& node = *handles_.at(handle).node;
  if (node.folder && !skip_folder_sync) node.medium_names = node.names;
  if (!node.folder && !skip_file_sync) settle(node);
  return {};
}

Status SimulatedStick::sync_all(int) {
  PARVIS_TRY_VOID(step());
  if (!skip_folder_sync && !skip_file_sync) settle_all(*root_);
  return {};
}

Status SimulatedStick::rename(int folder, const std::string& from, const std::string& to) {
  PARVIS_TRY_VOID(step());
  PARVIS_TRY_VOID(writable());
  auto& names = handles_.at(folder).node->names;
  const auto found = names.find(from);
  if (found == names.end()) return fail_errno("stick: rename " + from, ENOENT);
  const auto standing = names.find(to);
  if (standing != names.end() && standing->second->folder)
    return fail_errno("stick: rename to " + to, EISDIR);
  names[to] = found->second;
  names.erase(from);
  return {};
}

Status SimulatedStick::remove(int folder, const std::string& name) {
  PARVIS_TRY_VOID(step());
  auto& names = handles_.at(folder).node->names;
  if (!names.contains(name)) return {};
  PARVIS_TRY_VOID(writable());
  names.erase(name);
  return {};
}

void SimulatedStick::close(int handle) { handles_.erase(handle); }

}  // namespace parvis::support
