// What people decided about batches that waited in quarantine, as the log tells it: one statement each, a note that a key of the
// desk signed (FORMAT.md has its lines). The desk believes its own signature and not the machine that keeps the log; auditors
// read the same statements.
//
// Threads: values.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sync/hub/intake/intake.h"

namespace parvis::hub {

struct Verdict {
  enum class Kind { accepted, refused };
  Kind kind = Kind::refused;
  crypto::Digest manifest;  // wire::digest() of the signed manifest
  UtcTime at;
  std::string who;                            // a line of text, as `why`
  std::string why;                            // may be empty
  std::optional<std::uint64_t> paper_visits;  // on the paper count sheets
  bool operator==(const Verdict&) const = default;
};
[[nodiscard]] std::string_view to_string(Verdict::Kind kind);

// Errc::invalid when `who` is empty, or a text is no line of 1 to 500 bytes of UTF-8.
[[nodiscard]] Result<std::string> sign_verdict(const Verdict& verdict, const std::string& key_name,
                                               const crypto::SigningKey& desk);
// Errc::invalid for a statement of another kind, Errc::forged when none of `desk` signed it.
[[nodiscard]] Result<Verdict> read_verdict(std::string_view statement,
                                           std::span<const tlog::NoteKey> desk);

class Verdicts {
 public:
  // Every statement of the log that `root` has a desk key for; of several about one batch the last counts.
  static Result<Verdicts> read(Intake& intake, const wire::RootDocument& root);
  // Null when nobody decided.
  [[nodiscard]] const Verdict* find(const crypto::Digest& manifest) const;

 private:
  std::map<crypto::Digest, Verdict> last_;
};

}  // namespace parvis::hub
