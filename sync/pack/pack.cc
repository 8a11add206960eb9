#include "sync/pack/pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "sync/pack/manifest.h"

namespace parvis::pack {
namespace {

using wire::Certificate;
using wire::RootDocument;

// "1.2.3" as three numbers that compare.
Result<std::array<unsigned, 3>> parse_version(std::string_view text) {
  std::array<unsigned, 3> parts{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '.'))
      return fail(Errc::invalid, "a version has three numbers");
    const auto [next, error] = std::from_chars(at, end, parts[i]);
    if (error != std::errc()) return fail(Errc::invalid, "a version has three numbers");
    at = next;
  }
  if (at != end) return fail(Errc::invalid, "a version has three numbers");
  return parts;
}

Status check_program(const Manifest& manifest) {
  const auto needed = parse_version(manifest.minimum_program);
  if (!needed) return wrap(needed.error(), "minimum program version");
  PARVIS_TRY(const auto ours, parse_version(program_version()));
  if (ours < *needed) {
    return fail(Errc::unsupported_version,
                fmt::format("it needs program {}, this is {}: update the program first",
                            manifest.minimum_program, program_version()));
  }
  return {};
}

bool is_revoked(const crypto::KeyId& key, const RootDocument& root,
                const std::optional<RootDocument>& newest) {
  const auto in = [&key](const RootDocument& document) {
    return std::ranges::find(document.revocations, key, &wire::Revocation::key) !=
           document.revocations.end();
  };
  return in(root) || (newest && in(*newest));
}

// Certificates of the root document and those beside it, all signed by the authority of then or one before it.
Result<std::vector<Certificate>> all_certificates(const std::vector<wire::Signed>& beside,
                                                  const RootDocument& root) {
  const wire::Authorities authorities(root);
  std::vector<Certificate> certificates;
  for (const auto* documents : {&root.certificates, &beside}) {
    for (const wire::Signed& document : *documents) {
      auto certificate = wire::verify_certificate(document, authorities);
      if (!certificate) return wrap(certificate.error(), "a certificate inside");
      certificates.push_back(std::move(*certificate));
    }
  }
  return certificates;
}

bool serves(const Certificate& certificate, const std::string& slug) {
  return certificate.consultation.empty() || certificate.consultation == slug;
}

// The manifest's signature, by a key that may publish this consultation at the time it says.
Status check_publisher(const wire::Signed& document, const Manifest& manifest,
                       const std::vector<Certificate>& certificates, const RootDocument& root,
                       const std::optional<RootDocument>& newest) {
  const auto named = [&](const Certificate& c) {
    return crypto::key_id(c.key) == manifest.publisher;
  };
  const auto may_publish = [&](const Certificate& c) {
    return named(c) && c.purpose == wire::Purpose::publisher &&
           serves(c, manifest.ref.consultation) && c.not_before <= manifest.issued &&
           manifest.issued <= c.not_after;
  };
  if (std::ranges::none_of(certificates, named)) {
    return fail(Errc::forged, "the authority has certified no such publisher key");
  }
  const auto publisher = std::ranges::find_if(certificates, may_publish);
  if (publisher == certificates.end()) {
    return fail(Errc::forged,
                "the key that signed it is certified for another purpose, consultation or time");
  }
  if (auto status =
          crypto::verify(publisher->key, kManifestDomain, document.bytes, document.signature);
      !status) {
    return wrap(status.error(), "the publisher's signature");
  }
  if (is_revoked(manifest.publisher, root, newest))
    return fail(Errc::denied, "its publisher is revoked");
  return {};
}

Result<std::vector<File>> check_files(const Manifest& manifest, std::vector<Bytes> contents) {
  std::set<std::string_view> names;
  for (const FileEntry& entry : manifest.files) {
    if (!names.insert(entry.name).second) {
      return fail(Errc::invalid, fmt::format("file '{}' comes twice", entry.name));
    }
  }
  if (contents.size() != manifest.files.size()) {
    return fail(Errc::invalid, fmt::format("it declares {} files and holds {}",
                                           manifest.files.size(), contents.size()));
  }
  std::vector<File> files;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const FileEntry& entry = manifest.files[i];
    if (contents[i].size() != entry.length) {
      return fail(Errc::invalid, fmt::format("file '{}' has {} bytes and declares {}", entry.name,
                                             contents[i].size(), entry.length));
    }
    if (crypto::blake2b(contents[i]) != entry.digest) {
      return fail(Errc::corrupt,
                  fmt::format("file '{}': its bytes are not those that were signed", entry.name));
    }
    files.push_back({entry.name, std::move(contents[i])});
  }
  return files;
}

