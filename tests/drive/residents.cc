#include "tests/drive/residents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace parvis::drive {
namespace {

using consultation::Random;
using std::chrono::milliseconds;

constexpr int kMostPages = 12;  // more than any screen has
constexpr std::size_t kOpinions = 5;
constexpr std::size_t kAxes = 3;
constexpr int kMostSteps = 400;  // of one visit: more means that somebody is lost

// Where each of the five opinions stands on three hidden axes.
constexpr std::array<std::array<double, kAxes>, kOpinions> kStandpoints{
    {{0.9, 0.2, -0.3}, {-0.7, 0.6, 0.1}, {0.1, -0.8, 0.7}, {0.4, 0.5, 0.8}, {-0.3, -0.4, -0.9}}};

// What people type after the prefix, a wish and how it ends: invented, in the style of the field, and enough of them that
// nobody seems to have been told what to say (sync/hub/fraud).
const std::map<std::string, std::vector<std::string>> kWishes{
    {"fr",
     {"des bancs à l’ombre devant chaque école", "un bus de nuit pour les soignants",
      "des cours de vélo gratuits pour les adultes", "ouvrir la piscine aux seniors le matin",
      "un jardin partagé dans chaque quartier", "un numéro unique pour toutes les démarches",
      "des repas chauds le dimanche au foyer", "prêter des ordinateurs aux familles",
      "un médecin de garde le soir au centre", "plus de places en crèche le samedi",
      "des toilettes publiques propres et ouvertes",
      "apprendre le français dans les parcs en été"}},
    {"en",
     {"have a night bus for people who work late", "open the libraries on Sundays",
      "have free bike repairs once a month", "help neighbours read official letters",
      "plant trees in front of the care home", "have a warm place to sit in winter"}}};
const std::map<std::string, std::vector<std::string>> kEndings{
    {"fr",
     {".", " pour ceux qui vivent seuls.", " avant que l’hiver ne revienne.",
      " comme dans la ville voisine.", " et que ce soit gratuit.", " dès la rentrée de septembre.",
      " avec l’aide des associations.", " sans remplir de dossier."}},
    {"en",
     {".", " for those who live alone.", " before the winter comes back.",
      " like our neighbours across the river.", " and make it free.", " with help from the clubs.",
      " without any paper forms.", " as they did long ago."}}};

bool chance(Random& random, double probability) { return random.uniform() < probability; }

template <class T>
const T& one_of(Random& random, const std::vector<T>& all) {
  return all[random.below(all.size())];
}

std::string idea(Random& random, const std::string& language) {
  const auto& wishes = kWishes.at(language);
  const auto& endings = kEndings.at(language);
  const auto drawn = random.below(wishes.size() * endings.size());
  return wishes[drawn % wishes.size()] + endings[drawn / wishes.size()];
}

// A number in [-1, 1] that belongs to a proposal and an axis, whatever the pack's version.
double position(const std::string& text, std::size_t axis) {
  std::uint64_t hash = 1469598103934665603ULL + axis * 0x9E3779B97F4A7C15ULL;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return Random(hash).uniform() * 2 - 1;
}

Departure departure_of(Random& random) {
  if (!chance(random, 0.20)) return chance(random, 0.05) ? Departure::half_way : Departure::stays;
  const double which = random.uniform();
  if (which < 0.5) return Departure::says_so;
  return which < 0.9 ? Departure::walks_away : Departure::erases;
}

// One person in front of the kiosk.
class Visitor {
 public:
  Visitor(DrivenKiosk& kiosk, const Resident& resident)
      : kiosk_(kiosk), resident_(resident), random_(resident.seed) {}

  Result<Said> go(const Watch& watch);

