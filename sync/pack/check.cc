#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "sync/consultation/text.h"
#include "sync/pack/content.h"
#include "sync/pack/pack.h"
#include "sync/wire/codec.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using consultation::Proposal;
using consultation::Tally;

constexpr std::size_t kMaxProposals = 4096;
constexpr std::size_t kMaxKeywords = 16;
constexpr std::size_t kMaxWordBytes = 64;

tl::unexpected<Error> bad(std::string what) { return fail(Errc::invalid, std::move(what)); }

// Each key well formed and once.
template <class Range, class Key>
Status check_keys(const Range& range, std::string_view what, Key key) {
  std::set<std::string_view> seen;
  for (const auto& item : range) {
    const std::string& name = key(item);
    if (!wire::is_slug(name))
      return bad(fmt::format("{} '{}': a key is a-z, 0-9 and '-', at most 64", what, name));
    if (!seen.insert(name).second) return bad(fmt::format("{} '{}' comes twice", what, name));
  }
  return {};
}

// Qualifications belong to votes: none can outnumber its vote.
bool is_possible(const Tally& tally) {
  for (std::size_t i = 0; i < tally.qualifications.size(); ++i) {
    if (tally.qualifications[i] > tally.votes[i / consultation::kQualificationsPerVote])
      return false;
  }
  return true;
}

Status check_text(const std::string& text, std::string_view what) {
  if (text.empty() || text.size() > consultation::kMaxIdeaTextBytes) {
    return bad(fmt::format("{}: the text has {} bytes; it needs 1 to {}", what, text.size(),
                           consultation::kMaxIdeaTextBytes));
  }
  return {};
}

Status check_proposal(const Proposal& proposal, const Consultation& all,
                      const std::set<std::string_view>& languages) {
  const std::string what = fmt::format("proposal '{}'", proposal.id);
  PARVIS_TRY_VOID(check_text(proposal.text, what));
  if (proposal.author.size() > kMaxWordBytes) return bad(what + ": the author's name is too long");
  if (!proposal.theme.empty() && all.theme(proposal.theme) == nullptr) {
    return bad(fmt::format("{}: there is no theme '{}'", what, proposal.theme));
  }
  if (!languages.contains(proposal.language)) {
    return bad(fmt::format("{}: '{}' is none of the languages", what, proposal.language));
  }
  if (proposal.keywords.size() > kMaxKeywords) return bad(what + ": more than 16 keywords");
  for (const std::string& word : proposal.keywords) {
    if (word.empty() || word.size() > kMaxWordBytes)
      return bad(what + ": a keyword is empty or over 64 bytes");
  }
  for (const auto& [language, translation] : proposal.translations) {
    if (!languages.contains(language) || language == proposal.language) {
      return bad(fmt::format("{}: no translation into '{}' is expected", what, language));
    }
    PARVIS_TRY_VOID(check_text(translation.text, what));
  }
  if (!is_possible(proposal.statistics.verified) || !is_possible(proposal.statistics.sequence)) {
    return bad(what + ": a qualification outnumbers its vote");
  }
  return {};
}

Status check_texts(const Consultation& all, const std::set<std::string_view>& languages) {
  const std::string& first = all.languages.front().code;
  std::string wrong;
  for_each_text(all, [&](const std::string& key, const consultation::Texts& texts) {
    for (const auto& [language, text] : texts) {
      if (!languages.contains(language))
        wrong = fmt::format("{}: '{}' is none of the languages", key, language);
    }
    if (!texts.contains(first)) wrong = fmt::format("{}: it has no text in '{}'", key, first);
  });
  for (const auto* required : {&all.title, &all.asker, &all.question}) {
    if (consultation::in_language(*required, first, first).empty()) {
      wrong = "title, asker and question can't be empty";
    }
  }
  return wrong.empty() ? Status{} : bad(wrong);
}

// Ogg Opus (RFC 7845): the first page holds one packet, the identification header.
bool is_opus(const Bytes& bytes) {
  constexpr std::size_t kHeader = 28;
  const std::string_view text = as_text(bytes);
  return text.starts_with("OggS") && text.size() > kHeader &&
         text.substr(kHeader).starts_with("OpusHead");
}

Status check_recordings(const Consultation& all) {
  const consultation::Recording* before = nullptr;
  for (const auto& recording : all.recordings) {
    const std::string what =
        fmt::format("recording '{}' in '{}'", recording.key, recording.language);
    if (text_of(all, recording.key, recording.language) == nullptr)
      return bad(what + ": there is no such text to say");
    if (!is_opus(*recording.opus)) return bad(what + ": it is not an Ogg Opus file");
    if (recording.opus->size() > kMaxRecordingBytes) {
      return bad(fmt::format("{}: {} bytes; a recording has at most {}, a minute at 64 kbit/s",
                             what, recording.opus->size(), kMaxRecordingBytes));
    }
    if (before != nullptr &&
        std::tie(before->language, before->key) >= std::tie(recording.language, recording.key)) {
      return bad(what + ": recordings are sorted by language and key, each once");
    }
    before = &recording;
  }
  return {};
}

}  // namespace

const std::string* text_of(const Consultation& all, std::string_view key,
                           std::string_view language) {
  const std::string* found = nullptr;
  if (key.starts_with(kProposalKey)) {
    const auto proposal =
        std::ranges::find(all.proposals, key.substr(kProposalKey.size()), &Proposal::id);
    return proposal == all.proposals.end() ? nullptr : proposal->text_in(language);
  }
  for_each_text(all, [&](const std::string& name, const consultation::Texts& texts) {
    if (name != key) return;
    const auto text = texts.find(std::string(language));
    if (text != texts.end() && !text->second.empty()) found = &text->second;
  });
  return found;
}

Status check(const Consultation& all) {
  if (!wire::is_slug(all.slug)) return bad("slug: a-z, 0-9 and '-', 1 to 64 characters");
  if (all.languages.empty()) return bad("languages: name at least one");
  PARVIS_TRY_VOID(check_keys(
      all.languages, "language", [](const auto& l) -> const auto& { return l.code; }));
  PARVIS_TRY_VOID(check_keys(
      all.themes, "theme", [](const auto& t) -> const auto& { return t.key; }));
  PARVIS_TRY_VOID(check_keys(
      all.places, "place", [](const auto& p) -> const auto& { return p.key; }));
  PARVIS_TRY_VOID(check_keys(
      all.neighbourhoods, "neighbourhood", [](const auto& p) -> const auto& { return p.key; }));
  PARVIS_TRY_VOID(check_keys(
      all.proposals, "proposal", [](const auto& p) -> const auto& { return p.id; }));
  for (const auto& theme : all.themes) {
    if (!wire::is_slug(theme.picture))
      return bad(fmt::format("theme '{}': its picture has no name", theme.key));
  }
  if (all.cards < 1 || all.cards > 64) return bad("cards: 1 to 64");
  if (all.proposals.size() > kMaxProposals)
    return bad(fmt::format("more than {} proposals", kMaxProposals));
  PARVIS_TRY_VOID(consultation::civil_day(all.opens, all.time_zone));
  if (all.closes <= all.opens) return bad("the last day is before the first");
  if (all.codes_until < all.closes || all.sealed_until < all.closes) {
    return bad("codes and sealed files must last until the last day at least");
  }
  std::set<std::string_view> languages;
  for (const auto& language : all.languages) languages.insert(language.code);
  PARVIS_TRY_VOID(check_texts(all, languages));
  for (const Proposal& proposal : all.proposals) {
    PARVIS_TRY_VOID(check_proposal(proposal, all, languages));
  }
  return check_recordings(all);
}

}  // namespace parvis::pack
