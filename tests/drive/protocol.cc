#include "tests/drive/protocol.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

namespace parvis::drive {
namespace {

using nlohmann::ordered_json;

// Tenths of a millimetre are enough for anyone.
double rounded(double mm) { return std::round(mm * 10) / 10; }

ordered_json to_json(const ui::Box& box) {
  return ordered_json::array({rounded(box.x), rounded(box.y), rounded(box.w), rounded(box.h)});
}

ordered_json to_json(const ui::Node& node) {
  ordered_json json{{"id", node.id}, {"role", ui::to_string(node.role)}, {"label", node.label}};
  if (!node.value.empty()) json["value"] = node.value;
  if (!node.enabled) json["enabled"] = false;
  if (node.chosen) json["chosen"] = true;
  if (node.focused) json["focused"] = true;
  json["mm"] = to_json(node.box);
  if (node.text.w > 0) json["text_mm"] = to_json(node.text);
  if (node.overflows) json["overflows"] = true;
  return json;
}

std::string text_of(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string answer_status(const DrivenKiosk& kiosk, const Status& status) {
  return status ? answer_ok(kiosk) : answer_error(status.error());
}

std::string answer_tree(DrivenKiosk& kiosk) {
  ordered_json json{{"ok", true}, {"screen", kiosk.screen()}, {"nodes", ordered_json::array()}};
  for (const auto& node : kiosk.nodes()) json["nodes"].push_back(to_json(node));
  return text_of(json);
}

std::string answer_advance(DrivenKiosk& kiosk, const std::string& words) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), seconds);
  if (error != std::errc{} || end != words.data() + words.size() || seconds < 0 || seconds > 1e7) {
    return answer_error({Errc::invalid, "advance takes seconds, for instance: advance 20", 0});
  }
  kiosk.advance(std::chrono::milliseconds(std::llround(seconds * 1000)));
  return answer_ok(kiosk);
}

using Command = std::function<std::string(DrivenKiosk&, const std::string&)>;
struct Entry {
  const char* usage;
  const char* meaning;
  Command run;
};

const std::map<std::string, Entry>& commands();

std::string answer_help() {
  ordered_json json{{"ok", true}, {"commands", ordered_json::object()}};
  for (const auto& [name, entry] : commands()) json["commands"][entry.usage] = entry.meaning;
  json["commands"]["power-cut"] = "the kiosk dies; every write that was not synced is gone";
  json["commands"]["restart"] = "start it again (after stopping it in order, when it runs)";
  json["commands"]["quit"] = "stop in order";
  return text_of(json);
}

const std::map<std::string, Entry>& commands() {
  static const std::map<std::string, Entry> kCommands{
      {"tree",
       {"tree", "what stands on the screen",
        [](DrivenKiosk& k, const std::string&) { return answer_tree(k); }}},
      {"tap",
       {"tap ID", "a finger down and up in the middle of it",
        [](DrivenKiosk& k, const std::string& id) { return answer_status(k, k.tap(id)); }}},
      {"type",
       {"type TEXT", "letters of a physical keyboard",
        [](DrivenKiosk& k, const std::string& text) { return answer_status(k, k.type(text)); }}},
      {"key",
       {"key NAME", "tab, enter, left, backspace, undo …",
        [](DrivenKiosk& k, const std::string& name) { return answer_status(k, k.key(name)); }}},
      {"advance",
       {"advance SECONDS", "time passes, and what is due happens",
        [](DrivenKiosk& k, const std::string& words) { return answer_advance(k, words); }}},
      {"corner",
       {"corner", "the mediator's hidden corner, held three seconds",
        [](DrivenKiosk& k, const std::string&) {
          k.hold_corner();
          return answer_ok(k);
        }}},
      {"headphones",
       {"headphones in|out", "headphones are plugged in, or pulled out",
        [](DrivenKiosk& k, const std::string& how) {
          if (how != "in" && how != "out") {
            return answer_error({Errc::invalid, "headphones in, or headphones out", 0});
          }
          k.set_headphones(how == "in" ? flow::Headphones::in : flow::Headphones::out);
          return answer_ok(k);
        }}},
      {"shot",
       {"shot FILE.png", "a picture of the screen",
        [](DrivenKiosk& k, const std::string& file) { return answer_status(k, k.shot(file)); }}},
      {"help",
       {"help", "this table", [](DrivenKiosk&, const std::string&) { return answer_help(); }}},
  };
  return kCommands;
}

}  // namespace

std::string answer_ok(const DrivenKiosk& kiosk) {
  return text_of({{"ok", true}, {"screen", kiosk.screen()}});
}

std::string answer_error(const Error& error) {
  return text_of({{"ok", false}, {"error", error.message()}});
}

std::string answer(DrivenKiosk& kiosk, const std::string& line) {
  const auto space = line.find(' ');
  const std::string name = line.substr(0, space);
  const std::string words = space == std::string::npos ? "" : line.substr(space + 1);
  const auto found = commands().find(name);
  if (found == commands().end()) {
    return answer_error({Errc::invalid, "no command '" + name + "': say help", 0});
  }
  return found->second.run(kiosk, words);
}

}  // namespace parvis::drive
