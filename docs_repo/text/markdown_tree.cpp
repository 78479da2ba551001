#include "docs_repo/text/markdown_tree.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <functional>
#include <mutex>

namespace provost::docs_repo {

namespace {

constexpr int most_markers = 64;

void register_extensions() {
  static std::once_flag once;
  std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
}

/// Visits every node on entering, without recursion, so that deep nesting cannot exhaust the stack.
void visit(cmark_node* root, const std::function<void(cmark_node*, bool entering)>& see) {
  auto* iterator = cmark_iter_new(root);
  for (auto event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator)) {
    see(cmark_iter_get_node(iterator), event == CMARK_EVENT_ENTER);
  }
  cmark_iter_free(iterator);
}

/// The node types of extensions are numbers given at run time; their names stay.
bool is_table_part(cmark_node* node, std::string_view name) {
  return cmark_node_get_type_string(node) == name;
}

void add_text(cmark_node* node, std::string& text) {
  const auto type = cmark_node_get_type(node);
  if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK) {
    if (const char* literal = cmark_node_get_literal(node)) text += literal;
  } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
    text += ' ';
  }
}

}  // namespace

std::string with_bounded_nesting(std::string_view markdown) {
  std::string result;
  result.reserve(markdown.size());
  while (!markdown.empty()) {
    const auto end = markdown.find('\n');
    const auto line = markdown.substr(0, end == std::string_view::npos ? markdown.size() : end + 1);
    markdown.remove_prefix(line.size());
    int markers = 0;
    std::size_t at = 0;
    while (at < line.size()) {
      const char letter = line[at];
      const bool bullet =
          (letter == '-' || letter == '*' || letter == '+') && at + 1 < line.size() && line[at + 1] == ' ';
      if (letter == '>' || bullet) {
        if (++markers > most_markers) break;
      } else if (letter != ' ' && letter != '\t') {
        break;
      }
      ++at;
    }
    if (markers <= most_markers) {
      result += line;
      continue;
    }
    result += line.substr(0, at);
    const auto rest = line.find_first_not_of("> \t-*+", at);
    if (rest != std::string_view::npos) result += line.substr(rest);
  }
  return result;
}

MarkdownTree::MarkdownTree(std::string_view markdown) {
  register_extensions();
  const auto bounded = with_bounded_nesting(markdown);
  auto* parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist"}) {
    if (auto* extension = cmark_find_syntax_extension(name)) cmark_parser_attach_syntax_extension(parser, extension);
  }
  cmark_parser_feed(parser, bounded.data(), bounded.size());
  root_ = cmark_parser_finish(parser);
  cmark_parser_free(parser);
}

MarkdownTree::~MarkdownTree() {
  cmark_node_free(root_);
}

std::string MarkdownTree::first_heading() const {
  std::string text;
  bool inside = false;
  bool done = false;
  visit(root_, [&](cmark_node* node, bool entering) {
    if (done) return;
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
      inside = entering;
      done = !entering && !text.empty();
    } else if (inside && entering) {
      add_text(node, text);
    }
  });
  return text;
}

std::string MarkdownTree::plain_text() const {
  std::string text;
  visit(root_, [&text](cmark_node* node, bool entering) {
    if (entering) {
      add_text(node, text);
    } else if (const auto type = cmark_node_get_type(node);
               type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING || is_table_part(node, "table_cell")) {
      text += '\n';
    }
  });
  return text;
}

std::set<std::string> MarkdownTree::link_targets() const {
  std::set<std::string> targets;
  visit(root_, [&targets](cmark_node* node, bool entering) {
    if (!entering || cmark_node_get_type(node) != CMARK_NODE_LINK) return;
    if (const char* target = cmark_node_get_url(node)) targets.insert(target);
  });
  return targets;
}

}  // namespace provost::docs_repo
