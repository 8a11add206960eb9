#include "sync/consultation/hints.h"

#include <catch2/catch.hpp>

namespace parvis::consultation {
namespace {

using Hints = std::vector<Hint>;

Hints french(std::string_view text) { return hints(text, "Il faut"); }

TEST_CASE("a plain idea gets no remark") {
  CHECK(french("Il faut garder un guichet avec une vraie personne pour chaque démarche.").empty());
  CHECK(french("Il faut que le bus 12 passe avant 6 h 30, et plus souvent en 2022.").empty());
  CHECK(french("Il faut plus de bancs, d’arbres et de fontaines à l’ombre !").empty());
  CHECK(hints("Bence parklar gece de açık olmalı", "").empty());
}

TEST_CASE("several sentences, a semicolon or a second prefix are several ideas") {
  CHECK(french("Il faut plus de bancs. Et aussi des arbres partout.") == Hints{Hint::several});
  CHECK(french("Il faut plus de bancs ; planter des arbres partout") == Hints{Hint::several});
  CHECK(french("Il faut plus de bancs et il faut des arbres") == Hints{Hint::several});
}

TEST_CASE("telephone numbers and e-mail addresses are seen, years and amounts are not") {
  CHECK(french("Il faut appeler le 03 89 32 58 58 avant midi") == Hints{Hint::contact});
  CHECK(french("Il faut appeler le +33389325858 avant midi") == Hints{Hint::contact});
  CHECK(french("Il faut appeler le 03.89.32.58.58") == Hints{Hint::contact});
  CHECK(french("Il faut écrire à jean.dupont@exemple.fr") == Hints{Hint::contact});
  CHECK(french("Il faut 20 000 arbres de 2022 à 2026").empty());
  CHECK(french("Il faut se retrouver @ la mairie").empty());
}

TEST_CASE("capitals count after the prefix, and an acronym is none") {
  CHECK(french("Il faut PLUS DE BANCS PARTOUT") == Hints{Hint::capitals});
  CHECK(french("IL FAUT PLUS DE BANCS PARTOUT") == Hints{Hint::capitals});
  CHECK(french("Il faut ÉLARGIR LES TROTTOIRS") == Hints{Hint::capitals});
  CHECK(french("Il faut la CAF et la CPAM").empty());
  CHECK(hints("يجب زراعة الأشجار في كل مكان", "يجب").empty());  // a script without case
}

TEST_CASE("a prefix typed twice and a web address are seen") {
  CHECK(french("Il faut il faut plus de bancs") == Hints{Hint::prefix});
  CHECK(french("Il faut lire www.exemple.fr avant") == Hints{Hint::link});
  CHECK(french("Il faut lire HTTPS://exemple.fr/page") == Hints{Hint::link});
  CHECK(key_of(Hint::link) == "link");
}

}  // namespace
}  // namespace parvis::consultation
