#include "sync/hub/desk/keys.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <sstream>

namespace parvis::hub {
namespace {

constexpr std::string_view kKeyTitle = "parvis key 1";
constexpr std::string_view kAuthorityTitle = "parvis authority 1";
constexpr std::uint64_t kMaxKeyFile = 4096;  // bytes
// What an authority's file may ask of this machine's memory.
constexpr std::uint64_t kMaxMemory = 4ull << 30;
constexpr std::uint64_t kMaxPasses = 64;

using Wrapped = crypto::Fixed<struct WrappedTag, 32 + crypto::kAeadOverhead>;
using Salt = crypto::Fixed<struct SaltTag, 16>;

struct AuthorityFile {
  crypto::Argon2Cost cost{};
  Salt salt;
  crypto::Nonce nonce;
  Wrapped wrapped;
};

tl::unexpected<Error> not_a_key(const Path& file, std::string_view wanted) {
  return fail(Errc::corrupt, fmt::format("{}: is not {}", file.string(), wanted));
}

Status check_private(const Path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return fail_errno(file.string(), errno);
  if ((status.st_mode & 077) != 0) {
    return fail(
        Errc::denied,
        fmt::format("{}: others may read this key; chmod 600 it, and ask who did", file.string()));
  }
  return {};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find_first_of(" \n", from), text.size());
    if (to > from) words.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

// The secret of a key file of that purpose.
Result<crypto::Secret<32>> read_secret(const Path& file, wire::Purpose purpose) {
  PARVIS_TRY(auto bytes, read_file(file, kMaxKeyFile));
  const crypto::Wiped text(std::move(bytes));
  PARVIS_TRY_VOID(check_private(file));
  const std::string start = fmt::format("{}\n{} ", kKeyTitle, wire::to_string(purpose));
  const std::string wanted = fmt::format("a key file of purpose {}", wire::to_string(purpose));
  std::string_view rest = as_text(text.bytes);
  if (!rest.starts_with(start) || !rest.ends_with('\n')) return not_a_key(file, wanted);
  rest = rest.substr(start.size(), rest.size() - start.size() - 1);
  auto decoded = crypto::from_base64(rest);
  if (!decoded || decoded->size() != 32) return not_a_key(file, wanted);
  const crypto::Wiped plain(std::move(*decoded));
  crypto::Secret<32> secret;
  std::copy(plain.bytes.begin(), plain.bytes.end(), secret.data());
  return secret;
}

// From the cost, the salt and the passphrase to what wraps the authority's seed.
Result<crypto::Secret<32>> wrapping_key(const AuthorityFile& file, std::string_view passphrase) {
  return crypto::argon2id(as_bytes(passphrase), file.salt.view(), file.cost);
}

std::string format_authority(const AuthorityFile& file) {
  return fmt::format("{}\nargon2id {} {} {}\n{} {}\n", kAuthorityTitle, file.cost.memory_bytes,
                     file.cost.passes, crypto::to_base64(file.salt.view()),
                     crypto::to_base64(file.nonce.view()), crypto::to_base64(file.wrapped.view()));
}

template <class T>
bool read_fixed(std::string_view base64, T& into) {
  const auto bytes = crypto::from_base64(base64);
  if (!bytes || bytes->size() != T::kSize) return false;
  std::copy(bytes->begin(), bytes->end(), into.bytes.begin());
  return true;
}

bool read_number(std::string_view text, std::uint64_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size();
}

Result<AuthorityFile> parse_authority(const Path& path) {
  PARVIS_TRY(const Bytes bytes, read_file(path, kMaxKeyFile));
  const std::string_view text = as_text(bytes);
  AuthorityFile file;
  const auto words = words_of(text);
  const bool ok = words.size() == 9 && text.starts_with(kAuthorityTitle) &&
                  words[3] == "argon2id" && read_number(words[4], file.cost.memory_bytes) &&
                  read_number(words[5], file.cost.passes) && read_fixed(words[6], file.salt) &&
                  read_fixed(words[7], file.nonce) && read_fixed(words[8], file.wrapped) &&
                  file.cost.memory_bytes <= kMaxMemory && file.cost.passes <= kMaxPasses &&
                  format_authority(file) == text;
  if (!ok) return not_a_key(path, "an authority's key file");
  return file;
}

}  // namespace

Path key_file(const Path& keys, wire::Purpose purpose) {
  return keys / fmt::format("{}.key", wire::to_string(purpose));
}

Path former_reception_file(const Path& keys, const crypto::KeyId& id) {
  return keys / fmt::format("reception-{}.key", crypto::to_hex(id.view()));
}

Status write_key(const Path& file, wire::Purpose purpose, const crypto::Secret<32>& secret,
                 Existing existing) {
  std::string base64 = crypto::to_base64(secret.view());
  std::string text = fmt::format("{}\n{} {}\n", kKeyTitle, wire::to_string(purpose), base64);
  Status status = existing == Existing::replace ? replace_secret_file(file, as_bytes(text), 0600)
                                                : write_file(file, as_bytes(text), existing, 0600);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(base64.data()), base64.size()});
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return status;
}

