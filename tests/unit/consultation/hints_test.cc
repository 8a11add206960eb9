#include "sync/consultation/hints.h"

#include <catch2/catch.hpp>

namespace parvis::consultation {
namespace {

using Hints = std::vector<Hint>;

const HintLists kFrench{WordList("connard\nsale type # two words\n# a remark\nBÂTARD", "fr"),
                        WordList("Fatima\nPierre", "fr")};
const HintLists kNone;

Hints french(std::string_view text) { return hints(text, {"Il faut", "fr", kFrench}); }
// Without lists or prefix.
Hints plain(std::string_view language, std::string_view text) {
  return hints(text, {"", language, kNone});
}

TEST_CASE("a plain idea gets no remark") {
  CHECK(french("Il faut garder un guichet avec une vraie personne pour chaque démarche.").empty());
  CHECK(french("Il faut que le bus 12 passe avant 6 h 30, et plus souvent en 2022.").empty());
  CHECK(french("Il faut plus de bancs, d’arbres et de fontaines à l’ombre !").empty());
  CHECK(plain("tr", "Bence parklar gece de açık olmalı").empty());
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

TEST_CASE("spaced out or spelt out, a number and an address are still seen") {
  for (const auto* text :
       {"Il faut appeler le 06 12 34 56 78", "Il faut appeler le +33 6.12.34.56.78",
        "Il faut appeler le +33 (0)6 12 34 56 78", "Il faut appeler le 06 - 12 - 34 - 56 - 78",
        "Il faut appeler le 0 6 1 2 3 4 5 6 7 8", "Il faut appeler le 06/12/34/56/78",
        "Il faut appeler le ٠٦ ١٢ ٣٤ ٥٦ ٧٨", "Il faut écrire à jean @ exemple.fr",
        "Il faut écrire à jean.dupont arobase exemple point fr",
        "Il faut écrire à jean (at) exemple.fr"}) {
    INFO(text);
    CHECK(french(text) == Hints{Hint::contact});
  }
  CHECK(plain("pt", "escrever para joana arroba exemplo ponto pt") == Hints{Hint::contact});
  CHECK(french("Il faut ouvrir de 8 h à 12 h et de 14 h à 18 h 30").empty());
}

TEST_CASE("a title before a name is a person, an office is none") {
  CHECK(french("Il faut que Madame Keller parte") == Hints{Hint::name});
  CHECK(french("Il faut écouter M. Keller et les autres") == Hints{Hint::name});
  CHECK(french("Il faut écouter Mme Öztürk") == Hints{Hint::name});
  CHECK(french("Il faut que Madame la maire vienne").empty());
  CHECK(french("Il faut aider chaque madame et chaque monsieur").empty());
  CHECK(plain("de", "Wir sollten auf Frau Keller hören") == Hints{Hint::name});
  CHECK(plain("de", "Es braucht Hilfe, damit jede Frau Arbeit findet").empty());
  CHECK(plain("en", "We should listen to Mrs. Keller") == Hints{Hint::name});
  CHECK(plain("tr", "Bence Keller Bey dinlenmeli") == Hints{Hint::name});
  CHECK(plain("it", "Bisogna ascoltare il signor Rossi") == Hints{Hint::name});
  CHECK(plain("pt", "É preciso ouvir o Sr. Silva") == Hints{Hint::name});
  CHECK(plain("ar", "يجب أن نسمع السيدة سلمى") == Hints{Hint::name});
  CHECK(plain("ar", "يجب أن يسمعنا السيد الرئيس").empty());
}

TEST_CASE("two capitalised words in a row are a person, but for German nouns and places") {
  CHECK(french("Il faut remercier Jeanne Martin pour tout") == Hints{Hint::name});
  CHECK(plain("gsw", "Mer sott meh Bänk Platz gä").empty());
  CHECK(plain("de", "Es braucht mehr Bänke Plätze Bäume").empty());
  CHECK(french("Il faut des bancs rue Jean Jaurès").empty());
  CHECK(french("Il faut refaire la place de la Réunion").empty());
  CHECK(french("Il faut un guichet à la CAF et à Mulhouse").empty());
  CHECK(plain("en", "More benches in Victor Hugo Street").empty());
}

TEST_CASE("a first name of the list counts with a capital, and not where every word has one") {
  CHECK(french("Il faut remercier Fatima pour tout") == Hints{Hint::name});
  CHECK(french("Il faut une allée de pierre").empty());
  CHECK(hints("Fatima devrait venir ici", {"", "fr", kFrench}).empty());
  CHECK(french("Il faut des bancs avenue Pierre").empty());
}

TEST_CASE("a word of the list is found whole, in any case, composed or not, and nothing else is") {
  CHECK(french("Il faut chasser ce connard du quartier") == Hints{Hint::insult});
  CHECK(french("Il faut chasser ces CONNARD") == Hints{Hint::insult});
  CHECK(french("Il faut chasser ce bâtard") == Hints{Hint::insult});
  CHECK(WordList("b\u0061\u0302tard", "fr").is_in(words_of("ce bâtard", "fr")));
  CHECK(french("Il faut chasser ce sale type d’ici") == Hints{Hint::insult});
  CHECK(french("Il faut que le sale et le type changent").empty());
  CHECK(french("Il faut dire connardise").empty());
  CHECK(french("Il faut bannir un remark").empty());
  const HintLists arabic{WordList("أحمق", "ar"), {}};
  CHECK(hints("هذا أَحْمَقُ", {"", "ar", arabic}) == Hints{Hint::insult});
  const HintLists turkish{WordList("ISIRGAN", "tr"), {}};
  CHECK(hints("bu bir ısırgan", {"", "tr", turkish}) == Hints{Hint::insult});
  CHECK(hints("bu bir isirgan", {"", "tr", turkish}).empty());
}

TEST_CASE("capitals count after the prefix, and an acronym is none") {
  CHECK(french("Il faut PLUS DE BANCS PARTOUT") == Hints{Hint::capitals});
  CHECK(french("IL FAUT PLUS DE BANCS PARTOUT") == Hints{Hint::capitals});
  CHECK(french("Il faut ÉLARGIR LES TROTTOIRS") == Hints{Hint::capitals});
  CHECK(french("Il faut la CAF et la CPAM").empty());
  CHECK(hints("يجب زراعة الأشجار في كل مكان", {"يجب", "ar", kNone})
            .empty());  // a script without case
}

TEST_CASE("a prefix typed twice and a web address are seen") {
  CHECK(french("Il faut il faut plus de bancs") == Hints{Hint::prefix});
  CHECK(french("Il faut lire www.exemple.fr avant") == Hints{Hint::link});
  CHECK(french("Il faut lire HTTPS://exemple.fr/page") == Hints{Hint::link});
  CHECK(key_of(Hint::link) == "link");
  CHECK(key_of(Hint::insult) == "insult");
}

}  // namespace
}  // namespace parvis::consultation
