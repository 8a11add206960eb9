#include "sync/tlog/checkpoint.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::tlog;
using support::code;
using support::value;

namespace {

const bool started = crypto::init().has_value();

// A checkpoint that Go's checksum database really signed, with its published key.
const std::string kSumDbKey =
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const std::string kSumDbNote =
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n— "
    "sum.golang.org "
    "Az3grpukl5AXaVfYkLiDGORx/"
    "DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n";

struct Log {
  crypto::SigningKey key = crypto::SigningKey::generate();
  crypto::SigningKey witness = crypto::SigningKey::generate();
  LogIdentity identity{"hub.example/parvis",
                       {{"hub.example/parvis", SignatureType::ed25519, key.verify_key()}},
                       {{"hub.example/witness", SignatureType::cosignature, witness.verify_key()}}};
  std::string checkpoint(std::uint64_t size) const {
    Note note{format(Checkpoint{identity.origin, size, size == 0 ? empty_root() : leaf_hash({})}),
              {}};
    sign(note, identity.origin, key);
    cosign(note, "hub.example/witness", witness, value(utc_from_seconds(1'700'000'000)));
    return format(note);
  }
};

}  // namespace

TEST_CASE("a checkpoint of Go's checksum database verifies under its published key") {
  const LogIdentity log{"go.sum database tree", {value(parse_vkey(kSumDbKey))}, {}};
  const auto verified = value(verify_checkpoint(kSumDbNote, log));
  CHECK(verified.checkpoint.size == 35225469);
  CHECK(crypto::to_base64(verified.checkpoint.root.view()) ==
        "vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=");
  CHECK(verified.note == kSumDbNote);
  CHECK_FALSE(verified.cosigned.has_value());
  std::string altered = kSumDbNote;
  altered.replace(altered.find("35225469"), 8, "35225468");
  CHECK(code(verify_checkpoint(altered, log)) == Errc::forged);
}

TEST_CASE("a checkpoint needs its log's signature and a witness's") {
  const Log log;
  const std::string note = log.checkpoint(12);
  CHECK(value(verify_checkpoint(note, log.identity)).cosigned ==
        value(utc_from_seconds(1'700'000'000)));
  CHECK(code(verify_checkpoint(note, Log().identity)) == Errc::forged);
  LogIdentity other_witness = log.identity;
  other_witness.witnesses = Log().identity.witnesses;
  CHECK(code(verify_checkpoint(note, other_witness)) == Errc::forged);
  LogIdentity other_origin = log.identity;
  other_origin.origin = "hub.example/other";
  CHECK(code(verify_checkpoint(note, other_origin)) == Errc::forged);
  LogIdentity no_key = log.identity;
  no_key.log.clear();
  CHECK(code(verify_checkpoint(note, no_key)) == Errc::forged);
}

TEST_CASE("while a key is being replaced, either is believed") {
  const Log old_log;
  LogIdentity both = Log().identity;
  both.log.push_back(old_log.identity.log[0]);
  both.witnesses.push_back(old_log.identity.witnesses[0]);
  REQUIRE_OK(verify_checkpoint(old_log.checkpoint(3), both));
}

TEST_CASE("checkpoints written another way are refused") {
  const std::string root = crypto::to_base64(leaf_hash({}).view());
  REQUIRE_OK(parse_checkpoint("origin\n1\n" + root + "\n"));
  for (const std::string& bad :
       {"origin\n01\n" + root + "\n", "origin\n-1\n" + root + "\n", "origin\n1\n" + root,
        "\n1\n" + root + "\n", "origin\n1\n" + root.substr(0, 43) + "\n",
        "origin\n1\n" + root + "\nextension\n", "origin\n9223372036854775808\n" + root + "\n",
        "origin\n0\n" + root + "\n", "origin\n 1\n" + root + "\n", std::string("origin\n1\n"),
        std::string()}) {
    CAPTURE(bad);
    CHECK(code(parse_checkpoint(bad)) == Errc::invalid);
  }
}

TEST_CASE("a kept note says up to where, and only the desk can say it") {
  const auto desk = crypto::SigningKey::generate();
  const NoteKey key{"hub.example/desk", SignatureType::ed25519, desk.verify_key()};
  const Kept kept{"hub.example/parvis", 42, leaf_hash({}), value(utc_from_seconds(1'700'000'123))};
  const std::string note = sign_kept(kept, key.name, desk);
  CHECK(value(verify_kept(note, key, "hub.example/parvis")) == kept);
  CHECK(code(verify_kept(note, key, "hub.example/other")) == Errc::forged);
  const NoteKey stranger{key.name, SignatureType::ed25519,
                         crypto::SigningKey::generate().verify_key()};
  CHECK(code(verify_kept(note, stranger, "hub.example/parvis")) == Errc::forged);
  std::string more = note;
  more.replace(more.find("\n42\n"), 4, "\n43\n");
  CHECK(code(verify_kept(more, key, "hub.example/parvis")) == Errc::forged);
  CHECK(code(verify_kept(Log().checkpoint(42), key, "hub.example/parvis")) == Errc::invalid);
}
