#include "kiosk/text/languages.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"
#include "tests/ui/scenes.h"

using namespace parvis;
using namespace parvis::text;

TEST_CASE("several languages speak at once, without the system's locales") {
  Languages words = support::value(scenes::languages());
  CHECK(words.translate("fr", "bar.back") == "Retour");
  CHECK(words.translate("ar", "bar.back") == "رجوع");
  CHECK(words.translate("fr", "common.page", {"1", "3"}) == "Page 1 sur 3");
  CHECK(words.missing().empty());
}

TEST_CASE("plurals follow each language's own rule") {
  Languages words = support::value(scenes::languages());
  CHECK(words.plural("fr", "test.visits", 0) == "0 visite");
  CHECK(words.plural("fr", "test.visits", 1) == "1 visite");
  CHECK(words.plural("fr", "test.visits", 2) == "2 visites");
  CHECK(words.plural("ar", "test.visits", 2) == "زيارتان");
  CHECK(words.plural("ar", "test.visits", 5) == "5 زيارات");
  CHECK(words.plural("ar", "test.visits", 38) == "38 زيارة");
  CHECK(words.missing().empty());
}

TEST_CASE("a key that a language lacks is seen on the screen and counted") {
  Languages words = support::value(scenes::languages());
  CHECK_FALSE(words.has("ar", "bar.stop"));
  CHECK(words.has("fr", "bar.stop"));
  CHECK(words.translate("ar", "bar.stop") == "⟦bar.stop⟧");
  CHECK(words.translate("xx", "bar.back") == "⟦bar.back⟧");
  CHECK(words.missing() == std::set<std::string>{"ar/bar.stop", "xx/bar.back"});
}

TEST_CASE("a catalog that is missing or damaged is refused") {
  support::TemporaryDirectory directory;
  CHECK(support::code(Languages::open(directory.path(), {"fr"})) == Errc::not_found);
  support::ok(
      write_file(directory / "fr.mo", as_bytes("not a catalog, though long enough to be one")));
  CHECK(support::code(Languages::open(directory.path(), {"fr"})) == Errc::corrupt);
}

TEST_CASE("arguments fill their slots and nothing else") {
  CHECK(fill("{1} sur {2}", {"4", "12"}) == "4 sur 12");
  CHECK(fill("{2} {1} {2}", {"a", "b"}) == "b a b");
  CHECK(fill("{3} {0} {x} {", {"a"}) == "{3} {0} {x} {");
  CHECK(fill("« {1} »", {"{2}"}) == "« {2} »");
}

TEST_CASE("words are said as a second catalog has them, with their values and plural forms") {
  Languages words = support::value(scenes::languages());
  CHECK(words.spoken("ar", "bar.back") == "رُجُوعْ");
  CHECK(words.spoken("ar", "test.visits", {}, 5) == "5 زِيَارَاتْ");
  CHECK(words.spoken("ar", "test.visits", {}, 2) == "زِيَارَتَانْ");
  CHECK_FALSE(words.spoken("ar", "bar.help").has_value());
  CHECK_FALSE(words.spoken("fr", "bar.back").has_value());
  CHECK(words.is_said_by_catalog("ar"));
  CHECK_FALSE(words.is_said_by_catalog("fr"));
  CHECK(words.missing().empty());
}
