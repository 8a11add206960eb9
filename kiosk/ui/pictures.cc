#include "kiosk/ui/pictures.h"

#include <cairo.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "kiosk/text/cairo_mask.h"

namespace parvis::ui {
namespace {

constexpr std::uint64_t kLargestDrawing = 64 << 10;

// The fill of the group with that id: <g id="b" fill="#E3B992">.
std::optional<Color> fill_of(std::string_view svg, std::string_view layer) {
  const std::string start = "id=\"" + std::string(layer) + "\" fill=\"#";
  const std::size_t at = svg.find(start);
  if (at == std::string_view::npos || at + start.size() + 6 > svg.size()) return std::nullopt;
  std::uint32_t hex = 0;
  const char* first = svg.data() + at + start.size();
  if (std::from_chars(first, first + 6, hex, 16).ptr != first + 6) return std::nullopt;
  return rgb(hex);
}

// Whether there is nothing in it but the shapes of assets/pictures/README.md: no entities, references, styles, filters or
// text, whose cost a small file does not bound.
bool is_plain(std::string_view svg) {
  constexpr std::array<std::string_view, 5> kElements{"svg", "g", "path", "rect", "circle"};
  for (std::size_t at = svg.find('<'); at != std::string_view::npos; at = svg.find('<', at)) {
    at += svg.substr(at).starts_with("</") ? 2 : 1;
    const auto name = svg.substr(at, svg.find_first_of(" \t\r\n/>", at) - at);
    if (std::ranges::find(kElements, name) == kElements.end()) return false;
  }
  return true;
}

// Narrower or lower than that is no drawing, and would be scaled without bound.
constexpr double kMostAspect = 20;
bool is_drawable(double width, double height) {
  return width > 0 && height > 0 && width <= kMostAspect * height && height <= kMostAspect * width;
}

}  // namespace

struct Pictures::Source {
  RsvgHandle* handle = nullptr;
  std::string text;
  double width = 24, height = 24;

  [[nodiscard]] Layer layer(const char* id, int w, int h, bool own_fill) const;
};

void Pictures::SourceDelete::operator()(Source* source) const {
  if (source->handle != nullptr) g_object_unref(source->handle);
  delete source;
}

Result<std::unique_ptr<Pictures::Source, Pictures::SourceDelete>> Pictures::load(
    const std::string& name) const {
  PARVIS_TRY(const Bytes bytes, read_file(directory_ / (name + ".svg"), kLargestDrawing));
  std::unique_ptr<Source, SourceDelete> source(new Source);
  source->text = as_text(bytes);
  if (!is_plain(source->text)) return fail(Errc::corrupt, "picture " + name + ": not a plain one");
  source->handle = rsvg_handle_new_from_data(bytes.data(), bytes.size(), nullptr);
  if (source->handle == nullptr) return fail(Errc::corrupt, "picture " + name + ": not an SVG");
  rsvg_handle_get_intrinsic_size_in_pixels(source->handle, &source->width, &source->height);
  if (!is_drawable(source->width, source->height)) {
    return fail(Errc::corrupt, "picture " + name + ": no size");
  }
  return source;
}

Layer Pictures::Source::layer(const char* id, int w, int h, bool own_fill) const {
  const std::string fragment = std::string("#") + id;
  if (rsvg_handle_has_sub(handle, fragment.c_str()) == FALSE) return {};
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, w, h);
  cairo_t* cr = cairo_create(surface);
  cairo_scale(cr, w / width, h / height);
  const RsvgRectangle viewport{0, 0, width, height};
  rsvg_handle_render_layer(handle, cr, fragment.c_str(), &viewport, nullptr);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  const text::Cropped cropped = text::crop(surface);
  cairo_surface_destroy(surface);
  return {cropped.mask, cropped.x, cropped.y, own_fill ? fill_of(text, id) : std::nullopt};
}

Result<const Picture*> Pictures::at(const std::string& name, int width, int height) {
  const std::string key = name + "/" + std::to_string(width) + "/" + std::to_string(height);
  if (const Picture* known = cache_.find(key)) return known;
  PARVIS_TRY(const auto source, load(name));
  const bool own = name.starts_with("figure-");
  const int w = std::max(width, 1);
  const int h = std::max(height, 1);
  Picture picture{source->layer("b", w, h, own), source->layer("a", w, h, own),
                  source->layer("line", w, h, false), source->layer("over", w, h, false),
                  source->width / source->height};
  std::size_t bytes = sizeof(Picture);
  for (const Layer* layer : {&picture.b, &picture.a, &picture.line, &picture.over}) {
    if (layer->mask) bytes += layer->mask->bytes();
  }
  return &cache_.insert(key, std::move(picture), bytes);
}

Result<double> Pictures::aspect(const std::string& name) {
  const auto known = aspects_.find(name);
  if (known != aspects_.end()) return known->second;
  const auto source = load(name);
  // What can't be read is remembered too: a screen asks for it in every frame.
  const auto found = source ? Result<double>((*source)->width / (*source)->height)
                            : Result<double>(tl::unexpected(source.error()));
  return aspects_.emplace(name, found).first->second;
}

}  // namespace parvis::ui
