// One line of a Pango layout: where it stands and how it is drawn. Internal to kiosk/text.
#pragma once

#include <pango/pangocairo.h>

#include <memory>

#include "kiosk/text/text.h"

namespace parvis::text {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using GObjectPtr = std::unique_ptr<T, Unref>;

struct CairoDelete {
  void operator()(cairo_t* cr) const { cairo_destroy(cr); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
using CairoPtr = std::unique_ptr<cairo_t, CairoDelete>;
using SurfacePtr = std::unique_ptr<cairo_surface_t, CairoDelete>;
using FontOptionsPtr = std::unique_ptr<cairo_font_options_t, CairoDelete>;

// Pango lays out in whole 1/1024 of a unit; a unit of 0.1 mm keeps rounding far under a pixel.
inline constexpr double kUnitsPerMm = 10;
[[nodiscard]] int to_pango(double mm);
[[nodiscard]] double to_mm(int pango);

// Of one line, in em: its height, where its baseline stands, and how far the eye's centre lies
// under the line's own. Baselines from the fonts' hhea: Noto Sans 1.069 / 0.293, Noto Sans Arabic
// 1.374 / 0.738.
struct LineMetrics {
  double height, baseline, optical;
};
[[nodiscard]] constexpr LineMetrics metrics(Script script) {
  return script == Script::latin ? LineMetrics{1.25, 0.625 + (1.069 - 0.293) / 2, 0.031}
                                 : LineMetrics{1.5, 0.75 + (1.374 - 0.738) / 2, 0.115};
}

// A paragraph's width when it wraps, else that of its widest line; mm.
[[nodiscard]] double box_width(PangoLayout* layout, const Paragraph& p);
// Where a line begins, mm from the left of a paragraph's box of that width.
[[nodiscard]] double line_left(PangoLayoutLine* line, const Paragraph& p, double width);
// Whether a line begins in the middle of a word because the word is longer than the width.
[[nodiscard]] bool breaks_word(PangoLayout* layout);

// Draws the bytes from … to of a line, and its underline, from the left end of its baseline at the
// origin of `cr`, whose unit is 1 / kUnitsPerMm mm.
void draw_line(cairo_t* cr, PangoLayoutLine* line, const Paragraph& p, std::size_t from,
               std::size_t to, const cairo_font_options_t* look);

}  // namespace parvis::text
