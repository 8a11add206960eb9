// The semantic tree: what stands on the screen, for those who can't look at it. Each widget adds a
// node as it draws. Tests and the driver tap by id, focus walks along it, speech reads it, and the
// walk over every screen checks that texts lie inside their rectangles.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/ui/geometry.h"

namespace parvis::ui {

enum class Role {
  button,
  toggle,
  choice,
  link,
  key,
  field,
  text,
  title,
  picture,
  progress,
  surface,
  tag
};
[[nodiscard]] std::string_view to_string(Role role);

struct Node {
  std::string id;  // stable and unique on its screen: "vote.agree", "bar.back", "key.é"
  Role role = Role::text;
  std::string label;  // as read on the screen
  std::string value;  // a field's text, a stepper's number, "5/12"; empty otherwise
  bool enabled = true;
  bool chosen = false;
  bool focused = false;
  bool pressed = false;
  bool by_keys = true;  // false: Tab passes over it, since a button that stands on it means the same
  Box box;                 // mm, from the LEFT top corner: as seen, mirroring done
  PixelBox pixels;         // the same in pixels
  Box text;                // mm; what the label's letters take; w = 0 when there are none
  bool overflows = false;  // the text doesn't fit its rectangle, or a word was broken
  int missing_glyphs = 0;

  // Whether a finger can do something with it.
  [[nodiscard]] bool is_target() const;
};

[[nodiscard]] const Node* find_node(const std::vector<Node>& nodes, std::string_view id);

}  // namespace parvis::ui
