// How every program of ours ends, so that scripts can tell what to do:
//
//   0  done
//   1  refused: the input, a signature, a PIN or a state stands against it; a person has to decide
//   2  usage: the words of the command or a configuration are wrong
//   3  could not: disk, network, permissions, a missing file; mend that and run the same command again
#pragma once

#include "hardware/platform/result.h"

namespace parvis {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitCannot = 3;

[[nodiscard]] inline int exit_code(Errc code) {
  switch (code) {
    case Errc::not_found:
    case Errc::busy:
    case Errc::offline:
    case Errc::timeout:
    case Errc::no_space:
    case Errc::io:
    case Errc::internal:
      return kExitCannot;
    default:
      return kExitRefused;
  }
}

}  // namespace parvis
