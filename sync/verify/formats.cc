#include "sync/verify/formats.h"

#include <algorithm>
#include <bit>

namespace parvis::verify {
namespace {

constexpr std::size_t kMaxCertificate = 1024;
constexpr std::size_t kMaxNote = 64u << 10;

// An array that begins with its kind and version, and has so many fields beside.
void document(Reader& reader, std::string_view kind, std::uint8_t version, std::size_t fields) {
  reader.spoil_unless(reader.array(64) == fields + 2);
  reader.spoil_unless(reader.text(64) == kind);
  reader.spoil_unless(reader.uint() == version);
}

void array_of(Reader& reader, std::size_t count) {
  reader.spoil_unless(reader.array(count) == count);
}

Signed signed_pair(Reader& reader, std::size_t max) {
  array_of(reader, 2);
  Signed document;
  document.bytes = reader.bytes(max);
  document.signature = reader.fixed<64>();
  return document;
}

template <class T, class Less>
bool is_sorted(const std::vector<T>& all, Less less) {
  return std::ranges::adjacent_find(all, [&](const T& a, const T& b) { return !less(a, b); }) ==
         all.end();
}

std::optional<Certificate> read_certificate(View bytes) {
  Reader reader(bytes);
  document(reader, "parvis/certificate", 1, 10);
  Certificate certificate;
  certificate.serial = reader.uint();
  certificate.purpose = static_cast<Purpose>(reader.uint(6));
  reader.text(64);  // consultation
  certificate.name = reader.text(120);
  certificate.key = reader.fixed<32>();
  const std::uint64_t not_before = reader.uint();
  reader.spoil_unless(reader.uint() >= not_before);
  const auto device = reader.perhaps<16>();
  const auto chain = reader.perhaps<16>();
  const auto transport = reader.perhaps<32>();
  const bool is_device = certificate.purpose == Purpose::device;
  reader.spoil_unless(device.has_value() == is_device && chain.has_value() == is_device &&
                      transport.has_value() == is_device);
  if (!reader.done() || static_cast<unsigned>(certificate.purpose) == 0) return std::nullopt;
  certificate.device = device.value_or(Fixed<16>{});
  certificate.chain = chain.value_or(Fixed<16>{});
  return certificate;
}

// The authority that a succession leads to, when `from` signed it.
std::optional<Key> follow(const Signed& succession, const Key& from) {
  Reader reader(succession.bytes);
  document(reader, "parvis/succession", 1, 3);
  const Key before = reader.fixed<32>();
  const Key after = reader.fixed<32>();
  reader.uint();
  if (!reader.done() || !is_signed(before, "parvis/succession", 1, succession)) return std::nullopt;
  return before == from ? after : from;
}

struct RawRoot {
  RootDocument document;
  std::uint8_t version = 1;
  std::vector<Signed> certificates, lineage;
};

std::optional<RawRoot> parse_root(View bytes) {
  RawRoot raw;
  for (const std::uint8_t version : {std::uint8_t{1}, std::uint8_t{2}}) {
    Reader head(bytes);
    document(head, "parvis/root", version, version == 1 ? 7 : 9);
    if (head.ok()) raw.version = version;
  }
  Reader reader(bytes);
  document(reader, "parvis/root", raw.version, raw.version == 1 ? 7 : 9);
  raw.document.number = reader.uint();
  reader.uint();  // issued
  raw.document.city = reader.text(120);
  reader.text(256);  // the hub's address
  raw.document.origin = reader.text(256);
  raw.certificates.resize(reader.array(1024));
  for (Signed& certificate : raw.certificates) certificate = signed_pair(reader, kMaxCertificate);
  raw.document.revocations.resize(reader.array(1024));
  for (Revocation& revocation : raw.document.revocations) {
    array_of(reader, 2);
    revocation.key_id = reader.fixed<8>();
    revocation.lost_at_batch = reader.perhaps_uint(UINT64_MAX);
  }
  if (raw.version == 2) {
    raw.lineage.resize(reader.array(32));
    for (Signed& succession : raw.lineage) succession = signed_pair(reader, kMaxCertificate);
    raw.document.restarts.resize(reader.array(64));
    for (Restart& restart : raw.document.restarts) {
      array_of(reader, 4);
      restart.old_origin = reader.text(256);
      restart.size = reader.uint();
      restart.root = reader.fixed<32>();
      restart.new_origin = reader.text(256);
    }
  }
  if (!reader.done() || raw.document.number == 0) return std::nullopt;
  return raw;
}

std::uint32_t key_id(const NoteKey& key) {
  const Bytes tail{'\n', key.type};
  const Hash hash = sha256(bytes_of(key.name), tail, key.key);
  return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 | std::uint32_t{hash[2]} << 8 |
         hash[3];
}

// One signature, over the text or, for a cosignature, over its time and the text.
bool holds(const Note& note, const NoteKey& key, View signature) {
  if (key.type == 1) return is_signed(key.key, bytes_of(note.text), signature);
  if (signature.size() != 8 + 64) return false;
  std::uint64_t time = 0;
  for (const std::uint8_t byte : signature.first(8)) time = time << 8 | byte;
  const std::string message = "cosignature/v1\ntime " + std::to_string(time) + "\n" + note.text;
  return is_signed(key.key, bytes_of(message), signature.subspan(8));
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view prefix) {
  const auto line = take_line(text);
  if (!line || !line->starts_with(prefix)) return std::nullopt;
  return from_decimal(line->substr(prefix.size()));
}

std::optional<Note::Line> read_signature(std::string_view line) {
  constexpr std::string_view kDash = "\xE2\x80\x94 ";  // an em dash and a space
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == 0 || space == std::string_view::npos) return std::nullopt;
  const auto blob = from_base64(line.substr(space + 1));
  if (!blob || blob->size() <= 4) return std::nullopt;
  Note::Line read{std::string(line.substr(0, space)), 0, {blob->begin() + 4, blob->end()}};
  for (std::size_t i = 0; i < 4; ++i) read.id = read.id << 8 | (*blob)[i];
  return read;
}

// Origin, size and root: the first three lines of a checkpoint.
std::optional<Checkpoint> take_checkpoint(std::string_view& text) {
  Checkpoint checkpoint;
  const auto origin = take_line(text);
  const auto size = take_number(text, "");
  const auto root = take_line(text);
  const auto hash = root ? hash_from_base64(*root) : std::nullopt;
  if (!origin || origin->empty() || !size || !hash) return std::nullopt;
  return Checkpoint{std::string(*origin), *size, *hash};
}

Hash node_hash(const Hash& left, const Hash& right) { return sha256(Bytes{1}, left, right); }

}  // namespace

