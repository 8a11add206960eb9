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
  tag,
  announcement  // heard, not seen
};
[[nodiscard]] std::string_view to_string(Role role);

// Who may hear it.
enum class Telling {
  open,          // anyone
  confidential,  // what one has said oneself: headphones alone
  quiet,         // anyone who asks; not by itself, since it changes all the time: counters
};

struct Node {
  std::string id;  // stable and unique on its screen: "vote.agree", "bar.back", "key.é"
  Role role = Role::text;
  std::string label;        // as read on the screen
  std::string value;        // a field's text, a stepper's number, "5/12"; empty otherwise
  std::string description;  // a button's second line
  std::string spoken;       // the label as a voice is to say it, where the screen has it otherwise
  std::string spoken_description;
  std::string language;  // of its words when it isn't the screen's
  Telling telling = Telling::open;
  bool backdrop = false;  // a surface behind other targets: the focus passes it by
  bool enabled = true;
  bool chosen = false;
  bool focused = false;
  bool pressed = false;
  Box box;                 // mm, from the LEFT top corner: as seen, mirroring done
  PixelBox pixels;         // the same in pixels
  Box text;                // mm; what the label's letters take; w = 0 when there are none
  double capital = 0;      // mm; of the smallest letters in it; 0 when there are none
  bool overflows = false;  // the text doesn't fit its rectangle, or a word was broken
  int missing_glyphs = 0;

  // Whether a finger can do something with it.
  [[nodiscard]] bool is_target() const;
};

[[nodiscard]] const Node* find_node(const std::vector<Node>& nodes, std::string_view id);

}  // namespace parvis::ui
