#include "tests/support/lobby.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kiosk/flow/visit_edits.h"
#include "sync/consultation/draw.h"
#include "sync/consultation/random.h"

namespace parvis::support {
namespace {

using consultation::Random;
using consultation::Vote;
using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr std::size_t kSessions = 20;

bool chance(Random& random, double probability) { return random.uniform() < probability; }

// A factor around 1: e^(sigma · normal).
double spread(Random& random, double sigma) {
  return consultation::exact_exp(sigma * random.normal());
}

template <class Texts>
std::string_view one_of(Random& random, const Texts& texts) {
  return texts[random.below(std::size(texts))];
}

// ---- ideas: invented, in the style of the field ---------------------------------------------------------

// What everybody says: short, or longer and then in words that differ somewhat.
constexpr std::string_view kCommonplaces[] = {
    "Il faut plus de pistes cyclables.", "Il faut baisser les loyers.", "Il faut des bus gratuits.",
    "Il faut plus de propreté.", "Il faut aider les plus pauvres."};
struct Theme {
  std::string_view first[3], second[3], third[3];
};
constexpr Theme kThemes[] = {
    {{"plus de", "davantage de", "enfin des"},
     {"médecins dans tous les quartiers", "médecins près de chez nous",
      "soignants partout en ville"},
     {".", " et pas seulement au centre.", " aussi le soir."}},
    {{"plus de bancs", "des bancs partout", "remettre des bancs"},
     {"et plus d’arbres dans les rues", "à l’ombre pour les anciens", "le long des trottoirs"},
     {".", " de la ville.", " pour souffler un peu."}},
    {{"des activités gratuites", "occuper un peu mieux", "plus de choses à faire"},
     {"pour les jeunes des quartiers", "pour nos ados", "pour les enfants qui restent ici"},
     {" pendant les vacances.", " en été.", " le mercredi et le samedi."}},
    {{"que les bus passent plus tard", "des bus plus tard", "plus de bus et de trams"},
     {"le soir et le dimanche", "pour ceux qui travaillent de nuit", "dans tous les quartiers"},
     {".", " comme avant.", " toute l’année."}},
    {{"plus de places en crèche", "ouvrir des crèches", "faire garder les petits"},
     {"pour les parents qui travaillent", "le samedi et tôt le matin",
      "près du travail des parents"},
     {".", " et moins cher.", " sans attendre deux ans."}},
    {{"des toilettes publiques", "des toilettes propres", "plus de toilettes"},
     {"dans le centre et les parcs", "ouvertes toute la journée", "là où jouent les enfants"},
     {".", " et gratuites.", " s’il vous plaît."}},
    {{"plus de sécurité", "plus de lumière et de police", "que l’on se sente en sécurité"},
     {"le soir autour de la gare", "dans les rues sombres du quartier", "quand on rentre à pied"},
     {".", ", surtout pour les femmes.", " l’hiver."}}};
constexpr std::string_view kWishes[] = {"ouvrir",   "prêter",   "organiser", "réparer",
                                        "rouvrir",  "proposer", "financer",  "installer",
                                        "éclairer", "agrandir", "annoncer",  "simplifier",
                                        "partager", "protéger", "inventer",  "enseigner"};
constexpr std::string_view kThings[] = {"un jardin avec des ruches",
                                        "des cours de couture et de cuisine",
                                        "la piscine aux familles",
                                        "un atelier de vélos",
                                        "des repas chauds à petit prix",
                                        "la bibliothèque le dimanche matin",
                                        "un lieu calme pour réviser",
                                        "des permanences avec un traducteur",
                                        "un café où l’on répare les objets",
                                        "des chambres pour les nuits de froid",
                                        "un guichet sans rendez-vous",
                                        "des visites chez les personnes seules",
                                        "un terrain de jeux couvert",
                                        "des trajets partagés vers l’hôpital",
                                        "une épicerie tenue par les voisins",
                                        "des leçons de natation pour adultes",
                                        "un marché de seconde main",
                                        "des fontaines et de l’ombre"};
constexpr std::string_view kPlaces[] = {
    "près de la gare", "dans chaque école", "au bord du canal",  "derrière la mairie",
    "aux Coteaux",     "à Bourtzwiller",    "au pied des tours", "dans les gymnases vides",
    "au centre",       "à côté des foyers", "sur la place",      "dans nos immeubles"};
constexpr std::string_view kReasons[] = {".",
                                         " pour qu’on se parle.",
                                         " car l’hiver est long ici.",
                                         " avant la rentrée.",
                                         " et le dire dans toutes les langues.",
                                         " sans dossier à remplir.",
                                         " aussi pendant l’été.",
                                         " avec les associations.",
                                         " même quand il pleut.",
                                         " pour les mères seules."};

std::string honest_idea(Random& random) {
  if (chance(random, 0.15)) return std::string(one_of(random, kCommonplaces));
  if (chance(random, 0.3)) {
    const Theme& theme = kThemes[random.below(std::size(kThemes))];
    return fmt::format("Il faut {} {}{}", one_of(random, theme.first), one_of(random, theme.second),
                       one_of(random, theme.third));
  }
  return fmt::format("Il faut {} {} {}{}", one_of(random, kWishes), one_of(random, kThings),
                     one_of(random, kPlaces), one_of(random, kReasons));
}

// What a lobby hands out, with a word of one's own now and then.
std::string handed_out(Random& random) {
  constexpr std::string_view kTowns[] = {"Mulhouse", "la ville", "notre ville", "la commune"};
  constexpr std::string_view kMuch[] = {"enfin", "vite", "vraiment", "absolument"};
  return fmt::format(
      "Il faut {} construire le grand parking souterrain que les commerçants de {} "
      "demandent depuis dix ans.",
      one_of(random, kMuch), one_of(random, kTowns));
}

// ---- a person -----------------------------------------------------------------------------------------

struct Person {
  double words_a_minute = 0;
  double read = 1;       // the part of a card that is read
  double decide = 0;     // seconds
  double agreeable = 0;  // shifts votes
  bool always_agrees = false;
  bool qualifies = false;
  std::size_t cards = 12;  // voted before they end
  double has_idea = 0.15;  // probability
};

// Silent reading of French: 195 words a minute on average (Trauzettel-Klosinski and Dietz 2012, IReST).
Person anyone(Random& random) {
  Person person;
  person.words_a_minute = std::clamp(200 * spread(random, 0.3), 60.0, 500.0);
  person.decide = 1.6 * spread(random, 0.5);
  person.agreeable = 0.5 * random.normal();
  person.qualifies = chance(random, 0.55);
  const double stays = random.uniform();
  if (stays < 0.2) person.cards = 1 + random.below(9);
  if (stays >= 0.2 && stays < 0.35) person.cards = 6;
  return person;
}

Person person_of(Crowd crowd, Random& random) {
  Person person = anyone(random);
  switch (crowd) {
    case Crowd::fast:
      person.words_a_minute = std::clamp(330 * spread(random, 0.2), 250.0, 600.0);
      person.decide = 0.8 * spread(random, 0.3);
      break;
    case Crowd::hurried:
      person.read = 0.5;
      person.decide = 0.9 * spread(random, 0.4);
      break;
    case Crowd::slow:
      person.words_a_minute = std::clamp(85 * spread(random, 0.25), 40.0, 120.0);
      person.decide = 3 * spread(random, 0.5);
      break;
    case Crowd::agreeable:  // as quick or slow as the others
      if (chance(random, 0.3)) {
        person = person_of(chance(random, 0.7) ? Crowd::fast : Crowd::hurried, random);
      }
      person.always_agrees = true;
      break;
    case Crowd::playing:
      person.read = 0;
      person.decide = 0.6 * spread(random, 0.4);
      person.has_idea = 0;
      break;
    case Crowd::family:
      person.has_idea = 0.5;
      break;
    default:
      break;
  }
  return person;
}

std::size_t words_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

// ---- the week -----------------------------------------------------------------------------------------

class WeekMaker {
 public:
  WeekMaker(const consultation::Consultation& asked, std::uint64_t seed)
      : asked_(asked), random_(seed) {
    week_.sessions = kSessions;
    week_.pushed = often_shown();
  }

