// For the tests of the laboratory.
#pragma once

#include <catch2/catch.hpp>

#include "tests/fault/laboratory.h"

namespace parvis::fault {

inline void expect_nothing_wrong(std::string_view name, const MakeWork& make) {
  const Findings findings = fail_every_call(make);
  print(name, findings);
  for (const auto& wrong : findings.wrong) UNSCOPED_INFO(wrong);
  CHECK(findings.wrong.empty());
  CHECK(findings.runs > 20);
}

}  // namespace parvis::fault
