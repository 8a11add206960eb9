#include "kiosk/text/lines.h"

#include <algorithm>
#include <cmath>

namespace parvis::text {

int to_pango(double mm) { return static_cast<int>(std::lround(mm * kUnitsPerMm * PANGO_SCALE)); }
double to_mm(int pango) { return pango / (kUnitsPerMm * PANGO_SCALE); }

double box_width(PangoLayout* layout, const Paragraph& p) {
  if (p.width > 0) return p.width;
  PangoRectangle logical;
  pango_layout_get_extents(layout, nullptr, &logical);
  return to_mm(logical.width);
}

double line_left(PangoLayoutLine* line, const Paragraph& p, double width) {
  PangoRectangle logical;
  pango_layout_line_get_extents(line, nullptr, &logical);
  const double free = width - to_mm(logical.width);
  if (p.style.align == Align::center) return free / 2;
  const bool at_right = (p.style.align == Align::end) == (p.style.direction == Direction::ltr);
  return at_right ? free : 0;
}

bool breaks_word(PangoLayout* layout) {
  int count = 0;
  const PangoLogAttr* known = pango_layout_get_log_attrs_readonly(layout, &count);
  const char* text = pango_layout_get_text(layout);
  for (GSList* at = pango_layout_get_lines_readonly(layout); at != nullptr; at = at->next) {
    const int index = static_cast<PangoLayoutLine*>(at->data)->start_index;
    if (index == 0) continue;
    const auto character = g_utf8_pointer_to_offset(text, text + index);
    if (!known[character].is_line_break) return true;
  }
  return false;
}

namespace {

// The outlines of a line, from its left end on the baseline, in the current user space. Outlines
// and not cached glyph pictures: cairo 1.16 puts those on whole pixels, which spaces letters
// unevenly, and Pango takes the height's scale for the width's when they differ.
void outline(cairo_t* cr, PangoLayoutLine* line, const cairo_font_options_t* look) {
  double pen = 0;
  for (GSList* at = line->runs; at != nullptr; at = at->next) {
    const auto* run = static_cast<PangoGlyphItem*>(at->data);
    cairo_scaled_font_t* font =
        pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font));
    cairo_matrix_t size;
    cairo_scaled_font_get_font_matrix(font, &size);
    cairo_set_font_face(cr, cairo_scaled_font_get_font_face(font));
    cairo_set_font_matrix(cr, &size);
    cairo_set_font_options(cr, look);
    std::vector<cairo_glyph_t> glyphs;
    for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
      const PangoGlyphInfo& info = run->glyphs->glyphs[i];
      const bool drawable =
          info.glyph != PANGO_GLYPH_EMPTY && (info.glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0;
      if (drawable) {
        glyphs.push_back({info.glyph,
                          pen + static_cast<double>(info.geometry.x_offset) / PANGO_SCALE,
                          static_cast<double>(info.geometry.y_offset) / PANGO_SCALE});
      }
      pen += static_cast<double>(info.geometry.width) / PANGO_SCALE;
    }
    cairo_glyph_path(cr, glyphs.data(), static_cast<int>(glyphs.size()));
  }
}

double advance(PangoLayoutLine* line) {
  PangoRectangle logical;
  pango_layout_line_get_extents(line, nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

// Clips to the letters whose bytes lie in from … to; false when the line has none of them.
bool clip_to(cairo_t* cr, PangoLayoutLine* line, const Paragraph& p, std::size_t from,
             std::size_t to) {
  const auto start = static_cast<std::size_t>(line->start_index);
  const auto end = start + static_cast<std::size_t>(line->length);
  if (from >= end || to <= start) return false;
  if (from <= start && to >= end) return true;
  int* ranges = nullptr;
  int count = 0;
  pango_layout_line_get_x_ranges(line, static_cast<int>(std::max(from, start)),
                                 static_cast<int>(std::min(to, end)), &ranges, &count);
  // Ranges are told from the line's own left edge, since our layouts align nothing.
  const double size = em(p.style) * kUnitsPerMm;
  for (int i = 0; i < count; ++i) {
    const double x0 = static_cast<double>(ranges[2 * i]) / PANGO_SCALE;
    const double x1 = static_cast<double>(ranges[2 * i + 1]) / PANGO_SCALE;
    cairo_rectangle(cr, x0, -2 * size, x1 - x0, 4 * size);
  }
  g_free(ranges);
  cairo_clip(cr);
  return true;
}

}  // namespace

void draw_line(cairo_t* cr, PangoLayoutLine* line, const Paragraph& p, std::size_t from,
               std::size_t to, const cairo_font_options_t* look) {
  const double size = em(p.style) * kUnitsPerMm;
  cairo_save(cr);
  if (clip_to(cr, line, p, from, to)) {
    if (p.style.underline == Underline::single) {
      cairo_rectangle(cr, 0, 0.22 * size, advance(line), 0.07 * size);
      cairo_fill(cr);
    }
    cairo_new_path(cr);
    outline(cr, line, look);
    if (p.style.underline == Underline::single) {
      // The rule gives way to descenders, so that g and p stay themselves.
      cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
      cairo_set_line_width(cr, 0.14 * size);
      cairo_stroke_preserve(cr);
      cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    }
    cairo_fill(cr);
  }
  cairo_restore(cr);
}

}  // namespace parvis::text
