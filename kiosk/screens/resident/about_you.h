// Two questions, last, each with its reason and a way not to answer that weighs as much as any answer.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

// The key of the words of an age class ("25-39").
[[nodiscard]] std::string_view age_words(std::string_view key);

[[nodiscard]] Intent draw_age(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_neighbourhood(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
