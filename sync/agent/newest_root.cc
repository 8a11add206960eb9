#include "sync/agent/newest_root.h"

namespace parvis::agent {

wire::RootDocument newest_root(const identity::Enrolment& enrolment, const transfer::Inbox& inbox) {
  wire::RootDocument newest = enrolment.root;
  const auto numbers = inbox.roots();
  if (!numbers) return newest;
  for (const std::uint64_t number : *numbers) {
    const auto bytes = read_file(inbox.root_file(number), wire::kMaxSignedBytes);
    const auto document =
        bytes ? wire::decode_signed(*bytes) : Result<wire::Signed>(tl::unexpected(bytes.error()));
    const auto root = document ? wire::verify_root(*document, enrolment.authority)
                               : Result<wire::RootDocument>(tl::unexpected(document.error()));
    if (root && root->number > newest.number) newest = *root;
  }
  return newest;
}

}  // namespace parvis::agent
