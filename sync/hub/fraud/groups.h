// The two rules that look at several visits. Private to this module.
#pragma once

#include "sync/hub/fraud/fraud.h"

namespace parvis::hub::fraud {

// Places in `visits` that take part in a burst, or bear a pasted text.
[[nodiscard]] std::vector<std::size_t> find_bursts(std::span<const Facts> visits,
                                                   const Thresholds& thresholds);
[[nodiscard]] std::vector<std::size_t> find_pasted(std::span<const Facts> visits,
                                                   const Thresholds& thresholds);

}  // namespace parvis::hub::fraud
