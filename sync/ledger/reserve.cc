#include "sync/ledger/reserve.h"

#include <fcntl.h>
#include <unistd.h>

namespace parvis::ledger {

void Reserve::set_aside() const {
  std::error_code error;
  if (bytes_ == 0 || (std::filesystem::file_size(file_, error) == bytes_ && !error)) return;
  // Made, and cut off by a power cut before it had its room.
  static_cast<void>(release());
  const int fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return;
  const int refused = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes_));
  ::close(fd);
  if (refused != 0) static_cast<void>(release());
}

bool Reserve::release() const {
  std::error_code error;
  return std::filesystem::exists(file_, error) && remove_file(file_).has_value();
}

}  // namespace parvis::ledger
