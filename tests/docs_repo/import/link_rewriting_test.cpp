#include "docs_repo/import/link_rewriting.hpp"

#include <gtest/gtest.h>

namespace provost::docs_repo {

std::string rewrite(std::string_view markdown, std::string_view path = "policies/a.md") {
  return rewrite_links(markdown, path, [](std::string_view target) -> std::optional<std::string> {
    if (target == "policies/b.md") return "/documents/PO-002";
    if (target == "c d.md") return "/documents/PO-003";
    return std::nullopt;
  });
}

TEST(LinkRewritingTest, LinksBetweenImportedFilesLeadToDocuments) {
  EXPECT_EQ(rewrite("[b](b.md)"), "[b](/documents/PO-002)");
  EXPECT_EQ(rewrite("[b](./b.md#part)"), "[b](/documents/PO-002#part)");
  EXPECT_EQ(rewrite("[b](/policies/b.md?x=1#y)"), "[b](/documents/PO-002?x=1#y)");
  EXPECT_EQ(rewrite("[b](b)"), "[b](/documents/PO-002)") << "without the ending";
  EXPECT_EQ(rewrite("[b](b.md \"Title\")"), "[b](/documents/PO-002 \"Title\")");
  EXPECT_EQ(rewrite("[c](../c%20d.md)"), "[c](/documents/PO-003)");
  EXPECT_EQ(rewrite("[c](<../c d.md>)"), "[c](</documents/PO-003>)");
  EXPECT_EQ(rewrite("[b][1]\n\n[1]: b.md 'Title'\n"), "[b][1]\n\n[1]: /documents/PO-002 'Title'\n");
  EXPECT_EQ(rewrite("| [b](b.md) | x |\n|---|---|\n"), "| [b](/documents/PO-002) | x |\n|---|---|\n");
}

TEST(LinkRewritingTest, EverythingElseStaysByteForByte) {
  for (const auto* text :
       {"[web](https://example.org/b.md)", "[mail](mailto:b.md@example.org)", "![picture](b.md)", "`[b](b.md)`",
        "```\n[b](b.md)\n```\n", "~~~\n[b](b.md)\n~~~\n", "[x](unknown.md)", "[up](../../../etc/passwd)", "[#](#part)",
        "Text (b.md) in brackets", "", "[b](//policies/b.md)", "---\ntitle: '[b](b.md)'\n---\ntext\r\n\ttabs  \n"}) {
    EXPECT_EQ(rewrite(text), text);
  }
  EXPECT_EQ(rewrite("`code` [b](b.md) `[b](b.md)`"), "`code` [b](/documents/PO-002) `[b](b.md)`");
}

}  // namespace provost::docs_repo
