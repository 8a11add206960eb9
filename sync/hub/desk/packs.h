// The packs that were signed here, as consultations: what votes refer to. Each is read once.
//
// Threads: one. The store MUST outlive it.
#pragma once

#include <map>

#include "sync/consultation/model.h"
#include "sync/hub/desk/store.h"
#include "sync/wire/certificate.h"

namespace parvis::hub {

class PackShelf {
 public:
  PackShelf(DeskStore& store, const wire::Authorities& authorities)
      : store_(store), authorities_(authorities) {}

  // Null when no such pack was made here. Errc::corrupt when its stored bytes are no pack.
  [[nodiscard]] Result<const consultation::Consultation*> find(const wire::PackRef& ref);
  // Versions of one consultation, rising. Empty: this hub never made a pack of it.
  [[nodiscard]] Result<std::vector<std::uint64_t>> versions(std::string_view consultation);

 private:
  DeskStore& store_;
  wire::Authorities authorities_;
  std::map<wire::PackRef, std::optional<consultation::Consultation>> read_;
};

// Consultations that packs were made of here, sorted.
[[nodiscard]] Result<std::vector<std::string>> consultations(DeskStore& store);
// The only one, for commands that were not told which. Errc::invalid lists them when there are several.
[[nodiscard]] Result<std::string> only_consultation(DeskStore& store);

}  // namespace parvis::hub
