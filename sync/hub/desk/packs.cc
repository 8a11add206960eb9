#include "sync/hub/desk/packs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sync/pack/pack.h"

namespace parvis::hub {

Result<const consultation::Consultation*> PackShelf::find(const wire::PackRef& ref) {
  auto at = read_.find(ref);
  if (at == read_.end()) {
    std::optional<consultation::Consultation> read;
    auto bytes = store_.pack(ref);
    if (!bytes && bytes.error().code != Errc::not_found)
      return tl::unexpected<Error>(bytes.error());
    if (bytes) {
      auto pack = pack::verify(*bytes, authorities_);
      if (!pack) return fail(Errc::corrupt, pack.error().context);
      read = std::move(pack->consultation);
    }
    at = read_.emplace(ref, std::move(read)).first;
  }
  return at->second ? &*at->second : nullptr;
}

Result<std::vector<std::uint64_t>> PackShelf::versions(std::string_view consultation) {
  PARVIS_TRY(const auto packs, store_.packs());
  std::vector<std::uint64_t> found;
  for (const auto& pack : packs) {
    if (pack.consultation == consultation) found.push_back(pack.version);
  }
  return found;
}

Result<std::vector<std::string>> consultations(DeskStore& store) {
  PARVIS_TRY(const auto packs, store.packs());
  std::vector<std::string> slugs;
  for (const auto& pack : packs) {
    if (slugs.empty() || slugs.back() != pack.consultation) slugs.push_back(pack.consultation);
  }
  return slugs;
}

Result<std::string> only_consultation(DeskStore& store) {
  PARVIS_TRY(auto slugs, consultations(store));
  if (slugs.empty())
    return fail(Errc::not_found, "no pack was made here yet; see pack build --help");
  if (slugs.size() > 1) {
    return fail(Errc::invalid,
                fmt::format("which consultation? one of: {}", fmt::join(slugs, ", ")));
  }
  return std::move(slugs.front());
}

}  // namespace parvis::hub