std::optional<Signed> read_signed(View file, std::size_t max) {
  Reader reader(file);
  Signed read = signed_pair(reader, max);
  if (!reader.done()) return std::nullopt;
  return read;
}

bool is_signed(const Key& key, std::string_view kind, std::uint8_t version,
               const Signed& document) {
  Bytes message(kind.begin(), kind.end());
  message.push_back(0);
  message.push_back(version);
  message.insert(message.end(), document.bytes.begin(), document.bytes.end());
  return is_signed(key, message, document.signature);
}

std::optional<RootDocument> read_root(View file, const Key& pinned, std::string& why) {
  const auto refuse = [&](std::string reason) {
    why = std::move(reason);
    return std::nullopt;
  };
  const auto outer = read_signed(file, 1u << 20);
  auto raw = outer ? parse_root(outer->bytes) : std::nullopt;
  if (!raw) return refuse("it is not written as a root document is");
  Key authority = pinned;
  for (const Signed& succession : raw->lineage) {
    const auto next = follow(succession, authority);
    if (!next) return refuse("a succession of the authority in it is forged");
    authority = *next;
  }
  if (!is_signed(authority, "parvis/root", raw->version, *outer))
    return refuse("the pinned authority, or its successors, did not sign it");
  for (const Signed& document : raw->certificates) {
    auto certificate = read_certificate(document.bytes);
    const std::string which =
        certificate ? "the certificate of " + certificate->name : "a certificate in it";
    if (!certificate || !is_signed(authority, "parvis/certificate", 1, document))
      return refuse(which + " is not the authority's");
    raw->document.certificates.push_back(std::move(*certificate));
  }
  if (!is_sorted(raw->document.certificates,
                 [](const auto& a, const auto& b) { return a.serial < b.serial; })) {
    return refuse("two certificates in it have one serial");
  }
  if (!raw->document.restarts.empty() &&
      raw->document.restarts.back().new_origin != raw->document.origin) {
    return refuse("its last restart does not lead to its log");
  }
  raw->document.successions = raw->lineage.size();
  return std::move(raw->document);
}

std::uint64_t Sheet::started() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : endings) sum += count;
  return sum;
}

