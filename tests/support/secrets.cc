#include "tests/support/secrets.h"

#include <string.h>  // memmem

#include <algorithm>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"

namespace parvis::support {
namespace {

constexpr std::size_t kFewLetters = 8;  // of UTF-32
constexpr std::size_t kFewBytes = 8;    // of a list of votes

std::string text_of(ByteView bytes) { return std::string(as_text(bytes)); }

// The votes, as FORMAT.md writes them: what stands between the seed and the ideas.
std::string encoded_votes(const wire::Visit& visit) {
  wire::Visit without = visit;
  without.votes.clear();
  const std::string with = text_of(support::value(wire::encode(visit)));
  const std::string bare = text_of(support::value(wire::encode(without)));
  const auto [differs, ignored] = std::mismatch(with.begin(), with.end(), bare.begin());
  return {differs, differs + static_cast<std::ptrdiff_t>(with.size() - bare.size())};
}

}  // namespace

Secrets::Secrets(const wire::Visit& visit, std::string_view words, std::string_view code)
    : canary_(words) {
  for (std::size_t at = 0; at + kFewLetters <= words.size(); at += kFewLetters) {
    std::string little, big;
    for (const char letter : words.substr(at, kFewLetters)) {
      (little += letter).append(3, '\0');
      big.append(3, '\0') += letter;
    }
    add("utf-32le", little);
    add("utf-32be", big);
  }
  const std::string votes = encoded_votes(visit);
  for (std::size_t at = 1; at + kFewBytes <= votes.size(); at += kFewBytes) {
    add("votes", votes.substr(at, kFewBytes));
  }
  std::string packed;  // as they lie in memory
  for (const auto& vote : visit.votes) {
    packed.append(reinterpret_cast<const char*>(&vote), sizeof vote);
  }
  if (visit.votes.size() >= 2) add("votes in memory", packed.substr(0, 2 * sizeof(wire::CardVote)));
  add_number("seed", visit.seed);
  if (visit.code) {
    add("tag", text_of(visit.code->view()));
    add("tag in hex", crypto::to_hex(visit.code->view()));
  }
  if (code.empty()) return;
  add("code", std::string(code));
  add("code in groups", std::string(code.substr(0, 4)) + ' ' + std::string(code.substr(4, 3)) +
                            ' ' + std::string(code.substr(7)));
  std::string wide;
  for (const char letter : code) (wide += letter).append(3, '\0');
  add("code utf-32le", wide);
}

void Secrets::add(std::string form, std::string bytes) {
  PARVIS_CHECK(bytes.size() >= 8);  // fewer are found by chance
  needles_.push_back({std::move(form), std::move(bytes)});
}

void Secrets::add_number(const std::string& form, std::uint64_t number) {
  std::string little, big;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    little += static_cast<char>(number >> shift & 0xff);
    big.insert(big.begin(), static_cast<char>(number >> shift & 0xff));
  }
  add(form + " little-endian", little);
  add(form + " big-endian", big);
  add(form + " in decimal", std::to_string(number));
  add(form + " in hex", crypto::to_hex(as_bytes(big)));
}

std::vector<std::string> Secrets::find(ByteView bytes) const {
  std::vector<std::string> found;
  if (bytes.empty()) return found;
  if (const auto words = canary_.search(bytes); !words.form.empty()) {
    found.push_back("words as " + words.form);
  }
  for (const auto& needle : needles_) {
    if (::memmem(bytes.data(), bytes.size(), needle.bytes.data(), needle.bytes.size()) != nullptr &&
        std::find(found.begin(), found.end(), needle.form) == found.end()) {
      found.push_back(needle.form);
    }
  }
  return found;
}

}  // namespace parvis::support
