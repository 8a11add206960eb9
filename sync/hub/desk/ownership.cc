#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/hub/desk/enrolment.h"

namespace parvis::hub {
namespace {

struct Ids {
  uid_t user = 0;
  gid_t group = 0;
};

Result<Ids> look_up(const std::string& user) {
  std::vector<char> space(16384);
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwnam_r(user.c_str(), &entry, space.data(), space.size(), &found);
  if (error != 0) return fail_errno("look up user " + user, error);
  if (found == nullptr) return fail(Errc::not_found, fmt::format("no user is called '{}'", user));
  return Ids{entry.pw_uid, entry.pw_gid};
}

Status give(const Path& path, uid_t user, gid_t group) {
  if (::lchown(path.c_str(), user, group) == 0) return {};
  return fail_errno(fmt::format("give {} away", path.string()), errno);
}

Status give_all(const Path& directory, const Ids& ids) {
  using Entries = std::filesystem::recursive_directory_iterator;
  std::error_code error;
  for (Entries entries(directory, error); !error && entries != Entries();
       entries.increment(error)) {
    PARVIS_TRY_VOID(give(entries->path(), ids.user, ids.group));
  }
  if (error) return fail_errno("list " + directory.string(), error.value());
  return {};
}

}  // namespace

Status give_intake_to(const HubDirectory& hub, const std::string& user) {
  PARVIS_TRY(const Ids ids, look_up(user));
  PARVIS_TRY_VOID(give(hub.intake(), ids.user, ids.group));
  PARVIS_TRY_VOID(give_all(hub.intake(), ids));
  // The desk writes exchange/, the group reads it: new files take the directory's group.
  const auto keep = static_cast<uid_t>(-1);
  for (const Path& directory : {hub.exchange(), hub.packs()}) {
    PARVIS_TRY_VOID(give(directory, keep, ids.group));
    if (::chmod(directory.c_str(), 02755) != 0) return fail_errno(directory.string(), errno);
  }
  return give(hub.root_document(), keep, ids.group);
}

Status keep_intake_owner(const HubDirectory& hub) {
  struct stat owner {};
  if (::stat(hub.intake().c_str(), &owner) != 0) return fail_errno(hub.intake().string(), errno);
  if (::geteuid() != 0) return {};
  return give_all(hub.intake(), {owner.st_uid, owner.st_gid});
}

}  // namespace parvis::hub
