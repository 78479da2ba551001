#include "docs_repo/redline/redline.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "docs_repo/redline/readable_blocks.hpp"
#include "docs_repo/redline/sequence_difference.hpp"

namespace provost::docs_repo {

namespace {

/// Two blocks with fewer words in common than this share of the longer one are shown as one removed and one inserted.
constexpr double least_likeness = 0.3;
/// Above this many words in a pair of blocks, words are not compared: it would not be readable either.
constexpr std::size_t most_words_compared = 200'000;

void add_word(std::vector<RedlineSpan>& spans, Change change, const std::string& word) {
  if (spans.empty() || spans.back().change != change) spans.push_back({change, ""});
  spans.back().text += word;
}

class Comparison {
 public:
  Comparison(std::vector<ReadableBlock> before, std::vector<ReadableBlock> after)
      : before_(std::move(before)), after_(std::move(after)) {}

  Redline run() {
    std::vector<std::string> old_lines, new_lines;
    for (const auto& block : before_) old_lines.push_back(block.line());
    for (const auto& block : after_) new_lines.push_back(block.line());
    std::vector<std::size_t> removed, inserted;
    for (const auto& step : difference(old_lines, new_lines)) {
      if (step.change == Change::removed) {
        removed.push_back(step.before);
      } else if (step.change == Change::inserted) {
        inserted.push_back(step.after);
      } else {
        pair_up(removed, inserted);
        add_whole(after_[step.after], Change::same);
      }
    }
    pair_up(removed, inserted);
    redline_.identical = redline_.words_inserted == 0 && redline_.words_removed == 0 && !rules_changed_;
    return std::move(redline_);
  }

 private:
  /// Blocks that gave way to others at the same place: those of a kind are compared word by word, in order.
  void pair_up(std::vector<std::size_t>& removed, std::vector<std::size_t>& inserted) {
    std::size_t next_inserted = 0;
    for (const auto old_position : removed) {
      bool paired = false;
      for (auto candidate = next_inserted; candidate < inserted.size() && candidate < next_inserted + 5; ++candidate) {
        if (before_[old_position].kind != after_[inserted[candidate]].kind) continue;
        auto block = compare_words(before_[old_position], after_[inserted[candidate]]);
        if (!block) continue;
        for (; next_inserted < candidate; ++next_inserted) add_whole(after_[inserted[next_inserted]], Change::inserted);
        add_compared(std::move(*block));
        next_inserted = candidate + 1;
        paired = true;
        break;
      }
      if (!paired) add_whole(before_[old_position], Change::removed);
    }
    for (; next_inserted < inserted.size(); ++next_inserted)
      add_whole(after_[inserted[next_inserted]], Change::inserted);
    removed.clear();
    inserted.clear();
  }

  static std::optional<RedlineBlock> compare_words(const ReadableBlock& old_block, const ReadableBlock& new_block) {
    if (old_block.words.size() + new_block.words.size() > most_words_compared) return std::nullopt;
    const auto longer = std::max(old_block.words.size(), new_block.words.size());
    const auto alike = [longer](std::size_t common) {
      return static_cast<double>(common) >= least_likeness * static_cast<double>(longer);
    };
    if (!alike(words_in_common(old_block, new_block))) return std::nullopt;
    RedlineBlock block{new_block.kind, new_block.level, Change::same, {}};
    std::size_t common = 0;
    for (const auto& step : difference(trimmed(old_block.words), trimmed(new_block.words))) {
      if (step.change == Change::same) ++common;
      add_word(
          block.spans, step.change,
          step.change == Change::removed ? spaced(old_block.words, step.before) : spaced(new_block.words, step.after));
    }
    if (!alike(common)) return std::nullopt;
    return block;
  }

  /// How many words two blocks share, in whatever order: the comparison in order can find no more.
  static std::size_t words_in_common(const ReadableBlock& old_block, const ReadableBlock& new_block) {
    auto left = trimmed(old_block.words);
    auto right = trimmed(new_block.words);
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::vector<std::string> common;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(common));
    return common.size();
  }

  /// Words without the blank after them: the last word of a block has none, and is the same word all the same.
  static std::vector<std::string> trimmed(const std::vector<std::string>& words) {
    auto result = words;
    for (auto& word : result) {
      if (word.ends_with(' ')) word.pop_back();
    }
    return result;
  }

  static std::string spaced(const std::vector<std::string>& words, std::size_t position) {
    const auto& word = words[position];
    return word.empty() || word.back() == ' ' || word.back() == '\n' ? word : word + " ";
  }

  void add_compared(RedlineBlock block) {
    for (const auto& span : block.spans) count(span.change, span.text);
    redline_.blocks.push_back(std::move(block));
  }

  void add_whole(const ReadableBlock& source, Change change) {
    RedlineBlock block{source.kind, source.level, change, {}};
    for (const auto& word : source.words) add_word(block.spans, change, word);
    if (change != Change::same && source.kind == BlockKind::rule) rules_changed_ = true;
    for (const auto& span : block.spans) count(span.change, span.text);
    redline_.blocks.push_back(std::move(block));
  }

  void count(Change change, const std::string& text) {
    if (change == Change::same) return;
    std::size_t words = 0;
    bool inside = false;
    for (const char letter : text) {
      const bool blank = letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
      if (!blank && !inside) ++words;
      inside = !blank;
    }
    (change == Change::inserted ? redline_.words_inserted : redline_.words_removed) += words;
  }

  std::vector<ReadableBlock> before_;
  std::vector<ReadableBlock> after_;
  Redline redline_;
  bool rules_changed_ = false;
};

}  // namespace

std::string_view to_text(Change change) {
  switch (change) {
    case Change::same:
      return "same";
    case Change::inserted:
      return "inserted";
    case Change::removed:
      return "removed";
  }
  return "";
}

std::string_view to_text(BlockKind kind) {
  switch (kind) {
    case BlockKind::heading:
      return "heading";
    case BlockKind::paragraph:
      return "paragraph";
    case BlockKind::list_item:
      return "list_item";
    case BlockKind::quotation:
      return "quotation";
    case BlockKind::code:
      return "code";
    case BlockKind::table_row:
      return "table_row";
    case BlockKind::rule:
      return "rule";
    case BlockKind::html:
      return "html";
  }
  return "";
}

Redline redline_markdown(std::string_view before, std::string_view after) {
  return Comparison(readable_blocks(before), readable_blocks(after)).run();
}

}  // namespace provost::docs_repo
