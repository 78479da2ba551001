#include "docs_repo/text/table.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/docs_repo/store/support.hpp"

namespace provost::tests {

using docs_repo::testing::TemporaryFolder;

using docs_repo::read_table;
using Rows = std::vector<std::vector<std::string>>;

TEST(Table, CellsMayHoldSeparatorsQuotesAndLineBreaks) {
  EXPECT_EQ(read_table("\xEF\xBB\xBF"
                       "code,title\r\nA-1,\"One, \"\"two\"\"\nthree\"\r\n")
                .rows,
            (Rows{{"code", "title"}, {"A-1", "One, \"two\"\nthree"}}));
}

TEST(Table, TheSeparatorIsThatOfTheFirstLineThatHasOne) {
  EXPECT_EQ(read_table("Master list\ncode;title, long;type\n").rows,
            (Rows{{"Master list"}, {"code", "title, long", "type"}}));
  EXPECT_EQ(read_table("code\ttitle\n").rows, (Rows{{"code", "title"}}));
}

TEST(Table, WhatIsNoTextOrBadlyQuotedHasAProblemAndNoRows) {
  for (const auto* text : {"code,title\nA,\"open\n", "code,\xE9t\xE9\n", ""}) {
    const auto table = read_table(text);
    EXPECT_TRUE(table.rows.empty()) << text;
    EXPECT_NE(table.problem, "") << text;
  }
  EXPECT_NE(read_table(std::string_view("a,b\0c", 5)).problem, "");
}

TEST(Table, AFileLargerThanAllowedIsNotRead) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "list.csv";
  std::ofstream(file) << "code,title\nA-1,One\n";
  EXPECT_EQ(docs_repo::read_table_file(file, 1000).rows.size(), 2U);
  EXPECT_NE(docs_repo::read_table_file(file, 10).problem, "");
  EXPECT_NE(docs_repo::read_table_file(folder.path() / "nothing.csv", 10).problem, "");
}

}  // namespace provost::tests
