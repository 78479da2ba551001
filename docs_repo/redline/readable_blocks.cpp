#include "docs_repo/redline/readable_blocks.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>

#include "docs_repo/text/markdown_tree.hpp"

namespace provost::docs_repo {

namespace {

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

/// Words with the blanks after them; in code a line break is kept, elsewhere blanks fold into one.
std::vector<std::string> words_of(std::string_view text, bool keep_blanks) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto begin = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    const auto end = at;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (keep_blanks) {
      words.emplace_back(text.substr(begin, at - begin));
    } else if (end > begin) {
      words.push_back(std::string(text.substr(begin, end - begin)) + (at > end && at < text.size() ? " " : ""));
    }
  }
  return words;
}

class BlockReader {
 public:
  std::vector<ReadableBlock> read(cmark_node* root) {
    auto* iterator = cmark_iter_new(root);
    for (auto event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator)) {
      see(cmark_iter_get_node(iterator), event == CMARK_EVENT_ENTER);
    }
    cmark_iter_free(iterator);
    return std::move(blocks_);
  }

 private:
  void see(cmark_node* node, bool entering) {
    const auto type = cmark_node_get_type(node);
    // The node types of extensions are numbers given at run time; their names stay.
    const std::string_view name = cmark_node_get_type_string(node);
    if (type == CMARK_NODE_LIST) {
      depth_ += entering ? 1 : -1;
    } else if (type == CMARK_NODE_BLOCK_QUOTE) {
      quotations_ += entering ? 1 : -1;
    } else if (type == CMARK_NODE_HEADING || type == CMARK_NODE_PARAGRAPH) {
      if (entering) {
        text_.clear();
      } else {
        const auto kind = type == CMARK_NODE_HEADING ? BlockKind::heading
                          : depth_ > 0               ? BlockKind::list_item
                          : quotations_ > 0          ? BlockKind::quotation
                                                     : BlockKind::paragraph;
        add(kind, type == CMARK_NODE_HEADING ? cmark_node_get_heading_level(node) : depth_, text_, false);
      }
    } else if (type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_HTML_BLOCK) {
      const char* literal = cmark_node_get_literal(node);
      if (entering) {
        add(type == CMARK_NODE_CODE_BLOCK ? BlockKind::code : BlockKind::html, 0, literal == nullptr ? "" : literal,
            true);
      }
    } else if (type == CMARK_NODE_THEMATIC_BREAK) {
      if (entering) blocks_.push_back({BlockKind::rule, 0, {}});
    } else if (name == "table_row") {
      if (entering) {
        text_.clear();
      } else {
        add(BlockKind::table_row, 0, text_, false);
      }
    } else if (name == "table_cell") {
      if (entering && !text_.empty()) text_ += " | ";
    } else if (entering) {
      add_inline(node, type);
    }
  }

  void add_inline(cmark_node* node, cmark_node_type type) {
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_HTML_INLINE) {
      if (const char* literal = cmark_node_get_literal(node)) text_ += literal;
    } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
      text_ += ' ';
    }
  }

  void add(BlockKind kind, int level, std::string_view text, bool keep_blanks) {
    auto words = words_of(text, keep_blanks);
    if (!words.empty()) blocks_.push_back({kind, level, std::move(words)});
  }

  std::vector<ReadableBlock> blocks_;
  std::string text_;
  int depth_ = 0;
  int quotations_ = 0;
};

}  // namespace

std::string ReadableBlock::line() const {
  std::string text = std::to_string(static_cast<int>(kind)) + ":" + std::to_string(level) + ":";
  for (const auto& word : words) text += word;
  return text;
}

std::vector<ReadableBlock> readable_blocks(std::string_view markdown) {
  const MarkdownTree tree(markdown);
  return BlockReader().read(tree.root());
}

}  // namespace provost::docs_repo
