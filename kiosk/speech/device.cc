// The sound device, through SDL. SDL's audio exists only between open() and close(): its hot-plug thread would wake an idle
// kiosk ten times a second.
#include <SDL.h>

#include "hardware/platform/clock.h"
#include "hardware/platform/log.h"
#include "kiosk/speech/sound.h"

namespace parvis::speech {
namespace {

constexpr Uint16 kBuffer = 1024;  // samples, 21 ms: what can't be recalled after a cut
// A device that asks for nothing for so long is lost, whatever its driver says.
constexpr auto kStalled = std::chrono::seconds(2);

class Device final : public Output {
 public:
  explicit Device(SoundQueue& queue) : queue_(queue) {}
  ~Device() override { end(); }

  bool open() override {
    if (device_ == 0) start();
    since_ = MonoClock::now();
    return device_ != 0;
  }
  void close() override { end(); }

  bool carry() override {
    const MonoTime now = MonoClock::now();
    if (const auto pulls = queue_.pulls(); pulls != seen_) {
      seen_ = pulls;
      since_ = now;
    }
    return SDL_GetAudioDeviceStatus(device_) == SDL_AUDIO_PLAYING && now - since_ < kStalled;
  }

 private:
  static void fill(void* self, Uint8* bytes, int length) {
    static_cast<Device*>(self)->queue_.pull(
        {reinterpret_cast<Sample*>(bytes), static_cast<std::size_t>(length) / sizeof(Sample)});
  }

  void start() {
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
      log_warning("speech: no sound: {}", SDL_GetError());
      return;
    }
    initialised_ = true;
    SDL_AudioSpec wanted{};
    wanted.freq = kSampleRate;
    wanted.format = AUDIO_S16SYS;
    wanted.channels = 1;
    wanted.samples = kBuffer;
    wanted.callback = fill;
    wanted.userdata = this;
    device_ = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
    if (device_ == 0) {
      log_warning("speech: no sound device: {}", SDL_GetError());
      end();
      return;
    }
    SDL_PauseAudioDevice(device_, 0);
  }

  void end() {
    if (device_ != 0) SDL_CloseAudioDevice(device_);
    if (initialised_) SDL_QuitSubSystem(SDL_INIT_AUDIO);
    device_ = 0;
    initialised_ = false;
    SDL_TLSCleanup();  // what SDL keeps for the voice thread, such as its last error
  }

  SoundQueue& queue_;
  SDL_AudioDeviceID device_ = 0;
  bool initialised_ = false;
  std::uint64_t seen_ = 0;  // pulls, when carry() last looked
  MonoTime since_{};        // when they last grew
};

}  // namespace

std::unique_ptr<Output> open_device(SoundQueue& queue) { return std::make_unique<Device>(queue); }

}  // namespace parvis::speech
