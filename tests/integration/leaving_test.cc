// Whoever leaves leaves nothing: not on the screen, not in what it remembers, not in the program's memory.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "kiosk/flow/delays.h"
#include "tests/drive/hall.h"
#include "tests/support/canary.h"

using namespace parvis;
using drive::DrivenKiosk;
using support::ok;
using support::value;

namespace {

drive::KioskOptions same_cards() {
  drive::KioskOptions options;
  options.visit_start = [visits = std::uint8_t{0}]() mutable {
    wire::VisitId id;
    id.bytes[0] = ++visits;
    return flow::VisitStart{id, 11};
  };
  return options;
}

// A hall in which every visit draws the same cards.
struct Hall : drive::Hall {
  Hall() : drive::Hall("7", ui::Drawing::pixels, same_cards()) {}
  Hall& taps(std::initializer_list<std::string_view> ids) {
    for (const auto id : ids) {
      INFO("tap " << id << " on " << kiosk->screen());
      ok(kiosk->tap(id));
    }
    return *this;
  }
};

// All that a person could find out about a screen.
struct Seen {
  std::string screen, tree, focus;
  std::vector<std::uint32_t> pixels;
  ui::TextSize size = ui::TextSize::standard;
  ui::Look look = ui::Look::light;
  ui::Motion motion = ui::Motion::normal;
  bool operator==(const Seen&) const = default;
};

Seen look_at(DrivenKiosk& kiosk) {
  auto& stage = kiosk.app().stage();
  if (kiosk.screen() == "attract") {  // its stones turn with the clock, and come back every 96 s
    constexpr std::chrono::seconds kRound{96};
    const auto now = kiosk.clock().mono().time_since_epoch();
    kiosk.advance(std::chrono::ceil<std::chrono::milliseconds>(kRound - now % kRound));
    kiosk.advance(std::chrono::seconds(2));
  }
  stage.finish_motion();
  kiosk.app().settle();
  std::ostringstream tree;
  for (const auto& node : stage.nodes()) {
    tree << node.id << '|' << node.label << '|' << node.value << '|' << node.enabled << node.chosen
         << node.focused << node.pressed << '|' << node.box.x << ',' << node.box.y << ','
         << node.box.w << ',' << node.box.h << '\n';
  }
  const auto& pixels = stage.image().pixels;
  return {kiosk.screen(),          tree.str(),
          stage.focus(),           {pixels.begin(), pixels.end()},
          stage.theme().text_size, stage.theme().look,
          stage.theme().motion};
}

std::ptrdiff_t different_pixels(const Seen& a, const Seen& b) {
  REQUIRE(a.pixels.size() == b.pixels.size());
  std::ptrdiff_t different = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) different += a.pixels[i] == b.pixels[i] ? 0 : 1;
  return different;
}

// A look around without an answer: every screen that remembers something while a visit lasts. Ends at the waiting screen.
std::vector<Seen> look_around(Hall& hall) {
  std::vector<Seen> seen;
  const auto look = [&](std::initializer_list<std::string_view> ids) {
    hall.taps(ids);
    seen.push_back(look_at(*hall.kiosk));
  };
  look({});
  look({"attract.start"});
  look({"language.fr"});
  look({"plain.start"});
  look({"bar.help"});
  look({"help.how"});
  look({"bar.action", "bar.display"});
  look({"bar.action", "question.vote"});
  look({"bar.back", "question.idea"});
  look({"idea.age.over"});
  look({"idea.theme.housing"});
  for (const char* back : {"keyboard", "theme", "question", "plain words", "language"}) {
    INFO(back);
    ok(hall.kiosk->tap("bar.back"));
  }
  REQUIRE(hall.kiosk->screen() == "attract");
  return seen;
}

// A visit that changes whatever can be changed, in another language, with a finger that lingers and keys pressed.
void make_a_mess(Hall& hall) {
  hall.taps({"attract.start", "language.ar"});
  hall.taps({"bar.display", "display.size.2", "display.contrast.high", "display.turn",
             "display.motion.reduced"});
  hall.taps({"bar.action"});
  while (hall.kiosk->shows("plain.turn")) ok(hall.kiosk->tap("plain.turn"));
  hall.taps({"plain.start", "bar.help", "help.someone", "helper.relative", "bar.help", "help.how",
             "how.next", "how.next", "how.next"});
  if (hall.kiosk->shows("how.next")) ok(hall.kiosk->tap("how.next"));
  hall.taps({"how.try"});
  if (hall.kiosk->shows("card.vote_now")) ok(hall.kiosk->tap("card.vote_now"));
  hall.taps({"vote.neutral", "bar.action", "question.vote"});
  if (hall.kiosk->shows("card.vote_now")) ok(hall.kiosk->tap("card.vote_now"));
  hall.taps({"vote.agree", "card.next"});
  ok(hall.kiosk->key("tab"));
  hall.taps({"bar.action", "idea.age.over", "idea.theme.housing"});
  ok(hall.kiosk->type("كلمات لا يجب أن تبقى هنا بعد المغادرة"));
  hall.taps({"idea.validate"});
  if (hall.kiosk->shows("idea.keep")) ok(hall.kiosk->tap("idea.keep"));
  hall.taps({"idea.confirm", "bar.action"});
  REQUIRE(hall.kiosk->screen() == "review");
  if (hall.kiosk->shows("said.page")) ok(hall.kiosk->tap("said.page"));
  hall.taps({"said.done", "kept.votes", "bar.action", "idea.theme.housing"});
  ok(hall.kiosk->type("نصف فكرة أخرى"));
}

}  // namespace

