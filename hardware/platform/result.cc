#include "hardware/platform/result.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace parvis {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::invalid:
      return "invalid";
    case Errc::not_found:
      return "not_found";
    case Errc::conflict:
      return "conflict";
    case Errc::busy:
      return "busy";
    case Errc::offline:
      return "offline";
    case Errc::timeout:
      return "timeout";
    case Errc::no_space:
      return "no_space";
    case Errc::io:
      return "io";
    case Errc::corrupt:
      return "corrupt";
    case Errc::forged:
      return "forged";
    case Errc::unsupported_version:
      return "unsupported_version";
    case Errc::denied:
      return "denied";
    case Errc::internal:
      return "internal";
  }
  return "internal";
}

bool is_transient(Errc code) {
  switch (code) {
    case Errc::busy:
    case Errc::offline:
    case Errc::timeout:
    case Errc::no_space:
    case Errc::io:
      return true;
    default:
      return false;
  }
}

std::string Error::message() const {
  std::string text{to_string(code)};
  if (!context.empty()) text += ": " + context;
  if (sys != 0) text += ": " + std::generic_category().message(sys);
  return text;
}

tl::unexpected<Error> fail_errno(std::string context, int sys) {
  Errc code = Errc::io;
  switch (sys) {
    case ENOENT:
    case ENOTDIR:
      code = Errc::not_found;
      break;
    case EEXIST:
    case ENOTEMPTY:
      code = Errc::conflict;
      break;
    case ENOSPC:
    case EDQUOT:
      code = Errc::no_space;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = Errc::denied;
      break;
    case EAGAIN:
    case EBUSY:
    case EMFILE:
    case ENFILE:
      code = Errc::busy;
      break;
    case EINVAL:
    case ENAMETOOLONG:
      code = Errc::invalid;
      break;
    default:
      break;
  }
  return fail(code, std::move(context), sys);
}

tl::unexpected<Error> wrap(Error error, std::string_view context) {
  error.context = std::string(context) + (error.context.empty() ? "" : ": ") + error.context;
  return tl::unexpected<Error>(std::move(error));
}

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "parvis: check failed: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace parvis
