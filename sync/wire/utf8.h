// Whether bytes are UTF-8. Threads: pure.
#pragma once

#include "hardware/platform/bytes.h"

namespace parvis::wire {

// Strict: no overlong form, no surrogate, nothing above U+10FFFF (table 3-7 of the Unicode
// Standard).
[[nodiscard]] bool is_utf8(ByteView bytes);

}  // namespace parvis::wire