TEST_CASE("after every ending each screen is as on a kiosk that was just started") {
  Hall hall;
  const auto fresh = look_around(hall);
  REQUIRE(fresh.size() == 11);
  const auto found_again = [&] {
    const auto again = look_around(hall);
    REQUIRE(again.size() == fresh.size());
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      INFO(fresh[i].screen << " (" << i << ")");
      CHECK(again[i].tree == fresh[i].tree);
      CHECK(different_pixels(again[i], fresh[i]) == 0);
      CHECK(again[i] == fresh[i]);
    }
  };
  auto& kiosk = *hall.kiosk;
  SECTION("left") {
    make_a_mess(hall);
    hall.taps({"key.help", "help.finish", "leave.confirm", "thanks.end"});
    found_again();
  }
  SECTION("erased") {
    make_a_mess(hall);
    hall.taps({"key.help", "help.erase", "erase.confirm", "erased.end"});
    found_again();
  }
  SECTION("timed out") {
    make_a_mess(hall);
    kiosk.advance(flow::kTextEndAfter * flow::kAidsTakeTimes);
    CHECK(kiosk.screen() == "attract");
    found_again();
  }
  SECTION("another person came") {
    make_a_mess(hall);
    kiosk.advance(flow::kVeilAfter * flow::kAidsTakeTimes);
    hall.taps({"veil.new", "bar.back"});
    found_again();
  }
  SECTION("a pause was too long") {
    make_a_mess(hall);
    kiosk.hold_corner();
    for (const char digit : hall.pin) ok(kiosk.tap("pin." + std::string(1, digit)));
    hall.taps({"menu.pause"});
    kiosk.advance(flow::kPauseEndsVisitAfter);
    kiosk.hold_corner();
    for (const char digit : hall.pin) ok(kiosk.tap("pin." + std::string(1, digit)));
    hall.taps({"menu.return"});
    found_again();
  }
  SECTION("a glance that answered nothing") {
    hall.taps({"attract.start", "language.tr", "bar.display", "display.contrast.dark"});
    kiosk.advance(flow::kTextEndAfter);
    CHECK(kiosk.screen() == "attract");
    found_again();
  }
  // What has been seen could differ: another language does.
  hall.taps({"attract.start", "language.de"});
  CHECK_FALSE(look_at(kiosk) == fresh[2]);
}

#ifdef PARVIS_WIPING_FREE  // a sanitizer has an allocator of its own
// ---- the program's memory ------------------------------------------------------------------------------
namespace {

// The sentence stands nowhere in this program as it is read, since the kiosk below is a copy of it.
constexpr std::uint8_t kVeil = 0x55;
template <std::size_t Size>
consteval std::array<std::uint8_t, Size - 1> hidden(const char (&words)[Size]) {
  std::array<std::uint8_t, Size - 1> made{};
  for (std::size_t i = 0; i + 1 < Size; ++i) made[i] = static_cast<std::uint8_t>(words[i]) ^ kVeil;
  return made;
}
constexpr auto kSentence = hidden("brusques wapitis jaloux vexent le fjord");

std::string key_of(std::uint8_t veiled) {
  const char letter = static_cast<char>(veiled ^ kVeil);
  return letter == ' ' ? "key.space" : std::string("key.") + letter;
}

// The child: a kiosk on which somebody writes, with a finger, and leaves. It waits at each stop until it is let go.
class Writer {
 public:
  using Visit = void (*)(Hall& hall, Writer& writer);
  explicit Writer(Visit visit) {
    PARVIS_CHECK(::pipe(up_.data()) == 0 && ::pipe(down_.data()) == 0);
    child_ = ::fork();
    if (child_ != 0) return;
    ::setenv("TMPDIR", home_.path().c_str(), 1);  // it is killed, and leaves its directories there
    {
      Hall hall;
      stop();
      visit(hall, *this);
      stop();
    }
    ::_exit(0);
  }
  ~Writer() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    for (const int end : {up_[0], up_[1], down_[0], down_[1]}) ::close(end);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // --- in the child
  void stop() const {
    char byte = '.';
    if (::write(up_[1], &byte, 1) != 1 || ::read(down_[0], &byte, 1) != 1) ::_exit(1);
  }
  static void write(Hall& hall) {
    for (const auto letter : kSentence) ok(hall.kiosk->tap(key_of(letter)));
  }

