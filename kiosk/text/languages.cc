#include "kiosk/text/languages.h"

#include <algorithm>
#include <boost/locale.hpp>
#include <boost/locale/gnu_gettext.hpp>
#include <locale>
#include <map>

#include "hardware/platform/bytes.h"

namespace parvis::text {
namespace {

constexpr std::uint64_t kLargestCatalog = 4 << 20;

// A locale that has the messages of one catalog and nothing else; the catalog's path is our
// business, so the name that the library asks for is not looked at.
Result<std::locale> with_messages(const Path& file, const std::string& tag) {
  PARVIS_TRY(const Bytes bytes, read_file(file, kLargestCatalog));
  namespace gettext = boost::locale::gnu_gettext;
  gettext::messages_info info;
  info.language = tag;
  info.encoding = "UTF-8";
  info.domains.emplace_back("parvis");
  info.paths.emplace_back("/");
  info.callback = [&bytes](const std::string&, const std::string&) {
    return std::vector<char>(bytes.begin(), bytes.end());
  };
  try {
    return std::locale(std::locale::classic(), gettext::create_messages_facet<char>(info));
  } catch (const std::exception& error) {
    return fail(Errc::corrupt, file.string() + ": " + error.what());
  }
}

}  // namespace

struct Languages::State {
  std::vector<std::string> tags;
  std::map<std::string, std::locale, std::less<>> catalogs, spoken;
  std::set<std::string> missing;

  [[nodiscard]] const std::locale* catalog(std::string_view language) const {
    const auto found = catalogs.find(language);
    return found == catalogs.end() ? nullptr : &found->second;
  }
  std::string lacking(std::string_view language, std::string_view key) {
    missing.insert(std::string(language) + "/" + std::string(key));
    return "⟦" + std::string(key) + "⟧";
  }
};

Languages::Languages(std::unique_ptr<State> state) : state_(std::move(state)) {}
Languages::Languages(Languages&&) noexcept = default;
Languages& Languages::operator=(Languages&&) noexcept = default;
Languages::~Languages() = default;

Result<Languages> Languages::open(const Path& directory, const std::vector<std::string>& tags) {
  auto state = std::make_unique<State>();
  for (const std::string& tag : tags) {
    PARVIS_TRY(std::locale catalog, with_messages(directory / (tag + ".mo"), tag));
    state->catalogs.emplace(tag, std::move(catalog));
    const Path said = directory / "spoken" / (tag + ".mo");
    if (!std::filesystem::exists(said)) continue;
    PARVIS_TRY(std::locale spoken, with_messages(said, tag));
    state->spoken.emplace(tag, std::move(spoken));
  }
  state->tags = tags;
  return Languages(std::move(state));
}

const std::vector<std::string>& Languages::tags() const { return state_->tags; }
const std::set<std::string>& Languages::missing() const { return state_->missing; }

bool Languages::has(std::string_view language, std::string_view key) const {
  const std::locale* catalog = state_->catalog(language);
  if (catalog == nullptr) return false;
  const auto& messages = std::use_facet<boost::locale::message_format<char>>(*catalog);
  const std::string id(key);
  return messages.get(0, nullptr, id.c_str()) != nullptr ||
         messages.get(0, nullptr, id.c_str(), 1) != nullptr;
}

namespace {

// The form of a key in one catalog, or nullptr; without a count the only form there is.
const char* form_of(const std::locale& catalog, std::string_view key,
                    std::optional<std::int64_t> count) {
  const auto& messages = std::use_facet<boost::locale::message_format<char>>(catalog);
  const std::string id(key);
  if (!count) return messages.get(0, nullptr, id.c_str());
  const int n = static_cast<int>(std::clamp<std::int64_t>(*count, 0, 1'000'000'000));
  return messages.get(0, nullptr, id.c_str(), n);
}

Arguments counted(const Arguments& arguments, std::int64_t count) {
  return arguments.empty() ? Arguments{std::to_string(count)} : arguments;
}

}  // namespace

std::optional<std::string> Languages::spoken(std::string_view language, std::string_view key,
                                             const Arguments& arguments,
                                             std::optional<std::int64_t> count) const {
  const auto catalog = state_->spoken.find(language);
  if (catalog == state_->spoken.end()) return std::nullopt;
  const char* found = form_of(catalog->second, key, count);
  if (found == nullptr) return std::nullopt;
  return fill(found, count ? counted(arguments, *count) : arguments);
}

bool Languages::is_said_by_catalog(std::string_view language) const {
  return state_->spoken.contains(language);
}

std::string Languages::translate(std::string_view language, std::string_view key,
                                 const Arguments& arguments) {
  if (const std::locale* catalog = state_->catalog(language)) {
    if (const char* found = form_of(*catalog, key, {})) return fill(found, arguments);
  }
  return state_->lacking(language, key);
}

std::string Languages::plural(std::string_view language, std::string_view key, std::int64_t count,
                              const Arguments& arguments) {
  if (const std::locale* catalog = state_->catalog(language)) {
    if (const char* found = form_of(*catalog, key, count))
      return fill(found, counted(arguments, count));
  }
  return state_->lacking(language, key);
}

std::string fill(std::string_view pattern, const Arguments& arguments) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool slot = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                      pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
    const std::size_t which =
        slot ? static_cast<std::size_t>(pattern[i + 1] - '1') : arguments.size();
    if (which < arguments.size()) {
      result += arguments[which];
      i += 2;
    } else {
      result += pattern[i];
    }
  }
  return result;
}

bool is_right_to_left(std::string_view language) {
  return language.starts_with("ar") || language.starts_with("he") || language.starts_with("fa");
}

}  // namespace parvis::text
