#include "sync/hub/http/serve.h"

#include <condition_variable>

namespace parvis::hub {

Status serve(ServeOptions options, const Clock& clock, std::stop_token stop,
             const std::function<void(std::uint16_t port)>& listening) {
  PARVIS_TRY(const auto service, Service::start(std::move(options.service), clock));
  PARVIS_TRY(const auto server,
             HttpServer::start(options.http, [&service](const HttpRequest& request) {
               return service->handle(request);
             }));
  if (listening) listening(server.port());
  std::mutex mutex;
  std::condition_variable_any asked;
  std::unique_lock lock(mutex);
  asked.wait(lock, std::move(stop), [] { return false; });
  return {};
}

}  // namespace parvis::hub
