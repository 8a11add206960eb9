// Writes the first inputs of journal_fuzz and journal_head_fuzz: journal_vectors DIRECTORY HEAD_DIRECTORY.
#include <cstdio>

#include "sync/journal/entry.h"
#include "tests/support/wire_samples.h"

using namespace parvis;

namespace {

void write_all(const Path& directory) {
  constexpr UtcTime kNow{std::chrono::seconds{1'639'137'600}};
  const Path whole = directory / "whole";
  support::ok(remove_file(whole));
  {
    auto journal = support::value(
        journal::Journal::open(whole, support::sample_device(), "parvis-kiosk", kNow));
    support::ok(journal.append(journal::Event::started, kNow, {"0.1.0"}));
    support::ok(journal.append(journal::Event::unlocked, kNow, {"mediator", "Amina"}));
    support::ok(journal.append(journal::Event::stopped, kNow));
  }
  Bytes bytes = support::value(read_file(whole, 1u << 20));
  const auto write = [&](const char* name, ByteView content) {
    support::ok(write_file(directory / name, content, Existing::replace, 0644));
  };
  write("torn", ByteView{bytes}.first(bytes.size() - 5));
  write("title", journal::frame(journal::encode_title(support::sample_device(), "parvis-sync")));
  const Bytes title =
      journal::frame(journal::encode_title(support::sample_device(), "parvis-kiosk"));
  bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(title.size()),
              bytes.begin() + static_cast<std::ptrdiff_t>(title.size() + 40));
  write("cut", bytes);
}

void write_heads(const Path& directory) {
  const auto write = [&](const char* name, const char* program, std::uint64_t entries) {
    const auto head = journal::sign(
        {support::sample_device(), program, entries, support::counting<crypto::Digest>(0x10)},
        support::transport_key());
    support::ok(write_file(directory / name, support::value(head).bytes, Existing::replace, 0644));
  };
  write("ours", "parvis-kiosk", 2);
  write("longer", "parvis-kiosk", 4);
  write("another", "parvis-sync", 2);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: journal_vectors DIRECTORY HEAD_DIRECTORY\n", stderr);
    return 2;
  }
  write_all(argv[1]);
  write_heads(argv[2]);
  return 0;
}
