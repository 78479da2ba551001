#include "docs_repo/text/front_matter.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "docs_repo/text/utf8.hpp"

namespace provost::docs_repo {

FrontMatter read(std::string_view markdown) {
  return std::get<FrontMatter>(read_front_matter(markdown));
}
int problem_line(std::string_view markdown) {
  return std::get<FrontMatterProblem>(read_front_matter(markdown)).line;
}

TEST(FrontMatterTest, KeepsTitleValuesAndLists) {
  const auto matter =
      read("---\ntitle: \"A:  B\"\nreview_in: 6 months\nclauses: [4.1, 4.2]\nsatisfies:\n  X: [1]\n---\n# H\n");
  EXPECT_EQ(matter.title, "A: B");
  EXPECT_EQ(matter.simple_values.at("review_in"), "6 months");
  EXPECT_EQ(matter.lists.at("clauses"), (std::vector<std::string>{"4.1", "4.2"}));
}

TEST(FrontMatterTest, ManyFormsInTheWildAreUnderstood) {
  EXPECT_EQ(read("# Only a heading\n").length, 0U);
  EXPECT_EQ(read("\xEF\xBB\xBF---\ntitle: A\n---\nx").title, "A");
  EXPECT_EQ(read("---\r\ntitle: A\r\n---\r\nx").title, "A");
  EXPECT_EQ(read("title: A\nowner: b\n---\n# Text\n").title, "A") << "without an opening line";
  EXPECT_EQ(read("A sentence: with a colon.\n\nText\n---\nMore\n").length, 0U) << "a text is no front matter";
  EXPECT_EQ(read("---\n---\ntext").length, 8U);
  EXPECT_EQ(markdown_body("---\ntitle: A\n---\n# Body\n"), "# Body\n");
}

TEST(FrontMatterTest, WhatIsNotYamlIsNamedWithItsLine) {
  EXPECT_EQ(problem_line("---\ntitle: A\nlist: [unclosed\n---\n"), 4);
  EXPECT_EQ(problem_line("---\n- only\n- a list\n---\n"), 2);
}

TEST(FrontMatterTest, ABombIsRefusedAtOnce) {
  std::string bomb = "---\na: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const std::string before(1, static_cast<char>(name - 1));
    bomb +=
        std::string(1, name) + ": &" + name + " [*" + before + ", *" + before + ", *" + before + ", *" + before + "]\n";
  }
  EXPECT_TRUE(std::holds_alternative<FrontMatterProblem>(read_front_matter(bomb + "---\n")));
  EXPECT_TRUE(std::holds_alternative<FrontMatterProblem>(
      read_front_matter("---\na: " + std::string(5000, '[') + std::string(5000, ']') + "\n---\n")));
}

TEST(FrontMatterTest, ATitleComesFromFrontMatterThenHeadingThenName) {
  EXPECT_EQ(title_of("---\ntitle: Front\n---\n# Heading\n", "name"), "Front");
  EXPECT_EQ(title_of("Text\n\n## The *second* `level` [link](x)\n", "name"), "The second level link");
  EXPECT_EQ(title_of("Underlined\n==========\n", "name"), "Underlined");
  EXPECT_EQ(title_of("No heading\n", "name"), "name");
}

TEST(Utf8Test, OnlyWellFormedTextIsTaken) {
  EXPECT_TRUE(is_valid_utf8("plain, Ünïcödé, 漢字, 🎓"));
  for (const auto* wrong : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"}) {
    EXPECT_FALSE(is_valid_utf8(wrong));
  }
}

TEST(ReadableTextTest, HostileNestingIsBoundedInTime) {
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& text : {std::string(100'000, '>') + " x\n", std::string(1'000'000, '*'), std::string(200'000, '['),
                           std::string(50'000, '`'), std::string(100'000, '<')}) {
    static_cast<void>(readable_text(text));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
}

}  // namespace provost::docs_repo
