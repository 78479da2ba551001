#include "docs_repo/redline/redline.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "docs_repo/redline/readable_blocks.hpp"
#include "docs_repo/text/utf8.hpp"

namespace provost::docs_repo {

/// The words of one side: what stayed, and what was removed or inserted.
std::string words_of(const Redline& redline, Change side) {
  std::string words;
  for (const auto& block : redline.blocks) {
    for (const auto& span : block.spans) {
      if (span.change != Change::same && span.change != side) continue;
      for (const char letter : span.text + " ") {
        if (letter != ' ' && letter != '\n') {
          words += letter;
        } else if (!words.empty() && words.back() != ' ') {
          words += ' ';
        }
      }
    }
  }
  return words;
}

std::string words_of(const std::string& markdown) {
  std::string words;
  for (const auto& block : readable_blocks(markdown)) {
    for (const auto& word : block.words) {
      for (const char letter : word + " ") {
        if (letter != ' ' && letter != '\n') {
          words += letter;
        } else if (!words.empty() && words.back() != ' ') {
          words += ' ';
        }
      }
    }
  }
  return words;
}

TEST(RedlineTest, AChangedWordIsShownAsSuch) {
  const auto redline =
      redline_markdown("# Title\n\nLearners attend every day.\n", "# Title\n\nLearners attend every week.\n");
  EXPECT_EQ(redline.words_inserted, 1U);
  EXPECT_EQ(redline.words_removed, 1U);
  ASSERT_EQ(redline.blocks.size(), 2U);
  EXPECT_EQ(redline.blocks[0].kind, BlockKind::heading);
  EXPECT_EQ(redline.blocks[1].change, Change::same);
}

TEST(RedlineTest, MarksAloneAreNoChangeOfWords) {
  EXPECT_TRUE(redline_markdown("Some *words* here.\n", "Some **words** here.\n").identical);
  EXPECT_TRUE(redline_markdown("one\ntwo\n", "one two\n").identical);
}

TEST(RedlineTest, ANewParagraphIsWholeAndTheOthersStay) {
  const auto redline = redline_markdown("First.\n\nThird.\n", "First.\n\nSecond is new.\n\nThird.\n");
  ASSERT_EQ(redline.blocks.size(), 3U);
  EXPECT_EQ(redline.blocks[1].change, Change::inserted);
  EXPECT_EQ(redline.words_removed, 0U);
}

TEST(RedlineTest, OnRandomEditsBothSidesKeepTheirWords) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{"Learners attend. ",
                                        "\n\n",
                                        "# Title\n\n",
                                        "- item\n",
                                        "| a | b |\n|---|---|\n| c | d |\n\n",
                                        "word ",
                                        "> quoted\n\n",
                                        "```\ncode here\n```\n\n",
                                        "Ünïcödé 漢字 ",
                                        "**bold** ",
                                        "[link](x) "};
  for (int round = 0; round < 300; ++round) {
    std::string before, after;
    for (int i = 0; i < 30; ++i) {
      const auto& piece = pieces[random() % pieces.size()];
      if (random() % 6 != 0) before += piece;
      if (random() % 6 != 0) after += piece;
    }
    const auto redline = redline_markdown(before, after);
    EXPECT_EQ(words_of(redline, Change::removed), words_of(before)) << before << "\n=====\n" << after;
    EXPECT_EQ(words_of(redline, Change::inserted), words_of(after)) << before << "\n=====\n" << after;
    for (const auto& block : redline.blocks) {
      for (const auto& span : block.spans) EXPECT_TRUE(is_valid_utf8(span.text));
    }
  }
}

TEST(RedlineTest, TwoUnrelatedLongTextsTakeBoundedTime) {
  std::mt19937 random(11);
  const auto text = [&random] {
    std::string result;
    while (result.size() < 1'000'000) {
      result += std::to_string(random() % 100'000) + (random() % 40 == 0 ? ".\n\n" : " ");
    }
    return result;
  };
  const auto begun = std::chrono::steady_clock::now();
  static_cast<void>(redline_markdown(text(), text()));
  static_cast<void>(redline_markdown(std::string(20'000, '>') + " x", std::string(500'000, '*')));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

}  // namespace provost::docs_repo
