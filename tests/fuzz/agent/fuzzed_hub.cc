#include "tests/fuzz/agent/fuzzed_hub.h"

#include <fmt/format.h>

#include "sync/transfer/signed_request.h"
#include "tests/support/small_pack.h"

namespace parvis::fuzz {

using agent::Answer;
using agent::Ask;
using support::ok;
using support::value;

namespace {

const UtcTime kNow = support::seconds(1'700'000'000);
constexpr std::size_t kPackPart = 1500;  // so that a small pack needs several

std::string_view header(const Ask& ask, std::string_view name) {
  for (const auto& [key, text] : ask.headers) {
    if (key == name) return text;
  }
  return "";
}

Answer made(unsigned status, std::string_view body = "",
            std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {Answer::Link::reached, status, std::move(headers), to_bytes(as_bytes(body))};
}

std::uint64_t number_after(const std::string& path, std::string_view name) {
  const auto at = path.find(name);
  return at == std::string::npos ? 0 : std::stoull(path.substr(at + name.size()));
}

}  // namespace

World::World() {
  const support::SmallKiosk* const all[] = {&kiosk};
  document = city.verified_root(all);
  std::uint64_t serial = document.certificates.size();
  const auto certify = [&](wire::Purpose purpose, ByteView key, std::string name) {
    wire::Certificate certificate;
    certificate.serial = ++serial;
    certificate.purpose = purpose;
    certificate.name = std::move(name);
    certificate.key = value(crypto::VerifyKey::from(key));
    certificate.not_before = support::seconds(1'600'000'000);
    certificate.not_after = support::seconds(1'900'000'000);
    document.certificates.push_back(value(wire::sign(certificate, city.authority)));
  };
  certify(wire::Purpose::desk, desk.verify_key().view(), "hub.example/desk");
  document.number = 2;
  root = value(wire::sign(document, city.authority));
  pack = support::small_pack(city, 3);
  for (int i = 0; i < 5; ++i) {
    const wire::Batch batch = kiosk.next(1);
    const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
    batches.push_back(
        {{manifest.chain, manifest.number}, wire::digest(batch.manifest), wire::encode(batch)});
  }
}

void FuzzedHub::check(const Ask& ask) const {
  const auto question = ask.path.find('?');
  const std::string path = ask.path.substr(0, question);
  const std::string query = question == std::string::npos ? "" : ask.path.substr(question + 1);
  if (path == "/v1/hello") {
    PARVIS_CHECK(ask.method == "HEAD" && ask.body.empty() && ask.headers.empty());
    return;
  }
  const auto offset = transfer::range_offset(header(ask, "Range")).value_or(0);
  const auto key = value(crypto::from_base64(header(ask, transfer::kKeyHeader)));
  const auto signature = value(
      crypto::Signature::from(value(crypto::from_base64(header(ask, transfer::kSignatureHeader)))));
  PARVIS_CHECK(ByteView(key).size() == 32);
  // Who says another origin is asked for the root document that would explain it, and nothing else.
  const auto ours =
      transfer::verify_request({support::SmallCity::kOrigin, ask.method, path, query, offset,
                                ask.body, header(ask, transfer::kNonceHeader)},
                               world_.kiosk.transport().verify_key(), signature);
  PARVIS_CHECK(ours || path == "/v1/root");
  PARVIS_CHECK((path == "/v1/batches") == (ask.method == "POST"));
  PARVIS_CHECK(ask.method == "POST" || ask.body.empty());
}

std::string FuzzedHub::receipt(const tlog::Tree& log, std::uint64_t index, std::uint64_t from,
                               Signer signer) const {
  tlog::Note note{format(tlog::Checkpoint{std::string(support::SmallCity::kOrigin), log.size(),
                                          value(tlog::root(log.size(), log))}),
                  {}};
  tlog::sign(note, world_.city.signer.origin, signer.receipt);
  tlog::cosign(note, world_.city.signer.witness_name, signer.witness, kNow);
  tlog::LogProof proof{std::nullopt, index, value(tlog::inclusion_proof(index, log.size(), log)),
                       format(note)};
  if (from > 0 && from <= log.size()) {
    const tlog::Consistency consistency{from, log.size(),
                                        value(tlog::consistency_proof(from, log.size(), log))};
    proof.extra = to_bytes(as_bytes(format(consistency)));
  }
  return format(proof);
}

Answer FuzzedHub::take(const Ask& ask, tlog::Tree& log, std::vector<crypto::Digest>& leaves,
                       Signer signer) const {
  const auto frozen = std::ranges::find(world_.batches, ask.body, &World::Frozen::bytes);
  PARVIS_CHECK(frozen != world_.batches.end());  // whole, or not at all
  const auto known = std::ranges::find(leaves, frozen->leaf);
  const auto index = static_cast<std::uint64_t>(known - leaves.begin());
  if (known == leaves.end()) {
    leaves.push_back(frozen->leaf);
    log.append(tlog::leaf_hash(frozen->leaf.view()));
  }
  return made(200, receipt(log, index, number_after(ask.path, "from="), signer));
}

Answer FuzzedHub::file(const Ask& ask, ByteView bytes, std::string_view type) const {
  const std::string tag = fmt::format("\"{}\"", crypto::to_hex(crypto::blake2b(bytes).view()));
  if (header(ask, "If-None-Match") == tag) return made(304);
  return made(200, as_text(bytes), {{"content-type", std::string(type)}});
}

Answer FuzzedHub::pack(const Ask& ask) const {
  const auto size = world_.pack.size();
  std::vector<std::pair<std::string, std::string>> headers{
      {"parvis-pack-version", "3"}, {"parvis-pack-size", std::to_string(size)}};
  if (ask.method == "HEAD") return made(200, "", std::move(headers));
  const auto offset = transfer::range_offset(header(ask, "Range")).value_or(0);
  if (offset >= size) return made(416);
  const auto length = std::min<std::size_t>(size - offset, kPackPart);
  headers.emplace_back("content-range",
                       fmt::format("bytes {}-{}/{}", offset, offset + length - 1, size));
  return made(206, as_text(ByteView(world_.pack).subspan(offset, length)), std::move(headers));
}

std::string FuzzedHub::kept_note() const {
  const tlog::Kept kept{std::string(support::SmallCity::kOrigin), log_.size(),
                        value(tlog::root(log_.size(), log_)), kNow};
  return tlog::sign_kept(kept, "hub.example/desk", world_.desk);
}

Answer FuzzedHub::answer(const Ask& ask) {
  check(ask);
  if (ask.path == "/v1/hello") {
    return made(200, "",
                {{std::string(transfer::kOriginHeader), std::string(support::SmallCity::kOrigin)},
                 {std::string(transfer::kNonceHeader), "QUFBQQ=="}});
  }
  if (ask.method == "POST") {
    auto answer =
        take(ask, log_, leaves_, {world_.city.signer.receipt, world_.city.signer.witness});
    promised_.insert(leaves_.begin(), leaves_.end());
    return answer;
  }
  if (ask.path == "/v1/root")
    return file(ask, wire::encode(world_.root), "application/octet-stream");
  if (ask.path == "/v1/kept")
    return log_.size() == 0 ? made(404) : file(ask, as_bytes(kept_note()), "text/plain");
  if (ask.path == "/v1/statuses") return file(ask, as_bytes("{}"), "application/json");
  return pack(ask);
}

Answer FuzzedHub::answer_of_another_log(const Ask& ask) {
  if (ask.method != "POST") return answer(ask);
  check(ask);
  if (other_leaves_.empty()) {  // it begins with something that this kiosk never sent
    other_leaves_.push_back(crypto::blake2b(as_bytes("another")));
    other_log_.append(tlog::leaf_hash(other_leaves_[0].view()));
  }
  auto answer = take(ask, other_log_, other_leaves_,
                     {world_.city.signer.receipt, world_.city.signer.witness});
  promised_.insert(other_leaves_.begin(), other_leaves_.end());
  return answer;
}

Answer FuzzedHub::answer_of_a_stranger(const Ask& ask) {
  if (ask.method != "POST") return made(200, "{}", {{"content-type", "application/json"}});
  return take(ask, strange_log_, strange_leaves_, {world_.stranger, world_.stranger});
}

}  // namespace parvis::fuzz