  Week make(const WeekOptions& options) {
    add_honest(options.honest);
    add_lobby(options.lobby);
    for (std::size_t left = week_.visits.size(); left > 1; --left) {
      std::swap(week_.visits[left - 1], week_.visits[random_.below(left)]);
    }
    return std::move(week_);
  }

 private:
  // Among the proposals that visits are shown most often: where a lobby has most to win.
  std::uint32_t often_shown() {
    std::map<std::uint32_t, std::size_t> shown;
    for (int i = 0; i < 200; ++i) {
      for (const auto card : consultation::draw(asked_, "fr", random_.next())) ++shown[card];
    }
    return std::max_element(shown.begin(), shown.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

  std::array<double, consultation::kVotes> rates(std::uint32_t proposal) const {
    if (proposal == week_.pushed) return {0.40, 0.35, 0.25};
    const auto& online = asked_.proposals[proposal].statistics.verified;
    if (online.total() < 10) return {0.65, 0.15, 0.20};
    const auto share = [&](std::size_t vote) {
      return static_cast<double>(online.votes[vote]) / static_cast<double>(online.total());
    };
    return {share(0), share(1), share(2)};
  }

  Vote opinion(const Person& person, std::uint32_t proposal) {
    if (person.always_agrees) return Vote::agree;
    auto [agree, disagree, neutral] = rates(proposal);
    agree *= consultation::exact_exp(person.agreeable);
    disagree *= consultation::exact_exp(-person.agreeable);
    const double drawn = random_.uniform() * (agree + disagree + neutral);
    if (drawn < agree) return Vote::agree;
    return drawn < agree + disagree ? Vote::disagree : Vote::neutral;
  }

  std::uint8_t qualifications(const Person& person) {
    std::uint8_t bits = 0;
    for (unsigned i = 0; person.qualifies && i < consultation::kQualificationsPerVote; ++i) {
      if (chance(random_, 0.25)) bits = static_cast<std::uint8_t>(bits | 1u << i);
    }
    return bits;
  }

  // Reading, deciding, and the way of the finger: 0.7 s.
  nanoseconds card_time(const Person& person, std::uint32_t proposal) {
    const auto words = static_cast<double>(words_in(asked_.proposals[proposal].text));
    const double seconds = person.read * words / person.words_a_minute * 60 +
                           person.decide * spread(random_, 0.4) + 0.7;
    return duration_cast<nanoseconds>(duration<double>(seconds));
  }

  struct Begun {
    wire::Visit visit;
    std::vector<std::uint32_t> cards;
  };
  // Again and again until `wanted` likes the cards: one who leaves before the first answer leaves no visit behind.
  template <class Wanted>
  Begun begin(Wanted wanted) {
    Begun begun;
    begun.visit.language = "fr";
    begun.visit.ending = wire::Ending::completed;
    do {
      begun.visit.seed = random_.next();
      begun.cards = consultation::draw(asked_, "fr", begun.visit.seed);
    } while (!wanted(begun.cards));
    return begun;
  }
  Begun begin_with_pushed() {
    return begin([&](const auto& cards) {
      return std::find(cards.begin(), cards.end(), week_.pushed) != cards.end();
    });
  }

  void finish(Begun begun, const std::vector<nanoseconds>& times, double before, Crowd crowd,
              std::size_t session) {
    auto& visit = begun.visit;
    std::sort(visit.votes.begin(), visit.votes.end(),
              [](const auto& a, const auto& b) { return a.proposal < b.proposal; });
    nanoseconds spent = duration_cast<nanoseconds>(duration<double>(before));
    for (const auto time : times) spent += time + std::chrono::milliseconds(900);  // and "next"
    if (!visit.ideas.empty()) spent += std::chrono::seconds(60);
    visit.spent = flow::rounded_visit_time(spent);
    visit.median_card = flow::median_card_time(times);
    week_.visits.push_back({std::move(visit), crowd, session});
  }

  void add_person(Crowd crowd, std::size_t session, std::string* family_idea = nullptr) {
    const Person person = person_of(crowd, random_);
    Begun begun = begin([](const auto&) { return true; });
    std::vector<nanoseconds> times;
    for (std::size_t i = 0; i < std::min(person.cards, begun.cards.size()); ++i) {
      begun.visit.votes.push_back(
          {begun.cards[i], opinion(person, begun.cards[i]), qualifications(person)});
      times.push_back(card_time(person, begun.cards[i]));
    }
    if (chance(random_, person.has_idea)) {
      begun.visit.ideas = {{"", idea_of(family_idea)}};
    }
    finish(std::move(begun), times, crowd == Crowd::playing ? 5 : 25 * spread(random_, 0.4), crowd,
           session);
  }

  std::string idea_of(std::string* family_idea) {
    if (family_idea == nullptr) return honest_idea(random_);
    const bool repeats = !family_idea->empty() && chance(random_, 0.7);
    if (family_idea->empty()) *family_idea = honest_idea(random_);
    return repeats || !chance(random_, 0.3) ? *family_idea : honest_idea(random_);
  }

  void add_honest(std::size_t count) {
    while (week_.visits.size() < count) {
      const std::size_t session = random_.below(kSessions);
      const double who = random_.uniform();
      if (who < 0.025) {  // times 3.5 people: about 8 %
        std::string idea;
        const auto members = std::min(2 + random_.below(4), count - week_.visits.size());
        for (std::uint64_t i = 0; i < members; ++i) add_person(Crowd::family, session, &idea);
      } else {
        constexpr std::pair<double, Crowd> kKinds[] = {{0.175, Crowd::fast},
                                                       {0.255, Crowd::hurried},
                                                       {0.405, Crowd::slow},
                                                       {0.465, Crowd::agreeable},
                                                       {0.475, Crowd::playing}};
        const auto* kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                        [&](const auto& one) { return who < one.first; });
        add_person(kind == std::end(kKinds) ? Crowd::reader : kind->second, session);
      }
    }
  }

  void add_lobby(const std::array<std::size_t, 5>& counts) {
    for (std::size_t i = 0; i < counts[0]; ++i) add_clicker(i % 4);  // four sessions
    for (std::size_t i = 0; i < counts[1]; ++i) add_burst(4 + i % 2);
    for (std::size_t i = 0; i < counts[2]; ++i) add_pasted(random_.below(kSessions));
    for (std::size_t i = 0; i < counts[3]; ++i) add_picker(6);
    for (std::size_t i = 0; i < counts[4]; ++i) add_patient(random_.below(kSessions));
  }

  nanoseconds between(double from, double to) {
    return duration_cast<nanoseconds>(duration<double>(from + (to - from) * random_.uniform()));
  }

  void add_clicker(std::size_t session) {
    Begun begun = begin_with_pushed();
    std::vector<nanoseconds> times;
    for (const auto card : begun.cards) {
      begun.visit.votes.push_back({card, Vote::agree, 0});
      times.push_back(between(0.6, 2.6));
    }
    finish(std::move(begun), times, 8, Crowd::clicker, session);
  }

  void add_burst(std::size_t session) {
    Begun begun = begin_with_pushed();
    std::vector<nanoseconds> times;
    for (const auto card : begun.cards) {
      const bool ours = card == week_.pushed;
      begun.visit.votes.push_back(
          {card, ours ? Vote::agree : Vote::disagree, static_cast<std::uint8_t>(ours ? 3 : 0)});
      times.push_back(between(2, 4.5));
    }
    finish(std::move(begun), times, 12, Crowd::burst, session);
  }

  // Votes as a person of this kind does, but agrees with the pushed proposal and praises it.
  Begun votes_of(Crowd as, std::vector<nanoseconds>& times) {
    Person person = person_of(as, random_);
    Begun begun = begin_with_pushed();
    for (const auto card : begun.cards) {
      const bool ours = card == week_.pushed;
      begun.visit.votes.push_back({card, ours ? Vote::agree : opinion(person, card),
                                   ours ? std::uint8_t{3} : qualifications(person)});
      times.push_back(card_time(person, card));
    }
    return begun;
  }

  void add_pasted(std::size_t session) {
    std::vector<nanoseconds> times;
    Begun begun = votes_of(Crowd::hurried, times);
    begun.visit.ideas = {{"", handed_out(random_)}};
    finish(std::move(begun), times, 20, Crowd::pasted, session);
  }

  void add_picker(std::size_t session) {
    Begun begun = begin([&](const auto& cards) { return cards.front() == week_.pushed; });
    begun.visit.ending = wire::Ending::left;
    begun.visit.votes = {{week_.pushed, Vote::agree, 3}};
    finish(std::move(begun), {between(1, 4)}, 15, Crowd::picker, session);
  }

  void add_patient(std::size_t session) {
    std::vector<nanoseconds> times;
    Begun begun = votes_of(Crowd::reader, times);
    finish(std::move(begun), times, 25 * spread(random_, 0.4), Crowd::patient, session);
  }

  const consultation::Consultation& asked_;
  Random random_;
  Week week_;
};

}  // namespace

std::string_view to_string(Crowd crowd) {
  constexpr std::array<std::string_view, kCrowds> kNames{
      "reader", "fast",    "hurried", "slow",   "agreeable", "playing",
      "family", "clicker", "burst",   "pasted", "picker",    "patient"};
  return kNames[static_cast<std::size_t>(crowd)];
}

Week simulate_week(const consultation::Consultation& asked, std::uint64_t seed,
                   const WeekOptions& options) {
  return WeekMaker(asked, seed).make(options);
}

}  // namespace parvis::support
