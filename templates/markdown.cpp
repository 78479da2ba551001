#include "templates/markdown.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

#include "templates/markdown_limits.hpp"

namespace provost::templates {

namespace {

constexpr int deepest_heading = 6;

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct FreeText {
  void operator()(char* text) const { std::free(text); }
};
using Node = std::unique_ptr<cmark_node, FreeNode>;

/// Letters, digits, "-" and "_" in lower case, blanks as hyphens, other marks left out: the form that GitHub made
/// usual. Always lower case, so that it cannot be an id of the page around it, which all hold a capital letter.
std::string plain_id(const std::string& text) {
  std::string id;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t letter = 0;
    const auto length = utf8proc_iterate(at, left, &letter);
    if (length <= 0) break;
    at += length;
    left -= length;
    const auto category = utf8proc_category(letter);
    if (letter == ' ') {
      id += '-';
    } else if (letter == '-' || letter == '_' ||
               (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO)) {
      utf8proc_uint8_t bytes[4];
      const auto size = utf8proc_encode_char(utf8proc_tolower(letter), bytes);
      id.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    }
  }
  return id.empty() ? "section" : id;
}

/// Gives every heading an id of its own.
class HeadingIds {
 public:
  std::string next(const std::string& text) {
    const auto id = plain_id(text);
    auto unique = id;
    auto& repeated = repeated_[id];
    while (!used_.insert(unique).second) unique = id + "-" + std::to_string(++repeated);
    return unique;
  }

 private:
  std::unordered_map<std::string, int> repeated_;
  std::set<std::string> used_;
};

std::string text_inside(cmark_node* heading) {
  std::string text;
  const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(heading));
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    auto* node = cmark_iter_get_node(iterator.get());
    const auto type = cmark_node_get_type(node);
    if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)) {
      if (const char* literal = cmark_node_get_literal(node)) text += literal;
    }
  }
  return text;
}

/// The page shows the title as its own first heading, so the text's headings begin one level below, and a first heading
/// that only repeats the title is left out.
void fit_below_title(cmark_node* root, std::string_view title) {
  if (auto* first = cmark_node_first_child(root);
      first != nullptr && cmark_node_get_type(first) == CMARK_NODE_HEADING && text_inside(first) == title) {
    const Node repeated(first);
    cmark_node_unlink(first);
  }
  int highest = deepest_heading;
  std::vector<cmark_node*> headings;
  for (auto* node = cmark_node_first_child(root); node != nullptr; node = cmark_node_next(node)) {
    if (cmark_node_get_type(node) != CMARK_NODE_HEADING) continue;
    headings.push_back(node);
    highest = std::min(highest, cmark_node_get_heading_level(node));
  }
  for (auto* heading : headings) {
    cmark_node_set_heading_level(heading,
                                 std::min(deepest_heading, cmark_node_get_heading_level(heading) - highest + 2));
  }
}

/// Renders block by block, so that each heading of the top level can be given its id without searching in HTML.
std::string render_blocks(cmark_node* root, int options, cmark_llist* extensions) {
  HeadingIds ids;
  std::string html;
  for (auto* node = cmark_node_first_child(root); node != nullptr; node = cmark_node_next(node)) {
    const std::unique_ptr<char, FreeText> block(cmark_render_html(node, options, extensions));
    const std::string_view text(block.get());
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
      // What the renderer gives begins with "<h2>"; an id holds no mark that would need escaping.
      html.append(text.substr(0, 3)).append(" id=\"").append(ids.next(text_inside(node))).append("\"");
      html.append(text.substr(3));
    } else {
      html.append(text);
    }
  }
  return html;
}

bool leads_outside(std::string_view address) {
  if (address.starts_with("//")) return true;
  const auto end = address.find_first_of("/?#");
  return address.substr(0, end).find(':') != std::string_view::npos;
}

/// Completes tags of the renderer. It escapes every angle bracket and quote of the text, so each of these beginnings is
/// one it wrote itself.
std::string with_completed_tags(std::string_view html) {
  constexpr std::string_view link = "<a href=\"";
  constexpr std::string_view done = "<input type=\"checkbox\" checked=\"\" disabled=\"\" />";
  constexpr std::string_view open = "<input type=\"checkbox\" disabled=\"\" />";
  std::string result;
  result.reserve(html.size() + html.size() / 16);
  std::size_t at = 0;
  for (auto found = html.find('<'); found != std::string_view::npos; found = html.find('<', at)) {
    result.append(html.substr(at, found - at));
    const auto rest = html.substr(found);
    std::string_view matched = rest.substr(0, 1);
    std::string_view written = matched;
    if (rest.starts_with(link)) {
      matched = link;
      written = leads_outside(rest.substr(link.size(), rest.find('"', link.size()) - link.size()))
                    ? "<a rel=\"noopener noreferrer\" href=\""
                    : link;
    } else if (rest.starts_with(done)) {
      matched = done;
      written = "<input type=\"checkbox\" checked disabled aria-label=\"Done\">";
    } else if (rest.starts_with(open)) {
      matched = open;
      written = "<input type=\"checkbox\" disabled aria-label=\"Not done\">";
    } else if (rest.starts_with("<table>")) {
      matched = "<table>";
      written = "<div class=\"table-frame\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>";
    } else if (rest.starts_with("</table>")) {
      matched = "</table>";
      written = "</table></div>";
    } else if (rest.starts_with("<pre>")) {
      matched = "<pre>";
      written = "<pre tabindex=\"0\">";
    }
    result.append(written);
    at = found + matched.size();
  }
  return result.append(html.substr(at));
}

Node parsed(std::string_view markdown, cmark_parser& parser) {
  const auto fit = bounded(markdown);
  std::vector<const char*> names{"strikethrough", "tasklist"};
  if (fit.tables) names.push_back("table");
  if (fit.bare_addresses) names.push_back("autolink");
  for (const char* name : names) {
    if (auto* extension = cmark_find_syntax_extension(name)) cmark_parser_attach_syntax_extension(&parser, extension);
  }
  cmark_parser_feed(&parser, fit.text.data(), fit.text.size());
  return Node(cmark_parser_finish(&parser));
}

std::string rendered(std::string_view markdown, const std::string_view* title) {
  static std::once_flag once;
  std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
  const int options = CMARK_OPT_VALIDATE_UTF8;
  const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(options));
  const auto root = parsed(markdown, *parser);
  if (title != nullptr) fit_below_title(root.get(), *title);
  return with_completed_tags(render_blocks(root.get(), options, cmark_parser_get_syntax_extensions(parser.get())));
}

}  // namespace

std::string markdown_to_html(std::string_view markdown) {
  return rendered(markdown, nullptr);
}

std::string markdown_to_html_below_title(std::string_view markdown, std::string_view title) {
  return rendered(markdown, &title);
}

}  // namespace provost::templates
