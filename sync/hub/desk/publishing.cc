#include "sync/hub/desk/publishing.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/root.h"
#include "sync/pack/build.h"

namespace parvis::hub {
namespace {

Result<pack::SourceOptions> source_options(const PackSources& sources) {
  pack::SourceOptions options;
  if (!sources.city.empty()) options.city = sources.city;
  if (!sources.statistics.empty()) options.statistics = sources.statistics;
  if (!sources.statistics_note.empty()) options.statistics_note = sources.statistics_note;
  if (!sources.opens.empty()) {
    PARVIS_TRY(options.opens, parse_date(sources.opens));
  }
  if (!sources.closes.empty()) {
    PARVIS_TRY(options.closes, parse_date(sources.closes));
  }
  if (sources.practice) options.use = pack::Use::practice;
  return options;
}

// Accepted ideas in the order of the pack: by the version that brought them, and in it by their words.
Result<std::vector<IdeaRow>> accepted_ideas(DeskStore& store, std::string_view consultation) {
  PARVIS_TRY(auto ideas, store.ideas());
  std::erase_if(ideas, [&](const IdeaRow& idea) {
    return idea.consultation != consultation || idea.state != IdeaState::accepted;
  });
  const auto place = [](const IdeaRow& idea) {
    return idea.published == 0 ? std::numeric_limits<std::uint64_t>::max() : idea.published;
  };
  std::sort(ideas.begin(), ideas.end(), [&](const IdeaRow& a, const IdeaRow& b) {
    const auto first = place(a);
    const auto second = place(b);
    return std::tie(first, a.text, a.id) < std::tie(second, b.text, b.id);
  });
  return ideas;
}

consultation::Proposal proposal_of(const IdeaRow& idea, const consultation::Consultation& base) {
  consultation::Proposal proposal;
  proposal.id = idea.id;
  proposal.author = idea.author;
  proposal.theme = base.theme(idea.theme) == nullptr ? "" : idea.theme;
  proposal.language = idea.language;
  proposal.text = idea.text;
  proposal.keywords = idea.keywords;
  return proposal;
}

}  // namespace

Result<Draft> draft(DeskStore& store, const PackSources& sources) {
  PARVIS_TRY(auto options, source_options(sources));
  PARVIS_TRY(const auto base, pack::load_sources(sources.directory, options));
  PARVIS_TRY(const auto ideas, accepted_ideas(store, base.slug));
  for (const auto& idea : ideas) options.accepted.push_back(proposal_of(idea, base));
  Draft next;
  PARVIS_TRY(next.consultation, pack::load_sources(sources.directory, options));
  PARVIS_TRY(const auto packs, store.packs());
  next.pack = {base.slug, 1};
  for (const auto& pack : packs) {
    if (pack.consultation == base.slug) next.pack.version = pack.version + 1;
  }
  std::copy_if(ideas.begin(), ideas.end(), std::back_inserter(next.added),
               [](const IdeaRow& idea) { return idea.published == 0; });
  return next;
}

Status hand_over_packs(const HubDirectory& hub, DeskStore& store) {
  PARVIS_TRY_VOID(make_directories(hub.packs()));
  PARVIS_TRY(const auto packs, store.packs());
  for (const auto& pack : packs) {
    std::error_code ignored;
    if (std::filesystem::exists(hub.pack(pack), ignored)) continue;
    PARVIS_TRY(const Bytes bytes, store.pack(pack));
    PARVIS_TRY_VOID(write_file(hub.pack(pack), bytes, Existing::replace, 0644));
  }
  return {};
}

Result<Publication> publish(const HubDirectory& hub, DeskStore& store,
                            const PublishOptions& options) {
  PARVIS_TRY(Draft next, draft(store, options.sources));
  PARVIS_TRY(const auto root, load_root(hub));
  const auto purpose = wire::Purpose::publisher;
  PARVIS_TRY(const auto publisher, read_signing_key(key_file(hub.desk_keys(), purpose), purpose));
  pack::BuildOptions build;
  build.version = next.pack.version;
  build.issued = options.now;
  build.checkpoint = options.checkpoint;
  PARVIS_TRY(const Bytes bytes, pack::build(next.consultation, build, publisher,
                                            root.document.authority, root.signed_document, {}));
  const Decision step{0, options.now, options.who, "publish", "", ""};
  PARVIS_TRY_VOID(store.add_pack(next.pack, bytes, options.sources, next.added, step));
  PARVIS_TRY_VOID(hand_over_packs(hub, store));
  return Publication{next.pack, hub.pack(next.pack), next.consultation.proposals.size(),
                     std::move(next.added)};
}

Result<std::size_t> unpublished(DeskStore& store, std::string_view consultation) {
  PARVIS_TRY(const auto ideas, accepted_ideas(store, consultation));
  return static_cast<std::size_t>(std::count_if(
      ideas.begin(), ideas.end(), [](const IdeaRow& idea) { return idea.published == 0; }));
}

}  // namespace parvis::hub
