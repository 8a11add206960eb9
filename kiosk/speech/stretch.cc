#include "kiosk/speech/stretch.h"

#include <algorithm>
#include <cmath>

#include "kiosk/speech/sound_queue.h"

namespace parvis::speech {
namespace {

constexpr std::size_t kPiece = kSampleRate * 15 / 1000;
constexpr std::size_t kSearch = kSampleRate * 10 / 1000;
// First a coarse look, then a fine one around its best place.
constexpr std::size_t kCoarse = 8;
constexpr std::size_t kFine = 2;

}  // namespace

double Stretch::likeness(std::size_t candidate, std::size_t step) const {
  double product = 0;
  double energy = 1;
  for (std::size_t i = 0; i < kPiece; i += step) {
    const double there = waiting_[candidate + i];
    product += there * static_cast<double>(waiting_[natural_ + i]);
    energy += there * there;
  }
  return product / std::sqrt(energy);
}

std::size_t Stretch::best_near(std::size_t wanted) const {
  const auto best_of = [&](std::size_t from, std::size_t to, std::size_t step) {
    std::size_t best = from;
    double most = likeness(from, step);
    for (std::size_t at = from + step; at <= to; at += step) {
      if (const double now = likeness(at, step); now > most) {
        most = now;
        best = at;
      }
    }
    return best;
  };
  const std::size_t from = wanted < kSearch ? 0 : wanted - kSearch;
  const std::size_t to = wanted + kSearch;
  const std::size_t near = best_of(from, to, kCoarse);
  return best_of(near < from + kCoarse ? from : near - kCoarse, std::min(near + kCoarse, to),
                 kFine);
}

void Stretch::make(Samples& out) {
  for (;;) {
    const auto wanted = static_cast<std::size_t>(wanted_);
    if (std::max(wanted + kSearch, natural_) + kPiece > waiting_.size()) break;
    const std::size_t best = best_near(wanted);
    for (std::size_t i = 0; i < kPiece; ++i) {
      const float in = static_cast<float>(i) / static_cast<float>(kPiece);
      const float mixed = (1 - in) * static_cast<float>(waiting_[natural_ + i]) +
                          in * static_cast<float>(waiting_[best + i]);
      out.push_back(static_cast<Sample>(std::lround(mixed)));
    }
    natural_ = best + kPiece;
    wanted_ += static_cast<double>(kPiece) * speed_;
  }
  // Nothing before the next search is needed again.
  const auto wanted = static_cast<std::size_t>(wanted_);
  const std::size_t done =
      std::min({wanted < kSearch ? 0 : wanted - kSearch, natural_, waiting_.size()});
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  wanted_ -= static_cast<double>(done);
  natural_ -= done;
}

void Stretch::push(std::span<const Sample> in, Samples& out) {
  if (speed_ == 1) {
    out.insert(out.end(), in.begin(), in.end());
    return;
  }
  waiting_.insert(waiting_.end(), in.begin(), in.end());
  make(out);
}

void Stretch::finish(Samples& out) {
  if (speed_ == 1) return;
  const Samples silence(kPiece + kSearch);
  push(silence, out);
}

}  // namespace parvis::speech
