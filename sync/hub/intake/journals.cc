#include "sync/hub/intake/journals.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sync/transfer/exchange.h"

namespace parvis::hub {
namespace {

constexpr std::size_t kLengthBytes = 4;  // before each head, most significant byte first
constexpr std::uint64_t kMaxVolumeBytes = journal::kMaxJournalBytes;

// Behind what is there; a power cut leaves a part of it at most, which the sender compares and continues. The directory is synced
// each time: whether a new file's name was, nobody knows after a failure.
Status append_to(const Path& file, ByteView bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd < 0) return fail_errno("open " + file.string(), errno);
  Status written = write_all(fd, bytes, file);
  if (written && ::fdatasync(fd) != 0) written = fail_errno("sync " + file.string(), errno);
  ::close(fd);
  if (!written) return written;
  return sync_directory(file.parent_path());
}

Result<Bytes> read_or_empty(const Path& file, std::uint64_t limit) {
  auto bytes = read_file(file, limit);
  if (!bytes && bytes.error().code == Errc::not_found) return Bytes{};
  return bytes;
}

bool starts_with(ByteView bytes, ByteView prefix) {
  return bytes.size() >= prefix.size() && std::ranges::equal(bytes.first(prefix.size()), prefix);
}

struct Heads {
  std::vector<wire::Signed> all;
  std::size_t size = 0;  // bytes that they take
};

// A head that a power cut left unfinished ends the list.
Heads split_heads(ByteView bytes) {
  Heads heads;
  while (bytes.size() > kLengthBytes) {
    const std::size_t length = std::size_t{bytes[0]} << 24 | std::size_t{bytes[1]} << 16 |
                               std::size_t{bytes[2]} << 8 | bytes[3];
    if (bytes.size() - kLengthBytes < length) break;
    auto head = wire::decode_signed(bytes.subspan(kLengthBytes, length));
    if (!head) break;
    heads.all.push_back(std::move(*head));
    heads.size += kLengthBytes + length;
    bytes = bytes.subspan(kLengthBytes + length);
  }
  return heads;
}

}  // namespace

Path JournalShelf::folder(const wire::DeviceId& device) const {
  return directory_ / crypto::to_hex(device.view());
}

Path JournalShelf::file(const wire::DeviceId& device, std::string_view program, std::size_t volume,
                        std::string_view suffix) const {
  return folder(device) / fmt::format("{}-{}{}", program, volume, suffix);
}

bool JournalShelf::is_file(std::string_view name) {
  const Path path(name);
  const auto device = crypto::from_hex(path.parent_path().string());
  if (!device || device->size() != wire::DeviceId::kSize) return false;
  const std::string file = path.filename().string();
  for (const std::string_view program : {"parvis-kiosk", "parvis-sync"}) {
    for (std::size_t volume = 1; volume <= kMaxVolumes; ++volume) {
      for (const std::string_view suffix : {".journal", ".heads"}) {
        if (file == fmt::format("{}-{}{}", program, volume, suffix)) return true;
      }
    }
  }
  return false;
}

Result<std::vector<Path>> JournalShelf::files() const {
  std::vector<Path> found;
  std::error_code error;
  std::filesystem::directory_iterator devices(directory_, error);
  if (error) return found;  // no kiosk has sent one yet
  std::vector<Path> folders;
  for (const auto& entry : devices) folders.push_back(entry.path());
  for (const char* suffix : {".heads", ".journal"}) {
    for (const Path& folder : folders) {
      PARVIS_TRY(const auto files, list_files(folder, suffix));
      for (const Path& file : files) {
        Path name = folder.filename() / file.filename();
        if (is_file(name.string())) found.push_back(std::move(name));
      }
    }
  }
  return found;
}

std::size_t JournalShelf::volumes(const wire::DeviceId& device, std::string_view program) const {
  std::size_t count = 0;
  std::error_code ignored;
  while (count < kMaxVolumes &&
         std::filesystem::exists(file(device, program, count + 1, ".journal"), ignored)) {
    ++count;
  }
  return count;
}

Result<JournalShelf::Held> JournalShelf::held(const wire::DeviceId& device,
                                              std::string_view program) const {
  const std::size_t newest = std::max<std::size_t>(volumes(device, program), 1);
  PARVIS_TRY(const auto bytes,
             read_or_empty(file(device, program, newest, ".journal"), kMaxVolumeBytes));
  return Held{bytes.size(), crypto::blake2b(bytes)};
}

Result<std::uint64_t> JournalShelf::add(const wire::DeviceId& device, std::string_view program,
                                        std::uint64_t from, ByteView bytes) {
  PARVIS_CHECK(transfer::is_journal_program(program));
  PARVIS_TRY(const Held here, held(device, program));
  std::size_t volume = std::max<std::size_t>(volumes(device, program), 1);
  if (from != 0 && from != here.size)
    return fail(Errc::conflict, fmt::format("journal: {} bytes are here", here.size));
  if (from == 0 && here.size > 0) ++volume;
  std::uint64_t all = bytes.size();
  for (std::size_t i = 1; i <= volumes(device, program); ++i) {
    std::error_code ignored;
    all += std::filesystem::file_size(file(device, program, i, ".journal"), ignored);
  }
  if (volume > kMaxVolumes || from + bytes.size() > kMaxVolumeBytes || all > kMaxShelfBytes)
    return fail(Errc::no_space, "journal: too much of it");
  PARVIS_TRY_VOID(make_directories(folder(device)));
  PARVIS_TRY_VOID(append_to(file(device, program, volume, ".journal"), bytes));
  return from + bytes.size();
}

