#include <cairo.h>

#include "kiosk/ui/paint.h"

namespace parvis::ui {
namespace {

cairo_status_t append_bytes(void* to, const unsigned char* data, unsigned int length) {
  append(*static_cast<Bytes*>(to), ByteView(data, length));
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Status write_png(const Image& image, const Path& path) {
  if (image.empty()) return fail(Errc::invalid, "picture: nothing was drawn");
  // cairo reads the pixels only; its interface has no const.
  auto* pixels = reinterpret_cast<unsigned char*>(const_cast<std::uint32_t*>(image.pixels.data()));
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      pixels, CAIRO_FORMAT_RGB24, image.width, image.height, 4 * image.width);
  Bytes bytes;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, append_bytes, &bytes);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) return fail(Errc::internal, cairo_status_to_string(status));
  return write_file(path, bytes);
}

}  // namespace parvis::ui
