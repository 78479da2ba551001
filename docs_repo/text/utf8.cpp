#include "docs_repo/text/utf8.hpp"

#include <utf8proc.h>

namespace provost::docs_repo {

bool is_valid_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    // Most text is ASCII; asking the library for each such byte would cost more than the rest of an import.
    if (*at < 0x80) {
      ++at;
      --left;
      continue;
    }
    utf8proc_int32_t code_point = 0;
    const auto length = utf8proc_iterate(at, left, &code_point);
    if (length < 1) return false;
    at += length;
    left -= length;
  }
  return true;
}

}  // namespace provost::docs_repo
