// An intent in a line, for comparing and for messages: its place in the variant and what it carries.
#pragma once

#include <fmt/format.h>

#include "tests/walk/walk.h"

namespace parvis::screens::test {

template <class Intent>
std::string describe(const Intent& intent) {
  auto said = fmt::format("{}", intent.index());
  std::visit(
      [&said](const auto& one) {
        if constexpr (requires { one.code.size(); }) said += " " + one.code;
        if constexpr (requires { one.key.size(); }) said += " " + one.key;
        if constexpr (requires { one.text.size(); }) said += " " + one.text;
        if constexpr (requires { one.vote; })
          said += fmt::format(" {}", static_cast<int>(one.vote));
        if constexpr (requires { one.index; }) said += fmt::format(" {}", one.index);
        if constexpr (requires { one.digit; }) said += fmt::format(" {}", one.digit);
        if constexpr (requires { one.panel; })
          said += fmt::format(" {}", static_cast<int>(one.panel));
        if constexpr (requires { one.helper; })
          said += fmt::format(" {}", static_cast<int>(one.helper));
        if constexpr (requires { one.under_fifteen; })
          said += fmt::format(" {}", one.under_fifteen);
        if constexpr (requires { one.display.text_size; }) {
          said += fmt::format(
              " {} {} {} {}", one.display.text_size, static_cast<int>(one.display.contrast),
              static_cast<int>(one.display.hand), static_cast<int>(one.display.motion));
        }
      },
      intent);
  return said;
}

// "" when nothing was answered.
inline std::string describe(const Answer& answer) {
  if (answer.resident) return "resident " + describe(*answer.resident);
  if (answer.mediator) return "mediator " + describe(*answer.mediator);
  return {};
}

}  // namespace parvis::screens::test