Result<Pack> verify_unnamed(ByteView bytes, const wire::Authorities& authorities,
                            const std::optional<RootDocument>& newest) {
  PARVIS_TRY(Envelope envelope, decode_envelope(bytes));
  PARVIS_TRY(Manifest manifest, decode_manifest(envelope.manifest.bytes));
  auto root = wire::verify_root(manifest.root, authorities);
  if (!root) return wrap(root.error(), "the root document inside");
  PARVIS_TRY(const auto certificates, all_certificates(manifest.certificates, *root));
  PARVIS_TRY_VOID(check_publisher(envelope.manifest, manifest, certificates, *root, newest));
  // Only now is the manifest believed.
  PARVIS_TRY_VOID(check_program(manifest));
  PARVIS_TRY(const auto files, check_files(manifest, std::move(envelope.contents)));
  Pack pack;
  pack.consultation.slug = manifest.ref.consultation;
  pack.consultation.time_zone = manifest.time_zone;
  pack.consultation.opens = manifest.opens;
  pack.consultation.closes = manifest.closes;
  PARVIS_TRY_VOID(decode_contents(files, pack.consultation));
  if ((envelope.version == kSpokenPackDomain.version) == pack.consultation.recordings.empty()) {
    return fail(Errc::invalid, "version 2 is for packs with recordings, and they for version 2");
  }
  pack.ref = std::move(manifest.ref);
  pack.minimum_program = std::move(manifest.minimum_program);
  pack.issued = manifest.issued;
  pack.root = std::move(manifest.root);
  pack.certificates = std::move(manifest.certificates);
  pack.checkpoint = std::move(manifest.checkpoint);
  pack.publisher = manifest.publisher;
  pack.digest = crypto::blake2b(bytes);
  pack.bytes = bytes.size();
  return pack;
}

}  // namespace

std::string_view program_version() { return PARVIS_VERSION; }

Result<Pack> verify(ByteView bytes, const wire::Authorities& authorities,
                    const std::optional<RootDocument>& newest) {
  auto pack = verify_unnamed(bytes, authorities, newest);
  if (!pack) return wrap(pack.error(), "pack");
  return pack;
}

Spoken recordings_by_text(const consultation::Consultation& consultation) {
  Spoken spoken;
  for (const auto& recording : consultation.recordings) {
    // check() has seen that each says something.
    if (const std::string* text = text_of(consultation, recording.key, recording.language)) {
      spoken.insert_or_assign({recording.language, *text}, recording.opus);
    }
  }
  return spoken;
}

Validity validity(const consultation::Consultation& consultation, UtcTime now) {
  if (now < consultation.opens) return Validity::early;
  return now < consultation.closes ? Validity::current : Validity::over;
}

Result<std::vector<wire::Recipient>> recipients(const Pack& pack,
                                                const wire::Authorities& authorities,
                                                const std::optional<RootDocument>& newest) {
  PARVIS_TRY(const auto root, wire::verify_root(pack.root, authorities));
  PARVIS_TRY(auto certificates, all_certificates(pack.certificates, root));
  if (newest) {
    const auto later = wire::certificates_of(*newest, wire::Purpose::reception);
    certificates.insert(certificates.end(), later.begin(), later.end());
  }
  std::ranges::sort(certificates, std::ranges::greater{}, &Certificate::serial);
  std::vector<wire::Recipient> found;
  for (const Certificate& certificate : certificates) {
    if (certificate.purpose != wire::Purpose::reception ||
        !serves(certificate, pack.ref.consultation))
      continue;
    PARVIS_TRY(const auto key, crypto::SealKey::from(certificate.key.view()));
    const wire::Recipient recipient{crypto::key_id(key), key};
    if (is_revoked(recipient.id, root, newest) ||
        std::ranges::find(found, recipient) != found.end())
      continue;
    if (found.size() < wire::kMaxRecipients) found.push_back(recipient);
  }
  if (found.empty())
    return fail(Errc::invalid, "pack: it names no reception key to seal visits to");
  return found;
}

}  // namespace parvis::pack
