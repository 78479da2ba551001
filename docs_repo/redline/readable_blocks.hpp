#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/redline/redline.hpp"

namespace provost::docs_repo {

/// A block of a document as a reader sees it: its words, with the blanks that follow them.
struct ReadableBlock {
  BlockKind kind = BlockKind::paragraph;
  int level = 0;
  std::vector<std::string> words;

  /// The block as one line, by which blocks are compared.
  std::string line() const;
};

/// The blocks of a Markdown text in reading order.
std::vector<ReadableBlock> readable_blocks(std::string_view markdown);

}  // namespace provost::docs_repo
