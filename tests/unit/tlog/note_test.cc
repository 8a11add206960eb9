#include "sync/tlog/note.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::tlog;
using support::code;
using support::value;

namespace {

const bool started = crypto::init().has_value();

// The worked example of c2sp.org/signed-note.
const std::string kSpecKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string kSpecNote =
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";

// golang.org/x/mod/sumdb/note, example_test.go.
const std::string kPeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string kPeterSeed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";  // 0x01 ‖ seed
const std::string kEnochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const std::string kText =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your "
    "problem is.\n";
const std::string kPeterLine =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const std::string kEnochLine =
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/"
    "5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

crypto::SigningKey key_from(std::string_view encoded) {
  const Bytes material = value(crypto::from_base64(encoded));
  crypto::Secret<32> seed;
  std::copy(material.begin() + 1, material.end(), seed.data());
  return crypto::SigningKey::from_seed(seed);
}

UtcTime at(std::uint64_t seconds) { return value(utc_from_seconds(seconds)); }

}  // namespace

TEST_CASE("the example of the signed-note specification verifies") {
  const NoteKey key = value(parse_vkey(kSpecKey));
  CHECK(key.name == "example.com/foo");
  CHECK(key.id() == 0x530d903a);
  CHECK(to_vkey(key) == kSpecKey);
  const Note note = value(parse_note(kSpecNote));
  CHECK(note.text == "This is an example message.\n");
  REQUIRE_OK(verify(note, key));
  CHECK(format(note) == kSpecNote);
}

TEST_CASE("signing gives the very bytes of Go's note package") {
  Note note{kText, {}};
  sign(note, "PeterNeumann", key_from(kPeterSeed));
  CHECK(format(note) == kText + "\n" + kPeterLine);
}

TEST_CASE("several signatures are told apart by name and id, others are ignored") {
  const Note note = value(parse_note(kText + "\n" + kPeterLine + kEnochLine));
  REQUIRE_OK(verify(note, value(parse_vkey(kPeterKey))));
  REQUIRE_OK(verify(note, value(parse_vkey(kEnochKey))));
  CHECK(code(verify(note, value(parse_vkey(kSpecKey)))) == Errc::forged);
  const Note only_enoch = value(parse_note(kText + "\n" + kEnochLine));
  CHECK(code(verify(only_enoch, value(parse_vkey(kPeterKey)))) == Errc::forged);
}

TEST_CASE("one signature of a known key that does not hold refuses the note") {
  Note note = value(parse_note(kText + "\n" + kPeterLine + kPeterLine));
  REQUIRE_OK(verify(note, value(parse_vkey(kPeterKey))));
  note.signatures[1].signature[5] ^= 1;
  CHECK(code(verify(note, value(parse_vkey(kPeterKey)))) == Errc::forged);
  Note altered = value(parse_note(kText + "\n" + kPeterLine));
  altered.text[0] = 'i';
  CHECK(code(verify(altered, value(parse_vkey(kPeterKey)))) == Errc::forged);
}

TEST_CASE("what is not a note is refused") {
  for (const std::string& bad :
       {kText, kText + "\n", kText + "\n" + kPeterLine.substr(0, kPeterLine.size() - 1),
        "\x01" + kText + "\n" + kPeterLine, "\xff" + kText + "\n" + kPeterLine,
        kText + "\n" + "— Bad Name " + kPeterLine.substr(17),
        kText + "\n" + kPeterLine + "Unexpected line.\n",
        std::string("<html><body>Welcome to the hall's Wi-Fi</body></html>\n\n"), std::string(),
        kText + "\r\n" + kPeterLine, kText + "\n— a+b x08go/ZJ\n",
        kText + "\n— a\xC2\xA0z x08go/ZJ\n", kText + "\n— a x08go/Z\n", kText + "\n— a x08go/==\n",
        "\xED\xA0\x80\n\n" + kPeterLine, "\xC0\xAF\n\n" + kPeterLine}) {
    CAPTURE(bad);
    CHECK(code(parse_note(bad)) == Errc::invalid);
  }
  std::string many = kText + "\n";
  for (int i = 0; i < 16; ++i) many += kPeterLine;
  REQUIRE_OK(parse_note(many));
  CHECK(code(parse_note(many + kPeterLine)) == Errc::invalid);
}

TEST_CASE("verifier keys with a wrong id, type, length or name are refused") {
  for (const char* bad :
       {"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann", ""}) {
    CAPTURE(bad);
    CHECK(code(parse_vkey(bad)) == Errc::invalid);
  }
}

TEST_CASE("a published cosignature key has the id that the specification computes") {
  const std::string vkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
  const NoteKey key = value(parse_vkey(vkey));
  CHECK(key.type == SignatureType::cosignature);
  CHECK(to_vkey(key) == vkey);
}

TEST_CASE(
    "a cosignature is over the header, the time and the text, as the specification writes them") {
  const auto witness = crypto::SigningKey::generate();
  const std::string text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  Note note{text, {}};
  cosign(note, "witness.example.com/w1", witness, at(1679315147));
  const NoteKey key{"witness.example.com/w1", SignatureType::cosignature, witness.verify_key()};
  CHECK(value(verify_cosignature(note, key)) == at(1679315147));
  // Put together here by hand, without the module's help.
  const Bytes& blob = note.signatures[0].signature;
  REQUIRE(blob.size() == 72);
  CHECK(crypto::to_hex(ByteView(blob).first(8)) == "00000000641850cb");
  const std::string message = "cosignature/v1\ntime 1679315147\n" + text;
  REQUIRE_OK(crypto::verify_raw(witness.verify_key(), as_bytes(message),
                                value(crypto::Signature::from(ByteView(blob).subspan(8)))));
}

TEST_CASE("the cosigned example of the specification is read with its time") {
  const Note note = value(parse_note(
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
      "— example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
      "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "— witness.example.com/w1 "
      "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/"
      "zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"));
  REQUIRE(note.signatures.size() == 2);
  CHECK(note.signatures[1].id == 0x8d66cf3f);
  CHECK(crypto::to_hex(ByteView(note.signatures[1].signature).first(8)) ==
        "00000000641850cb");  // 1679315147
}

TEST_CASE("a cosignature with another time, or used as a plain signature, is refused") {
  const auto witness = crypto::SigningKey::generate();
  Note note{"text\n", {}};
  cosign(note, "w", witness, at(1700000000));
  const NoteKey key{"w", SignatureType::cosignature, witness.verify_key()};
  note.signatures[0].signature[7] ^= 1;
  CHECK(code(verify_cosignature(note, key)) == Errc::forged);
  note.signatures[0].signature.pop_back();
  CHECK(code(verify_cosignature(note, key)) == Errc::forged);
  Note plain{"text\n", {}};
  sign(plain, "w", witness);
  CHECK(code(verify_cosignature(plain, key)) == Errc::forged);
}
