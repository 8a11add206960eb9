#include "kiosk/ui/node.h"

#include <algorithm>

namespace parvis::ui {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::button:
      return "button";
    case Role::toggle:
      return "toggle";
    case Role::choice:
      return "choice";
    case Role::link:
      return "link";
    case Role::key:
      return "key";
    case Role::field:
      return "field";
    case Role::text:
      return "text";
    case Role::title:
      return "title";
    case Role::picture:
      return "picture";
    case Role::progress:
      return "progress";
    case Role::surface:
      return "surface";
    case Role::tag:
      return "tag";
    case Role::announcement:
      return "announcement";
  }
  return "text";
}

bool Node::is_target() const { return role <= Role::field; }

const Node* find_node(const std::vector<Node>& nodes, std::string_view id) {
  const auto found = std::ranges::find(nodes, id, &Node::id);
  return found == nodes.end() ? nullptr : &*found;
}

}  // namespace parvis::ui
