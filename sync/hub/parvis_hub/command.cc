#include "sync/hub/parvis_hub/command.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace parvis::hub::cli {
namespace {

// Switches the terminal's echo off for as long as it lives.
class Quiet {
 public:
  Quiet() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool changed_ = false;
};

std::string read_quietly(const char* prompt) {
  std::fputs(prompt, stderr);
  std::string line;
  {
    const Quiet quiet;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) {
      line += static_cast<char>(c);
    }
  }
  std::fputc('\n', stderr);
  return line;
}

Result<std::string> ask(const char* variable, const char* prompt, Passphrase which) {
  if (const char* given = std::getenv(variable); given != nullptr) return std::string(given);
  if (::isatty(STDIN_FILENO) == 0) {
    return fail(
        Errc::invalid,
        fmt::format("the authority's passphrase is needed: type it at a terminal, or set {}",
                    variable));
  }
  std::string typed = read_quietly(prompt);
  if (which == Passphrase::fresh && typed != read_quietly("Again: ")) {
    return fail(Errc::invalid, "the two passphrases differ; nothing was made");
  }
  return typed;
}

}  // namespace

Exit exit_of(Errc code) { return static_cast<Exit>(exit_code(code)); }

void say(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  if (line.empty() || line.back() != '\n') std::fputc('\n', stdout);
}

void complain(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
}

void answer(const nlohmann::ordered_json& document) {
  // What is not UTF-8 can only come from a file's name: it is shown, not refused.
  say(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Result<std::string> ask_passphrase(Passphrase which) {
  return ask("PARVIS_PASSPHRASE", "Passphrase of the authority: ", which);
}

Result<std::string> ask_next_passphrase() {
  return ask("PARVIS_NEXT_PASSPHRASE", "Passphrase of the next authority: ", Passphrase::fresh);
}

std::string person(const std::string& given) {
  if (!given.empty()) return given;
  for (const char* name : {"SUDO_USER", "USER", "LOGNAME"}) {
    if (const char* found = std::getenv(name); found != nullptr && *found != '\0') return found;
  }
  return "";
}

}  // namespace parvis::hub::cli
