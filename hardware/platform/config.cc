#include "hardware/platform/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

// toml++ asserts what a file can break: "[" at a line's end. As an exception it is an error of the file like any other.
namespace parvis {
namespace {
[[noreturn]] void refuse_toml(const char* expected) { throw std::logic_error(expected); }
}  // namespace
}  // namespace parvis
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : ::parvis::refuse_toml(#expr))
#include <toml++/toml.h>

namespace parvis {

struct Config::State {
  toml::table table;
  std::string name;
  std::set<std::string, std::less<>> used;

  // Null when there is nothing at `key`.
  toml::node* at(std::string_view key) { return key.empty() ? &table : table.at_path(key).node(); }
  template <class T>
  std::optional<T> exact(std::string_view key) {
    const toml::node* node = at(key);
    return node == nullptr ? std::nullopt : node->value_exact<T>();
  }
  tl::unexpected<Error> wrong(std::string_view key, std::string_view expected) {
    const toml::node* node = at(key);
    if (node == nullptr) return fail(Errc::invalid, fmt::format("{}: '{}' is missing", name, key));
    return fail(Errc::invalid, fmt::format("{}:{}: '{}' must be {}", name,
                                           node->source().begin.line, key, expected));
  }
};

namespace {

void collect_leaves(const toml::table& table, const std::string& prefix,
                    std::vector<std::pair<std::string, unsigned>>& out) {
  for (const auto& [key, node] : table) {
    const std::string path =
        prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
    if (const auto* inner = node.as_table(); inner != nullptr && !inner->empty()) {
      collect_leaves(*inner, path, out);
    } else {
      out.emplace_back(path, node.source().begin.line);
    }
  }
}

// The line of a letter beyond ASCII, a control character or a quote in a word, outside quotes and comments: TOML 1.0 (toml.io) has none there,
// and toml++ 3.3 is undefined on some. Nor may one come first behind a line's end with "\", where toml++ looks for spaces.
std::optional<std::size_t> stray_letter(std::string_view text) {
  const auto beyond_ascii = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  const auto is_control = [](char c) {
    return (c >= 0 && c < 0x20 && c != '\t' && c != '\r') || c == 0x7f;
  };
  std::size_t line = 1;
  std::string_view quotes;  // those that end the string that we are in
  bool comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      ++line;
      comment = false;
      if (quotes.size() == 1) quotes = {};  // unfinished: toml++ says so
    } else if (comment) {
      continue;
    } else if (!quotes.empty()) {
      if (c == '\\' && quotes[0] == '"') {
        const auto next = text.find_first_not_of(" \t\r\n", i + 1);
        if (next == i + 1) {
          ++i;
        } else if (next != std::string_view::npos && beyond_ascii(text[next])) {
          return line;
        }
      } else if (text.substr(i).starts_with(quotes)) {
        i += quotes.size() - 1;
        quotes = {};
      }
    } else if (c == '"' || c == '\'') {
      constexpr std::string_view kBefore =
          " \t\r\n=,[{.";  // in the middle of a word it opens no string
      if (i > 0 && kBefore.find(text[i - 1]) == std::string_view::npos) return line;
      const std::string_view three = c == '"' ? R"(""")" : "'''";
      quotes = text.substr(i).starts_with(three) ? three : three.substr(0, 1);
      i += quotes.size() - 1;
    } else if (c == '#') {
      comment = true;
    } else if (beyond_ascii(c) || is_control(c)) {
      return line;
    }
  }
  return std::nullopt;
}

}  // namespace

Config::Config(std::unique_ptr<State> state) : state_(std::move(state)) {}
Config::Config(Config&&) noexcept = default;
Config& Config::operator=(Config&&) noexcept = default;
Config::~Config() = default;

Result<Config> Config::load(const Path& path) {
  PARVIS_TRY(const Bytes bytes, read_file(path, 4u << 20));
  return parse(as_text(bytes), path.string());
}

Result<Config> Config::parse(std::string_view text, std::string name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (const auto line = stray_letter(text)) {
    return fail(Errc::invalid,
                fmt::format("{}:{}: a letter that has to stand in quotes, or a quote inside a word",
                            name, *line));
  }
  auto state = std::make_unique<State>();
  try {
    state->table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(Errc::invalid,
                fmt::format("{}:{}: {}", name, error.source().begin.line, error.description()));
  } catch (const std::logic_error&) {
    return fail(Errc::invalid, fmt::format("{}: a name in [brackets] is missing or broken", name));
  }
  state->name = std::move(name);
  return Config(std::move(state));
}

bool Config::has(std::string_view key) const { return state_->at(key) != nullptr; }

std::vector<std::string> Config::keys(std::string_view key) const {
  std::vector<std::pair<unsigned, std::string>> ordered;
  const toml::node* node_at = state_->at(key);
  if (const auto* table = node_at == nullptr ? nullptr : node_at->as_table()) {
    for (const auto& [name, node] : *table) {
      ordered.emplace_back(node.source().begin.line, std::string(name.str()));
    }
  }
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::string> names;
  names.reserve(ordered.size());
  for (auto& [line, name] : ordered) names.push_back(std::move(name));
  return names;
}

Result<std::string> Config::text(std::string_view key) {
  state_->used.emplace(key);
  if (const auto value = state_->exact<std::string>(key)) return *value;
  return state_->wrong(key, "text in quotes");
}

Result<std::string> Config::text_or(std::string_view key, std::string fallback) {
  state_->used.emplace(key);
  return has(key) ? text(key) : Result<std::string>(std::move(fallback));
}

Result<std::int64_t> Config::integer(std::string_view key) {
  state_->used.emplace(key);
  if (const auto value = state_->exact<std::int64_t>(key)) return *value;
  return state_->wrong(key, "a whole number");
}

Result<std::int64_t> Config::integer_or(std::string_view key, std::int64_t fallback) {
  state_->used.emplace(key);
  return has(key) ? integer(key) : Result<std::int64_t>(fallback);
}

Result<bool> Config::boolean_or(std::string_view key, bool fallback) {
  state_->used.emplace(key);
  if (!has(key)) return fallback;
  if (const auto value = state_->exact<bool>(key)) return *value;
  return state_->wrong(key, "true or false");
}

Result<std::vector<std::string>> Config::texts(std::string_view key) {
  state_->used.emplace(key);
  const toml::node* node = state_->at(key);
  const auto* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr) return state_->wrong(key, "a list of texts");
  std::vector<std::string> values;
  for (const auto& item : *list) {
    const auto value = item.value_exact<std::string>();
    if (!value) return state_->wrong(key, "a list of texts");
    values.push_back(*value);
  }
  return values;
}

Status Config::finish() const {
  std::vector<std::pair<std::string, unsigned>> leaves;
  collect_leaves(state_->table, "", leaves);
  std::vector<std::string> unknown;
  for (const auto& [key, line] : leaves) {
    if (!state_->used.contains(key)) unknown.push_back(fmt::format("'{}' (line {})", key, line));
  }
  if (unknown.empty()) return {};
  return fail(Errc::invalid, fmt::format("{}: unknown key {}; known keys: {}", state_->name,
                                         fmt::join(unknown, ", "), fmt::join(state_->used, ", ")));
}

}  // namespace parvis
