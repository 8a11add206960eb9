#include "kiosk/ui/fingertip.h"

#include <imgui.h>

#include <algorithm>
#include <cfloat>

namespace parvis::ui {
namespace {

constexpr ImGuiWindowFlags kBare = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav |
                                   ImGuiWindowFlags_NoSavedSettings |
                                   ImGuiWindowFlags_NoBringToFrontOnFocus;
const ImVec2 kNowhere{-FLT_MAX, -FLT_MAX};

ImVec2 vec(double x, double y) { return {static_cast<float>(x), static_cast<float>(y)}; }

// NewFrame wants a font although nobody reads it: one letter, and its texture is not kept.
void give_font(ImFontAtlas& atlas) {
  static constexpr ImWchar kOneLetter[] = {'?', '?', 0};
  ImFontConfig config;
  config.GlyphRanges = kOneLetter;
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoBakedLines;
  atlas.AddFontDefault(&config);
  atlas.Build();
  atlas.ClearInputData();
  atlas.ClearTexData();
}

void add(const Target& target, Grasp& grasp) {
  if (target.box.w <= 0 || target.box.h <= 0) return;
  ImGui::BeginDisabled(!target.enabled);
  ImGui::SetCursorScreenPos(vec(target.box.x, target.box.y));
  if (ImGui::InvisibleButton(target.id->c_str(), vec(target.box.w, target.box.h))) {
    grasp.tapped = *target.id;
  }
  if (ImGui::IsItemActive()) {
    grasp.held = *target.id;
    grasp.inside = ImGui::IsItemHovered();
  }
  ImGui::EndDisabled();
}

}  // namespace

void Fingertip::Away::operator()(ImGuiContext* context) const { ImGui::DestroyContext(context); }

Fingertip::Fingertip(int width, int height, MonoTime now)
    : context_(ImGui::CreateContext()), last_(now) {
  ImGui::SetCurrentContext(context_.get());
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // writes no file
  io.LogFilename = nullptr;
  io.DisplaySize = vec(width, height);
  io.MousePos = kNowhere;
  give_font(*io.Fonts);
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = {0, 0};
  style.WindowBorderSize = 0;
  frame({}, {}, now);  // a window can be touched from its second frame on
}

// Dear ImGui calls the slack TouchExtraPadding, and gives it to every button; while one is held, no
// other one is looked at.
Grasp Fingertip::frame(std::span<const Target> targets, Point slack, MonoTime now) {
  ImGui::SetCurrentContext(context_.get());
  ImGuiIO& io = ImGui::GetIO();
  // Two events of the same moment are two frames, and a frame must take time.
  io.DeltaTime = std::max(0.001F, std::chrono::duration<float>(now - last_).count());
  last_ = now;
  ImGui::GetStyle().TouchExtraPadding = vec(slack.x, slack.y);
  ImGui::NewFrame();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(io.DisplaySize);
  Grasp grasp;
  ImGui::Begin("targets", nullptr, kBare);
  for (const Target& target : targets) add(target, grasp);
  ImGui::End();
  ImGui::EndFrame();
  return grasp;
}

Grasp Fingertip::press(std::span<const Target> targets, Point at, MonoTime now) {
  ImGui::SetCurrentContext(context_.get());
  ImGui::GetIO().MousePos = vec(at.x, at.y);
  ImGui::GetIO().MouseDown[0] = true;
  return frame(targets, {}, now);
}

Grasp Fingertip::move(std::span<const Target> targets, Point at, Point slack, MonoTime now) {
  ImGui::SetCurrentContext(context_.get());
  ImGui::GetIO().MousePos = vec(at.x, at.y);
  return frame(targets, slack, now);
}

// A finger that has lifted is nowhere; the next frame begins with that.
Grasp Fingertip::lift(std::span<const Target> targets, Point at, Point slack, MonoTime now) {
  ImGui::SetCurrentContext(context_.get());
  ImGui::GetIO().MousePos = vec(at.x, at.y);
  ImGui::GetIO().MouseDown[0] = false;
  Grasp grasp = frame(targets, slack, now);
  ImGui::GetIO().MousePos = kNowhere;
  return grasp;
}

void Fingertip::let_go(std::span<const Target> targets, MonoTime now) {
  ImGui::SetCurrentContext(context_.get());
  ImGui::GetIO().MousePos = kNowhere;
  ImGui::GetIO().MouseDown[0] = false;
  frame(targets, {}, now);
}

}  // namespace parvis::ui
