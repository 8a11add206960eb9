#include "sync/transfer/log_keys.h"

#include <algorithm>

namespace parvis::transfer {
namespace {

std::vector<tlog::NoteKey> keys_of(const wire::RootDocument& root, wire::Purpose purpose,
                                   tlog::SignatureType type) {
  std::vector<tlog::NoteKey> keys;
  for (const auto& certificate : wire::certificates_of(root, purpose)) {
    keys.push_back({certificate.name, type, certificate.key});
  }
  return keys;
}

}  // namespace

tlog::LogIdentity log_identity(const wire::RootDocument& root) {
  return {root.log_origin, keys_of(root, wire::Purpose::receipt, tlog::SignatureType::ed25519),
          keys_of(root, wire::Purpose::witness, tlog::SignatureType::cosignature)};
}

bool is_of_earlier_log(std::string_view note, const wire::RootDocument& root) {
  return std::ranges::any_of(root.restarts, [&](const wire::LogRestart& restart) {
    return note.starts_with(restart.old_origin + "\n");
  });
}

Result<tlog::Kept> verify_kept(std::string_view note, const wire::RootDocument& root) {
  for (const auto& key : desk_keys(root)) {
    if (auto kept = tlog::verify_kept(note, key, root.log_origin)) return kept;
  }
  return fail(Errc::forged, "kept note: nobody who is certified to has signed it");
}

std::vector<tlog::NoteKey> desk_keys(const wire::RootDocument& root) {
  return keys_of(root, wire::Purpose::desk, tlog::SignatureType::ed25519);
}

}  // namespace parvis::transfer
