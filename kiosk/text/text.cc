#include "kiosk/text/text.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kiosk/text/cairo_mask.h"
#include "kiosk/text/lines.h"
#include "kiosk/text/lru.h"

namespace parvis::text {
namespace {

constexpr double kCapitalPerEm = 0.714;  // Noto Sans, OS/2.sCapHeight

std::string key_of(const Paragraph& p) {
  const Style& s = p.style;
  std::string key = p.text;
  key += '\0';
  for (const double number : {s.capital, p.width}) {
    const auto hundredths = static_cast<std::int32_t>(std::lround(number * 1000));
    key.append(reinterpret_cast<const char*>(&hundredths), sizeof hundredths);
  }
  for (const int flag :
       {static_cast<int>(s.weight), static_cast<int>(s.align), static_cast<int>(s.direction),
        static_cast<int>(s.script), static_cast<int>(s.underline)}) {
    key += static_cast<char>('0' + flag);
  }
  return key;
}

// The marks that force a direction on letters, U+202A … U+202E, give way to a joiner of no width and as many bytes: what
// somebody wrote reads in its own order, and carets stay where they are.
std::string without_overrides(std::string text) {
  for (std::size_t at = 0; (at = text.find("\xE2\x80", at)) != std::string::npos; at += 3) {
    if (at + 2 >= text.size()) break;
    const auto last = static_cast<unsigned char>(text[at + 2]);
    if (last >= 0xAA && last <= 0xAE) text.replace(at, 3, "\xE2\x81\xA0");
  }
  return text;
}

}  // namespace

double em(const Style& style) { return style.capital / kCapitalPerEm; }
double line_height(const Style& style) { return em(style) * metrics(style.script).height; }

struct Typesetter::State {
  struct Part {
    std::size_t from, to;
    Drawn drawn;
  };
  // What is known of a paragraph. The layout is kept until it has been drawn and made again when
  // asked for.
  struct Entry {
    Extent extent;
    GObjectPtr<PangoLayout> layout;
    std::vector<Part> parts;
  };

  double sx = 1, sy = 1;  // px per mm
  GObjectPtr<PangoFontMap> fonts;
  // One for each direction: a layout is shaped again, in the new direction, when its context's changes.
  GObjectPtr<PangoContext> left_to_right, right_to_left;
  FontOptionsPtr look;
  Lru<Entry> cache{0};

