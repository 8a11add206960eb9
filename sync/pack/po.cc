#include "sync/pack/po.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "hardware/platform/bytes.h"
#include "sync/wire/utf8.h"

namespace parvis::pack {
namespace {

class PoParser {
 public:
  PoParser(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  Result<std::vector<PoEntry>> parse() {
    while (at_ < text_.size()) {
      PARVIS_TRY_VOID(parse_line(take_line()));
    }
    PARVIS_TRY_VOID(finish_entry());
    if (!header_seen_)
      return error(1, "the header is missing: an entry with msgid \"\" that says charset=UTF-8");
    return std::move(entries_);
  }

 private:
  enum class Field { none, key, original, text };

  [[nodiscard]] tl::unexpected<Error> error(std::size_t line, std::string_view what) const {
    return fail(Errc::invalid, fmt::format("{}:{}: {}", name_, line, what));
  }

  std::string_view take_line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    return line;
  }

  Status parse_line(std::string_view line) {
    if (line.empty() || line.starts_with("#~")) return finish_entry();
    if (line.front() == '#') {
      if (field_ == Field::text) PARVIS_TRY_VOID(finish_entry());
      return parse_comment(line);
    }
    if (line.front() == '"') return append(line);
    const auto starts = [&](std::string_view keyword, Field field) -> Status {
      line.remove_prefix(keyword.size());
      field_ = field;
      return append(line);
    };
    if (line.starts_with("msgctxt ")) {
      PARVIS_TRY_VOID(finish_entry());
      entry_.line = line_;
      key_.emplace();
      return starts("msgctxt ", Field::key);
    }
    if (line.starts_with("msgid ")) {
      if (field_ == Field::text) PARVIS_TRY_VOID(finish_entry());
      if (field_ == Field::original) return error(line_, "two msgid in one entry");
      if (entry_.line == 0) entry_.line = line_;
      return starts("msgid ", Field::original);
    }
    if (line.starts_with("msgstr ")) {
      if (field_ != Field::original) return error(line_, "msgstr must follow its msgid");
      return starts("msgstr ", Field::text);
    }
    return error(line_,
                 "only msgctxt, msgid, msgstr and comments are understood here (no plurals)");
  }

  Status parse_comment(std::string_view line) {
    if (!line.starts_with("#,")) return {};
    if (line.find("fuzzy") != std::string_view::npos) entry_.fuzzy = true;
    if (line.find("parvis-empty") != std::string_view::npos) entry_.empty_on_purpose = true;
    return {};
  }

  // A quoted piece, added to the field that is open.
  Status append(std::string_view quoted) {
    while (!quoted.empty() && quoted.front() == ' ') quoted.remove_prefix(1);
    if (field_ == Field::none)
      return error(line_, "text that belongs to no msgctxt, msgid or msgstr");
    if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') {
      return error(line_, "text must stand in quotes");
    }
    std::string& into = field_ == Field::key        ? *key_
                        : field_ == Field::original ? entry_.original
                                                    : entry_.text;
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
      if (quoted[i] == '"') return error(line_, "a quote inside text: write \\\"");
      if (quoted[i] != '\\') {
        into.push_back(quoted[i]);
        continue;
      }
      ++i;
      static constexpr std::string_view kEscapes = "nt\"\\";
      const std::size_t which = kEscapes.find(quoted[i]);
      if (which == std::string_view::npos || i + 1 == quoted.size()) {
        return error(line_, "after \\ only n, t, \" or \\");
      }
      into.push_back("\n\t\"\\"[which]);
    }
    return {};
  }

  Status finish_entry() {
    const Field last = std::exchange(field_, Field::none);
    if (last == Field::none) return {};
    PoEntry entry = std::exchange(entry_, {});
    const std::optional<std::string> key = std::exchange(key_, std::nullopt);
    if (last != Field::text) return error(entry.line, "the entry has no msgstr");
    if (!key && entry.original.empty()) return read_header(entry);
    if (!key) return error(entry.line, "the entry has no msgctxt: write the key of the text there");
    entry.key = *key;
    if (!keys_.insert(entry.key).second) {
      return error(entry.line, fmt::format("'{}' comes twice: remove one", entry.key));
    }
    entries_.push_back(std::move(entry));
    return {};
  }

  Status read_header(const PoEntry& entry) {
    if (header_seen_) return error(entry.line, "a second header");
    if (entry.text.find("charset=UTF-8") == std::string::npos) {
      return error(entry.line, "the header must say charset=UTF-8");
    }
    header_seen_ = true;
    return {};
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  Field field_ = Field::none;
  PoEntry entry_;
  std::optional<std::string> key_;
  bool header_seen_ = false;
  std::set<std::string> keys_;
  std::vector<PoEntry> entries_;
};

}  // namespace

Result<std::vector<PoEntry>> parse_po(std::string_view text, std::string_view name) {
  if (!wire::is_utf8(as_bytes(text))) {
    return fail(Errc::invalid, fmt::format("{}: not UTF-8: save it again as UTF-8", name));
  }
  return PoParser(text, name).parse();
}

}  // namespace parvis::pack
