// Writes the golden vectors and the first inputs of the fuzz targets: wire_vectors
// SOURCE_DIRECTORY. Boxes differ at each run, since sealing a key is random; everything else is the
// same.
#include <cstdio>
#include <string_view>

#include "hardware/platform/files.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::wire;
using support::value;

namespace {

void write_hex(const Path& path, ByteView bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    text += crypto::to_hex(bytes.subspan(at, std::min<std::size_t>(32, bytes.size() - at))) + "\n";
  }
  support::ok(write_file(path, as_bytes(text), Existing::replace, 0644));
}

SealedVisit fixed_box() {
  const auto key = support::seed_of(0xb0);
  const SealContext context = support::sample_context();
  SealedVisit box{support::sample_visit().id, support::counting<crypto::Nonce>(0x77), {}, {}};
  box.cipher = value(encrypt_visit(support::sample_visit(), context, key, box.nonce));
  for (const auto& to : context.recipients) box.keys.push_back(crypto::seal(to.key, key.view()));
  return box;
}

void write_all(const Path& source) {
  const Path vectors = source / "tests/format/wire";
  const Path fuzz = source / "tests/fuzz/wire";
  const auto collection = support::collection_key();
  const auto authority = support::authority_key();
  const auto corpus = [&](const char* target, const char* name, ByteView bytes) {
    support::ok(make_directories(fuzz / target));
    support::ok(write_file(fuzz / target / name, bytes, Existing::replace, 0644));
  };

  const Bytes visit = value(encode(support::sample_visit()));
  write_hex(vectors / "visit.hex", visit);
  corpus("visit_corpus", "sample", visit);
  Visit small;
  small.pack = support::sample_pack();
  corpus("visit_corpus", "empty", value(encode(small)));

  write_hex(vectors / "box.hex", encode(fixed_box()));
  corpus("box_corpus", "sample", encode(fixed_box()));

  const Batch batch = support::sample_batch(support::sample_boxes(2));
  write_hex(vectors / "batch.hex", encode(batch));
  corpus("batch_corpus", "sample", encode(batch));
  corpus("batch_corpus", "empty", encode(support::sample_batch({})));

  const Signed commitment = value(sign(support::sample_commitment(), collection));
  const Signed certificate = value(sign(support::sample_certificate(), authority));
  const Signed reception = value(sign(support::sample_reception(), authority));
  const Signed root = value(sign(support::sample_root(), authority));
  write_hex(vectors / "commitment.hex", encode(commitment));
  write_hex(vectors / "certificate.hex", encode(certificate));
  write_hex(vectors / "root.hex", encode(root));
  const Signed succession = support::sample_succession();
  const Signed grown = value(sign(support::sample_grown_root(), authority));
  write_hex(vectors / "succession.hex", encode(succession));
  write_hex(vectors / "grown-root.hex", encode(grown));
  corpus("document_corpus", "commitment", commitment.bytes);
  corpus("document_corpus", "certificate", certificate.bytes);
  corpus("document_corpus", "reception", reception.bytes);
  corpus("document_corpus", "root", root.bytes);
  corpus("document_corpus", "grown-root", grown.bytes);
  corpus("document_corpus", "succession", succession.bytes);
  corpus("document_corpus", "manifest", batch.manifest.bytes);
  corpus("document_corpus", "signed", encode(commitment));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: wire_vectors SOURCE_DIRECTORY\n", stderr);
    return 2;
  }
  write_all(argv[1]);
  return 0;
}
