#include "sync/wire/cbor.h"

#include <fmt/format.h>

#include "sync/wire/utf8.h"

namespace parvis::wire::cbor {
namespace {
enum Major : unsigned { kUint = 0, kBytes = 2, kText = 3, kArray = 4 };
}  // namespace

bool Nesting::enter(std::size_t count) {
  if (depth_ == left_.size()) return false;
  if (depth_ > 0) --left_[depth_ - 1];
  left_[depth_++] = count + 1;  // item() takes one away again, and closes an empty array
  item();
  return true;
}

void Nesting::item() {
  if (depth_ > 0) --left_[depth_ - 1];
  while (depth_ > 0 && left_[depth_ - 1] == 0) --depth_;
}

// ---- Writer -------------------------------------------------------------------------------------

void Writer::head(unsigned major, std::uint64_t value) {
  // 0 to 4: the value in the byte itself, or in 1, 2, 4 or 8 bytes after it
  const unsigned width = value < 24            ? 0u
                         : value <= 0xff       ? 1u
                         : value <= 0xffff     ? 2u
                         : value <= 0xffffffff ? 3u
                                               : 4u;
  const unsigned info = width == 0 ? static_cast<unsigned>(value) : 23 + width;
  out_.push_back(static_cast<std::uint8_t>(major << 5 | info));
  for (unsigned i = width == 0 ? 0 : 1u << (width - 1); i > 0; --i) {
    out_.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
  }
}

Writer& Writer::uint(std::uint64_t value) {
  head(kUint, value);
  nesting_.item();
  return *this;
}

Writer& Writer::string(unsigned major, ByteView value) {
  head(major, value.size());
  append(out_, value);
  nesting_.item();
  return *this;
}

Writer& Writer::bytes(ByteView value) { return string(kBytes, value); }
Writer& Writer::text(std::string_view value) { return string(kText, as_bytes(value)); }

Writer& Writer::array(std::size_t count) {
  head(kArray, count);
  PARVIS_CHECK(nesting_.enter(count));
  return *this;
}

Writer& Writer::document(const crypto::Domain& domain, std::size_t fields) {
  return array(fields + 2).text(domain.tag).uint(domain.version);
}

Bytes Writer::take() && {
  PARVIS_CHECK(!nesting_.inside());
  return std::move(out_);
}

// ---- Reader -------------------------------------------------------------------------------------

void Reader::refuse(std::string_view why, Errc code) {
  if (ok()) error_ = Error{code, fmt::format("{}: {} (at byte {})", what_, why, at_)};
}

ByteView Reader::take(std::uint64_t count) {
  if (count > bytes_.size() - at_) refuse("it ends too early");
  if (!ok()) return {};
  const ByteView view = bytes_.subspan(at_, count);
  at_ += count;
  return view;
}

// The value in an item's first bytes; 0 after a refusal.
std::uint64_t Reader::head(unsigned major, std::uint64_t max) {
  if (at_ > 0 && !nesting_.inside()) refuse("an item is missing");
  const ByteView first = take(1);
  if (!ok()) return 0;
  if (first[0] >> 5 != major) refuse("another kind of item than expected");
  const unsigned info = first[0] & 31u;
  std::uint64_t value = info;
  if (info > 27) refuse("indefinite or reserved length");
  if (info > 23 && ok()) {
    const unsigned width = 1u << (info - 24);
    value = 0;
    for (const std::uint8_t byte : take(width)) value = value << 8 | byte;
    if (value < (width == 1 ? 24 : std::uint64_t{1} << (width * 4)))
      refuse("not the shortest form");
  }
  if (value > max) refuse("number or length out of range");
  return ok() ? value : 0;
}

std::uint64_t Reader::uint(std::uint64_t max) {
  const std::uint64_t value = head(kUint, max);
  nesting_.item();
  return value;
}

ByteView Reader::bytes(std::size_t max) {
  const ByteView view = take(head(kBytes, max));
  nesting_.item();
  return view;
}

std::string Reader::text(std::size_t max) {
  const ByteView view = take(head(kText, max));
  nesting_.item();
  if (!is_utf8(view)) refuse("text is not UTF-8");
  return ok() ? std::string(as_text(view)) : std::string{};
}

std::size_t Reader::array(std::size_t max) {
  const std::uint64_t count = head(kArray, max);
  if (count > bytes_.size() - at_) refuse("more items than bytes");
  if (ok() && !nesting_.enter(count)) refuse("arrays too deep");
  return ok() ? count : 0;
}

void Reader::array_of(std::size_t count) {
  if (array(count) != count) refuse("too few items");
}

void Reader::document(const crypto::Domain& domain, std::size_t fields) {
  (void)document(domain, fields, domain, fields);
}

unsigned Reader::document(const crypto::Domain& newer, std::size_t newer_fields,
                          const crypto::Domain& older, std::size_t older_fields) {
  const std::size_t count = array(std::numeric_limits<std::size_t>::max());
  if (count < 2 || text(64) != newer.tag) refuse(fmt::format("not a {}", newer.tag));
  const std::uint64_t version = uint();
  if (version > newer.version) refuse("written by a newer program", Errc::unsupported_version);
  const bool is_newer = version == newer.version && count == newer_fields + 2;
  const bool is_older = version == older.version && count == older_fields + 2;
  if (!is_newer && !is_older) refuse("wrong version or number of fields");
  return is_newer ? newer.version : older.version;
}

Status Reader::finish() {
  if (at_ != bytes_.size()) refuse("trailing bytes");
  if (at_ == 0 || nesting_.inside()) refuse("it ends too early");
  return ok() ? Status{} : tl::unexpected<Error>(*error_);
}

}  // namespace parvis::wire::cbor
