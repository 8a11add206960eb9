// parvis-verify: reads a published log, checks it, and says in sentences what holds. Needs no key of the city's but the
// authority's public one, no database and no network.
#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sync/verify/check.h"

namespace {

using namespace parvis::verify;
namespace fs = std::filesystem;

constexpr int kHolds = 0, kFound = 1, kUsage = 2, kUnreadable = 3;
constexpr std::uintmax_t kMaxFile = 8u << 20;
constexpr std::uint64_t kMaxLeaves = 1u << 24;

constexpr const char* kHelp =
    R"(parvis-verify LOG --authority KEY [--note FILE]... [--receipt FILE]... [--json]

Checks the log that a city publishes (parvis-hub export log): whether everything in it was signed by whom it should be,
nothing was altered, dropped, added or moved since it was signed, kiosks were all shown this one log, and every visit
that a kiosk signed for is accounted for. Needs no key but the authority's public one, no database and no network.

  LOG               the directory that was published
  --authority KEY   the authority's public key, base64, or a file with it. Take it from elsewhere than the log: the
                    council's minutes, a kiosk's screen. Without it the log's own authority.pub is used, and pins nothing.
  --note FILE       a checkpoint that somebody holds: a kiosk, a stick, a mirror. Must be of this log's history.
  --receipt FILE    a kiosk's receipt. Must prove its batch in this log.
                    Both may be given again, and may be directories (with *.note, *.receipt).
  --json            one JSON document instead of sentences
  --help            this

Example:
  parvis-verify /srv/parvis-log --authority 3q2+7wAA...= --receipt /media/stick/inbox

A line that begins with FOUND is wrong; signed notes under it are the evidence: keep them. A line that begins with
"remark" proves nothing wrong. sync/verify/LOG_FORMAT.md says what is in the directory and what is checked.

Exit status: 0 all of it holds, 1 something was found, 2 wrong words, 3 a file could not be read.
)";

struct Words {
  std::string log;
  std::string authority;
  std::vector<std::string> notes, receipts;
  bool json = false;
};

int complain(int status, const std::string& what) {
  std::fprintf(stderr, "parvis-verify: %s\n", what.c_str());
  return status;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size > kMaxFile || !fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.eof() && in.fail()) return std::nullopt;
  return bytes;
}

// Files of a directory with this suffix, by name.
std::vector<fs::path> files_of(const fs::path& directory, const std::string& suffix) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == suffix) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

bool read_texts(const std::vector<std::string>& paths, const std::string& suffix,
                std::vector<NamedText>& into) {
  for (const fs::path path : paths) {
    std::error_code error;
    const bool directory = fs::is_directory(path, error);
    for (const auto& file : directory ? files_of(path, suffix) : std::vector<fs::path>{path}) {
      auto text = read_file(file);
      if (!text) {
        complain(kUnreadable, "can't read " + file.string());
        return false;
      }
      into.push_back({file.filename().string(), std::move(*text)});
    }
  }
  return true;
}

// leaves/<index>.<kind>. Two files for one index make it neither.
bool read_leaves(const fs::path& directory, const std::string& suffix, Leaf::Kind kind,
                 std::vector<Leaf>& leaves) {
  for (const auto& file : files_of(directory, suffix)) {
    const std::string stem = file.stem().string();
    const auto digits = stem.find_first_not_of('0');
    const auto index = from_decimal(digits == std::string::npos ? "0" : stem.substr(digits));
    if (stem.size() < 8 || !index || *index >= kMaxLeaves) continue;
    const auto bytes = read_file(file);
    if (!bytes) return false;
    if (leaves.size() <= *index) leaves.resize(*index + 1);
    Leaf& leaf = leaves[*index];
    leaf.kind = leaf.kind == Leaf::Kind::missing ? kind : Leaf::Kind::missing;
    leaf.bytes.assign(bytes->begin(), bytes->end());
  }
  return true;
}

std::optional<PublishedLog> load(const Words& words) {
  const fs::path directory = words.log;
  PublishedLog log;
  const auto root = read_file(directory / "root.signed");
  if (!root) {
    complain(kUnreadable, "can't read " + (directory / "root.signed").string());
    return std::nullopt;
  }
  log.root.assign(root->begin(), root->end());
  const fs::path leaves = directory / "leaves";
  if (!read_leaves(leaves, ".manifest", Leaf::Kind::manifest, log.leaves) ||
      !read_leaves(leaves, ".statement", Leaf::Kind::statement, log.leaves)) {
    complain(kUnreadable, "can't read the leaves in " + leaves.string());
    return std::nullopt;
  }
  const std::string checkpoints = (directory / "checkpoints").string();
  if (!read_texts({checkpoints}, ".note", log.checkpoints) ||
      !read_texts(words.notes, ".note", log.notes) ||
      !read_texts(words.receipts, ".receipt", log.receipts)) {
    return std::nullopt;
  }
  log.kept = read_file(directory / "kept.note");
  log.sum = read_file(directory / "sum.note");
  return log;
}

