// Certificate authorities and servers' certificates of every kind, right and wrong, made by the openssl command.
#pragma once

#include <chrono>
#include <string>

#include "hardware/platform/files.h"

namespace parvis::network {

// A server's certificate and its key.
struct Issued {
  Path certificate, key;
};

struct Wanted {
  std::string names = "IP:127.0.0.1,DNS:localhost";  // subjectAltName
  std::string use = "serverAuth";                    // extendedKeyUsage
  std::chrono::hours from{-24};                      // of now
  std::chrono::hours to{24 * 30};
};

class Authority {
 public:
  // `openssl` is the path of the command. Files go into `directory`, which is made.
  Authority(std::string openssl, Path directory, const std::string& name = "Test city");

  [[nodiscard]] Path certificate() const { return directory_ / "ca.pem"; }
  Issued issue(const Wanted& wanted);
  // By nobody but itself.
  Issued self_signed();
  // "sha256//…" of a certificate's public key.
  [[nodiscard]] std::string pin(const Issued& issued) const;

 private:
  void run(const std::string& command) const;

  std::string openssl_;
  Path directory_;
  int issued_ = 0;
};

}  // namespace parvis::network
