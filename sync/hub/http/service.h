// What the hub answers: the routes of PROTOCOL.md as a plain function from request to response. Knows no socket.
//
// Threads: handle() from any number of threads. A batch waits for its group's commit; everything else is short.
#pragma once

#include <memory>
#include <mutex>

#include "sync/hub/http/http_server.h"
#include "sync/hub/http/nonce.h"
#include "sync/hub/intake/journals.h"
#include "sync/hub/intake/sequencer.h"
#include "sync/transfer/signed_request.h"

namespace parvis::hub {

struct ServiceOptions {
  Path intake_db;
  Path
      exchange;  // packs/<slug>-<version>.pack, root.signed, kept.note, statuses.json: written by the desk
  LogSigner signer;
  crypto::VerifyKey authority;
};

class Service {
 public:
  // Errc::conflict when intake.db is another log's. `clock` MUST outlive the service.
  static Result<std::unique_ptr<Service>> start(ServiceOptions options, const Clock& clock);
  ~Service();

  [[nodiscard]] HttpResponse handle(const HttpRequest& request);

 private:
  struct Sender;
  Service(const ServiceOptions& options, const Clock& clock, Intake reader);

  void install_newer_root();  // with reading_ held
  [[nodiscard]] Result<Sender> authenticate(const HttpRequest& request, std::uint64_t offset);
  [[nodiscard]] HttpResponse hello();
  [[nodiscard]] HttpResponse take_batch(const HttpRequest& request);
  [[nodiscard]] HttpResponse take_returned(const HttpRequest& request);
  [[nodiscard]] HttpResponse show_checkpoint();
  [[nodiscard]] HttpResponse show_consistency(const HttpRequest& request);
  [[nodiscard]] HttpResponse send_file(const HttpRequest& request, const Path& file,
                                       std::string_view content_type);
  [[nodiscard]] HttpResponse send_pack(const HttpRequest& request);
  [[nodiscard]] HttpResponse signed_route(const HttpRequest& request);
  [[nodiscard]] HttpResponse show_journal(const Sender& sender, std::string_view program);
  [[nodiscard]] HttpResponse take_journal(const HttpRequest& request);
  [[nodiscard]] HttpResponse take_head(const HttpRequest& request);

  Path intake_db_;
  Path exchange_;
  std::string origin_;
  crypto::VerifyKey authority_;
  const Clock& clock_;
  NonceMaker nonces_;
  std::mutex reading_;  // guards the three below
  Intake reader_;
  tlog::LogIdentity log_;  // whose signatures count for the log, by the newest root document
  std::filesystem::file_time_type root_seen_{};
  std::mutex shelving_;  // guards the one below
  JournalShelf journals_;
  std::optional<Sequencer> sequencer_;
};

}  // namespace parvis::hub