Result<crypto::SigningKey> read_signing_key(const Path& file, wire::Purpose purpose) {
  PARVIS_TRY(const auto secret, read_secret(file, purpose));
  return crypto::SigningKey::from_seed(secret);
}

Result<crypto::OpeningKey> read_reception_key(const Path& file) {
  PARVIS_TRY(const auto secret, read_secret(file, wire::Purpose::reception));
  return crypto::OpeningKey::from_secret(secret);
}

Result<std::vector<crypto::OpeningKey>> read_reception_keys(const Path& keys) {
  std::vector<crypto::OpeningKey> all;
  PARVIS_TRY(auto now, read_reception_key(key_file(keys, wire::Purpose::reception)));
  all.push_back(std::move(now));
  PARVIS_TRY(const auto files, list_files(keys, ".key"));
  for (const Path& file : files) {
    if (!file.filename().string().starts_with("reception-")) continue;
    PARVIS_TRY(auto former, read_reception_key(file));
    all.push_back(std::move(former));
  }
  return all;
}

Result<Authority> Authority::create(const Path& file, std::string_view passphrase,
                                    crypto::Argon2Cost cost) {
  if (passphrase.size() < kMinPassphrase) {
    return fail(
        Errc::invalid,
        fmt::format("authority: a passphrase of at least {} characters is needed", kMinPassphrase));
  }
  crypto::SigningKey key = crypto::SigningKey::generate();
  AuthorityFile written;
  written.cost = cost;
  written.salt = crypto::random_fixed<Salt>();
  written.nonce = crypto::random_fixed<crypto::Nonce>();
  PARVIS_TRY(const auto wrapping, wrapping_key(written, passphrase));
  const Bytes wrapped =
      crypto::encrypt(wrapping, written.nonce, key.verify_key().view(), key.seed().view());
  PARVIS_TRY(written.wrapped, Wrapped::from(wrapped));
  PARVIS_TRY_VOID(write_file(file, as_bytes(format_authority(written)), Existing::keep, 0600));
  const std::string shown = crypto::to_base64(key.verify_key().view()) + "\n";
  Path beside = file;
  beside.replace_extension(".pub");
  PARVIS_TRY_VOID(write_file(beside, as_bytes(shown), Existing::keep, 0644));
  return Authority(std::move(key));
}

Result<Authority> Authority::unlock(const Path& file, std::string_view passphrase) {
  PARVIS_TRY(const AuthorityFile stored, parse_authority(file));
  Path beside = file;
  beside.replace_extension(".pub");
  PARVIS_TRY(const auto shown, read_authority_key(beside));
  PARVIS_TRY(const auto wrapping, wrapping_key(stored, passphrase));
  auto seed = crypto::decrypt(wrapping, stored.nonce, shown.view(), stored.wrapped.view());
  if (!seed || seed->size() != 32) {
    return fail(Errc::denied, fmt::format("{}: this is not the passphrase of the authority's key",
                                          file.string()));
  }
  const crypto::Wiped plain(std::move(*seed));
  crypto::Secret<32> secret;
  std::copy(plain.bytes.begin(), plain.bytes.end(), secret.data());
  auto key = crypto::SigningKey::from_seed(secret);
  if (key.verify_key() != shown) return not_a_key(beside, "the public half of the authority's key");
  return Authority(std::move(key));
}

Result<crypto::VerifyKey> read_authority_key(const Path& file) {
  PARVIS_TRY(const Bytes bytes, read_file(file, kMaxKeyFile));
  std::string_view text = as_text(bytes);
  crypto::VerifyKey key;
  if (!text.ends_with('\n') || !read_fixed(text.substr(0, text.size() - 1), key)) {
    return not_a_key(file, "an authority's public key");
  }
  return key;
}

}  // namespace parvis::hub
