#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stop_token>

#include "hardware/platform/stop_signals.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/http/serve.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

Path beside(const HubDirectory& hub, const std::string& file) {
  return file.empty() ? Path() : hub.root / file;  // an absolute path stays what it is
}

}  // namespace

Result<Exit> serve(const Context& context) {
  PARVIS_TRY(const auto settings, load_settings(context.hub));
  PARVIS_TRY(const auto authority, read_authority_key(context.hub.authority_public()));
  PARVIS_TRY(auto signer, load_log_signer(context.hub));
  ServeOptions options{
      {context.hub.intake_db(), context.hub.exchange(), std::move(signer), authority}, {}};
  options.http.listen = settings.listen;
  options.http.tls_certificate = beside(context.hub, settings.tls_certificate);
  options.http.tls_key = beside(context.hub, settings.tls_key);

  std::stop_source stop;
  const StopSignals signals([&stop] { stop.request_stop(); });
  const SystemClock clock;
  const Status served =
      hub::serve(std::move(options), clock, stop.get_token(), [&](std::uint16_t port) {
        if (context.json()) {
          answer(nlohmann::ordered_json{{"listening", settings.listen}, {"port", port}});
        } else {
          say(fmt::format("listening on {} (port {})", settings.listen, port));
        }
        std::fflush(stdout);
      });
  if (!served) return tl::unexpected<Error>(served.error());
  return Exit::done;
}

}  // namespace parvis::hub::cli
