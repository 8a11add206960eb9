#include "sync/journal/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "sync/journal/entry.h"
#include "sync/wire/utf8.h"

namespace parvis::journal {
namespace {

// A field as it may stand in a journal: UTF-8, and cut at a character.
std::string fitting(std::string field) {
  if (!wire::is_utf8(as_bytes(field))) {
    for (char& c : field) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
  }
  if (field.size() > kMaxFieldBytes) {
    field.resize(kMaxFieldBytes);
    while (!wire::is_utf8(as_bytes(field))) field.pop_back();
  }
  return field;
}

// Opens for appending, making the file when there is none, and keeps every other writer out.
Result<int> open_locked(const Path& file, ByteView title) {
  if (!std::filesystem::exists(file)) PARVIS_TRY_VOID(write_file(file, title, Existing::keep));
  const int fd = ::open(file.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return fail_errno("journal: open " + file.string(), errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail(Errc::busy, "journal: another program writes " + file.string());
  }
  return fd;
}

// Why a journal can't be gone on with, and from which entry on.
struct Unfit {
  std::string reason;
  std::uint64_t entry = 0;
};

std::optional<Unfit> unfit(const Result<Audit>& found, const wire::DeviceId& device,
                           std::string_view program) {
  if (!found) return Unfit{"unreadable", 0};
  if (found->head.device != device || found->head.program != program) {
    return Unfit{"of another device or program", 0};
  }
  if (found->damage && found->damage->kind != Damage::Kind::torn) {
    return Unfit{std::string(to_string(found->damage->kind)), found->damage->entry};
  }
  if (found->good_bytes + kFrameOverhead + kMaxEntryBytes > kMaxJournalBytes) {
    return Unfit{"full", found->head.entries};
  }
  return std::nullopt;
}

// Moves a file out of the way; returns its new name.
Result<std::string> set_aside(const Path& file, UtcTime now) {
  const Path base = file.string() + fmt::format(".damaged-{}", seconds_of(now));
  Path to = base;
  for (int i = 2; std::filesystem::exists(to); ++i) to = base.string() + fmt::format("-{}", i);
  std::error_code error;
  std::filesystem::rename(file, to, error);
  if (error) return fail_errno("journal: set aside " + file.string(), error.value());
  PARVIS_TRY_VOID(sync_directory(file.parent_path()));
  return to.filename().string();
}

}  // namespace

Journal::Journal(int fd, Head head, std::uint64_t size)
    : fd_(fd), head_(std::move(head)), size_(size) {}

Journal::Journal(Journal&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      head_(std::move(other.head_)),
      size_(other.size_),
      cut_short_(other.cut_short_) {}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

Result<Journal> Journal::open(const Path& file, const wire::DeviceId& device,
                              std::string_view program, UtcTime now) {
  PARVIS_TRY_VOID(make_directories(file.parent_path()));
  const Bytes title = frame(encode_title(device, program));
  PARVIS_TRY(const int fd, open_locked(file, title));
  Journal journal(fd, {}, 0);
  auto found = audit_file(file);
  if (!found && found.error().code != Errc::invalid) return tl::unexpected<Error>(found.error());
  if (const auto why = unfit(found, device, program)) {
    PARVIS_TRY(const std::string aside, set_aside(file, now));
    PARVIS_TRY(const int fresh, open_locked(file, title));
    Journal next(fresh, {}, 0);
    PARVIS_TRY(const Audit empty, audit(title));
    next.head_ = empty.head;
    next.size_ = title.size();
    PARVIS_TRY_VOID(next.append(Event::journal_replaced, now,
                                {aside, std::to_string(why->entry), why->reason}));
    return next;
  }
  journal.head_ = found->head;
  journal.size_ = found->good_bytes;
  for (const Entry& entry : found->entries) {
    if (entry.event == Event::started) journal.cut_short_ = true;
    if (entry.event == Event::stopped) journal.cut_short_ = false;
  }
  if (found->damage) PARVIS_TRY_VOID(journal.drop_torn_end(now));
  return journal;
}

Status Journal::drop_torn_end(UtcTime now) {
  const off_t end = ::lseek(fd_, 0, SEEK_END);
  if (end < 0 || ::ftruncate(fd_, static_cast<off_t>(size_)) != 0 || ::fsync(fd_) != 0) {
    return fail_errno("journal: drop an unfinished entry", errno);
  }
  return append(Event::journal_mended, now,
                {std::to_string(static_cast<std::uint64_t>(end) - size_)});
}

Status Journal::append(Event event, UtcTime now, const std::vector<std::string>& fields) {
  const EventInfo* known = info(event);
  PARVIS_CHECK(known != nullptr && known->fields.size() == fields.size());
  Entry entry{head_.entries + 1, now, event, {}};
  for (const std::string& field : fields) entry.fields.push_back(fitting(field));
  const Bytes body = encode_entry(entry, head_.last);
  const Bytes bytes = frame(body);
  if (size_ + bytes.size() > kMaxJournalBytes) return fail(Errc::no_space, "journal: it is full");
  Status written = write_all(fd_, bytes, "the journal");
  if (written && ::fdatasync(fd_) != 0) written = fail_errno("fdatasync the journal", errno);
  if (!written) {
    // What stands behind the last whole entry would be taken for a torn one anyway.
    (void)::ftruncate(fd_, static_cast<off_t>(size_));
    return wrap(written.error(), "journal: append");
  }
  size_ += bytes.size();
  head_.entries = entry.number;
  head_.last = crypto::blake2b(body);
  return {};
}

}  // namespace parvis::journal