std::optional<Manifest> read_manifest(View bytes) {
  Reader reader(bytes);
  document(reader, "parvis/manifest", 1, 12);
  Manifest manifest;
  manifest.chain = reader.fixed<16>();
  manifest.device = reader.fixed<16>();
  manifest.number = reader.uint();
  manifest.previous = reader.fixed<32>();
  manifest.abandoned = reader.fixed<32>();
  reader.text(64);  // the pack: consultation and version
  reader.uint();
  for (std::size_t left = reader.array(4); left > 0; --left) reader.fixed<8>();  // recipients
  manifest.sheets.resize(reader.array(64));
  for (Sheet& sheet : manifest.sheets) {
    array_of(reader, 6);
    sheet.session = reader.fixed<16>();
    reader.text(120);  // place
    reader.uint();     // day
    array_of(reader, sheet.endings.size());
    for (std::uint64_t& count : sheet.endings) count = reader.uint(UINT32_MAX);
    sheet.head_count = reader.perhaps_uint(UINT32_MAX);
    reader.fixed<32>();  // digest of the mediator's note
  }
  manifest.visits = reader.uint(128);
  reader.fixed<32>();  // root over the boxes
  manifest.checkpoint = reader.text(4096);
  const bool first = manifest.number == 1;
  reader.spoil_unless((manifest.previous == Hash{}) == first && manifest.number > 0);
  reader.spoil_unless(first || manifest.abandoned == Hash{});
  reader.spoil_unless(!manifest.sheets.empty());
  if (!reader.done()) return std::nullopt;
  return manifest;
}

std::optional<Note> read_note(std::string_view text) {
  const auto gap = text.rfind("\n\n");
  if (text.size() > kMaxNote || !is_plain_utf8(text) || gap == std::string_view::npos)
    return std::nullopt;
  Note note;
  note.text = text.substr(0, gap + 1);
  std::string_view rest = text.substr(gap + 2);
  while (!rest.empty()) {
    const auto line = take_line(rest);
    auto signature = line ? read_signature(*line) : std::nullopt;
    if (!signature || note.signatures.size() == 16) return std::nullopt;
    note.signatures.push_back(std::move(*signature));
  }
  if (note.signatures.empty()) return std::nullopt;
  return note;
}

bool is_signed(const Note& note, const std::vector<NoteKey>& keys) {
  bool by_one = false;
  for (const NoteKey& key : keys) {
    for (const Note::Line& line : note.signatures) {
      if (line.name != key.name || line.id != key_id(key)) continue;
      if (!holds(note, key, line.signature)) return false;
      by_one = true;
    }
  }
  return by_one;
}

std::optional<Checkpoint> read_checkpoint(std::string_view text) {
  auto checkpoint = take_checkpoint(text);
  if (!text.empty()) return std::nullopt;
  return checkpoint;
}

std::optional<Receipt> read_receipt(std::string_view text) {
  if (text.size() > 2 * kMaxNote || take_line(text) != "c2sp.org/tlog-proof@v1")
    return std::nullopt;
  if (text.starts_with("extra ")) take_line(text);
  const auto index = take_number(text, "index ");
  if (!index) return std::nullopt;
  Receipt receipt{*index, {}, {}};
  for (auto line = take_line(text); line != ""; line = take_line(text)) {
    const auto hash = line ? hash_from_base64(*line) : std::nullopt;
    if (!hash || receipt.proof.size() == 64) return std::nullopt;
    receipt.proof.push_back(*hash);
  }
  receipt.checkpoint = text;
  return receipt;
}

std::optional<Statement> read_statement(std::string_view text, std::string_view title,
                                        const std::vector<std::string>& keys) {
  if (take_line(text) != title) return std::nullopt;
  const auto log = take_checkpoint(text);
  if (!log) return std::nullopt;
  Statement statement{*log, {}};
  for (const std::string& key : keys) {
    const auto number = take_number(text, key + " ");
    if (!number) return std::nullopt;
    statement.numbers[key] = *number;
  }
  if (!text.empty()) return std::nullopt;
  return statement;
}

// ---- the tree -----------------------------------------------------------------------------------------

Hash leaf_hash(const Hash& data) { return sha256(Bytes{0}, data); }

std::vector<Hash> roots_of(const std::vector<Hash>& leaf_hashes) {
  std::vector<Hash> roots{sha256({})};
  std::vector<Hash> complete;  // subtrees, the largest first; their sizes are the one bits of n
  for (std::size_t n = 1; n <= leaf_hashes.size(); ++n) {
    complete.push_back(leaf_hashes[n - 1]);
    for (int joined = std::countr_zero(n); joined > 0; --joined) {
      const Hash right = complete.back();
      complete.pop_back();
      complete.back() = node_hash(complete.back(), right);
    }
    Hash root = complete.back();
    for (std::size_t i = complete.size() - 1; i-- > 0;) root = node_hash(complete[i], root);
    roots.push_back(root);
  }
  return roots;
}

// RFC 9162, section 2.1.3.2.
bool is_included(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                 const std::vector<Hash>& proof, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((index & 1) == 1 || index == last) {
      hash = node_hash(sibling, hash);
      for (; (index & 1) == 0 && index != 0; index >>= 1) last >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    index >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

}  // namespace parvis::verify
