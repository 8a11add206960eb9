#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/consultation/text.h"
#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/publishing.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/intake/intake.h"
#include "sync/hub/parvis_hub/verbs.h"
#include "sync/pack/pack.h"

namespace parvis::hub::cli {
namespace {

// The newest checkpoint of the log: what a kiosk starts from. "" before the first batch.
Result<std::string> newest_checkpoint(const HubDirectory& hub) {
  PARVIS_TRY(auto intake, Intake::open(hub.intake_db()));
  auto note = intake.checkpoint();
  if (!note && note.error().code == Errc::not_found) return std::string();
  return note;
}

std::string name_of(const wire::PackRef& pack) {
  return fmt::format("{} version {}", pack.consultation, pack.version);
}

// A path is looked for from where `publish` will run later, too.
std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

nlohmann::ordered_json to_json(const Publication& made) {
  nlohmann::ordered_json added = nlohmann::ordered_json::array();
  for (const auto& idea : made.added) added.push_back({{"id", idea.id}, {"text", idea.text}});
  return {{"consultation", made.pack.consultation},
          {"version", made.pack.version},
          {"file", made.file.string()},
          {"proposals", made.proposals},
          {"added", added}};
}

Exit say_publication(const Context& context, const Publication& made) {
  if (context.json()) {
    answer(to_json(made));
    return Exit::done;
  }
  say(fmt::format("{}: {} proposals, signed, in {}", name_of(made.pack), made.proposals,
                  made.file.string()));
  for (const auto& idea : made.added) say(fmt::format("  new: {}  {}", idea.id, idea.text));
  say("Kiosks fetch it with their next contact; each visit ends on the pack it began with.");
  return Exit::done;
}

Result<Exit> build_and_say(const Context& context, PublishOptions options, const Path& copy) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(options.checkpoint, newest_checkpoint(context.hub));
  options.now = context.now;
  PARVIS_TRY(const Publication made, hub::publish(context.hub, store, options));
  if (!copy.empty()) {
    PARVIS_TRY(const Bytes bytes, store.pack(made.pack));
    PARVIS_TRY_VOID(write_file(copy, bytes));
  }
  return say_publication(context, made);
}

Exit say_draft(const Context& context, const Draft& made) {
  const auto proposals = made.consultation.proposals.size();
  if (context.json()) {
    answer(nlohmann::ordered_json{{"consultation", made.pack.consultation},
                                  {"version", made.pack.version},
                                  {"proposals", proposals},
                                  {"added", made.added.size()},
                                  {"dry_run", true}});
  } else {
    say(fmt::format("{} would be made: {} proposals, {} of them new ideas. Nothing was written.",
                    name_of(made.pack), proposals, made.added.size()));
  }
  return Exit::done;
}

nlohmann::ordered_json to_json(const pack::Pack& pack) {
  const auto& c = pack.consultation;
  nlohmann::ordered_json languages = nlohmann::ordered_json::array();
  for (const auto& language : c.languages) languages.push_back(language.code);
  return {{"consultation", pack.ref.consultation},
          {"version", pack.ref.version},
          {"digest", crypto::to_hex(pack.digest.view())},
          {"bytes", pack.bytes},
          {"issued", to_iso(pack.issued)},
          {"opens", to_iso(c.opens)},
          {"closes", to_iso(c.closes)},
          {"minimum_program", pack.minimum_program},
          {"practice", c.practice},
          {"statistics_note", c.statistics_note},
          {"languages", languages},
          {"themes", c.themes.size()},
          {"proposals", c.proposals.size()},
          {"publisher", crypto::to_hex(pack.publisher.view())}};
}

void say_pack(const pack::Pack& pack) {
  const auto& c = pack.consultation;
  const std::string first = c.languages.empty() ? "" : c.languages.front().code;
  say(fmt::format("{}: {}", name_of(pack.ref), consultation::in_language(c.title, first, first)));
  say(fmt::format("  {}", consultation::in_language(c.question, first, first)));
  say(fmt::format("  open from {} to {}, made {}", to_iso(c.opens), to_iso(c.closes),
                  to_iso(pack.issued)));
  say(fmt::format("  {} languages, {} themes, {} proposals, {} bytes", c.languages.size(),
                  c.themes.size(), c.proposals.size(), pack.bytes));
  if (!c.statistics_note.empty()) say(fmt::format("  online statistics: {}", c.statistics_note));
  if (c.practice) say("  PRACTICE: nothing of it counts");
  say(fmt::format("  digest {}", crypto::to_hex(pack.digest.view())));
}

Result<pack::Pack> verified(const Context& context, ByteView bytes) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  return pack::verify(bytes, wire::Authorities(root.document), root.document);
}

