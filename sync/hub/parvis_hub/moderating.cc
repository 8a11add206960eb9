#include "sync/hub/desk/moderation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "sync/hub/desk/codes.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

nlohmann::ordered_json to_json(const IdeaRow& idea) {
  return {{"id", idea.id},
          {"state", to_string(idea.state)},
          {"reason", idea.reason},
          {"theme", idea.theme},
          {"language", idea.language},
          {"text", idea.text},
          {"said", idea.said},
          {"keywords", idea.keywords},
          {"consultation", idea.consultation},
          {"published", idea.published}};
}

void say_idea(const IdeaRow& idea) {
  say(fmt::format("{}  {:<9} {:<10} {}  {}", idea.id, to_string(idea.state),
                  idea.theme.empty() ? "-" : idea.theme, idea.language, idea.text));
}

// What follows every decision: who kept a code sees it, and the person at the terminal too.
Result<Exit> finish(const Context& context, DeskStore& store, const std::string& id) {
  PARVIS_TRY_VOID(write_statuses(context.hub, store));
  PARVIS_TRY(const auto idea, store.idea(id));
  if (context.json()) {
    answer(to_json(idea));
  } else {
    say_idea(idea);
  }
  return Exit::done;
}

Moderator moderator(const Context& context, const DecideOptions& options) {
  return {person(options.by), context.now};
}

}  // namespace

Result<Exit> moderate_list(const Context& context, const std::string& state) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(auto ideas, store.ideas());
  // By theme and words: alike ideas are read together, and nothing tells who came first.
  std::sort(ideas.begin(), ideas.end(), [](const IdeaRow& a, const IdeaRow& b) {
    return std::tie(a.theme, a.text, a.id) < std::tie(b.theme, b.text, b.id);
  });
  nlohmann::ordered_json listed = nlohmann::ordered_json::array();
  for (const auto& idea : ideas) {
    if (state != "all" && to_string(idea.state) != state) continue;
    if (context.json()) {
      listed.push_back(to_json(idea));
    } else {
      say_idea(idea);
    }
  }
  if (context.json()) answer(nlohmann::ordered_json{{"ideas", listed}});
  return Exit::done;
}

Result<Exit> moderate_show(const Context& context, const std::string& id) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const auto idea, store.idea(id));
  PARVIS_TRY(const auto history, store.history(id));
  if (context.json()) {
    nlohmann::ordered_json document = to_json(idea);
    document["history"] = nlohmann::ordered_json::array();
    for (const auto& step : history) {
      document["history"].push_back({{"number", step.number},
                                     {"at", to_iso(step.at)},
                                     {"who", step.who},
                                     {"what", step.what},
                                     {"reason", step.reason},
                                     {"text", step.text}});
    }
    answer(document);
    return Exit::done;
  }
  say_idea(idea);
  if (idea.said != idea.text) say(fmt::format("  said:     {}", idea.said));
  if (!idea.keywords.empty()) say(fmt::format("  keywords: {}", fmt::join(idea.keywords, ", ")));
  if (idea.published != 0) say(fmt::format("  in packs since version {}", idea.published));
  for (const auto& step : history) {
    say(fmt::format("  {} {} by {}{}", to_iso(step.at), step.what, step.who,
                    step.reason.empty() ? "" : ": " + step.reason));
  }
  return Exit::done;
}

Result<Exit> moderate_accept(const Context& context, const DecideOptions& options) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY_VOID(accept(store, moderator(context, options), options.id, options.keywords));
  return finish(context, store, options.id);
}

Result<Exit> moderate_refuse(const Context& context, const DecideOptions& options) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY_VOID(
      refuse(store, moderator(context, options), options.id, options.reason, options.note));
  return finish(context, store, options.id);
}

Result<Exit> moderate_postpone(const Context& context, const DecideOptions& options) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY_VOID(postpone(store, moderator(context, options), options.id, options.note));
  return finish(context, store, options.id);
}

Result<Exit> moderate_edit(const Context& context, const DecideOptions& options) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY_VOID(edit(store, moderator(context, options), options.id, options.text));
  return finish(context, store, options.id);
}

}  // namespace parvis::hub::cli
