// Every way of tampering with a published log that we could think of, and that parvis-verify names the thing that was harmed.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/unit/verify/published.h"

namespace parvis::verify::test {
namespace {

using support::ok;
using support::value;
namespace fs = std::filesystem;

using More = std::vector<std::string>;  // further words of the command

// Changes the last byte of a file.
void flip(const Path& file) {
  auto bytes = value(read_file(file, 1u << 20));
  bytes.back() ^= 1;
  ok(write_file(file, bytes));
}

// Another batch of this kiosk under the number and predecessor that `like` has.
wire::Signed sibling(const wire::Manifest& like, const crypto::SigningKey& key) {
  wire::Manifest other = like;
  other.sessions[0].session = crypto::random_fixed<wire::SessionId>();
  return value(wire::sign(other, key));
}

// The batch that borne-01 would sign after leaf 5: nothing wrong with it, until the test changes something.
wire::Manifest next_batch(const Copy& copy) {
  wire::Manifest next = copy.manifest(5);
  next.number.value += 1;
  next.previous = wire::digest(copy.document(5));
  next.sessions[0].session = crypto::random_fixed<wire::SessionId>();
  return next;
}

std::string sum_with(std::string_view from, std::string_view to) {
  const auto& town = city().town;
  const auto note =
      value(tlog::parse_note(as_text(value(read_file(city().log / "sum.note", 9999)))));
  std::string text = note.text;
  text.replace(text.find(from), from.size(), to);
  const auto key = value(hub::read_signing_key(
      hub::key_file(town.hub().desk_keys(), wire::Purpose::desk), wire::Purpose::desk));
  tlog::Note again{text, {}};
  tlog::sign(again, "hub.example/parvis/desk", key);
  return tlog::format(again);
}

std::string receipt_name(const Copy& copy, std::uint64_t leaf) {
  const auto manifest = copy.manifest(leaf);
  return fmt::format("{}-{:08}.receipt", crypto::to_hex(manifest.chain.view()),
                     manifest.number.value);
}

struct Tampering {
  std::string what;
  std::function<More(const Copy&)> harm;
  std::string thing;
  std::string words;
};

const std::vector<Tampering>& tamperings() {
  static const std::vector<Tampering> all{
      {"a leaf's bytes are changed",
       [](const Copy& copy) -> More {
         flip(copy.leaf(3));
         return {};
       },
       "leaf 3", "borne-01 did not sign it; nor did any other kiosk"},
      {"a leaf in the middle is dropped",
       [](const Copy& copy) -> More {
         fs::remove(copy.leaf(1));
         return {};
       },
       "leaf 1", "is missing"},
      {"a leaf is put far behind the others",
       [](const Copy& copy) -> More {
         fs::rename(copy.leaf(5), copy.leaf(500'000));
         return {};
       },
       "leaves", "In all 499995 leaves are missing"},
      {"the newest leaf is dropped",
       [](const Copy& copy) -> More {
         fs::remove(copy.leaf(5));
         return {};
       },
       "checkpoint 00000006", "its end was cut off"},
      {"two leaves are swapped",
       [](const Copy& copy) -> More {
         const auto third = copy.document(3);
         copy.put(3, copy.document(4));
         copy.put(4, third);
         return {};
       },
       "leaf 3", "altered, moved, added or dropped is one from leaf 3"},
      {"a leaf is inserted",
       [](const Copy& copy) -> More {
         for (std::uint64_t leaf = 5; leaf >= 3; --leaf)
           fs::rename(copy.leaf(leaf), copy.leaf(leaf + 1));
         copy.put(3, sibling(copy.manifest(4), city().one.collection()));
         return {};
       },
       "leaf 3", "altered, moved, added or dropped is one from leaf 3"},
      {"a statement is changed",
       [](const Copy& copy) -> More {
         ok(write_file(copy.leaf(2, "statement"),
                       as_bytes("parvis/withdrawn/v1\n2026-11-22T12:00:00Z\n0\n")));
         return {};
       },
       "leaf 2", "altered, moved, added or dropped is one from leaf 2"},
      {"a checkpoint has another root and is signed by another key",
       [](const Copy& copy) -> More {
         const auto key = crypto::SigningKey::generate();
         tlog::Note note{
             tlog::format(tlog::Checkpoint{"hub.example/parvis", 6, tlog::empty_root()}), {}};
         tlog::sign(note, "hub.example/parvis", key);
         ok(write_file(copy.checkpoints().back(), as_bytes(tlog::format(note))));
         return {};
       },
       "checkpoint 00000006", "no certified receipt key signed"},
      {"a checkpoint's cosignature is left out",
       [](const Copy& copy) -> More {
         auto note =
             value(tlog::parse_note(as_text(value(read_file(copy.checkpoints().back(), 9999)))));
         note.signatures.pop_back();
         ok(write_file(copy.checkpoints().back(), as_bytes(tlog::format(note))));
         return {};
       },
       "checkpoint 00000006", "no certified witness cosigned"},
      {"the checkpoints are rolled back",
       [](const Copy& copy) -> More {
         const auto notes = copy.checkpoints();
         fs::remove(notes.at(notes.size() - 1));
         fs::remove(notes.at(notes.size() - 2));
         return {};
       },
       "checkpoints", "Leaves 4 to 5 (leaf 4, batch 2 of borne-02 first) are covered by no signed"},
      {"history is forked and signed by the log's real key",
       [](const Copy& copy) -> More {
         copy.put(1, sibling(copy.manifest(1), city().two.collection()));
         copy.sign_again({1, 2, 3, 4, 5, 6});
         return {};
       },
       "leaf 3, batch 2 of borne-01, the checkpoint that its kiosk held", "signed two histories"},
      {"two checkpoints of one size are there, both by the real key",
       [](const Copy& copy) -> More {
         const Copy other;
         other.put(1, sibling(other.manifest(1), city().two.collection()));
         copy.put_note("checkpoints/other.note", other.checkpoint(6));
         return {};
       },
       "checkpoint other.note", "signed two histories"},
      {"a manifest is signed by another kiosk",
       [](const Copy& copy) -> More {
         copy.put(6, value(wire::sign(next_batch(copy), city().two.collection())));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6", "borne-01 did not sign it; borne-02 did"},
      {"a manifest is of a chain that nobody certified",
       [](const Copy& copy) -> More {
         auto manifest = copy.manifest(0);
         manifest.chain = crypto::random_fixed<wire::ChainId>();
         copy.put(6, value(wire::sign(manifest, city().one.collection())));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6", "no kiosk is certified for this chain"},
      {"a batch number comes twice",
       [](const Copy& copy) -> More {
         copy.put(6, sibling(copy.manifest(3), city().one.collection()));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6", "leaf 3, batch 2 of borne-01 has this number already"},
      {"a manifest names another predecessor",
       [](const Copy& copy) -> More {
         auto manifest = next_batch(copy);
         manifest.previous = wire::digest(copy.document(0));
         copy.put(6, value(wire::sign(manifest, city().one.collection())));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6", "names another predecessor than leaf 5, batch 3 of borne-01"},
      {"a certificate is another authority's",
       [](const Copy& copy) -> More {
         const auto other = crypto::SigningKey::generate();
         auto root = value(hub::load_root(city().town.hub())).document;
         const auto own =
             value(wire::verify_certificate(root.certificates.back(), city().town.authority()));
         // What a forger can make: the document is theirs, and so is the certificate.
         for (auto& certificate : root.certificates) {
           certificate = value(wire::sign(
               value(wire::verify_certificate(certificate, city().town.authority())), other));
         }
         ok(write_file(copy.log() / "root.signed", wire::encode(value(wire::sign(root, other)))));
         return {};
       },
       "root document", "the pinned authority, or its successors, did not sign it"},
      {"one byte of the root document is changed",
       [](const Copy& copy) -> More {
         flip(copy.log() / "root.signed");
         return {};
       },
       "root document", "is not the authority's"},
      {"a receipt proves another batch than the one that it is kept for",
       [](const Copy& copy) -> More {
         const Path file = copy.path(receipt_name(copy, 3));
         ok(write_file(file, as_bytes(city().receipts[4])));
         return {"--receipt", file.string()};
       },
       "receipt ",
       "is kept for leaf 3, batch 2 of borne-01 and proves leaf 4, batch 2 of borne-02"},
      {"a receipt's proof has a wrong sibling",
       [](const Copy& copy) -> More {
         auto proof = value(tlog::parse_log_proof(city().receipts[4]));
         proof.inclusion.front().bytes[0] ^= 1;
         const Path file = copy.path("some.receipt");
         ok(write_file(file, as_bytes(tlog::format(proof))));
         return {"--receipt", file.string()};
       },
       "receipt some.receipt", "does not prove leaf 4, batch 2 of borne-02"},
      {"a receipt's checkpoint is signed by nobody",
       [](const Copy& copy) -> More {
         auto proof = value(tlog::parse_log_proof(city().receipts[4]));
         auto note = value(tlog::parse_note(proof.checkpoint));
         note.signatures.front().signature[9] ^= 1;
         proof.checkpoint = tlog::format(note);
         const Path file = copy.path("some.receipt");
         ok(write_file(file, as_bytes(tlog::format(proof))));
         return {"--receipt", file.string()};
       },
       "receipt some.receipt, its checkpoint", "no certified receipt key signed"},
      {"a kiosk was shown another log",
       [](const Copy& copy) -> More {
         const Copy other;
         other.put(1, sibling(other.manifest(1), city().two.collection()));
         auto manifest = next_batch(copy);
         manifest.checkpoint = other.checkpoint(5);
         copy.put(6, value(wire::sign(manifest, city().one.collection())));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6, batch 4 of borne-01, the checkpoint that its kiosk held", "signed two histories"},
      {"a kiosk holds a checkpoint that is ahead of the log",
       [](const Copy& copy) -> More {
         const Copy longer;
         longer.put(6, value(wire::sign(next_batch(longer), city().one.collection())));
         const Path file = copy.path("mirror.note");
         ok(write_file(file, as_bytes(longer.checkpoint(7))));
         return {"--note", file.string()};
       },
       "the note mirror.note", "knows a log of 7 leaves; here are 6"},
      {"leaves are moved before the checkpoint that they carry",
       [](const Copy& copy) -> More {
         const auto first = copy.document(0);
         copy.put(0, copy.document(3));
         copy.put(3, first);
         copy.sign_again({6});
         return {};
       },
       "leaf 0", "stands before them: leaves were moved"},
      {"a session has more visits than began in it",
       [](const Copy& copy) -> More {
         auto manifest = next_batch(copy);
         manifest.visits += 1;
         copy.put(6, value(wire::sign(manifest, city().one.collection())));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6", "2 visits came of a session in which 1 began"},
      {"a session's visits are left out",
       [](const Copy& copy) -> More {
         auto manifest = copy.manifest(3);
         manifest.sessions[0].counts.endings[0] += 1;
         copy.put(3, value(wire::sign(manifest, city().one.collection())));
         copy.sign_again({6});
         return {};
       },
       "leaf 3", "4 visits began in its session and 3 came"},
      {"a batch repeats a session with another count sheet",
       [](const Copy& copy) -> More {
         auto manifest = next_batch(copy);
         manifest.sessions[0].session = copy.manifest(0).sessions[0].session;
         copy.put(6, value(wire::sign(manifest, city().one.collection())));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "leaf 6", "another count sheet for session"},
      {"the sum is changed by the desk itself",
       [](const Copy& copy) -> More {
         copy.put_note("sum.note", sum_with("counted 9", "counted 8"));
         return {};
       },
       "sum", "the kiosks signed for 9 visits, the desk says 9 and accounts for 8"},
      {"the sum is changed by somebody else",
       [](const Copy& copy) -> More {
         auto note = std::string(as_text(value(read_file(copy.log() / "sum.note", 9999))));
         note.replace(note.find("counted 9"), 9, "counted 7");
         copy.put_note("sum.note", note);
         return {};
       },
       "sum", "is not signed by the desk"},
      {"a withdrawn visit is counted again",
       [](const Copy& copy) -> More {
         ok(write_file(copy.leaf(6, "statement"),
                       as_bytes("parvis/withdrawn/v1\n2026-11-22T12:00:00Z\n2\n")));
         copy.put_note("checkpoints/more.note", copy.checkpoint(7));
         return {};
       },
       "sum", "2 visits were withdrawn, the sum 0"},
      {"the number of withdrawn visits goes down",
       [](const Copy& copy) -> More {
         for (const std::uint64_t leaf : {6u, 7u}) {
           ok(write_file(
               copy.leaf(leaf, "statement"),
               as_bytes(fmt::format("parvis/withdrawn/v1\n2026-11-22T12:00:00Z\n{}\n", 8 - leaf))));
         }
         copy.put_note("checkpoints/more.note", copy.checkpoint(8));
         return {};
       },
       "leaf 7", "says that 1 visits were withdrawn; 2 had been before"},
      {"the number of destroyed boxes goes down",
       [](const Copy& copy) -> More {
         for (const std::uint64_t leaf : {6u, 7u}) {
           ok(write_file(
               copy.leaf(leaf, "statement"),
               as_bytes(fmt::format("parvis/destroyed/v1\ntest-town\n2027-07-15T12:00:00Z\n{}\n",
                                    20 - leaf))));
         }
         copy.put_note("checkpoints/more.note", copy.checkpoint(8));
         return {};
       },
       "leaf 7", "says that 13 sealed boxes of test-town were destroyed; 14 had been before"},
      {"the kept note speaks of another log",
       [](const Copy& copy) -> More {
         const auto key = value(hub::read_signing_key(
             hub::key_file(city().town.hub().desk_keys(), wire::Purpose::desk),
             wire::Purpose::desk));
         copy.put_note("kept.note", tlog::sign_kept({"hub.example/parvis", 4, tlog::empty_root(),
                                                     city().town.now()},
                                                    "hub.example/parvis/desk", key));
         return {};
       },
       "kept note", "speaks of other leaves than these"},
  };
  return all;
}

TEST_CASE("a log as the hub published it holds, and every receipt proves its batch") {
  const Copy copy;
  ok(make_directories(copy.path("inbox")));
  for (const std::uint64_t leaf : {0u, 1u, 3u, 4u, 5u}) {
    ok(write_file(copy.path("inbox") / receipt_name(copy, leaf), as_bytes(city().receipts[leaf])));
  }
  const Said said = copy.verify({"--receipt", copy.path("inbox").string()});
  INFO(said.all());
  CHECK(said.status == 0);
  CHECK(said.report["holds"] == true);
  CHECK(said.report["pinned"] == true);
  CHECK(said.report["leaves"] == 6);
  CHECK(said.report["batches"] == 5);
  CHECK(said.report["visits"] == 9);
  CHECK(said.report["checkpoints"] == 6);
  CHECK(said.count("found") == 0);
  CHECK(said.count("remark") == 0);
}

TEST_CASE("each way of tampering with a log is named with the thing that was harmed") {
  std::size_t tried = 0;
  const Said whole = Copy().verify();
  for (const Tampering& tampering : tamperings()) {
    CHECK_FALSE(whole.found(tampering.thing, tampering.words));  // so that the line below can fail
    const Copy copy;
    const More more = tampering.harm(copy);
    const Said said = copy.verify(more);
    INFO(tampering.what << "\n" << said.all());
    CHECK(said.status == 1);
    CHECK(said.report["holds"] == false);
    CHECK(said.found(tampering.thing, tampering.words));
    if (tampering.words.find("two histories") != std::string::npos) CHECK(said.evidence() >= 2);
    ++tried;
  }
  CHECK(tried >= 10);
  fmt::print("{} tampered copies, each named\n", tried);
}

}  // namespace
}  // namespace parvis::verify::test
