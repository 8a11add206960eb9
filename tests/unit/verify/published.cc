#include "tests/unit/verify/published.h"

#include <fmt/format.h>

namespace parvis::verify::test {

using support::ok;
using support::town_visit;
using support::value;

namespace fs = std::filesystem;

City::City() {
  const auto import = [&](support::TownKiosk& kiosk, std::size_t visits) {
    std::vector<wire::Visit> some(visits, town_visit());
    const auto outcome = town.import(kiosk.batch(std::move(some)));
    PARVIS_CHECK(outcome.kind == hub::Outcome::Kind::receipt);
    receipts.push_back(tlog::format(outcome.receipt));
  };
  import(one, 2);
  import(two, 1);
  const auto signer = value(hub::load_log_signer(town.hub()));
  auto intake = town.intake();
  value(intake.append_statement(as_bytes("parvis/withdrawn/v1\n2026-11-21T12:00:00Z\n0\n"), signer,
                                town.now()));
  receipts.emplace_back();
  const auto held = value(intake.checkpoint());
  one.carry(held);
  two.carry(held);
  import(one, 3);
  import(two, 2);
  one.carry("");
  import(one, 1);
  town.open();
  value(hub::backup(town.hub(), town.path("backup"), hub::BackupKeys::leave, town.now()));
  value(hub::publish_log(town.hub(), log, town.now()));
}

const City& city() {
  static const City made;
  return made;
}

std::size_t Said::count(std::string_view kind) const {
  std::size_t found = 0;
  for (const auto& sentence : report["sentences"]) found += sentence["kind"] == kind ? 1 : 0;
  return found;
}

bool Said::found(std::string_view thing, std::string_view words) const {
  for (const auto& sentence : report["sentences"]) {
    const auto text = sentence["text"].get<std::string>();
    if (sentence["kind"] == "found" && sentence["thing"].get<std::string>().find(thing) == 0 &&
        text.find(words) != std::string::npos)
      return true;
  }
  return false;
}

std::size_t Said::evidence() const {
  std::size_t notes = 0;
  for (const auto& sentence : report["sentences"]) notes += sentence["evidence"].size();
  return notes;
}

std::string Said::all() const { return report.dump(2); }

Copy::Copy() { fs::copy(city().log, log(), fs::copy_options::recursive); }

Path Copy::leaf(std::uint64_t index, std::string_view kind) const {
  return log() / "leaves" / fmt::format("{:08}.{}", index, kind);
}

std::vector<Path> Copy::checkpoints() const {
  return value(list_files(log() / "checkpoints", ".note"));
}

wire::Signed Copy::document(std::uint64_t index) const {
  return value(wire::decode_signed(value(read_file(leaf(index), 1u << 20))));
}

wire::Manifest Copy::manifest(std::uint64_t index) const {
  return value(wire::decode_manifest(document(index).bytes));
}

void Copy::put(std::uint64_t index, const wire::Signed& document) const {
  ok(write_file(leaf(index), wire::encode(document)));
}

void Copy::put_note(std::string_view name, std::string_view note) const {
  ok(write_file(log() / name, as_bytes(note)));
}

std::uint64_t Copy::size() const { return tree().size(); }

tlog::Tree Copy::tree() const {
  tlog::Tree tree;
  for (std::uint64_t index = 0;; ++index) {
    if (const auto statement = read_file(leaf(index, "statement"), 1u << 20)) {
      tree.append(tlog::leaf_hash(crypto::blake2b(*statement).view()));
    } else if (fs::exists(leaf(index))) {
      tree.append(tlog::leaf_hash(wire::digest(document(index)).view()));
    } else {
      return tree;
    }
  }
}

std::string Copy::checkpoint(std::uint64_t size) const {
  const auto signer = value(hub::load_log_signer(city().town.hub()));
  tlog::Note note{
      tlog::format(tlog::Checkpoint{signer.origin, size, value(tlog::root(size, tree()))}), {}};
  tlog::sign(note, signer.origin, signer.receipt);
  tlog::cosign(note, signer.witness_name, signer.witness, city().town.now());
  return tlog::format(note);
}

void Copy::sign_again(const std::vector<std::uint64_t>& sizes) const {
  for (const Path& note : checkpoints()) fs::remove(note);
  for (const std::uint64_t size : sizes) {
    put_note(fmt::format("checkpoints/{:08}-again.note", size), checkpoint(size));
  }
}

Said Copy::verify(std::vector<std::string> more) const {
  std::vector<std::string> words{log().string(), "--authority", city().authority(), "--json"};
  words.insert(words.end(), more.begin(), more.end());
  const auto ran = support::run(PARVIS_VERIFY_PROGRAM, words);
  if (ran.status > 1) throw std::runtime_error(ran.err);
  return {ran.status, nlohmann::json::parse(ran.out)};
}

}  // namespace parvis::verify::test