  // --- in the test
  [[nodiscard]] bool reaches_stop() const {
    struct ::pollfd ready {
      .fd = up_[0], .events = POLLIN, .revents = 0
    };
    char byte = 0;
    return ::poll(&ready, 1, 120'000) == 1 && ::read(up_[0], &byte, 1) == 1;
  }
  void go_on() const { REQUIRE(::write(down_[1], ".", 1) == 1); }
  // In which forms the sentence stands in its memory, and where: "[heap] utf-8 nfc".
  [[nodiscard]] std::vector<std::string> finds(const support::Canary& canary,
                                               std::string_view words) const;

 private:
  pid_t child_ = 0;
  std::array<int, 2> up_{}, down_{};
  support::TemporaryDirectory home_;
};

// What layout engines keep: 32 bits a letter. Eight letters in a row count as found.
bool holds_utf32(std::string_view bytes, std::string_view words) {
  constexpr std::size_t kLetters = 8;
  for (std::size_t at = 0; at + kLetters <= words.size(); ++at) {
    std::string window;
    for (const char letter : words.substr(at, kLetters)) (window += letter).append(3, '\0');
    if (bytes.find(window) != std::string_view::npos) return true;
  }
  return false;
}

std::vector<std::string> Writer::finds(const support::Canary& canary,
                                       std::string_view words) const {
  std::vector<std::string> found;
  const auto process = Path("/proc") / std::to_string(child_);
  std::ifstream maps(process / "maps");
  const int memory = ::open((process / "mem").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  std::size_t read = 0;
  for (std::string line; std::getline(maps, line);) {
    std::size_t begin = 0, end = 0;
    std::istringstream fields(line);
    std::string range, may, offset, device, inode, name;
    fields >> range >> may >> offset >> device >> inode >> name;
    if (may[0] != 'r' || name.starts_with("[v")) continue;
    begin = std::stoull(range, nullptr, 16);
    end = std::stoull(range.substr(range.find('-') + 1), nullptr, 16);
    std::string bytes(end - begin, '\0');
    const auto got = ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
    if (got <= 0) continue;
    read += static_cast<std::size_t>(got);
    bytes.resize(static_cast<std::size_t>(got));
    if (name.empty()) name = "[anonymous]";
    if (const auto find = canary.search(as_bytes(bytes)); !find.form.empty()) {
      found.push_back(name + " " + find.form + " at " + std::to_string(find.offset));
    }
    if (holds_utf32(bytes, words)) found.push_back(name + " utf-32");
  }
  ::close(memory);
  CHECK(read > 10'000'000);  // it was really looked at
  return found;
}

void check_forgets(const Writer& writer, const support::Canary& canary, std::string_view words) {
  REQUIRE(writer.reaches_stop());
  CHECK(writer.finds(canary, words).empty());  // before a letter is typed
  writer.go_on();
  REQUIRE(writer.reaches_stop());
  CHECK_FALSE(writer.finds(canary, words).empty());  // on the screen: the search can find
  writer.go_on();
  REQUIRE(writer.reaches_stop());
  for (const auto& find : writer.finds(canary, words)) FAIL_CHECK(find);
}

void to_keyboard(Hall& hall) {
  hall.taps({"attract.start", "language.fr", "plain.start", "question.idea", "idea.age.over",
             "idea.theme.housing"});
}

}  // namespace

TEST_CASE("an idea that was written and left behind is found nowhere in the program's memory") {
  // Each begins as a copy of this program, and this program must not have read the sentence yet.
  const Writer erased_unsaid([](Hall& hall, Writer& writer) {
    to_keyboard(hall);
    Writer::write(hall);
    writer.stop();
    hall.taps({"idea.validate", "bar.help", "help.erase", "erase.confirm"});
  });
  const Writer erased([](Hall& hall, Writer& writer) {
    to_keyboard(hall);
    Writer::write(hall);
    writer.stop();
    hall.taps({"idea.validate", "idea.confirm", "bar.action", "said.idea.0", "said.correct"});
    hall.taps({"idea.validate", "idea.confirm", "said.done", "bar.help", "help.erase"});
    hall.taps({"erase.confirm", "erased.end"});
  });
  const Writer sealed([](Hall& hall, Writer& writer) {
    to_keyboard(hall);
    Writer::write(hall);
    writer.stop();
    hall.taps({"idea.validate", "idea.confirm", "kept.end", "about.age.skip", "about.place.skip"});
    hall.taps({"thanks.end"});
  });
  std::string words;
  for (const auto letter : kSentence) words += static_cast<char>(letter ^ kVeil);
  const support::Canary canary(words);
  SECTION("erased before it was confirmed") { check_forgets(erased_unsaid, canary, words); }
  SECTION("kept, looked at, and erased") { check_forgets(erased, canary, words); }
  SECTION("kept and sealed") { check_forgets(sealed, canary, words); }
}
#endif
