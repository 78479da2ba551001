#include "workflows/store/like_pattern.hpp"

#include "workflows/text_forms.hpp"

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
  return "%" + in_small_letters(escaped(typed)) + "%";
}

}  // namespace provost::workflows::store
