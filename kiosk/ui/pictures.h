// The project's drawings (assets/pictures, README there), turned into masks at the size they are
// needed.
//
// A drawing has up to four layers, painted in this order: b and a (flat fills), line, over. Each
// becomes a mask and takes its colour from the theme; figures alone keep the fills that their file
// names.
//
// librsvg reads a drawing in 0.4 ms and costs about 12 MB of libraries once; measured against
// baking at build time, which would need one set of bitmaps for each of five displays and four text
// sizes.
//
// Threads: one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "hardware/platform/files.h"
#include "kiosk/text/lru.h"
#include "kiosk/text/mask.h"
#include "kiosk/ui/theme.h"

namespace parvis::ui {

struct Layer {
  text::MaskPtr mask;        // null: the drawing has no such layer
  int x = 0, y = 0;          // px from the picture's left top corner
  std::optional<Color> own;  // the file's fill, for figures
};

struct Picture {
  Layer b, a, line, over;
  double aspect = 1;  // width by height, in millimetres
};

class Pictures {
 public:
  Pictures(Path directory, std::size_t cache_bytes)
      : directory_(std::move(directory)), cache_(cache_bytes) {}

  // `width` × `height` px; the drawing fills them. Errc::not_found for a name without a file, Errc::corrupt for one that
  // is no drawing of these: a pack names pictures, so neither is our own bug.
  Result<const Picture*> at(const std::string& name, int width, int height);
  // Width by height of a drawing, for fitting it into a box.
  Result<double> aspect(const std::string& name);
  [[nodiscard]] std::size_t cached_bytes() const { return cache_.bytes(); }

 private:
  struct Source;
  struct SourceDelete {
    void operator()(Source* source) const;
  };
  Result<std::unique_ptr<Source, SourceDelete>> load(const std::string& name) const;

  Path directory_;
  text::Lru<Picture> cache_;
  std::map<std::string, Result<double>> aspects_;
};

}  // namespace parvis::ui
