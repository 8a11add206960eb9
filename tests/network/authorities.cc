#include "tests/network/authorities.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdlib>

#include "tests/support/result.h"

namespace parvis::network {

using support::ok;
using support::value;

namespace {

constexpr std::string_view kKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

std::string date_of(std::chrono::hours from_now) {
  const auto at = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + from_now);
  return fmt::format("{:%Y%m%d%H%M%SZ}", fmt::gmtime(at));
}

}  // namespace

Authority::Authority(std::string openssl, Path directory, const std::string& name)
    : openssl_(std::move(openssl)), directory_(std::move(directory)) {
  ok(make_directories(directory_));
  // What `openssl ca` needs, which unlike `openssl x509` sets both dates.
  ok(write_file(directory_ / "ca.conf", as_bytes(fmt::format(R"([ca]
default_ca = here
[here]
dir = {0}
database = {0}/index
serial = {0}/serial
new_certs_dir = {0}
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
)",
                                                             directory_.string()))));
  ok(write_file(directory_ / "index", {}));
  ok(write_file(directory_ / "serial", as_bytes("01\n")));
  run(fmt::format("req -x509 {} -days 3650 -subj '/CN={}' -keyout ca.key -out ca.pem", kKey, name));
}

Issued Authority::issue(const Wanted& wanted) {
  const std::string name = fmt::format("server-{}", ++issued_);
  ok(write_file(
      directory_ / (name + ".ext"),
      as_bytes(fmt::format("subjectAltName={}\nextendedKeyUsage={}\n", wanted.names, wanted.use))));
  run(fmt::format("req {} -subj /CN=hub -keyout {}.key -out {}.csr", kKey, name, name));
  run(fmt::format(
      "ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key -in {0}.csr -out {0}.pem "
      "-extfile {0}.ext -startdate {1} -enddate {2}",
      name, date_of(wanted.from), date_of(wanted.to)));
  return {directory_ / (name + ".pem"), directory_ / (name + ".key")};
}

Issued Authority::self_signed() {
  run(fmt::format(
      "req -x509 {} -days 30 -subj /CN=hub -addext subjectAltName=IP:127.0.0.1 -keyout self.key "
      "-out self.pem",
      kKey));
  return {directory_ / "self.pem", directory_ / "self.key"};
}

std::string Authority::pin(const Issued& issued) const {
  run(fmt::format("x509 -in {} -pubkey -noout -out pin.pem", issued.certificate.string()));
  run("pkey -pubin -in pin.pem -outform der -out pin.der");
  run("dgst -sha256 -binary -out pin.hash pin.der");
  run("base64 -A -in pin.hash -out pin");
  return "sha256//" + std::string(as_text(value(read_file(directory_ / "pin", 1000))));
}

void Authority::run(const std::string& command) const {
  const std::string whole =
      fmt::format("cd '{}' && '{}' {} >>openssl.log 2>&1", directory_.string(), openssl_, command);
  if (std::system(whole.c_str()) != 0)
    throw std::runtime_error(
        std::string(as_text(value(read_file(directory_ / "openssl.log", 1u << 20)))));
}

}  // namespace parvis::network
