#include "sync/wire/visit.h"

#include "sync/wire/codec.h"
#include "sync/wire/visit_box.h"

namespace parvis::wire {
namespace {

constexpr std::chrono::seconds kSpentStep{15};
constexpr std::uint64_t kMaxSpentSteps = 24 * 60 * 4;  // a day
constexpr std::uint64_t kMaxMedian = 60 * 60;          // an hour
constexpr std::size_t kMaxLanguage = 16;               // bytes

std::uint64_t coarse(std::chrono::seconds time, std::chrono::seconds step, std::uint64_t max) {
  if (time.count() < 0) return 0;
  return std::min(static_cast<std::uint64_t>(time / step), max);
}

void put_votes(cbor::Writer& writer, const std::vector<CardVote>& votes) {
  writer.array(votes.size());
  for (const CardVote& card : votes) {
    const unsigned vote = static_cast<unsigned>(card.vote);
    writer.array(2)
        .uint(card.proposal)
        .uint(vote | static_cast<unsigned>(card.qualifications << 2));
  }
}

std::vector<CardVote> get_votes(cbor::Reader& reader) {
  std::vector<CardVote> votes(reader.array(kMaxVotes));
  for (std::size_t i = 0; i < votes.size(); ++i) {
    reader.array_of(2);
    votes[i].proposal =
        static_cast<std::uint32_t>(reader.uint(std::numeric_limits<std::uint32_t>::max()));
    const std::uint64_t bits = reader.uint(0b111'11);
    if ((bits & 3) > 2) reader.refuse("no such vote");
    votes[i].vote = static_cast<consultation::Vote>(bits & 3);
    votes[i].qualifications = static_cast<std::uint8_t>(bits >> 2);
    if (i > 0 && votes[i].proposal <= votes[i - 1].proposal) reader.refuse("votes are not sorted");
  }
  return votes;
}

std::vector<Idea> get_ideas(cbor::Reader& reader) {
  std::vector<Idea> ideas(reader.array(kMaxIdeas));
  for (Idea& idea : ideas) {
    reader.array_of(2);
    idea.theme = reader.text(kMaxKeyText);
    idea.text = reader.text(kMaxIdeaBytes);
  }
  return ideas;
}

std::string get_age(cbor::Reader& reader) {
  std::string age = reader.text(8);
  if (!age.empty() && std::ranges::find(consultation::kAges, age) == consultation::kAges.end()) {
    reader.refuse("no such age class");
  }
  return age;
}

}  // namespace

std::string_view to_string(Ending ending) {
  constexpr std::array<std::string_view, kEndings> kNames{"completed", "left", "timed_out",
                                                          "interrupted", "erased"};
  return kNames[static_cast<std::size_t>(ending)];
}

std::string_view to_string(Mode mode) {
  constexpr std::array<std::string_view, 3> kNames{"autonomous", "assisted", "paper"};
  return kNames[static_cast<std::size_t>(mode)];
}

Result<Bytes> encode(const Visit& visit) {
  cbor::Writer writer;
  writer.document(kVisitDomain, 16).fixed(visit.id).fixed(visit.device);
  put(writer, visit.pack);
  writer.text(visit.language)
      .uint(static_cast<std::uint64_t>(visit.mode))
      .uint(static_cast<std::uint64_t>(visit.ending))
      .uint(visit.aids)
      .uint(visit.seed);
  put_votes(writer, visit.votes);
  writer.array(visit.ideas.size());
  for (const Idea& idea : visit.ideas) writer.array(2).text(idea.theme).text(idea.text);
  writer.text(visit.age).text(visit.neighbourhood);
  put_optional(writer, visit.code);
  writer.uint(coarse(visit.spent, kSpentStep, kMaxSpentSteps))
      .uint(coarse(visit.median_card, std::chrono::seconds{1}, kMaxMedian));
  Bytes bytes = std::move(writer).take();
  PARVIS_TRY([[maybe_unused]] const auto& readable, decode_visit(bytes));
  return bytes;
}

Result<Visit> decode_visit(ByteView bytes) {
  cbor::Reader reader(bytes, "visit");
  if (bytes.size() >= kMaxPaddedVisit) reader.refuse("too long");
  reader.document(kVisitDomain, 16);
  Visit visit;
  visit.id = reader.fixed<VisitId>();
  visit.device = reader.fixed<DeviceId>();
  visit.pack = get_pack(reader);
  visit.language = reader.text(kMaxLanguage);
  visit.mode = reader.enumeration(Mode::paper);
  visit.ending = reader.enumeration(Ending::erased);
  visit.aids = static_cast<std::uint32_t>(reader.uint(std::numeric_limits<std::uint32_t>::max()));
  visit.seed = reader.uint();
  visit.votes = get_votes(reader);
  visit.ideas = get_ideas(reader);
  visit.age = get_age(reader);
  visit.neighbourhood = reader.text(kMaxKeyText);
  visit.code = get_optional<CodeTag>(reader);
  visit.spent = kSpentStep * static_cast<std::int64_t>(reader.uint(kMaxSpentSteps));
  visit.median_card = std::chrono::seconds(static_cast<std::int64_t>(reader.uint(kMaxMedian)));
  PARVIS_TRY_VOID(reader.finish());
  return visit;
}

}  // namespace parvis::wire
