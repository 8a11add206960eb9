// What the mediator reads once a session is closed: where the visits are, and what is to be done, said of the true cause.
#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/walk/walk.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

// Labels of a node, by the stops of the closed session, on one display.
std::map<std::string, std::string> labels(const std::string& display,
                                          std::initializer_list<const char*> ids) {
  const auto asked = shipped_consultation();
  Walker walker(support::value(ui::find_display(display)), ui::Drawing::none, asked);
  std::map<std::string, std::string> found;
  for (const auto& stop : walk(asked, "fr")) {
    if (!stop.name.starts_with("mediator-safe")) continue;
    walker.show(stop, "fr");
    for (const char* id : ids) {
      const auto* node = walker.stage().node(id);
      if (node != nullptr) found[stop.name] += node->label;
    }
  }
  return found;
}

}  // namespace

TEST_CASE("visits that were purged are not counted under 'on the kiosk'") {
  for (const auto* display : {"7", "10"}) {
    const auto kiosk = labels(display, {"safe.kiosk"});
    CHECK(kiosk.at("mediator-safe-all") == "38");
    CHECK(kiosk.at("mediator-safe-purged") == "9");
    CHECK(labels(display, {"safe.received"}).at("mediator-safe-purged") == "38");
  }
}

TEST_CASE("a damaged session is named although every other visit has arrived") {
  for (const auto* display : {"7", "10"}) {
    const auto said = labels(display, {"safe.words", "where.sub"});
    CHECK(said.at("mediator-safe-damaged").find("abîmée") != std::string::npos);
    CHECK(said.at("mediator-safe-damaged").find("03\u00a053") != std::string::npos);
    CHECK(said.at("mediator-safe-all").find("abîmée") == std::string::npos);
  }
}

TEST_CASE(
    "each trouble has a sentence of its own, and where someone has to be called, the number") {
  for (const auto* display : {"7", "10"}) {
    const auto said = labels(display, {"safe.words", "where.sub", "safe.stick.words"});
    std::set<std::string> sentences;
    std::size_t stops = 0;
    for (const auto& [stop, words] : said) {
      const bool network = stop.starts_with("mediator-safe-network-");
      if (!network && !stop.starts_with("mediator-safe-stick-")) continue;
      INFO(stop << " on " << display << ": " << words);
      ++stops;
      // A copied kiosk is one cause, whichever road shows it.
      if (stop != "mediator-safe-stick-conflict") CHECK(sentences.insert(words).second);
      const bool called = stop.ends_with("stranger") || stop.ends_with("refused") ||
                          stop.ends_with("blocked") || stop.ends_with("conflict") ||
                          stop.ends_with("altered") || stop.ends_with("mount");
      CHECK((words.find("03\u00a053") != std::string::npos) == called);
      CHECK((words.find("bloqu") != std::string::npos) == stop.ends_with("blocked"));
      CHECK((words.find("page web") != std::string::npos) == stop.ends_with("portal"));
    }
    CHECK(stops == 15);
  }
}
