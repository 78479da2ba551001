#include "workflows/standards/library_formats.hpp"

#include <algorithm>

namespace provost::workflows::standards {

namespace {

constexpr std::size_t most_problems = 100;
/// An outline in CSV is for people who write it by hand.
constexpr std::size_t largest_csv = 4 * 1024 * 1024;

/// True when a line of the text begins with a key.
bool has_key(std::string_view text, std::string_view key) {
  if (text.starts_with(key)) return true;
  const auto at = text.find("\n" + std::string(key));
  return at != std::string_view::npos;
}

LibraryFormat format_of(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos && text[first] == '{') return LibraryFormat::oscal;
  if (has_key(text, "objects:")) return LibraryFormat::ciso_assistant;
  if (has_key(text, "standard:") || has_key(text, "mapping:")) return LibraryFormat::provost;
  return LibraryFormat::csv;
}

Library read(std::string_view text, const std::string& file_name) {
  switch (format_of(text)) {
    case LibraryFormat::provost:
      return read_own_yaml(text);
    case LibraryFormat::ciso_assistant:
      return read_ciso_assistant(text);
    case LibraryFormat::oscal:
      return read_oscal(text);
    case LibraryFormat::csv:
      if (text.size() > largest_csv) return {{}, {}, {{0, "an outline in CSV has at most 4 MB."}}};
      return read_csv(text, file_name);
  }
  return {};
}

}  // namespace

Library read_library(std::string_view text, const std::string& file_name) {
  if (text.size() > largest_library) return {{}, {}, {{0, "the library is larger than 16 MB."}}};
  auto library = read(text, file_name);
  for (const auto& standard : library.standards) check(standard, library.problems);
  for (const auto& mapping : library.mappings) check(mapping, library.problems);
  if (library.problems.size() > most_problems) library.problems.resize(most_problems);
  return library;
}

std::string name_from(std::string_view title) {
  std::string name;
  for (const char letter : title) {
    if (letter >= 'A' && letter <= 'Z') {
      name += static_cast<char>(letter - 'A' + 'a');
    } else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.' || letter == '-') {
      name += letter;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.size() > 80) name.resize(80);
  return name;
}

}  // namespace provost::workflows::standards
