#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace provost::docs_repo {

/// What the block of YAML at the top of a Markdown file says. Unknown keys are kept: the content is never changed.
struct FrontMatter {
  std::optional<std::string> title;
  std::map<std::string, std::string> simple_values;
  std::map<std::string, std::vector<std::string>> lists;  ///< keys whose value is a list of simple values
  std::size_t length = 0;  ///< bytes from the start of the file to the end of the closing line; 0 without front matter
};

/// A front matter that is not YAML.
struct FrontMatterProblem {
  std::string what;
  int line = 0;  ///< in the file, from 1
};

/// Reads the front matter between two lines of three dashes. Some files in the wild lack the opening line: a file that
/// begins with "key: value" lines and then has a line of three dashes is taken as such. Files without front matter give
/// an empty one. Bounded in size, depth and aliases, so that no file can exhaust memory.
std::variant<FrontMatter, FrontMatterProblem> read_front_matter(std::string_view markdown);

/// The text after the front matter, which is left out only when it is valid.
std::string_view markdown_body(std::string_view markdown);

/// The front matter's title, else the first heading without its marks, else `fallback`; blanks folded into one.
std::string title_of(std::string_view markdown, std::string_view fallback);

/// The words of Markdown without its marks, for searching.
std::string readable_text(std::string_view markdown);

}  // namespace provost::docs_repo