Status JournalShelf::merge(const wire::DeviceId& device, std::string_view program, ByteView bytes) {
  const std::size_t count = volumes(device, program);
  std::uint64_t from = 0;
  for (std::size_t i = 1; i <= count; ++i) {
    PARVIS_TRY(const auto there, read_file(file(device, program, i, ".journal"), kMaxVolumeBytes));
    if (starts_with(there, bytes)) return {};  // an older stick
    if (i == count && starts_with(bytes, there)) from = there.size();
  }
  PARVIS_TRY_VOID(add(device, program, from, bytes.subspan(static_cast<std::size_t>(from))));
  return {};
}

Status JournalShelf::add_head(const wire::DeviceId& device, std::string_view program,
                              const wire::Signed& head) {
  PARVIS_CHECK(transfer::is_journal_program(program));
  const std::size_t volume = std::max<std::size_t>(volumes(device, program), 1);
  const Path heads = file(device, program, volume, ".heads");
  PARVIS_TRY(const auto there, read_or_empty(heads, kMaxHeadsBytes));
  const auto known = split_heads(there);
  if (std::ranges::find(known.all, head) != known.all.end()) return {};
  const Bytes document = wire::encode(head);
  Bytes framed;
  for (const unsigned shift : {24u, 16u, 8u, 0u})
    framed.push_back(static_cast<std::uint8_t>(document.size() >> shift));
  append(framed, document);
  if (there.size() + framed.size() > kMaxHeadsBytes)
    return fail(Errc::no_space, "journal: too many heads");
  PARVIS_TRY_VOID(make_directories(folder(device)));
  if (known.size == there.size()) return append_to(heads, framed);
  // Behind half a head nothing would be read again.
  Bytes whole = to_bytes(ByteView(there).first(known.size));
  append(whole, framed);
  return write_file(heads, whole);
}

Result<std::vector<JournalShelf::Volume>> JournalShelf::read(
    const wire::DeviceId& device, std::string_view program,
    const crypto::VerifyKey& transport) const {
  std::vector<Volume> found;
  for (std::size_t i = 1; i <= volumes(device, program); ++i) {
    Volume volume;
    PARVIS_TRY(volume.bytes, read_file(file(device, program, i, ".journal"), kMaxVolumeBytes));
    PARVIS_TRY(const auto heads, read_or_empty(file(device, program, i, ".heads"), kMaxHeadsBytes));
    for (const auto& document : split_heads(heads).all) {
      const auto head = journal::verify_head(document, transport);
      if (head) volume.heads.push_back(*head);
    }
    found.push_back(std::move(volume));
  }
  return found;
}

// ---- what is wrong with them ---------------------------------------------------------------------

namespace {

using journal::Damage;

JournalFinding found_damage(std::size_t volume, const Damage& damage) {
  return {volume, damage, journal::in_words(damage), std::string(journal::advice(damage.kind))};
}

// What the kiosk says of why another journal begins, when it says so.
std::optional<JournalFinding> set_aside(std::size_t volume, const journal::Audit& audit) {
  if (audit.entries.empty() || audit.entries[0].event != journal::Event::journal_replaced)
    return std::nullopt;
  const auto& fields = audit.entries[0].fields;
  if (fields[2] == "full") return JournalFinding{};  // nothing is wrong
  return JournalFinding{
      volume, std::nullopt,
      fmt::format(
          "the kiosk found its own journal damaged ({} at entry {}), set it aside as {} and "
          "began another",
          fields[2], fields[1], fields[0]),
      "Take that file from the kiosk and keep it; compare its count sheets from that entry on."};
}

}  // namespace

std::vector<JournalFinding> findings(const std::vector<JournalShelf::Volume>& volumes) {
  std::vector<JournalFinding> found;
  std::vector<journal::Head> before;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const auto& [bytes, heads] = volumes[i];
    const auto own = journal::audit(bytes, heads);
    if (!own) {
      found.push_back({i + 1, std::nullopt, own.error().message(),
                       "Ask for the kiosk's journal again, by stick."});
      continue;
    }
    const bool more_is_coming = own->damage && own->damage->kind == Damage::Kind::torn;
    if (own->damage && !more_is_coming) found.push_back(found_damage(i + 1, *own->damage));
    if (i > 0 && !(own->damage && !more_is_coming)) {
      const auto against = journal::audit(bytes, before);
      const auto why = set_aside(i + 1, *own);
      if (why && !why->words.empty()) found.push_back(*why);
      const bool departs =
          against && against->damage && against->damage->kind != Damage::Kind::torn;
      if (!why && departs) found.push_back(found_damage(i + 1, *against->damage));
    }
    before.insert(before.end(), heads.begin(), heads.end());
  }
  return found;
}

}  // namespace parvis::hub
