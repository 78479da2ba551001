#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

struct cmark_node;

namespace provost::docs_repo {

/// Markdown read by cmark-gfm with the extensions that documents use: tables, strikethrough, autolinks, task lists.
class MarkdownTree {
 public:
  explicit MarkdownTree(std::string_view markdown);
  ~MarkdownTree();
  MarkdownTree(const MarkdownTree&) = delete;
  MarkdownTree& operator=(const MarkdownTree&) = delete;

  cmark_node* root() const { return root_; }
  /// The text of the first heading without marks; empty when there is none.
  std::string first_heading() const;
  /// All text without marks.
  std::string plain_text() const;
  /// The targets of all links, as they are written in the text, images not included.
  std::set<std::string> link_targets() const;

 private:
  cmark_node* root_;
};

/// Cuts nesting that would cost the parser quadratic time: lines keep at most 64 block markers at their start.
std::string with_bounded_nesting(std::string_view markdown);

}  // namespace provost::docs_repo
