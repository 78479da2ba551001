#include "workflows/store/like_pattern.hpp"

#include <algorithm>

namespace provost::workflows::store {

namespace {

std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char letter : text) {
    if (letter == '%' || letter == '_' || letter == '\\') pattern += '\\';
    pattern += letter;
  }
  return pattern;
}

}  // namespace

std::string pattern_of_beginning(std::string_view text) {
  return escaped(text) + "%";
}

std::string pattern_of_part(std::string_view typed) {
  auto pattern = "%" + escaped(typed) + "%";
  // Only A to Z, as SQLite's LOWER does without extensions.
  std::transform(pattern.begin(), pattern.end(), pattern.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return pattern;
}

}  // namespace provost::workflows::store
