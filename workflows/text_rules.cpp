#include "workflows/text_rules.hpp"

#include <algorithm>

#include "docs_repo/text/utf8.hpp"
#include "workflows/errors.hpp"

namespace provost::workflows {

namespace {

bool is_control(unsigned char byte) {
  return byte < 0x20 || byte == 0x7f;
}

std::string field_label(const std::string& field) {
  std::string label = field;
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

}  // namespace

bool is_utf8(std::string_view text) {
  return docs_repo::is_valid_utf8(text);
}

std::size_t length_in_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

void check_line(std::string_view text, const std::string& field, std::size_t longest) {
  const auto name = field_label(field);
  if (!is_utf8(text)) throw Invalid(field, "The " + name + " is not valid text (UTF-8).");
  if (std::all_of(text.begin(), text.end(), [](char byte) { return byte == ' ' || byte == '\t'; })) {
    throw Invalid(field, "Please give a " + name + ".");
  }
  if (std::any_of(text.begin(), text.end(), [](char byte) { return is_control(static_cast<unsigned char>(byte)); })) {
    throw Invalid(field, "The " + name + " must be one line without control characters.");
  }
  if (const auto length = length_in_code_points(text); length > longest) {
    throw Invalid(field, "The " + name + " has " + std::to_string(length) + " characters; the most is " +
                             std::to_string(longest) + ".");
  }
}

void check_paragraphs(std::string_view text, const std::string& field, std::size_t longest, bool required) {
  const auto name = field_label(field);
  if (!is_utf8(text)) throw Invalid(field, "The " + name + " is not valid text (UTF-8).");
  if (required && std::all_of(text.begin(), text.end(),
                              [](char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; })) {
    throw Invalid(field, "Please give a " + name + ".");
  }
  if (std::any_of(text.begin(), text.end(), [](char byte) {
        return is_control(static_cast<unsigned char>(byte)) && byte != '\n' && byte != '\r' && byte != '\t';
      })) {
    throw Invalid(field, "The " + name + " holds control characters.");
  }
  if (const auto length = length_in_code_points(text); length > longest) {
    throw Invalid(field, "The " + name + " has " + std::to_string(length) + " characters; the most is " +
                             std::to_string(longest) + ".");
  }
}

std::string readable(std::string_view text) {
  std::string shown(text);
  const bool keeps_letters = is_utf8(text);
  std::replace_if(
      shown.begin(), shown.end(),
      [keeps_letters](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return is_control(byte) || (!keeps_letters && byte >= 0x80);
      },
      '?');
  return shown;
}

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  auto end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace provost::workflows