 private:
  Status step(const std::string& screen);
  Status tap(std::string_view id) {
    kiosk_.advance(milliseconds(400 + random_.below(1600)));
    PARVIS_TRY_VOID(turn_to(id));
    return kiosk_.tap(id);
  }
  // In large letters a screen may have several pages: what is looked for stands on one of them.
  Status turn_to(std::string_view id) {
    for (int page = 0; page < kMostPages && !kiosk_.shows(id); ++page) {
      const auto turns = [](const ui::Node& node) { return node.id.ends_with(".turn"); };
      const auto found = std::ranges::find_if(kiosk_.nodes(), turns);
      if (found == kiosk_.nodes().end()) break;
      PARVIS_TRY_VOID(kiosk_.tap(std::string(found->id)));
    }
    return {};
  }
  Status on_card();
  Status on_about(std::string_view choice, std::string_view skip);
  Status write_idea();
  Status leave();
  [[nodiscard]] bool wants_to_leave() const {
    return voted_ >= resident_.cards_before && resident_.departure != Departure::stays &&
           resident_.departure != Departure::half_way;
  }
  [[nodiscard]] consultation::Vote opinion_of(const consultation::Proposal& proposal);
  Said what_was_said(const std::string& last_screen);

  DrivenKiosk& kiosk_;
  const Resident& resident_;
  Random random_;
  std::uint32_t voted_ = 0;
  bool proposed_ = false;
  bool gone_ = false;
  Said said_;
};

consultation::Vote Visitor::opinion_of(const consultation::Proposal& proposal) {
  const auto& here = kStandpoints[resident_.opinion];
  double agreement = 0.25;  // people like most of what others ask for
  for (std::size_t axis = 0; axis < kAxes; ++axis)
    agreement += here[axis] * position(proposal.text, axis);
  agreement += (random_.uniform() - 0.5) * 0.8;
  if (agreement > 0.15) return consultation::Vote::agree;
  return agreement < -0.35 ? consultation::Vote::disagree : consultation::Vote::neutral;
}

Status Visitor::on_card() {
  if (wants_to_leave()) return leave();
  const auto& view = kiosk_.app().resident();
  if (view.card.vote) {
    for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
      if (!chance(random_, 0.3)) continue;
      const auto key = consultation::qualification_key(view.card.vote->vote, i);
      PARVIS_TRY_VOID(tap("qualification." + std::string(key)));
      ++said_.qualifications;
    }
    return tap("card.next");
  }
  if (!kiosk_.shows("vote.agree")) return tap("card.vote_now");
  const auto& proposal = view.consultation->proposals[view.card.proposal];
  kiosk_.advance(milliseconds(3000 + random_.below(7000)));
  const auto vote = opinion_of(proposal);
  PARVIS_TRY_VOID(tap("vote." + std::string(consultation::key_of(vote))));
  ++voted_;
  ++said_.votes;
  ++said_.by_vote[static_cast<std::size_t>(vote)];
  return {};
}

Status Visitor::leave() {
  switch (resident_.departure) {
    case Departure::says_so:
      PARVIS_TRY_VOID(tap("bar.help"));
      PARVIS_TRY_VOID(tap("help.finish"));
      return tap("leave.confirm");
    case Departure::erases:
      PARVIS_TRY_VOID(tap("bar.help"));
      PARVIS_TRY_VOID(tap("help.erase"));
      return tap("erase.confirm");
    default:
      gone_ = true;
      kiosk_.advance(std::chrono::minutes(5));
      return {};
  }
}

Status Visitor::write_idea() {
  kiosk_.advance(std::chrono::seconds(15));  // under the veil's twenty
  PARVIS_TRY_VOID(kiosk_.type(resident_.idea));
  return tap("idea.validate");
}

Status Visitor::on_about(std::string_view choice, std::string_view skip) {
  if (resident_.tells_age && kiosk_.shows(choice)) return tap(choice);
  return tap(skip);
}

