// The subset of CBOR (RFC 8949) that our formats are written in: unsigned integers, bytes, text and
// arrays, of definite length, in shortest form, at most four arrays deep, one item and nothing
// after it. One value has one encoding. FORMAT.md says what a reader refuses.
//
// A document is an array that begins with its kind and version: ["parvis/manifest", 1, …]. Both
// stand in its crypto::Domain, so that what is read and what is signed can't differ in either.
//
// Threads: a Writer or Reader belongs to one thread. Ownership: a Reader, and the views that
// bytes() returns, look at the bytes it was given.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "sync/crypto/crypto.h"

namespace parvis::wire::cbor {

// The arrays one is inside of.
class Nesting {
 public:
  [[nodiscard]] bool inside() const { return depth_ > 0; }
  bool enter(std::size_t count);  // false when too deep
  void item();                    // one is complete; arrays that are now full close

 private:
  std::array<std::size_t, 4> left_{};  // items still to come, outermost first
  std::size_t depth_ = 0;
};

// Writes what it is told. Too deep is our own bug and aborts; that text is UTF-8, readers check.
class Writer {
 public:
  Writer& uint(std::uint64_t value);
  Writer& bytes(ByteView value);
  Writer& text(std::string_view value);
  Writer& array(std::size_t count);  // the next `count` items are inside
  Writer& document(const crypto::Domain& domain, std::size_t fields);  // beside kind and version
  template <class Tag, std::size_t N>
  Writer& fixed(const crypto::Fixed<Tag, N>& value) {
    return bytes(value.view());
  }
  [[nodiscard]] Bytes take() &&;  // aborts when an array still waits for items

 private:
  void head(unsigned major, std::uint64_t value);
  Writer& string(unsigned major, ByteView value);
  Bytes out_;
  Nesting nesting_;
};

// Reads fields in the order of the format. The first thing it can't accept is remembered, and all
// after it reads as zero or empty: a decoder reads straight through and asks once, at finish().
class Reader {
 public:
  // `what` names the document in errors: "manifest".
  Reader(ByteView bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  std::uint64_t uint(std::uint64_t max = std::numeric_limits<std::uint64_t>::max());
  ByteView bytes(std::size_t max);
  std::string text(std::size_t max);  // `max` in bytes
  // The number of items that follow: at most `max`, and no more than the bytes left could hold.
  std::size_t array(std::size_t max);
  void array_of(std::size_t count);
  void document(const crypto::Domain& domain, std::size_t fields);  // unsupported_version if newer
  // One of two versions of the same kind; which.
  unsigned document(const crypto::Domain& newer, std::size_t newer_fields,
                    const crypto::Domain& older, std::size_t older_fields);
  template <class F>
  F fixed() {
    F value;
    const ByteView view = bytes(F::kSize);
    if (view.size() != F::kSize) refuse("wrong number of bytes");
    if (ok()) std::ranges::copy(view, value.bytes.begin());
    return value;
  }
  template <class E>
  E enumeration(E last) {  // values 0 … last
    return static_cast<E>(uint(static_cast<std::uint64_t>(last)));
  }

  // For rules of the decoder's own: "votes are not sorted". Only the first refusal counts.
  void refuse(std::string_view why, Errc code = Errc::invalid);
  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  // The first refusal, or Errc::invalid when bytes are left over.
  [[nodiscard]] Status finish();

 private:
  std::uint64_t head(unsigned major, std::uint64_t max);
  ByteView take(std::uint64_t count);
  ByteView bytes_;
  std::string_view what_;
  std::size_t at_ = 0;
  Nesting nesting_;
  std::optional<Error> error_;
};

}  // namespace parvis::wire::cbor
