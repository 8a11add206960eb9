// The files inside a pack: flat tables of a consultation, in the CBOR subset of sync/wire. FORMAT.md lists them.
//
// Threads: pure functions. Used by pack.cc and build.cc only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/consultation/model.h"
#include "sync/wire/cbor.h"

namespace parvis::pack {

struct File {
  std::string name;
  Bytes bytes;
};

// One key for every text that has languages: "title", "theme.rights.name", "page.more.1", "place.gare". In the order of
// their keys in the model; used to write and to read them, so that none can be forgotten on one side.
template <class Consultation, class F>
void for_each_text(Consultation& consultation, F&& f) {
  f("title", consultation.title);
  f("asker", consultation.asker);
  f("asker_short", consultation.asker_short);
  f("question", consultation.question);
  f("question_sub", consultation.question_sub);
  f("prefix", consultation.prefix);
  for (auto& theme : consultation.themes) {
    f("theme." + theme.key + ".name", theme.name);
    f("theme." + theme.key + ".short", theme.short_name);
    f("theme." + theme.key + ".plain", theme.plain);
  }
  for (auto& place : consultation.places) f("place." + place.key, place.name);
  for (auto& place : consultation.neighbourhoods) f("neighbourhood." + place.key, place.name);
  for (auto& [key, texts] : consultation.pages) f("page." + key, texts);
}

// The text that a recording of `key` says in `language`, or null when there is none. Keys are those of for_each_text(), and
// "proposal." with an id: a proposal may be called "title".
inline constexpr std::string_view kProposalKey = "proposal.";
[[nodiscard]] const std::string* text_of(const consultation::Consultation& consultation,
                                         std::string_view key, std::string_view language);

// What every consultation of a pack must satisfy, whoever made it: Errc::invalid says what is wrong.
[[nodiscard]] Status check(const consultation::Consultation& consultation);

// Without recordings there is no file for them.
[[nodiscard]] std::vector<File> encode_contents(const consultation::Consultation& consultation);
// All but slug, time zone and dates, which the manifest holds; they must be filled in already. Accepts only what
// encode_contents() writes: a file missing, unknown, or written in another way is Errc::invalid.
[[nodiscard]] Status decode_contents(const std::vector<File>& files,
                                     consultation::Consultation& consultation);

}  // namespace parvis::pack
