// An enrolment request as the text of one QR code: what a phone or a scanner reads from the kiosk's terminal or screen and
// somebody pastes behind `parvis-hub enrol --qr`. The answer goes back by stick: a kiosk has no camera, and a root document with
// all its certificates fits no QR code.
//
//   "PARVIS1:" base45( first 4 bytes of BLAKE2b-256(request) ‖ request )
//
// base45 is RFC 9285: its letters are those that a QR code packs most tightly. The check tells a text that was cut or altered on
// its way from a request that someone forged. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "hardware/platform/bytes.h"
#include "hardware/platform/result.h"

namespace parvis::identity {

[[nodiscard]] std::string to_qr_text(ByteView request);
// Spaces and line ends around the text are passed over. Errc::invalid for anything but what to_qr_text() writes: one text for
// one request. What is inside is decode_request()'s to judge.
[[nodiscard]] Result<Bytes> from_qr_text(std::string_view text);

}  // namespace parvis::identity
