#include "sync/ledger/ledger.h"

namespace parvis::ledger {

std::string_view to_string(BatchState state) {
  switch (state) {
    case BatchState::on_kiosk:
      return "on_kiosk";
    case BatchState::logged:
      return "logged";
    case BatchState::received:
      return "received";
    case BatchState::kept:
      return "kept";
  }
  return "unknown";
}

}  // namespace parvis::ledger
