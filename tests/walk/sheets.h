// Contact sheets: every screen of a language on one picture, for people to look through. Displays, sizes and looks vary from
// stop to stop, so that eight sheets show all of them.
#pragma once

#include "tests/walk/combinations.h"

namespace parvis::screens::test {

// One for each language, as <language>.png in `folder`.
void draw_sheets(const Asked& asked, const Path& folder);

}  // namespace parvis::screens::test
