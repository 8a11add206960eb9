#include "tests/fault/failing_calls.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>

#include "tests/support/disk_calls.h"

namespace parvis::fault {
namespace {

using support::DiskCall;
using Kind = DiskCall::Kind;

// What a call needs of a disk, to know which faults can meet it.
enum class Need : std::uint8_t {
  look,
  open,
  open_to_write,
  room,
  room_for_bytes,
  change,
  sync,
  none
};

// A file that is there takes no room when it is opened again.
Need need_of(const DiskCall& call) {
  switch (call.kind) {
    case Kind::open:
      if ((call.flags & O_CREAT) != 0 && ::access(call.path.c_str(), F_OK) != 0) return Need::room;
      return (call.flags & O_ACCMODE) == O_RDONLY ? Need::open : Need::open_to_write;
    case Kind::read:
    case Kind::list:
      return Need::look;
    case Kind::write:
      return Need::room_for_bytes;
    case Kind::allocate:
    case Kind::make_directory:
    case Kind::link:
    case Kind::rename:
      return Need::room;
    case Kind::resize:
    case Kind::unname:
      return Need::change;
    case Kind::sync:
    case Kind::sync_all:
      return Need::sync;
    case Kind::close:
      break;
  }
  return Need::none;
}

bool meets(Fault fault, Need need, Kind kind) {
  if (need == Need::none) return false;
  switch (fault) {
    case Fault::no_space:
      return need == Need::room || need == Need::room_for_bytes || need == Need::sync;
    case Fault::io:
      return true;
    case Fault::read_only:
      return need != Need::look && need != Need::open && need != Need::sync;
    case Fault::too_many_files:
      return kind == Kind::open;
    case Fault::short_write:
      return kind == Kind::write;
    case Fault::interrupted:
      return kind == Kind::write || kind == Kind::read;
  }
  return false;
}

constexpr std::array<int, kFaults> kErrors{ENOSPC, EIO, EROFS, EMFILE, 0, EINTR};

std::size_t size_of(const DiskCall& call) {
  std::size_t size = 0;
  for (const iovec& part : call.parts) size += part.iov_len;
  return size;
}

}  // namespace

struct FailingCalls::State final : support::DiskWatcher {
  std::mutex mutex;
  std::string below;
  Fault fault = Fault::io;
  Lasting lasting = Lasting::once;
  std::uint64_t at = 0;  // 0: none fails
  std::uint64_t seen = 0;
  std::optional<std::string> failed;

  long on(const DiskCall& call, const support::Really& really) override {
    if (!strikes(call)) return really(support::kAll);
    // At least one byte of a short write, so that it is one.
    if (fault == Fault::short_write) {
      const std::size_t size = size_of(call);
      return really(size < 2 ? size : size / 2);
    }
    const int error = kErrors[static_cast<std::size_t>(fault)];
    if (call.kind == Kind::allocate) return error;
    errno = error;
    return -1;
  }

  bool strikes(const DiskCall& call) {
    const std::scoped_lock lock(mutex);
    // Where a name is given it is the new one that needs the disk.
    const std::string path = !call.target.empty() ? call.target
                             : !call.path.empty() ? call.path
                                                  : support::path_of_descriptor(call.fd);
    if (!path.starts_with(below) || !meets(fault, need_of(call), call.kind)) return false;
    ++seen;
    if (at == 0 || seen < at || (lasting == Lasting::once && seen > at)) return false;
    if (!failed) failed = std::string(call.verb) + " " + path;
    return true;
  }
};

std::string_view to_string(Fault fault) {
  constexpr std::array<std::string_view, kFaults> kNames{"ENOSPC", "EIO",         "EROFS",
                                                         "EMFILE", "short write", "EINTR"};
  return kNames[static_cast<std::size_t>(fault)];
}

FailingCalls::FailingCalls(const Path& below) : state_(std::make_unique<State>()) {
  state_->below = std::filesystem::weakly_canonical(below).string();
  support::watch_disk(state_.get());
}

FailingCalls::~FailingCalls() { support::watch_disk(nullptr); }

void FailingCalls::fail(Fault fault, std::uint64_t nth, Lasting lasting) {
  const std::scoped_lock lock(state_->mutex);
  state_->fault = fault;
  state_->lasting = lasting;
  state_->at = nth;
  state_->seen = 0;
  state_->failed.reset();
}

void FailingCalls::heal() {
  const std::scoped_lock lock(state_->mutex);
  state_->at = 0;
}

std::optional<std::string> FailingCalls::failed() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->failed;
}

}  // namespace parvis::fault