Result<Bytes> pack_bytes(const Context& context, const PackShowOptions& options) {
  std::error_code ignored;
  if (std::filesystem::exists(options.pack, ignored)) {
    return read_file(options.pack, pack::kMaxPackBytes);
  }
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  wire::PackRef ref{options.pack, options.version};
  if (ref.version == 0) {
    PARVIS_TRY(const auto packs, store.packs());
    for (const auto& pack : packs) {
      if (pack.consultation == options.pack) ref.version = pack.version;
    }
  }
  return store.pack(ref);
}

}  // namespace

Result<Exit> pack_build(const Context& context, const PackBuildOptions& options) {
  const PackSources sources{
      absolute(options.sources), absolute(options.city), absolute(options.statistics),
      options.statistics_note,   options.opens,          options.closes,
      options.practice};
  if (options.dry_run) {
    PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
    PARVIS_TRY(const Draft made, draft(store, sources));
    return say_draft(context, made);
  }
  return build_and_say(context, {sources, "", person(""), context.now}, options.out);
}

Result<Exit> pack_verify(const Context& context, const Path& file) {
  PARVIS_TRY(const Bytes bytes, read_file(file, pack::kMaxPackBytes));
  auto pack = verified(context, bytes);
  if (!pack) return wrap(pack.error(), file.string());
  if (context.json()) {
    answer(to_json(*pack));
  } else {
    say(fmt::format("{} is whole and signed by a publisher of this city: {}", file.string(),
                    name_of(pack->ref)));
  }
  return Exit::done;
}

Result<Exit> pack_show(const Context& context, const PackShowOptions& options) {
  PARVIS_TRY(const Bytes bytes, pack_bytes(context, options));
  PARVIS_TRY(const auto pack, verified(context, bytes));
  if (context.json()) {
    nlohmann::ordered_json document = to_json(pack);
    document["texts"] = nlohmann::ordered_json::array();
    for (const auto& proposal : pack.consultation.proposals) {
      document["texts"].push_back(
          {{"id", proposal.id}, {"theme", proposal.theme}, {"text", proposal.text}});
    }
    answer(document);
    return Exit::done;
  }
  say_pack(pack);
  for (const auto& proposal : pack.consultation.proposals) {
    say(fmt::format("  {:<10} {:<10} {}", proposal.id, proposal.theme, proposal.text));
  }
  return Exit::done;
}

Result<Exit> publish(const Context& context, const PublishVerbOptions& options) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  std::string slug = options.consultation;
  if (slug.empty()) {
    PARVIS_TRY(slug, only_consultation(store));
  }
  PARVIS_TRY(const auto sources, store.sources(slug));
  if (!sources) {
    return fail(Errc::not_found,
                fmt::format("no pack of '{}' was made here; see pack build", slug));
  }
  PARVIS_TRY(const auto waiting, unpublished(store, slug));
  if (waiting == 0 && !options.again) {
    return fail(Errc::conflict,
                "no accepted idea is waiting; --again makes a new version from the sources alone");
  }
  return build_and_say(context, {*sources, "", person(options.by), context.now}, {});
}

}  // namespace parvis::hub::cli
