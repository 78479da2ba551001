#include "docs_repo/import/link_rewriting.hpp"

#include <algorithm>
#include <boost/url/pct_string_view.hpp>
#include <filesystem>
#include <map>
#include <vector>

#include "docs_repo/text/front_matter.hpp"
#include "docs_repo/text/markdown_tree.hpp"

namespace provost::docs_repo {

namespace {

std::string percent_decoded(std::string_view text) {
  try {
    return boost::urls::pct_string_view(boost::core::string_view(text.data(), text.size())).decode();
  } catch (const std::exception&) {
    return std::string(text);
  }
}

/// The new target of one link, or nullopt when it is not a link to an imported file.
std::optional<std::string> new_target(std::string_view target, std::string_view from,
                                      const std::function<std::optional<std::string>(std::string_view)>& resolve) {
  const auto end = target.find_first_of("#?");
  const auto path = percent_decoded(target.substr(0, end));
  if (path.empty() || path.find(':') != std::string::npos || path.starts_with("//")) return std::nullopt;
  const auto folder = std::filesystem::path(from).parent_path();
  const auto joined =
      path.starts_with('/') ? std::filesystem::path(path.substr(1)) : folder / std::filesystem::path(path);
  const auto normal = joined.lexically_normal().generic_string();
  if (normal.starts_with("..")) return std::nullopt;
  auto address = resolve(normal);
  // Sites built from Markdown often link without the ending.
  if (!address) address = resolve(normal + ".md");
  if (!address) return std::nullopt;
  if (end != std::string_view::npos) *address += target.substr(end);
  return address;
}

/// Where code stands in the text, which is never changed: fenced blocks and spans between backticks.
class CodeRanges {
 public:
  explicit CodeRanges(std::string_view text) {
    std::string_view fence;
    std::size_t fence_begin = 0;
    for (std::size_t at = 0; at < text.size();) {
      const auto line_end = text.find('\n', at);
      const auto next = line_end == std::string_view::npos ? text.size() : line_end + 1;
      auto line = text.substr(at, next - at);
      const auto begin = line.find_first_not_of(' ');
      // A blank line has no first character: npos, which is more than three too.
      const auto body = begin > 3 ? std::string_view() : line.substr(begin);
      if (fence.empty() && (body.starts_with("```") || body.starts_with("~~~"))) {
        const auto length = body.find_first_not_of(body.front());
        fence = body.substr(0, length == std::string_view::npos ? body.size() : length);
        fence_begin = at;
      } else if (!fence.empty() && body.starts_with(fence)) {
        ranges_.emplace_back(fence_begin, next);
        fence = {};
      } else if (fence.empty()) {
        add_spans(text, at, next);
      }
      at = next;
    }
    if (!fence.empty()) ranges_.emplace_back(fence_begin, text.size());
  }

  bool holds(std::size_t position) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), position,
                                        [](std::size_t value, const auto& range) { return value < range.first; });
    return after != ranges_.begin() && position < std::prev(after)->second;
  }

 private:
  void add_spans(std::string_view text, std::size_t begin, std::size_t end) {
    for (auto at = text.find('`', begin); at < end; at = text.find('`', at)) {
      auto ticks = text.find_first_not_of('`', at);
      if (ticks == std::string_view::npos) ticks = text.size();
      const std::string mark(ticks - at, '`');
      const auto close = text.find(mark, ticks);
      if (close == std::string_view::npos || close >= end) {
        at = ticks;
        continue;
      }
      ranges_.emplace_back(at, close + mark.size());
      at = close + mark.size();
    }
  }

  std::vector<std::pair<std::size_t, std::size_t>> ranges_;
};

bool ends_a_target(char letter) {
  return letter == ')' || letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '>' ||
         letter == '"' || letter == '\'';
}

/// True when the link whose target begins at `position` is an image.
bool is_image(std::string_view text, std::size_t position) {
  const auto close = text.rfind("](", position);
  if (close == std::string_view::npos || close + 3 < position) return false;
  int depth = 0;
  for (auto at = close + 1; at-- > 0;) {
    if (text[at] == ']') ++depth;
    if (text[at] == '[' && --depth == 0) return at > 0 && text[at - 1] == '!';
    if (close - at > 2000) break;
  }
  return false;
}

/// True when a target may begin here: after `](`, `](<`, `]: `, `]: <` or `href="`.
bool begins_a_target(std::string_view text, std::size_t position) {
  auto before = text.substr(0, position);
  if (before.ends_with("href=\"") || before.ends_with("href='")) return true;
  if (before.ends_with('<')) before.remove_suffix(1);
  if (before.ends_with("](")) return true;
  while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
  return before.ends_with("]:") || before.ends_with("](");
}

}  // namespace

std::string rewrite_links(std::string_view markdown, std::string_view path_of_this_file,
                          const std::function<std::optional<std::string>(std::string_view)>& resolve) {
  // The parser tells which targets there are; the text tells where they stand.
  std::map<std::string, std::string, std::greater<>> replacements;
  for (const auto& target : MarkdownTree(markdown_body(markdown)).link_targets()) {
    if (auto address = new_target(target, path_of_this_file, resolve)) replacements.emplace(target, *address);
  }
  if (replacements.empty()) return std::string(markdown);

  const auto body_begin = markdown.size() - markdown_body(markdown).size();
  const CodeRanges code(markdown);
  std::string result(markdown.substr(0, body_begin));
  std::size_t copied = body_begin;
  for (std::size_t at = body_begin; at < markdown.size(); ++at) {
    const char before = at == 0 ? '\n' : markdown[at - 1];
    if (before != '(' && before != '<' && before != ' ' && before != '\t' && before != '"' && before != '\'' &&
        before != ':')
      continue;
    if (code.holds(at) || !begins_a_target(markdown, at)) continue;
    auto end = at;
    // Between angle brackets a target may hold blanks.
    const auto ends = [before](char letter) {
      return before == '<' ? letter == '>' || letter == '\n' : ends_a_target(letter);
    };
    while (end < markdown.size() && !ends(markdown[end])) ++end;
    const auto written = markdown.substr(at, end - at);
    auto found = replacements.find(std::string(written));
    if (found == replacements.end()) found = replacements.find(percent_decoded(written));
    if (found == replacements.end() || is_image(markdown, at)) continue;
    result += markdown.substr(copied, at - copied);
    result += found->second;
    copied = end;
    at = end - 1;
  }
  result += markdown.substr(copied);
  return result;
}

}  // namespace provost::docs_repo
