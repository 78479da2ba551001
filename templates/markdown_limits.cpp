#include "templates/markdown_limits.hpp"

#include <algorithm>
#include <cstddef>

namespace provost::templates {

namespace {

constexpr std::size_t most_block_markers = 32;
constexpr std::size_t deepest_indentation = 200;
constexpr std::size_t most_columns = 200;
constexpr std::size_t most_cells = 200'000;
constexpr std::size_t longest_address = 4096;
constexpr std::size_t most_declarations = 100;
constexpr std::size_t most_reference_bytes = std::size_t{64} * 1024 * 1024;

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}
bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// How long the block marker at this place is: "> ", "- ", "12. "; 0 when there is none.
std::size_t marker_length(std::string_view line) {
  if (line.empty()) return 0;
  if (line.front() == '>') return 1;
  std::size_t length = 0;
  if (line.front() == '-' || line.front() == '*' || line.front() == '+') {
    length = 1;
  } else {
    while (length < line.size() && length < 9 && is_digit(line[length])) ++length;
    if (length == 0 || length == line.size() || (line[length] != '.' && line[length] != ')')) return 0;
    ++length;
  }
  return length == line.size() || is_blank(line[length]) ? length : 0;
}

/// The line with no more markers and no deeper indentation than nested blocks may have.
void append_line(std::string_view line, std::string& result) {
  std::size_t markers = 0;
  std::size_t indentation = 0;
  std::size_t at = 0;
  while (at < line.size()) {
    if (is_blank(line[at])) {
      if (++indentation <= deepest_indentation) result += line[at];
      ++at;
      continue;
    }
    const auto length = marker_length(line.substr(at));
    if (length == 0) break;
    if (++markers <= most_block_markers) result += line.substr(at, length);
    at += length;
  }
  result += line.substr(at);
}

/// Adds up what tables may come to: a table fills every row up to its widest one, and ends with an empty line.
class TableCells {
 public:
  void add(std::string_view line) {
    if (std::all_of(line.begin(), line.end(), is_blank)) {
      close();
      return;
    }
    ++lines_;
    columns_ = std::max(columns_, static_cast<std::size_t>(std::count(line.begin(), line.end(), '|')));
    widest_ = std::max(widest_, columns_);
  }
  void close() {
    cells_ += lines_ * columns_;
    lines_ = 0;
    columns_ = 0;
  }
  bool within_bounds() const { return cells_ <= most_cells && widest_ <= most_columns; }

 private:
  std::size_t lines_ = 0;
  std::size_t columns_ = 0;
  std::size_t widest_ = 0;
  std::size_t cells_ = 0;
};

/// What link references may grow to: each use copies its definition, which ends with an empty line at the latest.
class ReferenceBytes {
 public:
  void add(std::string_view line) {
    brackets_ += static_cast<std::size_t>(std::count(line.begin(), line.end(), ']'));
    if (std::all_of(line.begin(), line.end(), is_blank)) {
      close();
      return;
    }
    length_ += line.size();
    defines_ = defines_ || line.find("]:") != std::string_view::npos;
  }
  void close() {
    if (defines_) longest_ = std::max(longest_, length_);
    length_ = 0;
    defines_ = false;
  }
  bool within_bounds() const { return longest_ == 0 || brackets_ <= most_reference_bytes / longest_; }

 private:
  std::size_t brackets_ = 0;
  std::size_t length_ = 0;
  std::size_t longest_ = 0;
  bool defines_ = false;
};

std::string without_references(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == ':' && result.ends_with(']')) result += ' ';
    result += letter;
  }
  return result;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  std::size_t length = 0;
  for (const char letter : text) {
    length = is_blank(letter) || letter == '\n' || letter == '\r' ? 0 : length + 1;
    longest = std::max(longest, length);
  }
  return longest;
}

/// "<!" and "<?" begin raw HTML, which is never shown: beyond a number that people write they are made plain text.
std::string without_declarations(std::string text) {
  std::size_t found = 0;
  char before = ' ';
  for (char& letter : text) {
    if (before == '<' && (letter == '!' || letter == '?') && ++found > most_declarations) letter = ' ';
    before = letter;
  }
  return text;
}

}  // namespace

BoundedMarkdown bounded(std::string_view markdown) {
  BoundedMarkdown result;
  result.text.reserve(markdown.size());
  TableCells cells;
  ReferenceBytes references;
  for (std::size_t at = 0; at < markdown.size();) {
    const auto end = std::min(markdown.find_first_of("\r\n", at), markdown.size());
    const auto line = markdown.substr(at, end - at);
    append_line(line, result.text);
    cells.add(line);
    references.add(line);
    if (end < markdown.size()) result.text += markdown[end];
    at = end + 1;
  }
  cells.close();
  references.close();
  result.tables = cells.within_bounds();
  result.bare_addresses = longest_word(markdown) <= longest_address;
  result.text = without_declarations(std::move(result.text));
  if (!references.within_bounds()) result.text = without_references(result.text);
  return result;
}

}  // namespace provost::templates
