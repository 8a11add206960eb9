#include "tests/walk/pseudo.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <sstream>

#include "tests/support/result.h"

namespace parvis::screens::test {
namespace {

constexpr std::int32_t kLongestWord = 12;
constexpr double kLonger = 1.35;

using Text = icu::UnicodeString;

Text accented(const Text& word) {
  static const Text plain = Text::fromUTF8("aeiouAEIOU");
  static const Text marked = Text::fromUTF8("âêîôûÂÊÎÔÛ");
  Text made = word;
  for (std::int32_t i = 0; i < made.length(); ++i) {
    const auto at = plain.indexOf(made[i]);
    if (at >= 0) made.setCharAt(i, marked[at]);
  }
  return made;
}

bool may_grow(const Text& word) {
  if (word.length() < 4 || word.length() >= kLongestWord) return false;
  for (std::int32_t i = 0; i < word.length(); ++i) {
    if (u_isalpha(word[i]) == 0) return false;
  }
  return true;
}

std::vector<Text> split(const Text& words) {
  std::vector<Text> parts(1);
  for (std::int32_t i = 0; i < words.length(); ++i) {
    if (words[i] == u' ' || words[i] == u'\n') {
      parts.emplace_back(words[i]);
      parts.emplace_back();
    } else {
      parts.back().append(words[i]);
    }
  }
  return parts;
}

// "max N" of each key in the French catalogue.
std::map<std::string, std::size_t> limits() {
  const auto bytes = support::value(
      read_file(Path(PARVIS_SOURCE_DIR) / "assets/languages/fr.po", std::uint64_t{1} << 20));
  std::istringstream in{std::string(as_text(bytes))};
  std::map<std::string, std::size_t> all;
  std::size_t limit = 0;
  constexpr std::string_view kMax = "#. max ";
  constexpr std::string_view kId = "msgid \"";
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(kMax)) {
      std::from_chars(line.data() + kMax.size(), line.data() + line.size(), limit);
    } else if (line.starts_with(kId)) {
      all[line.substr(kId.size(), line.size() - kId.size() - 1)] = limit;
      limit = 0;
    }
  }
  return all;
}

std::uint32_t word_at(ByteView file, std::size_t at) {
  std::uint32_t word = 0;
  PARVIS_CHECK(at + sizeof word <= file.size());
  std::memcpy(&word, file.data() + at, sizeof word);
  return word;
}

using Messages = std::map<std::string, std::string>;  // with the 0 bytes of plurals

// The .mo of gettext: magic, revision, count, where the two tables of (length, offset) stand.
Messages read_mo(const Path& path) {
  const auto file = support::value(read_file(path, std::uint64_t{1} << 20));
  Messages all;
  const auto text = [&](std::size_t entry) {
    const auto length = word_at(file, entry);
    return std::string(as_text(ByteView(file).subspan(word_at(file, entry + 4), length)));
  };
  for (std::size_t i = 0; i < word_at(file, 8); ++i) {
    all[text(word_at(file, 12) + 8 * i)] = text(word_at(file, 16) + 8 * i);
  }
  return all;
}

void write_mo(const Path& path, const Messages& messages) {
  const auto count = static_cast<std::uint32_t>(messages.size());
  std::vector<std::uint32_t> head{0x950412de, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count};
  std::string strings;
  const auto start = 28 + 16 * count;
  const auto table = [&](const std::string& text) {
    head.push_back(static_cast<std::uint32_t>(text.size()));
    head.push_back(start + static_cast<std::uint32_t>(strings.size()));
    strings += text + '\0';
  };
  for (const auto& [id, text] : messages) table(id);
  for (const auto& [id, text] : messages) table(text);
  std::string file(reinterpret_cast<const char*>(head.data()), head.size() * sizeof head.front());
  support::ok(write_file(path, as_bytes(file + strings)));
}

}  // namespace

std::string lengthened(const std::string& words, std::size_t limit) {
  auto parts = split(Text::fromUTF8(words));
  std::int32_t length = 0;
  for (auto& part : parts) {
    if (part.indexOf(u'{') < 0) part = accented(part);
    length += part.length();
  }
  auto goal = static_cast<std::int32_t>(std::ceil(length * kLonger));
  if (limit > 0) goal = std::min(goal, static_cast<std::int32_t>(limit));
  // Each word takes a letter in turn, until all are long enough or none may grow.
  constexpr std::u16string_view kLetters = u"enaristu";
  std::size_t next = 0;
  for (bool grown = true; grown && length < goal;) {
    grown = false;
    for (auto& part : parts) {
      if (length >= goal || !may_grow(part)) continue;
      part.insert(part.length() / 2, kLetters[next++ % kLetters.size()]);
      ++length;
      grown = true;
    }
  }
  Text all;
  for (const auto& part : parts) all.append(part);
  std::string made;
  all.toUTF8String(made);
  return made;
}

void write_pseudo_words(const Path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& file : std::filesystem::directory_iterator(PARVIS_LANGUAGES)) {
    if (file.is_regular_file()) std::filesystem::copy_file(file, folder / file.path().filename());
  }
  const auto limit = limits();
  Messages made;
  for (const auto& [id, text] : read_mo(folder / "fr.mo")) {
    const auto key = id.substr(0, id.find('\0'));
    std::string forms;
    if (!key.empty()) {
      std::istringstream in(text);
      for (std::string form; std::getline(in, form, '\0');) {
        if (!forms.empty()) forms += '\0';
        forms += lengthened(form, limit.contains(key) ? limit.at(key) : 0);
      }
    }
    made[id] = key.empty() ? text : forms;
  }
  std::filesystem::remove(folder / "fr.mo");
  write_mo(folder / "fr.mo", made);
}

Asked lengthened(const Asked& asked) {
  auto made = std::make_shared<consultation::Consultation>(*asked);
  for (auto& proposal : made->proposals) {
    if (proposal.language == "fr") proposal.text = lengthened(proposal.text, 160);
    const auto in_french = proposal.translations.find("fr");
    if (in_french != proposal.translations.end()) {
      in_french->second.text = lengthened(in_french->second.text, 160);
    }
  }
  return made;
}

}  // namespace parvis::screens::test
