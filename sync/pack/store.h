// The packs of a kiosk: the one installed, and for each consultation the highest version ever installed, which is kept
// apart so that nobody brings an older one back.
//
//   packs/installed.pack   the file as it came
//   packs/highest          "slug version digest" a line, sorted
//
// The pack is written first, then the record: a cut between the two leaves a pack newer than its record, which open()
// mends. Both appear whole or not at all (write_file). A visit that began goes on with the Pack value it holds.
//
// Threads: one. One program owns the folder.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "hardware/platform/files.h"
#include "sync/pack/pack.h"

namespace parvis::pack {

class Store {
 public:
  // Makes the folder if need be. Errc::corrupt when the record can't be read: it MUST NOT be guessed, an administrator
  // enrols the kiosk again.
  static Result<Store> open(Path folder, wire::Authorities authorities);

  // Verifies and installs; what is already installed is no error. Refused, with the old pack still in place:
  //   Errc::conflict   older than the highest version seen, or the same version with other bytes (report it: someone signed two)
  //   others           as verify()
  Result<Pack> install(ByteView bytes,
                       const std::optional<wire::RootDocument>& newest = std::nullopt);

  // The installed pack, verified again. Errc::not_found when there is none; Errc::conflict when the file is older than what was
  // once installed or is not that file: someone has changed the disk. Else as verify(). A revocation of its publisher stops
  // installing, not a session: give `newest` only where the refusal leaves another way.
  [[nodiscard]] Result<Pack> current(
      const std::optional<wire::RootDocument>& newest = std::nullopt) const;

  // 0 when no version was ever installed.
  [[nodiscard]] std::uint64_t highest(const std::string& consultation) const;

 private:
  struct Seen {
    std::uint64_t version = 0;
    crypto::Digest digest;
  };
  Store(Path folder, wire::Authorities authorities)
      : folder_(std::move(folder)), authorities_(std::move(authorities)) {}
  Status read_record();
  Status record(const Pack& pack);
  [[nodiscard]] Status check_against_record(const Pack& pack) const;

  Path folder_;
  wire::Authorities authorities_;
  std::map<std::string, Seen> seen_;
};

}  // namespace parvis::pack
