// What is said of a screen: in order, in its language, and nothing to a loudspeaker that others must not hear.
#include "kiosk/ui/reading.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/ui/scenes.h"

using namespace parvis;
using namespace parvis::ui;

namespace {

Node node(const std::string& id, Role role, const std::string& label) {
  Node made;
  made.id = id;
  made.role = role;
  made.label = label;
  return made;
}

// A card after its vote, as card.cc makes it.
std::vector<Node> voted_card() {
  std::vector<Node> nodes{node("bar.back", Role::button, "Retour"),
                          node("progress", Role::progress, "stones"),
                          node("card", Role::surface, ""),
                          node("card.text", Role::text, "Il faut plus de bancs."),
                          node("card.vote", Role::tag, "D’accord"),
                          node("qualification.likeIt", Role::toggle, "Coup de cœur"),
                          node("card.next", Role::button, "Suivant")};
  nodes[4].telling = nodes[5].telling = Telling::confidential;
  nodes[5].chosen = true;
  return nodes;
}

std::vector<std::string> texts(const Sentences& all) {
  std::vector<std::string> made;
  for (const Sentence& one : all) made.push_back(one.text);
  return made;
}

const Sentence* find(const Sentences& all, const std::string& id) {
  const auto found = std::ranges::find(all, id, &Sentence::id);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a screen is read in its order, without the bar") {
  text::Languages words = support::value(scenes::languages());
  const auto all = read_screen(voted_card(), {words, "fr", Ears::headphones});
  CHECK(texts(all) == std::vector<std::string>{"Il faut plus de bancs.", "D’accord",
                                               "Coup de cœur, choisi", "Suivant"});
  CHECK(find(all, "card.vote")->telling == Telling::confidential);
  CHECK(find(all, "qualification.likeIt")->telling == Telling::confidential);
  CHECK(find(all, "card.text")->telling == Telling::open);
}

TEST_CASE("a loudspeaker never says a vote, nor what follows from it") {
  text::Languages words = support::value(scenes::languages());
  const Listener listener{words, "fr", Ears::loudspeaker};
  const auto all = read_screen(voted_card(), listener);
  CHECK(find(all, "card.vote") == nullptr);
  CHECK(find(all, "qualification.likeIt") == nullptr);
  CHECK(all.back().id == "a11y.private");  // and says how it can be heard
  const auto alone = read_node(voted_card()[5], listener);
  REQUIRE(alone.size() == 1);
  CHECK(alone.front().id == "a11y.private");
}

TEST_CASE("keys are for headphones: they spell what is typed") {
  text::Languages words = support::value(scenes::languages());
  const Node key = node("key.a", Role::key, "a");
  CHECK(texts(read_node(key, {words, "fr", Ears::headphones})) == std::vector<std::string>{"a"});
  CHECK(read_node(key, {words, "fr", Ears::loudspeaker}).front().id == "a11y.private");
}

TEST_CASE("what changes all the time is said only to whoever asks") {
  text::Languages words = support::value(scenes::languages());
  std::vector<Node> nodes{node("title", Role::title, "Écrivez"),
                          node("count", Role::text, "3/140")};
  nodes[1].telling = Telling::quiet;
  const Listener listener{words, "fr", Ears::loudspeaker};
  CHECK(read_arrival(nodes, listener).size() == 1);
  CHECK(read_screen(nodes, listener).size() == 2);
}

TEST_CASE("a control that can't be used is passed over, and says so under the focus") {
  text::Languages words = support::value(scenes::languages());
  Node off = node("a", Role::button, "Voter");
  off.enabled = false;
  const Listener listener{words, "fr", Ears::loudspeaker};
  CHECK(read_screen({off}, listener).empty());
  CHECK(read_node(off, listener).front().text == "Voter, pas disponible");
}

TEST_CASE("words in another language are said in that language") {
  text::Languages words = support::value(scenes::languages());
  Node tile = node("language.ar", Role::choice, "العربية");
  tile.language = "ar";
  tile.description = "مرحبا";
  const auto all = read_screen({tile}, {words, "fr", Ears::loudspeaker});
  REQUIRE(all.size() == 2);
  CHECK(all[0].language == "ar");
  CHECK(all[1].language == "ar");
}

TEST_CASE("where writing leaves out the vowels, only what the catalog knows is left to the voice") {
  text::Languages words = support::value(scenes::languages());
  Node known = node("a", Role::button, "رجوع");
  known.spoken = "رُجُوعْ";
  const Node unknown = node("card.text", Role::text, "يجب توفير المزيد من المقاعد.");
  const Listener listener{words, "ar", Ears::headphones};
  const auto all = read_screen({known, unknown}, listener);
  REQUIRE(all.size() == 2);
  CHECK(all[0].source == Source::any);
  CHECK(all[0].text == "رجوع");
  CHECK(all[0].spoken == "رُجُوعْ");
  CHECK(all[1].source == Source::recording_only);
}
