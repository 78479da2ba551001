#include "docs_repo/text/utf8.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

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

std::string folded(std::string_view text) {
  utf8proc_uint8_t* result = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &result, static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
  if (length < 0) return std::string(text);
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(length)};
}

}  // namespace provost::docs_repo
