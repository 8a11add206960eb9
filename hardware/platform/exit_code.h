// How every program of ours ends, so that scripts can tell what to do:
//
//   0   done
//   1   refused: the input, a signature, a PIN or a state stands against it; a person has to decide
//   2   usage: the words of the command or a configuration are wrong
//   3   this machine: the disk is full or fails; mend that and run the same command again
//   4   not now: no network, another program is writing; the same command later may do
//   5   written by a newer Parvis: update this program
//   70  a mistake of ours
#pragma once

#include "hardware/platform/result.h"

namespace parvis {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitCannot = 3;
inline constexpr int kExitLater = 4;
inline constexpr int kExitOutdated = 5;
inline constexpr int kExitBug = 70;

// Which of them an Error ends in.
[[nodiscard]] inline int exit_code(Errc code) {
  switch (code) {
    case Errc::invalid:
    case Errc::not_found:
    case Errc::conflict:
    case Errc::corrupt:
    case Errc::forged:
    case Errc::denied:
      return kExitRefused;
    case Errc::no_space:
    case Errc::io:
      return kExitCannot;
    case Errc::busy:
    case Errc::offline:
    case Errc::timeout:
      return kExitLater;
    case Errc::unsupported_version:
      return kExitOutdated;
    case Errc::internal:
      return kExitBug;
  }
  return kExitBug;
}

}  // namespace parvis
