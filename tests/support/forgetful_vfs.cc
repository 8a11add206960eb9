#include "tests/support/forgetful_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::support {
namespace {

constexpr std::size_t kSector = 512;

// A file as the running program sees it, and what of that the disk does not have yet.
struct Image {
  std::vector<unsigned char> bytes;
  std::vector<bool> dirty;  // by sector
  std::size_t durable_size = 0;
  bool deleted = false;  // unlinked without a sync of the directory
  int handles = 0;

  [[nodiscard]] bool clean() const {
    return !deleted && durable_size == bytes.size() && std::ranges::count(dirty, true) == 0;
  }
  void mark(std::size_t from, std::size_t to) {
    dirty.resize((bytes.size() + kSector - 1) / kSector);
    for (std::size_t i = from / kSector; i * kSector < to && i < dirty.size(); ++i) dirty[i] = true;
  }
};

struct File {
  sqlite3_file base;
  ForgetfulVfs::Disk* disk;
  std::shared_ptr<Image>* image;
  bool alive;
  sqlite3_file* real;  // its memory follows this struct
};

}  // namespace

struct ForgetfulVfs::Disk {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  mutable std::recursive_mutex mutex;
  std::map<std::string, std::shared_ptr<Image>> images;
  std::vector<File*> open;
  bool cut = false;
  std::uint64_t syncs = 0;
  std::uint64_t cut_at = 0;  // the sync during which the power goes; 0: none
  Tear tear = Tear::nothing;
  std::mt19937_64 random;
  std::function<bool()> full;

  void go_dark() {
    cut = true;
    for (File* file : open) file->alive = false;
    images.clear();
  }
  int write_through(File& file, bool only_some);
  int sync(File& file);
};

namespace {

using Guard = std::lock_guard<std::recursive_mutex>;

File& as_file(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
ForgetfulVfs::Disk& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<ForgetfulVfs::Disk*>(vfs->pAppData);
}

int load(File& file, Image& image) {
  sqlite3_int64 size = 0;
  int code = file.real->pMethods->xFileSize(file.real, &size);
  if (code != SQLITE_OK) return code;
  image.bytes.resize(static_cast<std::size_t>(size));
  image.durable_size = image.bytes.size();
  image.dirty.assign((image.bytes.size() + kSector - 1) / kSector, false);
  if (size == 0) return SQLITE_OK;
  return file.real->pMethods->xRead(file.real, image.bytes.data(), static_cast<int>(size), 0);
}

int x_close(sqlite3_file* base) {
  File& file = as_file(base);
  const Guard guard(file.disk->mutex);
  std::erase(file.disk->open, &file);
  --(*file.image)->handles;
  // What is clean and closed is the real file again: others may change or remove it.
  std::erase_if(file.disk->images, [](const auto& entry) {
    return entry.second->handles == 0 && entry.second->clean();
  });
  delete file.image;
  return file.real->pMethods->xClose(file.real);
}

int x_read(sqlite3_file* base, void* into, int amount, sqlite3_int64 offset) {
  File& file = as_file(base);
  const Guard guard(file.disk->mutex);
  if (!file.alive) return SQLITE_IOERR_READ;
  const auto& bytes = (*file.image)->bytes;
  const auto at = std::min(static_cast<std::size_t>(offset), bytes.size());
  const auto got = std::min(static_cast<std::size_t>(amount), bytes.size() - at);
  auto* out = static_cast<unsigned char*>(into);
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), got, out);
  std::fill(out + got, out + amount, static_cast<unsigned char>(0));
  return got == static_cast<std::size_t>(amount) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int x_write(sqlite3_file* base, const void* from, int amount, sqlite3_int64 offset) {
  File& file = as_file(base);
  const Guard guard(file.disk->mutex);
  if (!file.alive) return SQLITE_IOERR_WRITE;
  if (file.disk->full && file.disk->full()) return SQLITE_FULL;
  Image& image = **file.image;
  const auto at = static_cast<std::size_t>(offset);
  const auto end = at + static_cast<std::size_t>(amount);
  const auto before = image.bytes.size();
  if (before < end) image.bytes.resize(end);
  std::memcpy(image.bytes.data() + at, from, static_cast<std::size_t>(amount));
  image.mark(std::min(at, before), end);
  return SQLITE_OK;
}

