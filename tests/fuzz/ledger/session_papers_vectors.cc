// Writes the first inputs of session_papers_fuzz: session_papers_vectors DIRECTORY.
#include <cstdio>

#include "hardware/platform/files.h"
#include "sync/ledger/documents.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: session_papers_vectors DIRECTORY\n", stderr);
    return 2;
  }
  const auto session = support::counting<wire::SessionId>(0x60);
  const auto key = support::collection_key();
  const auto write = [&](const char* name, const Result<wire::Signed>& paper) {
    support::ok(
        write_file(Path(argv[1]) / name, support::value(paper).bytes, Existing::replace, 0644));
  };
  using namespace std::chrono_literals;
  ledger::SessionFacts facts;
  facts.seal = support::sample_context();
  facts.place = "porte-du-miroir";
  facts.day = 2021y / 12 / 11;
  write("facts", ledger::sign_facts(session, facts, key));
  const wire::CountSheet sheet{{30, 4, 2, 1, 1}, 40, support::counting<crypto::Digest>(0xe0)};
  write("sheet", ledger::sign_sheet(session, sheet, key));
  write("sheet-not-counted", ledger::sign_sheet(session, {sheet.endings, {}, sheet.note}, key));
  return 0;
}
