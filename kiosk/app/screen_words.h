// What the screens say beside the flows' views: the languages to choose from, the places, who is asked for help.
//
// Threads: the main thread.
#pragma once

#include <vector>

#include "hardware/platform/clock.h"
#include "kiosk/flow/resident_flow.h"
#include "kiosk/screens/mediator/mediator_screens.h"
#include "kiosk/screens/resident/resident_screens.h"
#include "kiosk/text/languages.h"

namespace parvis::app {

// The pack's languages that the program has words for, in the pack's order.
[[nodiscard]] std::vector<screens::LanguageTile> language_tiles(
    const consultation::Consultation& asked, text::Languages& languages);

// In `language`. `kiosk` is the kiosk's name.
[[nodiscard]] screens::MediatorWords mediator_words(const flow::Content& content,
                                                    const std::string& kiosk,
                                                    const std::string& language, UtcTime now,
                                                    text::Languages& languages);

}  // namespace parvis::app