int x_truncate(sqlite3_file* base, sqlite3_int64 size) {
  File& file = as_file(base);
  const Guard guard(file.disk->mutex);
  if (!file.alive) return SQLITE_IOERR_TRUNCATE;
  Image& image = **file.image;
  const auto before = image.bytes.size();
  image.bytes.resize(static_cast<std::size_t>(size));
  image.mark(std::min(before, image.bytes.size()), image.bytes.size());
  return SQLITE_OK;
}

int x_sync(sqlite3_file* base, int) {
  File& file = as_file(base);
  const Guard guard(file.disk->mutex);
  if (!file.alive) return SQLITE_IOERR_FSYNC;
  return file.disk->sync(file);
}

int x_file_size(sqlite3_file* base, sqlite3_int64* size) {
  File& file = as_file(base);
  const Guard guard(file.disk->mutex);
  if (!file.alive) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>((*file.image)->bytes.size());
  return SQLITE_OK;
}

// The real file would be made longer, or mapped, behind the image's back.
int x_file_control(sqlite3_file* base, int verb, void* argument) {
  if (verb == SQLITE_FCNTL_SIZE_HINT || verb == SQLITE_FCNTL_CHUNK_SIZE ||
      verb == SQLITE_FCNTL_MMAP_SIZE) {
    return SQLITE_NOTFOUND;
  }
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xFileControl(real, verb, argument);
}

int x_lock(sqlite3_file* base, int level) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xLock(real, level);
}
int x_unlock(sqlite3_file* base, int level) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xUnlock(real, level);
}
int x_check_lock(sqlite3_file* base, int* held) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xCheckReservedLock(real, held);
}
int x_sector_size(sqlite3_file*) { return static_cast<int>(kSector); }
int x_characteristics(sqlite3_file* base) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xDeviceCharacteristics(real);
}
int x_shm_map(sqlite3_file* base, int page, int size, int extend, void volatile** memory) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xShmMap(real, page, size, extend, memory);
}
int x_shm_lock(sqlite3_file* base, int offset, int n, int flags) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xShmLock(real, offset, n, flags);
}
void x_shm_barrier(sqlite3_file* base) {
  sqlite3_file* real = as_file(base).real;
  real->pMethods->xShmBarrier(real);
}
int x_shm_unmap(sqlite3_file* base, int remove) {
  sqlite3_file* real = as_file(base).real;
  return real->pMethods->xShmUnmap(real, remove);
}

const sqlite3_io_methods kMethods = {
    2,
    x_close,
    x_read,
    x_write,
    x_truncate,
    x_sync,
    x_file_size,
    x_lock,
    x_unlock,
    x_check_lock,
    x_file_control,
    x_sector_size,
    x_characteristics,
    x_shm_map,
    x_shm_lock,
    x_shm_barrier,
    x_shm_unmap,
    nullptr,
    nullptr,
};

int x_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* out_flags) {
  auto& disk = disk_of(vfs);
  const Guard guard(disk.mutex);
  File& file = as_file(base);
  file = File{};
  if (disk.cut) return SQLITE_IOERR;
  file.disk = &disk;
  file.real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(base) + sizeof(File));
  int code = disk.real->xOpen(disk.real, name, file.real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  auto image = name == nullptr ? std::make_shared<Image>() : disk.images[name];
  if (image == nullptr) {
    image = std::make_shared<Image>();
    disk.images[name] = image;
    code = load(file, *image);
  } else if (image->deleted) {  // made again before the deletion was durable
    image->bytes.clear();
    image->dirty.clear();
    image->deleted = false;
  }
  if (code != SQLITE_OK) {
    file.real->pMethods->xClose(file.real);
    return code;
  }
  ++image->handles;
  file.image = new std::shared_ptr<Image>(std::move(image));
  file.alive = true;
  file.base.pMethods = &kMethods;
  disk.open.push_back(&file);
  return SQLITE_OK;
}

int x_delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  auto& disk = disk_of(vfs);
  const Guard guard(disk.mutex);
  if (disk.cut) return SQLITE_IOERR_DELETE;
  if (sync_directory != 0) {
    disk.images.erase(name);
    return disk.real->xDelete(disk.real, name, 1);
  }
  auto& image = disk.images[name];
  if (image == nullptr) image = std::make_shared<Image>();
  image->bytes.clear();
  image->deleted = true;
  return SQLITE_OK;
}

