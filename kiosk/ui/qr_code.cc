#include "kiosk/ui/qr_code.h"

#include <fmt/format.h>

#include <qrcodegen/qrcodegen.hpp>

#include "hardware/platform/result.h"

namespace parvis::ui {

QrCode::QrCode(std::string_view text) {
  // The library throws only for content that no QR code holds.
  PARVIS_CHECK(text.size() <= kMaxQrText);
  const auto code =
      qrcodegen::QrCode::encodeText(std::string(text).c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  size_ = code.getSize();
  for (int y = 0; y < size_; ++y) {
    for (int x = 0; x < size_; ++x) dark_.push_back(code.getModule(x, y));
  }
}

std::string to_terminal(const QrCode& code) {
  constexpr int kQuiet = 2;
  const auto dark = [&](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < code.size() && y < code.size();
    return inside && code.dark(x, y);
  };
  std::string text;
  for (int y = -kQuiet; y < code.size() + kQuiet; y += 2) {
    text += "\x1b[30;107m";  // black on bright white
    for (int x = -kQuiet; x < code.size() + kQuiet; ++x) {
      const bool upper = dark(x, y), lower = dark(x, y + 1);
      text += upper ? (lower ? "\u2588" : "\u2580") : (lower ? "\u2584" : " ");
    }
    text += "\x1b[0m\n";
  }
  return text;
}

std::string to_svg(const QrCode& code) {
  constexpr int kQuiet = 4;
  const int across = code.size() + 2 * kQuiet;
  std::string path;
  for (int y = 0; y < code.size(); ++y) {
    for (int x = 0; x < code.size(); ++x) {
      if (code.dark(x, y)) path += fmt::format("M{},{}h1v1h-1z", x + kQuiet, y + kQuiet);
    }
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" "
      "shape-rendering=\"crispEdges\">"
      "<rect width=\"{0}\" height=\"{0}\" fill=\"#fff\"/><path d=\"{1}\"/></svg>\n",
      across, path);
}

}  // namespace parvis::ui
