#include "kiosk/app/narrator.h"

#include <algorithm>

namespace parvis::app {
namespace {

// A control as it is heard: another state is said again.
std::string state_of(const ui::Node& node) {
  return node.id + (node.chosen ? "/chosen/" : "/") + node.value + (node.enabled ? "" : "/off");
}

}  // namespace

Narrator::Narrator(std::unique_ptr<speech::Speaker> speaker, text::Languages& words)
    : speaker_(std::move(speaker)), words_(words) {}

ui::Listener Narrator::listener(const flow::ResidentView& view) const {
  return {words_, view.language,
          headphones_ == flow::Headphones::in ? ui::Ears::headphones : ui::Ears::loudspeaker};
}

void Narrator::dress(const flow::Listening& listening) {
  if (listening.rate != dressed_.rate) speaker_->set_rate(listening.rate);
  if (listening.volume != dressed_.volume) speaker_->set_volume(listening.volume);
  dressed_ = listening;
}

// Where nothing but a recording is reliable, the voice says once that it can't read.
void Narrator::say(ui::Sentences sentences, const ui::Listener& listener) {
  const auto unreliable = ui::remark("display.noreading", ui::Telling::open, listener);
  bool told = false;
  std::vector<speech::Utterance> utterances;
  utterances.reserve(sentences.size());
  for (auto& sentence : sentences) {
    speech::Utterance next{.id = std::move(sentence.id),
                           .text = std::move(sentence.text),
                           .language = std::move(sentence.language)};
    next.spoken = std::move(sentence.spoken);
    if (sentence.telling == ui::Telling::confidential) next.privacy = speech::Privacy::headphones;
    if (sentence.source == ui::Source::recording_only) {
      if (std::exchange(told, true)) {
        next.source = speech::Source::recording_only;
      } else {
        next.spoken = unreliable.spoken.empty() ? unreliable.text : unreliable.spoken;
        next.spoken_language = unreliable.language;
      }
    }
    utterances.push_back(std::move(next));
  }
  if (!utterances.empty()) speaker_->say(std::move(utterances));
}

void Narrator::remember(const ui::Stage& stage, const ui::Listener& listener) {
  known_.clear();
  for (const auto& sentence : ui::read_arrival(stage.nodes(), listener)) {
    known_.emplace(sentence.id, sentence.text);
  }
  const auto* focused = stage.node(stage.focus());
  focused_ = focused == nullptr ? std::string{} : state_of(*focused);
}

void Narrator::follow(const ui::Stage& stage, const flow::ResidentView& view) {
  const auto hears = listener(view);
  const bool hid =
      view.listening.picture == flow::Picture::hidden && dressed_.picture == flow::Picture::shown;
  dress(view.listening);
  if (view.listening.voice == flow::Voice::off) {
    noted_ = false;
    return known_.clear();
  }
  ui::Sentences fresh;
  if (hid) fresh.push_back(ui::remark("voice.hidden", ui::Telling::open, hears));
  if (std::exchange(noted_, false)) {
    fresh.push_back(ui::remark("a11y.noted", ui::Telling::confidential, hears));
  }
  const auto here = ui::read_arrival(stage.nodes(), hears);
  const bool other_screen = std::ranges::none_of(here, [&](const auto& one) {
    return known_.contains({one.id, one.text});
  });
  for (const auto& sentence : here) {
    if (!known_.contains({sentence.id, sentence.text})) fresh.push_back(sentence);
  }
  const auto* focused = stage.node(stage.focus());
  if (focused != nullptr && state_of(*focused) != focused_ && !other_screen) {
    // The focus was moved, or what it stands on has changed: that alone is of interest.
    std::erase_if(fresh, [&](const auto& one) { return one.id == focused->id; });
    for (auto& sentence : ui::read_node(*focused, hears)) fresh.push_back(std::move(sentence));
  }
  remember(stage, hears);
  if (!fresh.empty()) say(std::move(fresh), hears);
}

void Narrator::read_all(const ui::Stage& stage, const flow::ResidentView& view) {
  const auto hears = listener(view);
  dress(view.listening);
  remember(stage, hears);
  noted_ = false;
  say(ui::read_screen(stage.nodes(), hears), hears);
}

void Narrator::silence() { speaker_->stop(); }

void Narrator::pause() {
  if (speaker_->speaking()) speaker_->stop();
  known_.clear();
}

void Narrator::forget() {
  speaker_->forget();
  dressed_ = {};
  known_.clear();
  focused_.clear();
  noted_ = false;
}

void Narrator::set_headphones(flow::Headphones headphones) {
  headphones_ = headphones;
  speaker_->set_headphones(headphones == flow::Headphones::in ? speech::Headphones::in
                                                              : speech::Headphones::out);
}

void Narrator::set_pack_recordings(std::shared_ptr<const speech::PackRecordings> recordings) {
  speaker_->set_pack_recordings(std::move(recordings));
}

namespace {

flow::VoiceHealth health_of(const speech::Speaker& speaker, const std::string& language) {
  if (!speaker.can_say(language)) return flow::VoiceHealth::no_language;
  switch (speaker.health()) {
    case speech::Health::works:
      break;
    case speech::Health::no_voice:
      return flow::VoiceHealth::no_voice;
    case speech::Health::no_sound:
      return flow::VoiceHealth::no_sound;
  }
  return flow::VoiceHealth::works;
}

}  // namespace

std::vector<flow::ResidentReport> Narrator::news(const flow::ResidentView& view) {
  std::vector<flow::ResidentReport> reports;
  const auto health = health_of(*speaker_, view.language);
  if (health != view.voice) reports.emplace_back(flow::VoiceIs{health});
  const auto speaking = speaker_->speaking() ? flow::Speaking::begun : flow::Speaking::ended;
  if (speaking != view.speaking) reports.emplace_back(speaking);
  if (headphones_ != view.headphones) reports.emplace_back(flow::HeadphonesAre{headphones_});
  return reports;
}

}  // namespace parvis::app