Status Visitor::step(const std::string& screen) {
  if (screen == "attract") return tap("attract.start");
  if (screen == "language") return tap("language." + resident_.language);
  if (screen == "plain_words") return tap("plain.start");
  if (screen == "question") {
    const bool now =
        resident_.has_idea && !proposed_ && (resident_.idea_first || chance(random_, 0.25));
    return tap(now ? "question.idea" : "question.vote");
  }
  if (screen == "card") return on_card();
  if (screen == "halfway") {
    return tap(resident_.departure == Departure::half_way ? "half.end" : "half.more");
  }
  if (screen == "last_card")
    return tap(resident_.has_idea && !proposed_ ? "last.idea" : "last.end");
  if (screen == "own_age") return tap("idea.age.over");
  if (screen == "idea_theme") {
    return tap("idea.theme." + (resident_.theme.empty() ? "unsure" : resident_.theme));
  }
  if (screen == "idea_write") return write_idea();
  if (screen == "idea_hint") return tap("idea.keep");
  if (screen == "idea_read") {
    PARVIS_TRY_VOID(tap("idea.confirm"));
    proposed_ = true;
    ++said_.ideas;
    return {};
  }
  if (screen == "idea_kept") return tap(kiosk_.shows("kept.votes") ? "kept.votes" : "kept.end");
  if (screen == "age") return on_about("about.age.40-59", "about.age.skip");
  if (screen == "neighbourhood") return on_about("about.place.elsewhere", "about.place.skip");
  if (screen == "thanks") {
    if (resident_.takes_code && kiosk_.shows("thanks.keep_code"))
      PARVIS_TRY_VOID(tap("thanks.keep_code"));
    return tap("thanks.end");
  }
  if (screen == "erased") return tap("erased.end");
  return fail(Errc::internal, "a resident does not know what to do on '" + screen + "'");
}

Said Visitor::what_was_said(const std::string& last_screen) {
  if (voted_ == 0 && !proposed_) return {};  // a glance
  Said said = said_;
  std::string ending = "completed";
  if (last_screen == "erased") {
    said = {};
    ending = "erased";
  } else if (gone_) {
    ending = "timed_out";
  } else if (resident_.departure == Departure::says_so && wants_to_leave()) {
    ending = "left";
  }
  ++said.endings[ending];
  if (ending != "erased") ++said.languages[resident_.language];
  return said;
}

Result<Said> Visitor::go(const Watch& watch) {
  std::string last;
  for (int i = 0; i < kMostSteps; ++i) {
    const std::string screen = kiosk_.screen();
    if (watch) PARVIS_TRY_VOID(watch(kiosk_));
    if (i > 0 && screen == "attract") return what_was_said(last);
    last = screen;
    const auto done = step(screen);
    if (!done) return wrap(done.error(), "on '" + screen + "'");
  }
  return fail(Errc::internal, "a resident is lost on '" + last + "'");
}

}  // namespace

Said& Said::operator+=(const Said& more) {
  for (const auto& [ending, count] : more.endings) endings[ending] += count;
  for (const auto& [language, count] : more.languages) languages[language] += count;
  votes += more.votes;
  qualifications += more.qualifications;
  ideas += more.ideas;
  for (std::size_t i = 0; i < by_vote.size(); ++i) by_vote[i] += more.by_vote[i];
  return *this;
}

std::string to_json(const Said& said) {
  nlohmann::ordered_json json{{"endings", said.endings},
                              {"languages", said.languages},
                              {"votes", said.votes},
                              {"qualifications", said.qualifications},
                              {"ideas", said.ideas}};
  for (std::size_t i = 0; i < consultation::kVotes; ++i) {
    json["by_vote"][std::string(consultation::key_of(static_cast<consultation::Vote>(i)))] =
        said.by_vote[i];
  }
  return json.dump(2) + "\n";
}

std::vector<Resident> people(std::size_t count, std::uint64_t seed,
                             const consultation::Consultation& asked) {
  Random random(seed);
  std::vector<Resident> all;
  for (std::size_t i = 0; i < count; ++i) {
    Resident resident;
    resident.opinion = random.below(kOpinions);
    resident.language = chance(random, 0.7) ? "fr" : "en";
    resident.departure = departure_of(random);
    resident.cards_before = static_cast<std::uint32_t>(1 + random.below(9));
    resident.has_idea = chance(random, 0.15);
    resident.idea = idea(random, resident.language);
    if (chance(random, 0.8)) resident.theme = one_of(random, asked.themes).key;
    resident.tells_age = chance(random, 0.6);
    resident.takes_code = chance(random, 0.2);
    resident.seed = random.next();
    all.push_back(std::move(resident));
  }
  return all;
}

Result<Said> visit(DrivenKiosk& kiosk, const Resident& resident, const Watch& watch) {
  return Visitor(kiosk, resident).go(watch);
}

}  // namespace parvis::drive
