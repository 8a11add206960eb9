#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "sync/hub/intake/sticks.h"
#include "sync/transfer/exchange.h"
#include "sync/transfer/stick_papers.h"

namespace parvis::hub {
namespace {

using transfer::Stick;

constexpr auto kSide = Stick::Side::from_hub;

// A file for the stick: made when it is needed, so that memory stays flat.
struct Item {
  std::string name;
  std::function<Result<Bytes>()> make;
};

class Back {
 public:
  Back(Stick& stick, Intake& intake, const Handout& handout)
      : stick_(stick), intake_(intake), handout_(handout) {}

  Result<StickBack> run(Whose whose) {
    PARVIS_TRY_VOID(add_file("root.signed", handout_.root, wire::kMaxSignedBytes));
    PARVIS_TRY_VOID(add_receipts(whose));
    PARVIS_TRY_VOID(add_leaves());  // after the receipts: it reaches every checkpoint they name
    PARVIS_TRY(report_.kept, add_file("kept.note", handout_.kept, tlog::kMaxNoteBytes));
    PARVIS_TRY_VOID(add_statuses());
    PARVIS_TRY_VOID(add_packs());
    PARVIS_TRY_VOID(write());
    report_.bypass = stick_.bypass();
    return std::move(report_);
  }

 private:
  void add(std::string name, std::function<Result<Bytes>()> make) {
    items_.push_back({std::move(name), std::move(make)});
  }

  // Whether it is there.
  Result<bool> add_file(const std::string& name, const Path& file, std::uint64_t limit) {
    const auto bytes = read_file(file, limit);
    if (!bytes && bytes.error().code == Errc::not_found) return false;
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    add(name, [file, limit] { return read_file(file, limit); });
    return true;
  }

  Result<std::set<wire::ChainId>> chains(Whose whose) {
    std::set<wire::ChainId> chains;
    if (whose == Whose::everyone) {
      PARVIS_TRY(const auto devices, intake_.store().devices());
      for (const auto& device : devices) chains.insert(device.chain);
      return chains;
    }
    const auto take = [&](std::string_view name) {
      const auto batch = transfer::parse_name(name, ".batch");
      if (batch) chains.insert(batch->chain);
      return false;  // the chain is all that we want to know
    };
    PARVIS_TRY_VOID(stick_.list(Stick::Side::from_kiosk, take));
    return chains;
  }

  Status add_receipts(Whose whose) {
    PARVIS_TRY(const auto all, chains(whose));
    for (const auto& chain : all) {
      PARVIS_TRY(const auto places, intake_.store().places(chain));
      if (!places.empty()) ++report_.kiosks;
      for (const auto& place : places) {
        add(transfer::stem({chain, place.number}) + ".receipt",
            [this, leaf = place.leaf]() -> Result<Bytes> {
              PARVIS_TRY(const auto receipt, intake_.receipt(leaf));
              return to_bytes(as_bytes(format(receipt)));
            });
      }
      report_.receipts += places.size();
    }
    return {};
  }

  Status add_leaves() {
    PARVIS_TRY(const auto hashes, intake_.store().leaf_hashes());
    report_.leaves = hashes.size();
    if (hashes.size() > transfer::kMaxLeaves) return {};  // such a city has a network
    PARVIS_TRY(const auto list, transfer::LeafList::make(intake_.origin(), hashes));
    add("leaves", [bytes = list.encode()]() -> Result<Bytes> { return bytes; });
    return {};
  }

  Status add_statuses() {
    if (handout_.desk == nullptr) return {};
    const auto json = read_file(handout_.statuses, wire::kMaxSignedBytes);
    if (!json) return {};  // none yet, or too many for a stick: the network brings them
    const auto document = transfer::sign_statuses(*json, *handout_.desk);
    if (!document) return {};
    add("statuses.signed", [bytes = wire::encode(*document)]() -> Result<Bytes> { return bytes; });
    report_.statuses = true;
    return {};
  }

  // The newest of each consultation.
  Status add_packs() {
    const auto files = list_files(handout_.packs, ".pack");
    if (!files) return {};
    std::map<std::string, std::pair<std::uint64_t, Path>> newest;
    for (const auto& file : *files) {
      const std::string name = file.stem().string();
      const auto dash = name.rfind('-');
      if (dash == std::string::npos) continue;
      std::uint64_t version = 0;
      const char* end = name.data() + name.size();
      const auto [last, error] = std::from_chars(name.data() + dash + 1, end, version);
      if (error != std::errc{} || last != end) continue;
      auto& best = newest[name.substr(0, dash)];
      if (version >= best.first) best = {version, file};
    }
    for (const auto& [slug, best] : newest) {
      PARVIS_TRY_VOID(add_file(slug + ".pack", best.second, transfer::kMaxPackBytes));
      report_.packs.push_back(best.second.stem().string());
    }
    return {};
  }

  Status write() {
    std::vector<const Item*> missing;
    std::vector<std::uint64_t> sizes;
    for (const auto& item : items_) {
      PARVIS_TRY(const auto bytes, item.make());
      const auto there = stick_.read(kSide, item.name, bytes.size());
      if (there && *there == bytes) continue;
      if (!there && there.error().code != Errc::not_found && there.error().code != Errc::invalid)
        return tl::unexpected<Error>(there.error());
      missing.push_back(&item);
      sizes.push_back(bytes.size());
    }
    PARVIS_TRY_VOID(stick_.make_room(sizes));
    for (const auto* item : missing) {
      PARVIS_TRY(const auto bytes, item->make());
      PARVIS_TRY_VOID(stick_.put(kSide, item->name, bytes));
      ++report_.written;
    }
    PARVIS_TRY_VOID(stick_.settle());
    for (const auto& item : items_) {
      PARVIS_TRY(const auto bytes, item.make());
      PARVIS_TRY_VOID(stick_.check(kSide, item.name, bytes));
    }
    return {};
  }

  Stick& stick_;
  Intake& intake_;
  const Handout& handout_;
  std::vector<Item> items_;
  StickBack report_;
};

}  // namespace

Result<StickBack> write_back(const Stick::Place& place, Intake& intake, const Handout& handout,
                             Whose whose) {
  PARVIS_TRY(auto stick, Stick::open(place, Stick::Use::writing));
  return Back(stick, intake, handout).run(whose);
}

}  // namespace parvis::hub