int x_access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  auto& disk = disk_of(vfs);
  const Guard guard(disk.mutex);
  const auto found = disk.images.find(name);
  if (found != disk.images.end() && flags == SQLITE_ACCESS_EXISTS) {
    *result = found->second->deleted ? 0 : 1;
    return SQLITE_OK;
  }
  return disk.real->xAccess(disk.real, name, flags, result);
}

int x_full_pathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  sqlite3_vfs* real = disk_of(vfs).real;
  return real->xFullPathname(real, name, size, out);
}

}  // namespace

int ForgetfulVfs::Disk::write_through(File& file, bool only_some) {
  Image& image = **file.image;
  const auto* methods = file.real->pMethods;
  if (image.bytes.size() < image.durable_size && (!only_some || (random() & 1) != 0)) {
    const int code = methods->xTruncate(file.real, static_cast<sqlite3_int64>(image.bytes.size()));
    if (code != SQLITE_OK) return code;
  }
  for (std::size_t i = 0; i < image.dirty.size(); ++i) {
    if (!image.dirty[i] || (only_some && (random() & 1) != 0)) continue;
    const std::size_t at = i * kSector;
    const std::size_t size = std::min(kSector, image.bytes.size() - at);
    const int code = methods->xWrite(file.real, image.bytes.data() + at, static_cast<int>(size),
                                     static_cast<sqlite3_int64>(at));
    if (code != SQLITE_OK) return code;
  }
  image.durable_size = image.bytes.size();
  image.dirty.assign(image.dirty.size(), false);
  return SQLITE_OK;
}

int ForgetfulVfs::Disk::sync(File& file) {
  if (++syncs == cut_at) {
    if (tear != Tear::nothing) static_cast<void>(write_through(file, tear == Tear::some_sectors));
    go_dark();
    return SQLITE_IOERR_FSYNC;
  }
  return write_through(file, false);
}

ForgetfulVfs::ForgetfulVfs() : disk_(std::make_unique<Disk>()) {
  disk_->real = sqlite3_vfs_find(nullptr);
  PARVIS_CHECK(disk_->real != nullptr);
  disk_->vfs = *disk_->real;
  disk_->vfs.iVersion = 2;
  disk_->vfs.szOsFile = static_cast<int>(sizeof(File)) + disk_->real->szOsFile;
  disk_->vfs.pNext = nullptr;
  disk_->vfs.zName = "forgetful";
  disk_->vfs.pAppData = disk_.get();
  disk_->vfs.xOpen = x_open;
  disk_->vfs.xDelete = x_delete;
  disk_->vfs.xAccess = x_access;
  disk_->vfs.xFullPathname = x_full_pathname;
  PARVIS_CHECK(sqlite3_vfs_register(&disk_->vfs, 1) == SQLITE_OK);
}

ForgetfulVfs::~ForgetfulVfs() {
  PARVIS_CHECK(disk_->open.empty());
  sqlite3_vfs_unregister(&disk_->vfs);
  sqlite3_vfs_register(disk_->real, 1);
}

void ForgetfulVfs::forget() {
  const Guard guard(disk_->mutex);
  disk_->go_dark();
}

void ForgetfulVfs::cut_at_sync(std::uint64_t n, Tear tear, std::uint64_t seed) {
  const Guard guard(disk_->mutex);
  PARVIS_CHECK(n >= 1);
  disk_->cut_at = disk_->syncs + n;
  disk_->tear = tear;
  disk_->random.seed(seed);
}

bool ForgetfulVfs::is_cut() const {
  const Guard guard(disk_->mutex);
  return disk_->cut;
}

void ForgetfulVfs::power_on() {
  const Guard guard(disk_->mutex);
  PARVIS_CHECK(disk_->open.empty());
  disk_->cut = false;
  disk_->cut_at = 0;
}

std::uint64_t ForgetfulVfs::syncs() const {
  const Guard guard(disk_->mutex);
  return disk_->syncs;
}

void ForgetfulVfs::full_while(std::function<bool()> full) {
  const Guard guard(disk_->mutex);
  disk_->full = std::move(full);
}

}  // namespace parvis::support
