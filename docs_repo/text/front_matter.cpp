#include "docs_repo/text/front_matter.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>

#include "docs_repo/text/markdown_tree.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::size_t largest_front_matter = 64 * 1024;
constexpr int deepest_nesting = 32;

/// The block of YAML and where the text after it begins.
struct Block {
  std::string_view yaml;
  std::size_t length;
  int first_line;
};

std::string_view line_at(std::string_view text, std::size_t at) {
  const auto end = text.find('\n', at);
  auto line = text.substr(at, end == std::string_view::npos ? std::string_view::npos : end - at);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  return line;
}

std::size_t next_line(std::string_view text, std::size_t at) {
  const auto end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

bool is_key_line(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  if (colon + 1 < line.size() && line[colon + 1] != ' ') return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](unsigned char letter) { return std::isalnum(letter) != 0 || letter == '_' || letter == '-'; });
}

std::optional<Block> find_block(std::string_view text) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const bool opened = line_at(text, at) == "---";
  if (!opened && !is_key_line(line_at(text, at))) return std::nullopt;
  const auto begin = opened ? next_line(text, at) : at;
  for (at = begin; at < text.size(); at = next_line(text, at)) {
    const auto line = line_at(text, at);
    if (line == "---" || (opened && line == "...")) {
      return Block{text.substr(begin, at - begin), next_line(text, at), opened ? 2 : 1};
    }
    // Without an opening line only lines that look like YAML may stand before the closing one.
    const bool yaml_like =
        line.empty() || is_key_line(line) || line.front() == ' ' || line.front() == '-' || line.front() == '#';
    if (!opened && !yaml_like) return std::nullopt;
  }
  return std::nullopt;
}

/// Aliases let a few lines stand for gigabytes, so they are refused before the YAML is read as a tree.
bool has_alias_or_deep_nesting(std::string_view yaml) {
  int depth = 0;
  bool line_start = true;
  for (std::size_t i = 0; i < yaml.size(); ++i) {
    const char letter = yaml[i];
    if (letter == '[' || letter == '{') ++depth;
    if ((letter == ']' || letter == '}') && depth > 0) --depth;
    if (depth > deepest_nesting) return true;
    const bool after_blank = line_start || yaml[i - 1] == ' ' || yaml[i - 1] == '[' || yaml[i - 1] == ',';
    if (letter == '*' && after_blank && i + 1 < yaml.size() &&
        std::isalnum(static_cast<unsigned char>(yaml[i + 1])) != 0 && yaml.find('&') != std::string_view::npos) {
      return true;
    }
    line_start = letter == '\n';
  }
  return false;
}

std::string folded(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const bool blank = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    if (!blank) {
      result += letter;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

void read_entry(const YAML::Node& key, const YAML::Node& value, FrontMatter& result) {
  if (!key.IsScalar()) return;
  const auto& name = key.Scalar();
  if (value.IsScalar()) {
    result.simple_values[name] = value.Scalar();
    if (name == "title" && !folded(value.Scalar()).empty()) result.title = folded(value.Scalar());
  } else if (value.IsSequence()) {
    std::vector<std::string> texts;
    for (const auto& entry : value) {
      if (entry.IsScalar()) texts.push_back(entry.Scalar());
    }
    result.lists[name] = std::move(texts);
  }
}

}  // namespace

std::variant<FrontMatter, FrontMatterProblem> read_front_matter(std::string_view markdown) {
  const auto block = find_block(markdown);
  FrontMatter result;
  if (!block) return result;
  if (block->yaml.size() > largest_front_matter) {
    return FrontMatterProblem{"the block is longer than 64 KB. Shorten it", block->first_line};
  }
  if (has_alias_or_deep_nesting(block->yaml)) {
    return FrontMatterProblem{"aliases and deep nesting are not taken. Write the values out", block->first_line};
  }
  try {
    const auto root = YAML::Load(std::string(block->yaml));
    if (!root.IsMap() && !root.IsNull()) {
      return FrontMatterProblem{"it must hold lines of the form key: value", block->first_line};
    }
    for (const auto& entry : root) read_entry(entry.first, entry.second, result);
  } catch (const YAML::Exception& error) {
    return FrontMatterProblem{error.msg + ". Put texts with : [ ] { } # or quotes between double quotes",
                              block->first_line + std::max(error.mark.line, 0)};
  }
  result.length = block->length;
  return result;
}

std::string_view markdown_body(std::string_view markdown) {
  const auto parsed = read_front_matter(markdown);
  const auto* front_matter = std::get_if<FrontMatter>(&parsed);
  if (front_matter == nullptr) return markdown;
  if (front_matter->length == 0 && markdown.starts_with("\xEF\xBB\xBF")) return markdown.substr(3);
  return markdown.substr(front_matter->length);
}

std::string title_of(std::string_view markdown, std::string_view fallback) {
  const auto parsed = read_front_matter(markdown);
  if (const auto* front_matter = std::get_if<FrontMatter>(&parsed); front_matter != nullptr && front_matter->title) {
    return *front_matter->title;
  }
  const auto heading = folded(MarkdownTree(markdown_body(markdown)).first_heading());
  return heading.empty() ? std::string(fallback) : heading;
}

std::string readable_text(std::string_view markdown) {
  return MarkdownTree(markdown_body(markdown)).plain_text();
}

}  // namespace provost::docs_repo
