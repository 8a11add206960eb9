// `parvis-hub serve` as a function: the service behind the server, until asked to stop.
//
// Opens intake.db and the exchange directory, never desk.db: who takes this process over can read no answer.
#pragma once

#include <functional>
#include <stop_token>

#include "sync/hub/http/service.h"

namespace parvis::hub {

struct ServeOptions {
  ServiceOptions service;
  HttpOptions http;
};

// Listens until `stop` is asked for. `listening` is called with the port once requests are answered. Errors are those of
// Service::start() and HttpServer::start(); a stop is success.
Status serve(ServeOptions options, const Clock& clock, std::stop_token stop,
             const std::function<void(std::uint16_t port)>& listening);

}  // namespace parvis::hub
