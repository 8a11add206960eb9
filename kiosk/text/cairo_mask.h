// From a cairo A8 surface to a mask, without the empty margin.
#pragma once

#include <cairo.h>

#include "kiosk/text/mask.h"

namespace parvis::text {

struct Cropped {
  MaskPtr mask;      // null when nothing is covered
  int x = 0, y = 0;  // of the mask's left top corner on the surface, px
};

// `surface` MUST be a flushed image surface of CAIRO_FORMAT_A8. A mask wipes its bytes when it is
// released: it may show what somebody wrote.
[[nodiscard]] Cropped crop(cairo_surface_t* surface);

}  // namespace parvis::text