std::optional<Key> read_key(const std::string& word) {
  if (const auto key = hash_from_base64(word)) return key;
  auto text = read_file(word);
  if (text && text->ends_with('\n')) text->pop_back();
  return text ? hash_from_base64(*text) : std::nullopt;
}

// ---- what is said -------------------------------------------------------------------------------------

// Names come from signed documents and hold no control character; still, nothing of a file reaches a terminal raw.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  return out;
}

std::string as_json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out + "\"";
}

const char* word_of(Sentence::Kind kind) {
  switch (kind) {
    case Sentence::Kind::holds:
      return "holds";
    case Sentence::Kind::remark:
      return "remark";
    case Sentence::Kind::found:
      return "found";
  }
  return "found";
}

void print_words(const Report& report, bool pinned) {
  for (const Sentence& sentence : report.sentences) {
    const char* mark = sentence.kind == Sentence::Kind::found    ? "FOUND: "
                       : sentence.kind == Sentence::Kind::remark ? "remark: "
                                                                 : "";
    std::printf("%s%s\n", mark, printable(sentence.text).c_str());
    for (const std::string& note : sentence.evidence) {
      std::printf("    ---- a signed note\n");
      for (std::size_t at = 0; at < note.size();) {
        const std::size_t end = std::min(note.find('\n', at), note.size());
        std::printf("    %s\n", printable(note.substr(at, end - at)).c_str());
        at = end + 1;
      }
    }
  }
  if (!pinned)
    std::puts(
        "remark: no --authority was given: whoever published this log chose whose word counts.");
  std::puts(report.holds() ? "All of it holds." : "Not all of it holds.");
}

void print_json(const Report& report, bool pinned) {
  std::printf("{\n  \"format\": \"parvis-verify/1\",\n  \"holds\": %s,\n  \"pinned\": %s,\n",
              report.holds() ? "true" : "false", pinned ? "true" : "false");
  std::printf("  \"leaves\": %ju,\n  \"batches\": %ju,\n  \"visits\": %ju,\n",
              static_cast<std::uintmax_t>(report.leaves),
              static_cast<std::uintmax_t>(report.batches),
              static_cast<std::uintmax_t>(report.visits));
  std::printf("  \"checkpoints\": %ju,\n  \"sentences\": [",
              static_cast<std::uintmax_t>(report.checkpoints));
  const char* comma = "\n";
  for (const Sentence& sentence : report.sentences) {
    std::printf("%s    {\"kind\": \"%s\", \"thing\": %s, \"text\": %s, \"evidence\": [", comma,
                word_of(sentence.kind), as_json(sentence.thing).c_str(),
                as_json(sentence.text).c_str());
    const char* between = "";
    for (const std::string& note : sentence.evidence) {
      std::printf("%s%s", between, as_json(note).c_str());
      between = ", ";
    }
    std::printf("]}");
    comma = ",\n";
  }
  std::printf("\n  ]\n}\n");
}

std::optional<Words> parse(int argc, char** argv) {
  Words words;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool takes = word == "--authority" || word == "--note" || word == "--receipt";
    if (takes && i + 1 == argc) return std::nullopt;
    if (word == "--authority") {
      words.authority = argv[++i];
    } else if (word == "--note") {
      words.notes.emplace_back(argv[++i]);
    } else if (word == "--receipt") {
      words.receipts.emplace_back(argv[++i]);
    } else if (word == "--json") {
      words.json = true;
    } else if (!word.starts_with('-') && words.log.empty()) {
      words.log = word;
    } else {
      return std::nullopt;
    }
  }
  if (words.log.empty()) return std::nullopt;
  return words;
}

}  // namespace

int main(int argc, char** argv) {
  if (std::any_of(argv + 1, argv + argc, [](std::string_view word) { return word == "--help"; })) {
    std::fputs(kHelp, stdout);
    return kHolds;
  }
  const auto words = parse(argc, argv);
  if (!words) return complain(kUsage, "which log? See parvis-verify --help");
  if (sodium_init() < 0) return complain(kUnreadable, "libsodium does not start");
  const bool pinned = !words->authority.empty();
  const auto authority =
      read_key(pinned ? words->authority : (fs::path(words->log) / "authority.pub").string());
  if (!authority) return complain(kUsage, "the authority's key is not 32 bytes in base64");
  const auto log = load(*words);
  if (!log) return kUnreadable;
  const Report report = check(*log, *authority);
  if (words->json) {
    print_json(report, pinned);
  } else {
    print_words(report, pinned);
  }
  return report.holds() ? kHolds : kFound;
}
