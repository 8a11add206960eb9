// parvis-residents: sends simulated residents to an enrolled kiosk, and writes down what they believe to have said. Used by
// deploy/demo; a mediator opens the session before them and closes it after.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <set>

#include <nlohmann/json.hpp>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/log.h"
#include "sync/crypto/crypto.h"
#include "tests/drive/residents.h"

using namespace parvis;

namespace {

struct Arguments {
  std::string data, share, pin, counts, shots;
  std::size_t residents = 400, drawn = 20;
  std::uint64_t seed = 7;
  bool first_stays = false;
};

// Takes one picture of each screen it has not seen yet.
class Photographer {
 public:
  Photographer(Path folder, std::string display)
      : folder_(std::move(folder)), display_(std::move(display)) {}

  Status look(drive::DrivenKiosk& kiosk) {
    if (folder_.empty()) return {};
    std::string name = kiosk.screen();
    if (kiosk.app().resident().card.vote && name == "card") name = "card_voted";
    if (!kiosk.app().resident().code.empty() && name == "thanks") name = "thanks_code";
    if (!seen_.insert(name).second) return {};
    PARVIS_TRY_VOID(make_directories(folder_ / display_));
    return kiosk.shot(folder_ / display_ / (name + ".png"));
  }

 private:
  Path folder_;
  std::string display_;
  std::set<std::string> seen_;
};

class Day {
 public:
  explicit Day(Arguments arguments) : arguments_(std::move(arguments)), seeds_(arguments_.seed) {}

  Status run();
  [[nodiscard]] const drive::Said& said() const { return said_; }
  [[nodiscard]] const std::vector<std::string>& cards() const { return cards_; }

 private:
  Status open_kiosk(const std::string& display, ui::Drawing drawing);
  Status welcome(std::size_t from, std::size_t to);
  Status close_session();
  void progress(std::size_t done) const {
    if (::isatty(STDERR_FILENO) != 0 || done % 50 == 0 || done == people_.size()) {
      std::fprintf(stderr, "%s  %zu of %zu residents%s", ::isatty(STDERR_FILENO) != 0 ? "\r" : "",
                   done, people_.size(),
                   ::isatty(STDERR_FILENO) != 0 && done < people_.size() ? "" : "\n");
    }
  }

  Arguments arguments_;
  consultation::Random seeds_;
  std::unique_ptr<drive::DrivenKiosk> kiosk_;
  std::optional<Photographer> photographer_;
  UtcTime now_ = SystemClock().utc();
  std::vector<drive::Resident> people_;
  drive::Said said_;
  std::vector<std::string> cards_;  // proposals that the first resident was shown
};

Status Day::open_kiosk(const std::string& display, ui::Drawing drawing) {
  if (kiosk_) now_ = kiosk_->clock().utc();
  kiosk_.reset();
  PARVIS_TRY(const auto panel, ui::find_display(display));
  PARVIS_TRY(kiosk_,
             drive::DrivenKiosk::open(
                 {.data = arguments_.data,
                  .share = arguments_.share,
                  .display = panel,
                  .drawing = drawing,
                  .start = now_,
                  .visit_start = [this] {
                    return flow::VisitStart{crypto::random_fixed<wire::VisitId>(), seeds_.next()};
                  }}));
  photographer_.emplace(drawing == ui::Drawing::pixels ? Path(arguments_.shots) : Path{}, display);
  PARVIS_TRY_VOID(photographer_->look(*kiosk_));
  return kiosk_->open_session(arguments_.pin);
}

Status Day::welcome(std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    const auto watch = [this](drive::DrivenKiosk& kiosk) -> Status {
      const auto& view = kiosk.app().resident();
      if (view.screen == flow::ResidentScreen::card && said_.endings.empty()) {
        const std::string& id = view.consultation->proposals[view.card.proposal].id;
        if (cards_.empty() || cards_.back() != id) cards_.push_back(id);
      }
      return photographer_->look(kiosk);
    };
    PARVIS_TRY(const auto said, drive::visit(*kiosk_, people_[i], watch));
    said_ += said;
    progress(i + 1);
  }
  return {};
}

Status Day::close_session() {
  kiosk_->hold_corner();
  PARVIS_TRY_VOID(photographer_->look(*kiosk_));
  for (const char digit : arguments_.pin)
    PARVIS_TRY_VOID(kiosk_->tap("pin." + std::string(1, digit)));
  PARVIS_TRY_VOID(photographer_->look(*kiosk_));
  PARVIS_TRY_VOID(kiosk_->tap("menu.close"));
  PARVIS_TRY_VOID(photographer_->look(*kiosk_));
  PARVIS_TRY_VOID(kiosk_->tap("close.confirm"));
  return photographer_->look(*kiosk_);
}

Status Day::run() {
  const std::size_t all = arguments_.residents;
  const std::size_t drawn = std::min(arguments_.drawn, all);
  PARVIS_TRY_VOID(open_kiosk("10", drawn > 0 ? ui::Drawing::pixels : ui::Drawing::none));
  people_ = drive::people(all, arguments_.seed, *kiosk_->app().resident().consultation);
  if (arguments_.first_stays) {  // reads French, stays to the end, has no idea
    people_[0].language = "fr";
    people_[0].departure = drive::Departure::stays;
    people_[0].has_idea = false;
  }
  // Half of the drawn visits on each of the two panels, then the others without painting. The session goes on over the
  // restarts, as it would after a power cut.
  const std::size_t half = (drawn + 1) / 2;
  PARVIS_TRY_VOID(welcome(0, half));
  if (drawn > half) {
    PARVIS_TRY_VOID(open_kiosk("7", ui::Drawing::pixels));
    PARVIS_TRY_VOID(welcome(half, drawn));
  }
  if (all > drawn) {
    PARVIS_TRY_VOID(open_kiosk("10", ui::Drawing::none));
    PARVIS_TRY_VOID(welcome(drawn, all));
    if (drawn > 0) PARVIS_TRY_VOID(open_kiosk("10", ui::Drawing::pixels));
  }
  return close_session();
}

int report(const Error& error) {
  std::fprintf(stderr, "parvis-residents: %s\n", error.message().c_str());
  return exit_code(error.code);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"Simulated residents for an enrolled kiosk."};
  Arguments arguments;
  cli.add_option("--data", arguments.data, "the kiosk's directory")->required();
  cli.add_option("--share", arguments.share, "languages and pictures")->required();
  cli.add_option("--pin", arguments.pin, "the mediator's PIN")->required();
  cli.add_option("--residents", arguments.residents, "how many (default 400)");
  cli.add_option("--drawn", arguments.drawn, "of these, on drawn screens (default 20)");
  cli.add_option("--seed", arguments.seed, "the same seed, the same people (default 7)");
  cli.add_option("--counts", arguments.counts, "where to write what they said, as JSON");
  cli.add_option("--shots", arguments.shots, "a folder for a picture of each screen");
  cli.add_flag("--first-stays", arguments.first_stays,
               "the first reads French and votes on every card");
  CLI11_PARSE(cli, argc, argv);
  set_log_level(LogLevel::warning);
  if (const auto started = crypto::init(); !started) return report(started.error());

  Day day(arguments);
  if (const auto done = day.run(); !done) return report(done.error());
  auto document = nlohmann::ordered_json::parse(drive::to_json(day.said()));
  document["first_cards"] = day.cards();
  const std::string text = document.dump(2) + "\n";
  if (arguments.counts.empty()) {
    std::fputs(text.c_str(), stdout);
  } else if (const auto written = write_file(arguments.counts, as_bytes(text)); !written) {
    return report(written.error());
  }
  return kExitDone;
}
