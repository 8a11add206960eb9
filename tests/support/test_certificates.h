// A certificate authority and a server's certificate for 127.0.0.1 and localhost, made by the openssl command.
#pragma once

#include <cstdlib>
#include <string>

#include "hardware/platform/files.h"
#include "tests/support/result.h"

namespace parvis::support {

class TestCertificates {
 public:
  // `openssl` is the path of the command; the files go into `directory`, which exists.
  TestCertificates(const std::string& openssl, const Path& directory)
      : ca(directory / "ca.pem"),
        certificate(directory / "server.pem"),
        key(directory / "server.key") {
    const std::string in = directory.string() + "/";
    const std::string ec = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    ok(write_file(directory / "names.ext",
                  as_bytes("subjectAltName=IP:127.0.0.1,DNS:localhost\n")));
    run(openssl + " req -x509" + ec + " -days 30 -subj '/CN=Test city' -keyout " + in +
        "ca.key -out " + in + "ca.pem");
    run(openssl + " req" + ec + " -subj /CN=localhost -keyout " + in + "server.key -out " + in +
        "server.csr");
    run(openssl + " x509 -req -days 30 -in " + in + "server.csr -CA " + in + "ca.pem -CAkey " + in +
        "ca.key -CAcreateserial -extfile " + in + "names.ext -out " + in + "server.pem");
    run(openssl + " x509 -in " + in + "server.pem -pubkey -noout | " + openssl +
        " pkey -pubin -outform der | " + openssl + " dgst -sha256 -binary | " + openssl +
        " base64 > " + in + "pin");
    pinned_key = "sha256//" + std::string(as_text(value(read_file(directory / "pin", 1000))));
    pinned_key.pop_back();
  }

  Path ca;
  Path certificate;
  Path key;
  std::string pinned_key;

 private:
  static void run(const std::string& command) {
    PARVIS_CHECK(std::system(("( " + command + " ) 2>/dev/null").c_str()) == 0);
  }
};

}  // namespace parvis::support