  [[nodiscard]] GObjectPtr<PangoLayout> shape(const Paragraph& p) const;
  [[nodiscard]] Extent extent_of(PangoLayout* layout, const Paragraph& p) const;
  Entry& entry(const Paragraph& p, const std::string& key);
  PangoLayout* layout_of(Entry& entry, const Paragraph& p) const;
  [[nodiscard]] Drawn raster(PangoLayout* layout, const Paragraph& p, std::size_t from,
                             std::size_t to) const;
};

GObjectPtr<PangoLayout> Typesetter::State::shape(const Paragraph& p) const {
  const bool rtl = p.style.direction == Direction::rtl;
  GObjectPtr<PangoLayout> layout(pango_layout_new((rtl ? right_to_left : left_to_right).get()));
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, p.style.script == Script::latin
                                                     ? "Noto Sans,Noto Sans Arabic"
                                                     : "Noto Sans Arabic,Noto Sans");
  pango_font_description_set_weight(
      font, p.style.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, em(p.style) * kUnitsPerMm * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  if (p.width > 0) pango_layout_set_width(layout.get(), to_pango(p.width));
  const std::string text = without_overrides(p.text);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

Extent Typesetter::State::extent_of(PangoLayout* layout, const Paragraph& p) const {
  const LineMetrics line = metrics(p.style.script);
  const double size = em(p.style);
  const double width = box_width(layout, p);
  Extent extent;
  double left = width;
  double right = 0;
  double highest = std::numeric_limits<double>::max();
  double lowest = 0;
  for (GSList* at = pango_layout_get_lines_readonly(layout); at != nullptr; at = at->next) {
    auto* one = static_cast<PangoLayoutLine*>(at->data);
    PangoRectangle ink;
    PangoRectangle logical;
    pango_layout_line_get_extents(one, &ink, &logical);
    const double baseline = line.baseline * size + extent.lines * line.height * size;
    if (ink.height > 0) {
      highest = std::min(highest, baseline + to_mm(ink.y));
      lowest = std::max(lowest, baseline + to_mm(ink.y + ink.height));
    }
    const double start = line_left(one, p, width);
    left = std::min(left, start);
    right = std::max(right, start + to_mm(logical.width));
    ++extent.lines;
  }
  extent.left = left;
  extent.width = std::max(0.0, right - left);
  extent.line_height = line.height * size;
  extent.height = extent.lines * extent.line_height;
  extent.first_baseline = line.baseline * size;
  extent.ink_top = std::min(highest, extent.first_baseline);
  extent.ink_bottom = std::max(lowest, extent.first_baseline);
  extent.optical_centre = extent.height / 2 + line.optical * size;
  extent.missing_glyphs = pango_layout_get_unknown_glyphs_count(layout);
  extent.broken_word = breaks_word(layout);
  return extent;
}

Typesetter::State::Entry& Typesetter::State::entry(const Paragraph& p, const std::string& key) {
  if (Entry* known = cache.find(key)) return *known;
  Entry made;
  made.layout = shape(p);
  made.extent = extent_of(made.layout.get(), p);
  // A shaped layout takes about this much; measured with mallinfo2 over the proposals of the seeds.
  const std::size_t shaped = 1500 + 40 * p.text.size();
  return cache.insert(key, std::move(made), key.size() + shaped);
}

PangoLayout* Typesetter::State::layout_of(Entry& entry, const Paragraph& p) const {
  if (!entry.layout) entry.layout = shape(p);
  return entry.layout.get();
}

Typesetter::Drawn Typesetter::State::raster(PangoLayout* layout, const Paragraph& p,
                                            std::size_t from, std::size_t to) const {
  const Extent extent = extent_of(layout, p);
  const double size = em(p.style);
  const double width = box_width(layout, p);
  // Room for marks that reach out of their line (Arabic, À) and for letters that lean out of their
  // advance.
  const int x0 = static_cast<int>(std::floor((extent.left - 0.3 * size) * sx));
  const int y0 = static_cast<int>(std::floor((extent.first_baseline - 1.35 * size) * sy));
  const int x1 = static_cast<int>(std::ceil((extent.left + extent.width + 0.3 * size) * sx));
  const int y1 = static_cast<int>(std::ceil((extent.height + 0.5 * size) * sy));
  SurfacePtr surface(cairo_image_surface_create(CAIRO_FORMAT_A8, x1 - x0, y1 - y0));
  CairoPtr cr(cairo_create(surface.get()));
  int index = 0;
  for (GSList* at = pango_layout_get_lines_readonly(layout); at != nullptr;
       at = at->next, ++index) {
    auto* line = static_cast<PangoLayoutLine*>(at->data);
    // A baseline on whole pixels keeps the feet of letters sharp.
    const double baseline =
        std::round((extent.first_baseline + index * extent.line_height) * sy) - y0;
    cairo_identity_matrix(cr.get());
    cairo_translate(cr.get(), line_left(line, p, width) * sx - x0, baseline);
    cairo_scale(cr.get(), sx / kUnitsPerMm, sy / kUnitsPerMm);
    draw_line(cr.get(), line, p, from, to, look.get());
  }
  cr.reset();
  cairo_surface_flush(surface.get());
  const Cropped cropped = crop(surface.get());
  return {cropped.mask, cropped.x + x0, cropped.y + y0};
}

Typesetter::Typesetter(std::unique_ptr<State> state) : state_(std::move(state)) {}
Typesetter::Typesetter(Typesetter&&) noexcept = default;
Typesetter& Typesetter::operator=(Typesetter&&) noexcept = default;
Typesetter::~Typesetter() = default;

namespace {

// fontconfig with our own file alone: no system setting can change how a screen looks.
Result<FcConfig*> load_fonts(const Path& file) {
  FcConfig* config = FcConfigCreate();
  const auto* name = reinterpret_cast<const FcChar8*>(file.c_str());
  if (!FcConfigParseAndLoad(config, name, FcTrue) || !FcConfigBuildFonts(config)) {
    FcConfigDestroy(config);
    return fail(Errc::not_found, "fonts: " + file.string());
  }
  const FcFontSet* fonts = FcConfigGetFonts(config, FcSetSystem);
  if (fonts == nullptr || fonts->nfont == 0) {
    FcConfigDestroy(config);
    return fail(Errc::not_found,
                "fonts: none where " + file.string() + " looks; install fonts-noto-core");
  }
  return config;
}

}  // namespace

Result<Typesetter> Typesetter::open(const Options& options) {
  PARVIS_TRY(FcConfig * config, load_fonts(options.fonts));
  auto state = std::make_unique<State>();
  state->sx = options.px_per_mm_x;
  state->sy = options.px_per_mm_y;
  state->cache = Lru<State::Entry>(options.cache_bytes);
  state->fonts.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(state->fonts.get()), config);
  FcConfigDestroy(config);  // the map holds its own reference
  // Layout knows no pixels: lines break at the same words on every display.
  state->look.reset(cairo_font_options_create());
  cairo_font_options_set_antialias(state->look.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(state->look.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(state->look.get(), CAIRO_HINT_METRICS_OFF);
  for (auto* context : {&state->left_to_right, &state->right_to_left}) {
    const bool rtl = context == &state->right_to_left;
    context->reset(pango_font_map_create_context(state->fonts.get()));
    pango_cairo_context_set_font_options(context->get(), state->look.get());
    pango_context_set_round_glyph_positions(context->get(), FALSE);
    pango_context_set_language(context->get(), pango_language_from_string("fr"));
    pango_context_set_base_dir(context->get(), rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  }
  return Typesetter(std::move(state));
}

Extent Typesetter::measure(const Paragraph& paragraph) {
  return state_->entry(paragraph, key_of(paragraph)).extent;
}

Typesetter::Drawn Typesetter::draw(const Paragraph& paragraph, std::size_t from, std::size_t to) {
  State::Entry& entry = state_->entry(paragraph, key_of(paragraph));
  for (const State::Part& part : entry.parts) {
    if (part.from == from && part.to == to) return part.drawn;
  }
  Drawn drawn = state_->raster(state_->layout_of(entry, paragraph), paragraph, from, to);
  entry.layout.reset();
  entry.parts.push_back({from, to, drawn});
  state_->cache.grow(drawn.mask ? drawn.mask->bytes() : 0);
  return drawn;
}

Rect Typesetter::caret(const Paragraph& paragraph, std::size_t index) {
  State::Entry& entry = state_->entry(paragraph, key_of(paragraph));
  PangoLayout* layout = state_->layout_of(entry, paragraph);
  int line = 0;
  int x = 0;
  pango_layout_index_to_line_x(layout, static_cast<int>(index), FALSE, &line, &x);
  PangoLayoutLine* at = pango_layout_get_line_readonly(layout, line);
  // Behind its last letter Pango gives a line's right end, in every direction.
  const bool behind = static_cast<int>(index) >= at->start_index + at->length && at->length > 0;
  if (behind && pango_layout_line_get_resolved_direction(at) == PANGO_DIRECTION_RTL) x = 0;
  const double size = em(paragraph.style);
  const double left = line_left(at, paragraph, box_width(layout, paragraph));
  const double baseline = entry.extent.first_baseline + line * entry.extent.line_height;
  // As in the design's picture: 0.09 em wide, 1 em high, a little under the baseline.
  const bool rtl = paragraph.style.direction == Direction::rtl;
  const double beside = rtl ? -0.15 * size : 0.06 * size;  // on the side where writing goes on
  return {left + to_mm(x) + beside, baseline - 0.82 * size, 0.09 * size, size};
}

std::size_t Typesetter::index_at(const Paragraph& paragraph, double x, double y) {
  State::Entry& entry = state_->entry(paragraph, key_of(paragraph));
  PangoLayout* layout = state_->layout_of(entry, paragraph);
  const int last = pango_layout_get_line_count(layout) - 1;
  const int line = std::clamp(static_cast<int>(y / entry.extent.line_height), 0, last);
  PangoLayoutLine* at = pango_layout_get_line_readonly(layout, line);
  const double left = line_left(at, paragraph, box_width(layout, paragraph));
  int index = 0;
  int trailing = 0;
  pango_layout_line_x_to_index(at, to_pango(x - left), &index, &trailing);
  const std::vector<std::size_t> stops = caret_stops(paragraph.text);
  auto stop = std::lower_bound(stops.begin(), stops.end(), static_cast<std::size_t>(index));
  if (trailing > 0 && stop != stops.end() && std::next(stop) != stops.end()) ++stop;
  return stop == stops.end() ? paragraph.text.size() : *stop;
}

std::size_t Typesetter::cached_bytes() const { return state_->cache.bytes(); }
void Typesetter::forget_all() { state_->cache.clear(); }

std::optional<double> fits(Typesetter& typesetter, const Paragraph& paragraph, double height,
                           const std::vector<double>& capitals) {
  for (const double capital : capitals) {
    Paragraph tried = paragraph;
    tried.style.capital = capital;
    const Extent extent = typesetter.measure(tried);
    const bool wide_enough = paragraph.width <= 0 || extent.width <= paragraph.width + 0.01;
    if (extent.height <= height + 0.01 && wide_enough && !extent.broken_word) return capital;
  }
  return std::nullopt;
}

}  // namespace parvis::text
