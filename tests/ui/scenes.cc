#include "tests/ui/scenes.h"

#include <array>

namespace parvis::scenes {
namespace {

using namespace ui;
using text::Align;
using text::Weight;

const char* const kProposal =
    "Il faut ouvrir une permanence le soir pour aider les habitants à faire leurs démarches en "
    "ligne.";

// The design's picture 28: every control in its five states.
void states(Canvas& c, Memory&) {
  const char* const heads[] = {"Normal", "Appuyé", "Focus", "Choisi", "Inactif"};
  for (int i = 0; i < 5; ++i) {
    c.text({.label = heads[i],
            .box = {50.0 + i * 33, 5, 29, 8},
            .capital = 3.5,
            .weight = Weight::bold,
            .color = Token::secondary,
            .align = Align::center});
  }
  struct Line {
    const char* name;
    Kind kind;
    const char* label;
    const char* icon;
  };
  const Line lines[] = {
      {"Primaire", Kind::primary, "Valider", ""}, {"Secondaire", Kind::secondary, "Corriger", ""},
      {"Vote", Kind::vote, "", "vote-agree"},     {"Barre", Kind::stone, "", "icon-listen"},
      {"Lien", Kind::tertiary, "Original", ""},   {"Touche", Kind::key, "e", ""}};
  for (int j = 0; j < 6; ++j) {
    const Line& line = lines[j];
    const double y = 16 + j * 20;
    c.text({.label = line.name, .box = {4, y, 44, 16}, .capital = 4.3, .weight = Weight::bold});
    for (int i = 0; i < 5; ++i) {
      const Kind k = line.kind;
      const bool none = (i == 3 && (k == Kind::primary || k == Kind::tertiary || k == Kind::key)) ||
                        (i == 4 && (k == Kind::vote || k == Kind::tertiary || k == Kind::key));
      const Box box{50.0 + i * 33, y, 29, 16};
      if (none) {
        c.text({.label = "–",
                .box = box,
                .capital = 4.3,
                .color = Token::outline,
                .align = Align::center});
        continue;
      }
      ButtonSpec spec{.id = std::string("state.") + line.name + "." + heads[i],
                      .label = line.label,
                      .box = box,
                      .kind = k,
                      .icon = line.icon,
                      .icon_size = 9,
                      .capital = k == Kind::key ? 5.0 : 4.3};
      spec.weight = k == Kind::key ? Weight::regular : Weight::bold;
      spec.chosen = i == 3;
      spec.enabled = i != 4;
      c.button(spec);
    }
  }
}

void attract(Canvas& c, Memory& m) {
  c.area("attract.anywhere", c.below_bar(), "Touchez pour commencer");
  c.bar({.can_go_back = false, .where = "Mulhouse Solidaire", .where_sub = "Ville de Mulhouse"});
  c.text({.id = "attract.asker",
          .label = "La Ville de Mulhouse vous demande",
          .box = {4, 26, 150, 8},
          .capital = 4.3,
          .color = Token::secondary});
  c.title({.id = "attract.question",
           .label = "Comment améliorer\nvos conditions de vie\nà Mulhouse ?",
           .box = {4, 36, 209, 42},
           .capital = 8,
           .place = Place::top});
  if (c.button({.id = "attract.start",
                .label = "Touchez pour commencer",
                .box = {4, 87, 88, 22},
                .kind = Kind::primary})) {
    m.tapped = "attract.start";
  }
  const char* const names[] = {"Français", "Deutsch",  "English",   "Türkçe",
                               "العربية",  "Italiano", "Português", "Elsässisch"};
  const double xs[] = {0, 23, 45.6, 73.4};
  for (int i = 0; i < 8; ++i) {
    TextSpec spec{.label = names[i],
                  .box = {4 + xs[i % 4], 115.5 + (i / 4) * 8.6, 27, 8},
                  .capital = 3.5,
                  .color = Token::secondary};
    c.text(spec);
  }
  c.square({.box = {106, 99, 107, 33},
            .laid = {1, 6, 8},
            .people = People::waiting,
            .figure_height = 37.5});
}

void card(Canvas& c) {
  c.card("card", {4, 24, 209, 66});
  const auto slide = c.slide("card", "4");
  c.picture({.id = "card.theme", .name = "theme-rights-care", .box = {12, 46, 18, 18}});
  c.text({.id = "card.text", .label = kProposal, .box = {38, 29, 167, 52}, .capital = 5.0});
}

void votes(Canvas& c, Memory& m, const std::array<const char*, 3>& words) {
  const char* const ids[] = {"vote.agree", "vote.neutral", "vote.disagree"};
  const char* const icons[] = {"vote-agree", "vote-neutral", "vote-disagree"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (c.button({.id = ids[i],
                  .label = words[i],
                  .box = {4.0 + static_cast<double>(i) * 71, 102, 67, 30},
                  .kind = Kind::vote,
                  .icon = icons[i],
                  .icon_size = 11,
                  .layout = Layout::column,
                  .gap = 1.6})) {
      m.tapped = ids[i];
      ++m.laid;
    }
  }
}

void vote_before(Canvas& c, Memory& m) {
  c.bar({.laid = m.laid, .action = "Proposer\nune idée"});
  card(c);
  votes(c, m, {"D’accord", "Vote blanc", "Pas d’accord"});
}

void vote_after(Canvas& c, Memory& m) {
  c.bar({.laid = m.laid, .action = "Proposer\nune idée"});
  card(c);
  c.tag("card.vote", {38, 85, 52, 11}, "D’accord", "vote-agree");
  const char* const ids[] = {"vote.qual.likeIt", "vote.qual.doable", "vote.qual.platitude"};
  const char* const words[] = {"Coup\nde cœur", "Réaliste", "Banalité"};
  for (int i = 0; i < 3; ++i) {
    if (c.toggle({.id = ids[i],
                  .label = words[i],
                  .box = {4.0 + i * 52, 102, 48, 30},
                  .chosen = i == 1 && m.chosen})) {
      m.tapped = ids[i];
      m.chosen = !m.chosen;
    }
  }
  if (c.button({.id = "card.next",
                .label = "Suivant",
                .box = {160, 102, 53, 30},
                .kind = Kind::primary,
                .icon = "icon-next"})) {
    m.tapped = "card.next";
  }
}

void vote_arabic(Canvas& c, Memory& m) {
  c.bar({.laid = 4, .action = "اقتراح\nفكرة"});
  c.card("card", {4, 24, 209, 66});
  c.picture({.name = "theme-rights-care", .box = {12, 46, 18, 18}});
  c.text({.id = "card.text",
          .label = "يجب فتح مكتب في المساء لمساعدة السكان على إنجاز معاملاتهم عبر الإنترنت.",
          .box = {38, 29, 167, 42},
          .capital = 5.0});
  c.text({.id = "card.by",
          .label = "مترجم من الفرنسية",
          .box = {38, 74, 42, 9},
          .capital = 3.5,
          .color = Token::secondary});
  c.button({.id = "card.original",
            .label = "عرض الأصل",
            .box = {82, 72, 32, 15},
            .kind = Kind::tertiary,
            .capital = 3.5});
  votes(c, m, {"موافق", "صوت أبيض", "غير موافق"});
}

void idea(Canvas& c, Memory& m) {
  if (!c.seven()) c.bar({.where = "Votre idée", .where_sub = "Étape 2 sur 3"});
  if (m.idea.text().empty()) m.idea.set("ouvrir une permanence le soir pour aider les gens à f");
  const std::string counter = std::to_string(m.idea.letters() + 8) + " / 140";
  const Box field = c.seven() ? Box{21, 3, 112, 26.9} : Box{4, 24, 165, 36};
  if (c.seven()) {
    c.button({.id = "bar.back",
              .label = {},
              .box = {3, 3, 15, 27},
              .kind = Kind::stone,
              .icon = "icon-back",
              .icon_size = 8.6,
              .spoken = "Retour"});
    c.field({.id = "idea.text",
             .box = c.above_strip(field),
             .prefix = "Il faut",
             .hint = "Une seule idée.",
             .counter = counter},
            m.idea);
    c.button({.id = "idea.validate",
              .label = {},
              .box = {136, 3, 15, 27},
              .kind = Kind::primary,
              .icon = "icon-check",
              .icon_size = 9,
              .spoken = "Valider"});
  } else {
    c.field({.id = "idea.text",
             .box = c.above_strip(field),
             .prefix = "Il faut",
             .hint = "Une seule idée. Sans nom de personne.",
             .counter = counter},
            m.idea);
    if (c.button({.id = "idea.validate",
                  .label = "Valider",
                  .box = {173, 24, 40, 36},
                  .kind = Kind::primary,
                  .icon = "icon-check",
                  .icon_size = 9,
                  .layout = Layout::column})) {
      m.tapped = "idea.validate";
    }
  }
  c.keyboard({.field = field, .given = "Il faut"}, m.idea);
}

void pin(Canvas& c, Memory& m) {
  c.bar({.where = "Médiation", .where_sub = "Borne M-07"});
  c.title({.id = "pin.title", .label = "Votre PIN", .box = {4, 24, 100, 12}});
  c.picture({.name = "key-stick", .box = {4, 44, 18, 18}, .over = Token::paper});
  c.text({.id = "pin.whose",
          .label = "Clé de Samira\nreconnue",
          .box = {28, 44, 78, 18},
          .capital = 4.3});
  c.pin_dots("pin.dots", {4, 74, 74, 9}, m.typed, 6, "PIN");
  c.text({.id = "pin.left",
          .label = "Encore 5 essais.\nEnsuite, une pause de 5 minutes.",
          .box = {4, 92, 106, 14},
          .capital = 3.5,
          .color = Token::secondary});
  if (const auto tap = c.pin_pad(
          {.box = {117, 24, 96, 108}, .erase_label = "Effacer", .enter_label = "Valider"})) {
    if (tap->key == PadKey::digit) ++m.typed;
    if (tap->key == PadKey::erase) --m.typed;
  }
}

void veil(Canvas& c, Memory& m) {
  vote_before(c, m);
  c.veil("veil");
  c.bar({.can_go_back = false});
  c.card("veil.card", {18, 38, 181, 80});
  c.title({.id = "veil.title",
           .label = "C’est toujours vous ?",
           .box = {26, 45, 165, 14},
           .align = Align::center});
  c.text({.id = "veil.text",
          .label = "Sans réponse, retour au début dans 40 secondes.\nVos votes sont gardés.",
          .box = {26, 61, 165, 17},
          .capital = 4.3,
          .color = Token::secondary,
          .align = Align::center});
  c.button({.id = "veil.continue",
            .label = "Continuer",
            .box = {26, 86, 74, 24},
            .kind = Kind::primary,
            .icon = "icon-check",
            .icon_size = 8});
  c.button({.id = "veil.new",
            .label = "Nouvelle personne",
            .box = {104, 86, 87, 24},
            .icon = "icon-new-person",
            .icon_size = 8});
}

void place(Canvas& c, Memory& m) {
  c.bar({.where = "Médiation", .where_sub = "Borne M-07"});
  c.title({.id = "open.title", .label = "Où êtes-vous aujourd’hui ?", .box = {4, 24, 150, 12}});
  c.text({.id = "open.date",
          .label = "Samedi 21 novembre",
          .box = {134, 24, 79, 12},
          .capital = 4.3,
          .color = Token::secondary,
          .align = Align::end});
  ListSpec spec{.id = "place", .box = {4, 40, 209, 68}, .pager = {70, 114, 62, 18}};
  const char* const rows[][2] = {{"Banque alimentaire", "Hier, 41 visites"},
                                 {"Marché, allée centrale", "Mardi, 38 visites"},
                                 {"Foyer des Tilleuls", "12 novembre, 19 visites"},
                                 {"Centre social, salle 2", "10 novembre, 22 visites"},
                                 {"Centre de soins", "6 novembre, 17 visites"},
                                 {"Médiathèque, hall", "Jamais encore"},
                                 {"Halte de nuit", "Jamais encore"}};
  for (int i = 0; i < 7; ++i) {
    spec.rows.push_back({.id = "place." + std::to_string(i),
                         .label = rows[i][0],
                         .sub = rows[i][1],
                         .chosen = i == 1});
  }
  c.list(spec, m.page);
  c.button(
      {.id = "place.other", .label = "Autre lieu", .box = {4, 114, 62, 18}, .icon = "icon-edit"});
  c.button(
      {.id = "place.open", .label = "Ouvrir", .box = {139, 114, 74, 18}, .kind = Kind::primary});
}

void count(Canvas& c, Memory& m) {
  c.bar({.where = "Marché, allée centrale", .where_sub = "21 novembre, 9 h 10 à 12 h 35"});
  c.title({.id = "close.title", .label = "Le compte de la séance", .box = {4, 24, 209, 12}});
  c.card("close.card", {4, 39, 104.5, 71});
  c.text({.id = "close.started",
          .label = "Visites commencées",
          .box = {11, 42, 68, 12},
          .capital = 4.3,
          .weight = Weight::bold});
  c.text({.id = "close.started.n",
          .label = "38",
          .box = {79, 42, 22, 12},
          .capital = 6.5,
          .weight = Weight::bold,
          .align = Align::end});
  c.line({11, 55, 90.5, 0.5}, Token::ink);
  c.text({.id = "close.own",
          .label = "Vous avez compté",
          .box = {116, 40, 97, 10},
          .capital = 4.3,
          .weight = Weight::bold});
  c.stepper({.id = "close.count",
             .box = {116, 52, 97, 22},
             .less_label = "un de moins",
             .more_label = "un de plus"},
            m.count);
  c.button({.id = "close.sign",
            .label = "Signer et fermer",
            .box = {139, 114, 74, 18},
            .kind = Kind::primary,
            .icon = "icon-check"});
}

}  // namespace

const std::vector<Scene>& all() {
  static const std::vector<Scene> scenes{
      {"28-states", "10", "fr", Look::light, TextSize::standard, states},
      {"28-states-dark", "10", "fr", Look::dark, TextSize::standard, states},
      {"28-states-high", "10", "fr", Look::high_contrast, TextSize::standard, states},
      {"01-attract", "10", "fr", Look::light, TextSize::standard, attract},
      {"05-vote-before", "10", "fr", Look::light, TextSize::standard, vote_before},
      {"07-vote-arabic", "10", "ar", Look::light, TextSize::standard, vote_arabic},
      {"15-idea-keyboard", "10", "fr", Look::light, TextSize::standard, idea},
      {"16-idea-keyboard-7in", "7", "fr", Look::light, TextSize::standard, idea},
      {"20-veil", "10", "fr", Look::light, TextSize::standard, veil},
      {"24-mediator-pin", "10", "fr", Look::light, TextSize::standard, pin},
      {"25-mediator-place", "10", "fr", Look::light, TextSize::standard, place},
      {"26-mediator-count", "10", "fr", Look::light, TextSize::standard, count},
      {"31-vote-after-discreet", "10", "fr", Look::light, TextSize::standard, vote_after},
  };
  return scenes;
}

const Scene& named(const std::string& name) {
  for (const Scene& scene : all()) {
    if (scene.name == name) return scene;
  }
  check_failed(name.c_str(), __FILE__, __LINE__);
}

Result<text::Languages> languages() {
  return text::Languages::open(PARVIS_TEST_LANGUAGES, {"fr", "ar"});
}

Result<std::unique_ptr<Stage>> stage(const Scene& scene, text::Languages& words, Drawing drawing) {
  PARVIS_TRY(const Display display, find_display(scene.display));
  StageOptions options{.display = display,
                       .fonts = PARVIS_TEST_ASSETS "/fonts.conf",
                       .pictures = PARVIS_TEST_ASSETS "/pictures",
                       .drawing = drawing};
  PARVIS_TRY(auto made, Stage::open(options, words));
  made->set_language(scene.language);
  made->set_theme(make_theme(display, scene.look, scene.size));
  return made;
}

}  // namespace parvis::scenes
