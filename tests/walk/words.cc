#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "tests/walk/checks.h"

namespace parvis::screens::test {
namespace {

// Whether there is a letter or a digit of any script in it.
bool can_be_said(std::string_view words) {
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(words.data(), static_cast<std::int32_t>(words.size())));
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    if (u_isalnum(text.char32At(at)) != 0) return true;
  }
  return false;
}

// "bar.where.sub": a key that no one has translated, or an id that was taken for words.
bool looks_like_a_key(std::string_view words) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  };
  const auto dot = words.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < words.size() &&
         std::ranges::all_of(words, allowed);
}

bool has_slot(std::string_view words) {
  const auto at = words.find('{');
  return at != std::string_view::npos && at + 2 < words.size() && words[at + 2] == '}';
}

// What speech would read of a node: a ground under others is not.
bool is_read(const ui::Node& node) { return node.role != ui::Role::surface; }

// Languages that happen to write a word as French does, and what the walk itself puts on the mediator's screens.
struct Same {
  std::string_view language;  // "" for all
  std::string_view words;
};
constexpr std::array kSame{Same{"", "Parvis"},
                           Same{"", "Mulhouse Solidaire"},
                           Same{"", "Amina"},
                           Same{"", "borne-01"},
                           Same{"", "samedi 21 novembre 2026"},
                           Same{"it", "Normale"},
                           Same{"it", "Grande"},
                           Same{"", "Volume"},
                           Same{"pt", "Grande"}};

// The languages' own names, letters of keys, what somebody wrote, and names of places.
constexpr std::array<std::string_view, 7> kOwnWords{
    "language.", "key.", "idea.text", "idea.field", "card.text", "place.", "about.place."};

bool may_be_the_same(const Seen& seen, const ui::Node& node) {
  if (std::ranges::any_of(kOwnWords,
                          [&](std::string_view start) { return node.id.starts_with(start); })) {
    return true;
  }
  if (node.label.starts_with("Exemple")) return true;  // a place's name
  return std::ranges::any_of(kSame, [&](const Same& same) {
    return (same.language.empty() || same.language == seen.language) && node.label == same.words;
  });
}

// A dash between two buttons says that nothing was counted yet; the title over it asks for the number.
bool is_empty_count(const ui::Node& node) { return node.id == "count.head"; }

}  // namespace

void check_spoken(const Seen& seen, Findings& found) {
  const auto report = [&](const char* rule, const ui::Node& node) {
    found.push_back({rule, seen.where,
                     fmt::format("{} ({}) \"{}\" value \"{}\"", node.id, to_string(node.role),
                                 node.label, node.value)});
  };
  for (const auto& node : seen.nodes) {
    if (!is_read(node)) continue;
    const std::string said = node.label + " " + node.value;
    if (node.label.empty() && node.value.empty()) {
      report("nothing to say", node);
    } else if (!can_be_said(said) && node.role != ui::Role::key && !is_empty_count(node)) {
      report("a sign instead of words", node);
    }
    if (said.find("⟦") != std::string::npos || looks_like_a_key(node.label)) {
      report("a key instead of words", node);
    }
    if (has_slot(said)) report("a slot that nothing fills", node);
  }
}

void check_translated(const Seen& seen, const Seen& french, Findings& found) {
  for (const auto& node : seen.nodes) {
    const ui::Node* original = ui::find_node(french.nodes, node.id);
    if (original == nullptr || original->label != node.label || node.label.empty()) continue;
    const bool has_words =
        std::ranges::any_of(node.label, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!has_words || may_be_the_same(seen, node)) continue;
    found.push_back(
        {"the same words as in French", seen.where, fmt::format("{} \"{}\"", node.id, node.label)});
  }
}

}  // namespace parvis::screens::test
