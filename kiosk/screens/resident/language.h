// Equal tiles, each language in its own script with a greeting. No flags: a language is not a country.
#pragma once

#include <vector>

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

struct LanguageTile {
  std::string code;
  std::string name;      // in its own language
  std::string greeting;  // the same
  std::string spoken_name = {},
              spoken_greeting = {};  // as a voice says them; "": as they are written
  text::Script script = text::Script::latin;
  std::string
      remark;  // "Traduction à relire", in its own language; "" when there is nothing to say
};

// Both the first screen of a visit and the panel of the bar.
[[nodiscard]] Intent draw_language(const View& view, ui::Canvas& canvas,
                                   const std::vector<LanguageTile>& languages);

}  // namespace parvis::screens
