#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace provost::docs_repo {

enum class Change { same, inserted, removed };
std::string_view to_text(Change change);

enum class BlockKind { heading, paragraph, list_item, quotation, code, table_row, rule, html };
std::string_view to_text(BlockKind kind);

/// A stretch of words that were changed alike.
struct RedlineSpan {
  Change change = Change::same;
  std::string text;
};

/// A paragraph, heading, list item or table row with its changes. `change` is that of the whole block; a block that
/// stayed, with words changed inside, is `same`.
struct RedlineBlock {
  BlockKind kind = BlockKind::paragraph;
  int level = 0;  ///< of a heading 1 to 6; of a list item its depth from 1
  Change change = Change::same;
  std::vector<RedlineSpan> spans;
};

struct Redline {
  std::vector<RedlineBlock> blocks;
  std::size_t words_inserted = 0;
  std::size_t words_removed = 0;
  bool identical = true;
};

/// What changed between two Markdown texts, in words and without the marks of Markdown, for people who read documents
/// and not programs. Two unrelated long texts are shown as one removed and one inserted whole.
Redline redline_markdown(std::string_view before, std::string_view after);

}  // namespace provost::docs_repo
