// What a network, a portal, a proxy or a hub that is not ours can answer, each with a name: the rows of the table in
// table_test.cc. Those that need the hub's keys or an earlier receipt are in log_test.cc.
#pragma once

#include <string>
#include <vector>

#include "tests/network/peer.h"

namespace parvis::network {

struct Row {
  std::string name;
  Misbehaviour how;
};
// For every kind of request.
[[nodiscard]] const std::vector<Row>& table();

// "HTTP/1.1 200 OK" with headers and body.
[[nodiscard]] std::string answer_of(unsigned status, std::string_view headers,
                                    std::string_view body);

}  // namespace parvis::network
