#include "kiosk/ui/reading.h"

#include <algorithm>

namespace parvis::ui {
namespace {

constexpr std::string_view kCode = "thanks.code";

bool is_choice(const Node& node) { return node.is_target() && node.role != Role::field; }
bool in_bar(const Node& node) { return node.id.starts_with("bar."); }

// Some words of a node with the way they are said, "" where writing says it all.
struct Said {
  std::string shown, spoken;
};

Sentence sentence(const Node& node, const Said& said, const Listener& listener) {
  Sentence made{node.id, said.shown, said.spoken,
                node.language.empty() ? listener.language : node.language, node.telling};
  if (said.spoken.empty() && listener.words.is_said_by_catalog(made.language))
    made.source = Source::recording_only;
  return made;
}

// The words of `key` around a node's label: "D’accord, choisi".
Sentence framed(const std::string& key, const Node& node, const Said& said,
                const Listener& listener) {
  Said whole;
  whole.shown = listener.words.translate(listener.language, key, {said.shown});
  if (const auto spoken = listener.words.spoken(listener.language, key, {said.spoken});
      spoken && !said.spoken.empty()) {
    whole.spoken = *spoken;
  }
  return sentence(node, whole, listener);
}

void add(Sentences& to, Sentence more) {
  if (!more.text.empty()) to.push_back(std::move(more));
}

// A code is spelled, character by character.
void add_code(Sentences& to, const Node& node, const Listener& listener) {
  add(to, sentence(node, {node.label, node.spoken}, listener));
  for (std::size_t i = 0; i < node.value.size(); ++i) {
    const text::Arguments at{std::to_string(i + 1), node.value.substr(i, 1)};
    Said said{listener.words.translate(listener.language, "a11y.code", at), {}};
    said.spoken = listener.words.spoken(listener.language, "a11y.code", at).value_or("");
    add(to, sentence(node, said, listener));
  }
}

// A field tells what is given and what was typed.
void add_value(Sentences& to, const Node& node, const Listener& listener) {
  if (node.role == Role::field) {
    const std::string written = node.label.empty() ? node.value : node.label + " " + node.value;
    add(to, framed("a11y.idea", node, {written, {}}, listener));
  } else if (node.role == Role::text && !node.value.empty()) {
    add_code(to, node, listener);
  } else if (node.role != Role::progress) {
    add(to, sentence(node, {node.label, node.spoken}, listener));
  }
}

void add_label(Sentences& to, const Node& node, const Listener& listener) {
  const Said label{node.label, node.spoken};
  if (node.chosen && listener.ears == Ears::headphones) {
    add(to, framed("a11y.chosen", node, label, listener));
    to.back().telling = Telling::confidential;
  } else {
    add(to, sentence(node, label, listener));
  }
  add(to, sentence(node, {node.description, node.spoken_description}, listener));
}

void add_node(Sentences& to, const Node& node, const Listener& listener) {
  if (is_choice(node)) {
    add_label(to, node, listener);
  } else {
    add_value(to, node, listener);
  }
}

// What belongs to the screen itself, in reading order.
bool is_said_on_arrival(const Node& node) {
  if (node.backdrop || in_bar(node) || node.role == Role::key || node.role == Role::surface)
    return false;
  return node.enabled && node.role != Role::progress;
}

// With a loudspeaker the confidential sentences go, and one remark stands for them.
Sentences for_ears(Sentences all, const Listener& listener) {
  if (listener.ears == Ears::headphones) return all;
  const bool has_code = std::ranges::find(all, kCode, &Sentence::id) != all.end();
  const auto removed =
      std::erase_if(all, [](const Sentence& one) { return one.telling == Telling::confidential; });
  const auto* key = has_code ? "a11y.code.private" : "a11y.private";
  if (removed > 0) all.push_back(remark(key, Telling::open, listener));
  return all;
}

}  // namespace

Sentence remark(const std::string& key, Telling telling, const Listener& listener) {
  Node node;
  node.telling = telling;
  const auto spoken = listener.words.spoken(listener.language, key);
  Sentence made = sentence(
      node, {listener.words.translate(listener.language, key), spoken.value_or("")}, listener);
  made.id = key;
  return made;
}

Sentences read_screen(const std::vector<Node>& nodes, const Listener& listener) {
  Sentences all;
  for (const Node& node : nodes) {
    if (is_said_on_arrival(node)) add_node(all, node, listener);
  }
  return for_ears(std::move(all), listener);
}

Sentences read_arrival(const std::vector<Node>& nodes, const Listener& listener) {
  Sentences all;
  for (const Node& node : nodes) {
    if (is_said_on_arrival(node) && node.telling != Telling::quiet) add_node(all, node, listener);
  }
  return for_ears(std::move(all), listener);
}

Sentences read_node(const Node& node, const Listener& listener) {
  Sentences all;
  const Said label{node.label, node.spoken};
  if (!node.enabled) {
    add(all, framed("a11y.unavailable", node, label, listener));
  } else if (node.role == Role::key) {
    add(all, sentence(node, label, listener));  // a letter tells what is being typed
    for (Sentence& key : all) key.telling = Telling::confidential;
  } else if (node.role == Role::toggle && !node.chosen && listener.ears == Ears::headphones) {
    add(all, framed("a11y.notchosen", node, label, listener));
    all.back().telling = Telling::confidential;
  } else {
    add_node(all, node, listener);
  }
  return for_ears(std::move(all), listener);
}

}  // namespace parvis::ui
