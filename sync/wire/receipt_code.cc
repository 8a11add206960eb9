#include "sync/wire/receipt_code.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/wire/paper_code.h"

namespace parvis::wire {

std::string new_receipt_code() { return new_paper_code(kReceiptCodeCharacters); }

Result<std::string> parse_receipt_code(std::string_view typed) {
  return parse_paper_code(typed, kReceiptCodeCharacters, "receipt code");
}

std::string display_receipt_code(std::string_view canonical) {
  const std::size_t first = std::min<std::size_t>(canonical.size(), 4);
  const std::size_t second = std::min<std::size_t>(canonical.size(), 7);
  return fmt::format("{} {} {}", canonical.substr(0, first),
                     canonical.substr(first, second - first), canonical.substr(second));
}

Result<CodeTag> receipt_code_tag(std::string_view canonical, std::string_view slug,
                                 crypto::Argon2Cost cost) {
  const crypto::Digest salt = crypto::blake2b({as_bytes("parvis/code-salt"), as_bytes(slug)});
  PARVIS_TRY(const auto secret, crypto::argon2id(as_bytes(canonical), salt.view().first(16), cost));
  return CodeTag::from(secret.view());
}

}  // namespace parvis::wire
