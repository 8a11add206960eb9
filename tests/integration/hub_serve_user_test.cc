// Two machines in small: `serve` as a user that can read nothing of the desk. It receives and answers; what it would have to
// read to know one answer is closed to it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/not_tested.h"
#include "tests/support/program.h"
#include "tests/support/town.h"

namespace parvis {
namespace {

using support::Running;
using support::Town;
using support::value;

constexpr uid_t kNobody = 65534;

// A town whose intake/ belongs to nobody, as `init --serve-user` leaves it, with the program beside it.
struct Divided {
  Town town;
  std::string program = town.path("parvis-hub").string();
  Divided() {
    const auto& hub = town.hub();
    auto settings = value(hub::load_settings(hub));
    settings.listen = "127.0.0.1:0";
    support::ok(write_file(hub.settings(), as_bytes(hub::format_settings(settings)),
                           Existing::replace, 0644));
    std::filesystem::copy_file(PARVIS_HUB_PROGRAM, program);
    REQUIRE(::chmod(town.path("").parent_path().c_str(), 0755) == 0);
    support::ok(hub::give_intake_to(hub, "nobody"));
  }
  [[nodiscard]] std::vector<std::string> as_nobody(const std::string& verb) const {
    return {"--reuid",        "65534", "--regid", "65534",
            "--clear-groups", program, "--hub",   town.hub().root.string(),
            "--json",         verb};
  }
};

std::string get(std::uint16_t port, const std::string& path) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  PARVIS_CHECK(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n";
  PARVIS_CHECK(::write(socket, request.data(), request.size()) ==
               static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(socket, buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(socket);
  return answer;
}

bool can_be_root() {
  if (::geteuid() == 0) return true;
  support::say_not_tested("only root can become another user");
  return false;
}

TEST_CASE("serve works as a user who can't read the desk, and stops when asked to") {
  if (!can_be_root()) return;
  Divided divided;
  auto kiosk = divided.town.kiosk("borne-01");
  divided.town.import(kiosk.batch({support::town_visit()}));
  support::ok(hub::give_intake_to(divided.town.hub(), "nobody"));
  Running server("/usr/bin/setpriv", divided.as_nobody("serve"));
  const auto listening = nlohmann::json::parse(server.first_answer());
  const auto answer = get(listening["port"], "/v1/checkpoint");
  INFO(answer);
  CHECK(answer.starts_with("HTTP/1.1 200"));
  CHECK(answer.find("hub.example/parvis\n1\n") != std::string::npos);
  CHECK(server.stop() == 0);
}

TEST_CASE("the user of serve can read no key, no answer and no database of the desk") {
  if (!can_be_root()) return;
  const Divided divided;
  const auto ran = support::run("/usr/bin/setpriv", divided.as_nobody("results"));
  CHECK(ran.status == 1);
  CHECK(nlohmann::json::parse(ran.err)["error"] == "denied");
  CHECK(support::run("/usr/bin/setpriv", divided.as_nobody("open")).status == 1);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(divided.town.hub().root)) {
    struct stat status {};
    REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    const bool of_the_desk = entry.path().string().find("/desk") != std::string::npos ||
                             entry.path().filename() == "authority.key";
    if (!of_the_desk) continue;
    INFO(entry.path());
    CHECK(status.st_uid != kNobody);
    CHECK((status.st_mode & 077) == 0);
  }
}

TEST_CASE("after a restore by root, intake still belongs to the user of serve") {
  if (!can_be_root()) return;
  const Divided divided;
  const auto& directory = divided.town.hub();
  const Path copy = divided.town.path("backup");
  value(hub::backup(directory, copy, hub::BackupKeys::include, divided.town.now()));
  value(hub::restore(directory, copy, divided.town.now()));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory.intake())) {
    struct stat status {};
    REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    INFO(entry.path());
    CHECK(status.st_uid == kNobody);
  }
}

}  // namespace
}  // namespace parvis
