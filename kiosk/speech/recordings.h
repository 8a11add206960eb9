// Sentences that a person has spoken: Ogg Opus files, found by what they say, so that nobody keeps a list.
//
//   <directory>/<language>/<recording_name(text)>.opus        recordings/fr/7d3f1c0a55e2b894.opus
//
// Threads: any.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/bytes.h"
#include "hardware/platform/files.h"
#include "kiosk/speech/sound.h"

namespace parvis::speech {

// The text's 64-bit FNV-1a over its UTF-8 (draft-eastlake-fnv, in the normal form C that all our texts are in), as 16 hexadecimal
// digits. It is a name and keeps nothing secret.
[[nodiscard]] std::string recording_name(std::string_view text);

// The first directory's recording of `text`. A file that can't be read, or is larger than any sentence, counts as none.
[[nodiscard]] std::optional<Bytes> find_recording(const std::vector<Path>& directories,
                                                  std::string_view language, std::string_view name);

// Decodes, stretches to `speed` and hands on part by part. Stops when `hear` says anything but `said`. broken: damaged, cut, or not Ogg
// Opus at all.
[[nodiscard]] Outcome play_recording(ByteView opus, double speed,
                                     const std::function<Outcome(std::span<const Sample>)>& hear);

}  // namespace parvis::speech
