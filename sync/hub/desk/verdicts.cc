#include "sync/hub/desk/verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sync/transfer/log_keys.h"
#include "sync/wire/utf8.h"

namespace parvis::hub {
namespace {

constexpr std::string_view kTitle = "parvis/verdict/v1";
constexpr std::size_t kMaxText = 500;  // bytes

bool is_line(std::string_view text) {
  return text.size() <= kMaxText && wire::is_utf8(as_bytes(text)) &&
         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

Status check_words(const Verdict& verdict) {
  if (!verdict.who.empty() && is_line(verdict.who) && is_line(verdict.why)) return {};
  return fail(Errc::invalid, "a verdict has a name and reasons of one line, 500 bytes at most");
}

// The lines of a note's text, which ends in a newline.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string format(const Verdict& verdict) {
  return fmt::format("{}\n{} {}\n{}\npaper {}\nwho {}\nwhy {}\n", kTitle, to_string(verdict.kind),
                     crypto::to_hex(verdict.manifest.view()), to_iso(verdict.at),
                     verdict.paper_visits ? fmt::to_string(*verdict.paper_visits) : "-",
                     verdict.who, verdict.why);
}

Result<std::string_view> after(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return fail(Errc::invalid, "verdict: a line is missing");
  return line.substr(word.size());
}

Status read_decision(std::string_view line, Verdict& verdict) {
  for (const auto kind : {Verdict::Kind::accepted, Verdict::Kind::refused}) {
    const auto hex = after(line, fmt::format("{} ", to_string(kind)));
    if (!hex) continue;
    verdict.kind = kind;
    PARVIS_TRY(const auto digest, crypto::from_hex(*hex));
    PARVIS_TRY(verdict.manifest, crypto::Digest::from(digest));
    return {};
  }
  return fail(Errc::invalid, "verdict: neither accepted nor refused");
}

Status read_paper(std::string_view line, Verdict& verdict) {
  PARVIS_TRY(const auto number, after(line, "paper "));
  if (number == "-") return {};
  std::uint64_t visits = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), visits);
  if (error != std::errc() || end != number.data() + number.size()) {
    return fail(Errc::invalid, "verdict: no number on paper");
  }
  verdict.paper_visits = visits;
  return {};
}

Result<Verdict> parse(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.size() != 6 || lines[0] != kTitle) return fail(Errc::invalid, "no verdict");
  Verdict verdict;
  PARVIS_TRY_VOID(read_decision(lines[1], verdict));
  PARVIS_TRY(verdict.at, parse_utc(lines[2]));
  PARVIS_TRY_VOID(read_paper(lines[3], verdict));
  PARVIS_TRY(verdict.who, after(lines[4], "who "));
  PARVIS_TRY(verdict.why, after(lines[5], "why "));
  PARVIS_TRY_VOID(check_words(verdict));
  if (format(verdict) != text) return fail(Errc::invalid, "verdict: not as it is written");
  return verdict;
}

}  // namespace

std::string_view to_string(Verdict::Kind kind) {
  return kind == Verdict::Kind::accepted ? "accepted" : "refused";
}

Result<std::string> sign_verdict(const Verdict& verdict, const std::string& key_name,
                                 const crypto::SigningKey& desk) {
  PARVIS_TRY_VOID(check_words(verdict));
  tlog::Note note{format(verdict), {}};
  tlog::sign(note, key_name, desk);
  return tlog::format(note);
}

Result<Verdict> read_verdict(std::string_view statement, std::span<const tlog::NoteKey> desk) {
  if (!statement.starts_with(kTitle)) return fail(Errc::invalid, "no verdict");
  PARVIS_TRY(const auto note, tlog::parse_note(statement));
  PARVIS_TRY(auto verdict, parse(note.text));
  for (const auto& key : desk) {
    if (tlog::verify(note, key)) return verdict;
  }
  return fail(Errc::forged, "verdict: no key of the desk signed it");
}

Result<Verdicts> Verdicts::read(Intake& intake, const wire::RootDocument& root) {
  const auto desk = transfer::desk_keys(root);
  Verdicts verdicts;
  PARVIS_TRY_VOID(intake.store().each_statement([&](ByteView statement) -> Status {
    if (auto verdict = read_verdict(as_text(statement), desk)) {
      verdicts.last_.insert_or_assign(verdict->manifest, std::move(*verdict));
    }
    return {};
  }));
  return verdicts;
}

const Verdict* Verdicts::find(const crypto::Digest& manifest) const {
  const auto found = last_.find(manifest);
  return found == last_.end() ? nullptr : &found->second;
}

}  // namespace parvis::hub
