#include "sync/transfer/stick.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>

namespace parvis::transfer {
namespace {

constexpr std::size_t kAlignment = 4096;  // that O_DIRECT asks for
constexpr std::size_t kChunk = 64u << 10;
constexpr std::string_view kTemporary = ".part";
// Of folders and long names, beside the files themselves.
constexpr std::uint64_t kFileOverhead = 512;

bool is_name(std::string_view name) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= kMaxStickName && name.front() != '.' &&
         std::ranges::all_of(name, fine);
}

struct FreeAligned {
  void operator()(std::uint8_t* bytes) const {
    ::operator delete (bytes, std::align_val_t{kAlignment});
  }
};

std::span<std::uint8_t> chunk() {
  static thread_local const std::unique_ptr<std::uint8_t, FreeAligned> buffer(
      static_cast<std::uint8_t*>(::operator new (kChunk, std::align_val_t{kAlignment})));
  return {buffer.get(), kChunk};
}

// A handle that closes itself.
class Handle {
 public:
  Handle(StickCalls& calls, int handle) : calls_(calls), handle_(handle) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { calls_.close(handle_); }
  [[nodiscard]] int get() const { return handle_; }

 private:
  StickCalls& calls_;
  int handle_;
};

}  // namespace

Result<Stick> Stick::open(const Place& place, Use use) {
  Stick stick(place.calls);
  PARVIS_TRY_VOID(stick.open_folders(place, use));
  return stick;
}

Status Stick::open_folders(const Place& place, Use use) {
  PARVIS_TRY(root_, calls_->open_root(place.directory));
  PARVIS_TRY(const auto mount, calls_->mount(root_));
  if (place.mounted == Mounted::tame && !mount.tame) {
    return fail(Errc::denied,
                fmt::format("{} is not mounted nosuid,nodev,noexec", place.directory.string()));
  }
  if (use == Use::writing && mount.read_only) {
    return fail_errno(place.directory.string(), EROFS);
  }
  PARVIS_TRY(parvis_, folder_in(root_, "parvis", use));
  if (parvis_ < 0) return {};
  PARVIS_TRY(from_kiosk_, folder_in(parvis_, "from-kiosk", use));
  PARVIS_TRY(from_hub_, folder_in(parvis_, "from-hub", use));
  return {};
}

// -1 when it is not there and is only to be read.
Result<int> Stick::folder_in(int parent, const std::string& name, Use use) {
  auto opened = calls_->open_folder(parent, name);
  if (opened || opened.error().code != Errc::not_found) return opened;
  if (use == Use::reading) return -1;
  PARVIS_TRY_VOID(calls_->make_folder(parent, name));
  PARVIS_TRY_VOID(calls_->sync(parent));
  return calls_->open_folder(parent, name);
}

Stick::Stick(Stick&& other) noexcept
    : calls_(other.calls_),
      root_(std::exchange(other.root_, -1)),
      parvis_(std::exchange(other.parvis_, -1)),
      from_kiosk_(std::exchange(other.from_kiosk_, -1)),
      from_hub_(std::exchange(other.from_hub_, -1)),
      bypass_(other.bypass_) {}

Stick::~Stick() {
  for (const int handle : {from_hub_, from_kiosk_, parvis_, root_}) {
    if (handle >= 0) calls_->close(handle);
  }
}

// ---- reading -------------------------------------------------------------------------------------

Result<Bytes> Stick::take(Side side, const std::string& name, std::uint64_t limit,
                          StickCalls::Cache cache) {
  if (!is_name(name)) return fail(Errc::invalid, "stick: no name of ours: " + name);
  if (!has(side)) return fail(Errc::not_found, "stick: there is no " + name);
  PARVIS_TRY(const auto opened, calls_->open_file(folder(side), name, cache));
  const Handle file(*calls_, opened.file);
  if (cache == StickCalls::Cache::bypassed) bypass_ = opened.bypass;
  if (opened.size > limit)
    return fail(Errc::invalid, fmt::format("stick: {} is longer than {} bytes", name, limit));
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(opened.size));
  while (bytes.size() < opened.size) {
    const auto into = chunk();
    PARVIS_TRY(const std::size_t got, calls_->read(file.get(), into));
    if (got == 0) break;
    append(bytes, into.first(got));
    if (bytes.size() > opened.size)
      return fail(Errc::invalid, fmt::format("stick: {} grows while it is read", name));
  }
  return bytes;
}

Result<Bytes> Stick::read(Side side, const std::string& name, std::uint64_t limit) {
  return take(side, name, limit, StickCalls::Cache::any);
}

Result<Stick::Listing> Stick::list(Side side, const std::function<bool(std::string_view)>& wanted) {
  Listing listing;
  std::size_t seen = 0;
  while (has(side) && !listing.more) {
    PARVIS_TRY(const auto names, calls_->next_names(folder(side)));
    if (names.empty()) break;
    for (const auto& name : names) {
      if (++seen > kMaxStickEntries || listing.names.size() == kMaxStickFiles) {
        listing.more = true;
        break;
      }
      if (is_name(name) && wanted(name)) {
        listing.names.push_back(name);
      } else {
        ++listing.passed_over;
      }
    }
  }
  std::ranges::sort(listing.names);
  return listing;
}

// ---- writing -------------------------------------------------------------------------------------

Status Stick::make_room(std::span<const std::uint64_t> sizes) {
  PARVIS_TRY(const auto mount, calls_->mount(root_));
  std::uint64_t needed = 0;
  for (const auto size : sizes) {
    needed += (size + kFileOverhead + mount.block - 1) / mount.block * mount.block;
  }
  if (needed <= mount.available) return {};
  return fail(Errc::no_space, fmt::format("the stick has {} KB free and {} KB are needed",
                                          mount.available / 1024, needed / 1024));
}

Status Stick::put(Side side, const std::string& name, ByteView bytes) {
  if (!is_name(name)) return fail(Errc::invalid, "stick: no name of ours: " + name);
  PARVIS_CHECK(has(side));  // open() for writing has made it
  const int in = folder(side);
  const std::string temporary = name + std::string(kTemporary);
  PARVIS_TRY_VOID(calls_->remove(in, temporary));  // of a stick that was pulled
  {
    PARVIS_TRY(const int created, calls_->create_file(in, temporary));
    const Handle file(*calls_, created);
    while (!bytes.empty()) {
      PARVIS_TRY(const std::size_t wrote,
                 calls_->write(file.get(), bytes.first(std::min(bytes.size(), kChunk))));
      bytes = bytes.subspan(wrote);
    }
    PARVIS_TRY_VOID(calls_->sync(file.get()));
  }
  return calls_->rename(in, temporary, name);
}

Status Stick::settle() {
  for (const int in : {from_kiosk_, from_hub_}) {
    if (in >= 0) PARVIS_TRY_VOID(calls_->sync(in));
  }
  return calls_->sync_all(root_);
}

Status Stick::check(Side side, const std::string& name, ByteView bytes) {
  const auto there = take(side, name, bytes.size(), StickCalls::Cache::bypassed);
  if (there && std::ranges::equal(*there, bytes)) return {};
  if (!there && there.error().code != Errc::invalid && there.error().code != Errc::not_found)
    return tl::unexpected<Error>(there.error());
  return fail(Errc::corrupt, "the stick does not give back what was written: " + name);
}

}  // namespace parvis::transfer
