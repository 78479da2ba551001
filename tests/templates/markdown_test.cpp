#include "templates/markdown.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace provost::templates {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Markdown, ShowsWhatPeopleWrite) {
  EXPECT_EQ(markdown_to_html("**a** _b_ ~~c~~\n"), "<p><strong>a</strong> <em>b</em> <del>c</del></p>\n");
  EXPECT_THAT(markdown_to_html("| a | b |\n|---|--:|\n| 1 | 2 |\n"), HasSubstr("<td align=\"right\">2</td>"));
  EXPECT_THAT(markdown_to_html("see www.example.org"), HasSubstr("href=\"http://www.example.org\""));
}

TEST(Markdown, LabelsTaskLists) {
  const auto html = markdown_to_html("- [x] a\n- [ ] b\n");
  EXPECT_THAT(html, HasSubstr("<input type=\"checkbox\" checked disabled aria-label=\"Done\"> a"));
  EXPECT_THAT(html, HasSubstr("<input type=\"checkbox\" disabled aria-label=\"Not done\"> b"));
}

TEST(Markdown, LetsWideTablesAndCodeBeReachedByKeyboard) {
  const auto html = markdown_to_html("|a|\n|-|\n|b|\n\n    code\n");
  EXPECT_THAT(html, HasSubstr("tabindex=\"0\"><table>"));
  EXPECT_THAT(html, HasSubstr("</table></div>"));
  EXPECT_THAT(html, HasSubstr("<pre tabindex=\"0\"><code>"));
}

TEST(Markdown, GivesHeadingsIds) {
  EXPECT_EQ(markdown_to_html("# Who *does* what?\n"), "<h1 id=\"who-does-what\">Who <em>does</em> what?</h1>\n");
  EXPECT_EQ(markdown_to_html("## Übersicht – Teil 2\n"), "<h2 id=\"übersicht--teil-2\">Übersicht – Teil 2</h2>\n");
  EXPECT_EQ(markdown_to_html("# \"><script>\n"), "<h1 id=\"section\">&quot;&gt;<!-- raw HTML omitted --></h1>\n");
}

TEST(Markdown, GivesEachHeadingAnIdOfItsOwn) {
  const auto html = markdown_to_html("# a\n# a\n# a-1\n# a\n# !\n");
  for (const auto* id : {"\"a\"", "\"a-1\"", "\"a-1-1\"", "\"a-2\"", "\"section\""}) {
    EXPECT_THAT(html, HasSubstr(std::string("<h1 id=") + id + ">"));
  }
}

TEST(Markdown, PutsHeadingsBelowTheTitleOfThePage) {
  EXPECT_EQ(markdown_to_html_below_title("# Title\n\nText\n\n## Part\n", "Title"),
            "<p>Text</p>\n<h2 id=\"part\">Part</h2>\n");
  EXPECT_EQ(markdown_to_html_below_title("# Other\n\n## Part\n", "Title"),
            "<h2 id=\"other\">Other</h2>\n<h3 id=\"part\">Part</h3>\n");
  EXPECT_EQ(markdown_to_html_below_title("", "Title"), "");
}

TEST(Markdown, MarksLinksThatLeadOutside) {
  for (const auto* outside : {"https://example.org", "HTTP://example.org", "//example.org", "mailto:a@example.org"}) {
    EXPECT_THAT(markdown_to_html(std::string("[a](<") + outside + ">)"), HasSubstr("rel=\"noopener noreferrer\""))
        << outside;
  }
  for (const auto* inside : {"#part", "/documents/PO-001", "PO-001.md", "?a=b:c", "/a:b"}) {
    EXPECT_THAT(markdown_to_html(std::string("[a](") + inside + ")"), Not(HasSubstr("rel="))) << inside;
  }
}

TEST(Markdown, LeavesNoWayToRunScripts) {
  const std::vector<std::string> attempts{"<script>alert(1)</script>",
                                          "<img src=x onerror=alert(1)>",
                                          "a <b onclick=alert(1)>b</b>",
                                          "<svg><script>alert(1)</script></svg>",
                                          "<style>*{display:none}</style>",
                                          "<iframe src=\"/\"></iframe>",
                                          "<!--><script>alert(1)</script>-->",
                                          "<p\n\nonclick=alert(1)>",
                                          "[a](javascript:alert(1))",
                                          "[a](JaVaScRiPt:alert(1))",
                                          "[a](<java\nscript:alert(1)>)",
                                          "[a](&#106;avascript:alert(1))",
                                          "[a](&#x6A;avascript&colon;alert(1))",
                                          "[a](javascript&colon;alert(1))",
                                          "[a](vbscript:alert(1))",
                                          "[a](file:///etc/passwd)",
                                          "[a](data:text/html,<script>alert(1)</script>)",
                                          "[a](data:text/html;base64,PHNjcmlwdD4=)",
                                          "![a](javascript:alert(1))",
                                          "![a](data:image/svg+xml,<svg onload=alert(1)>)",
                                          "![\" onerror=\"alert(1)](x)",
                                          "[a](x \"\\\" onmouseover=\\\"alert(1)\")",
                                          "[a](<x\" onmouseover=\"alert(1)>)",
                                          "<javascript:alert(1)>",
                                          "[a]: javascript:alert(1)\n\n[a]",
                                          "``` \" onclick=\"alert(1)\ncode\n```",
                                          "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
                                          "# <img src=x onerror=alert(1)>",
                                          "http://a.b/\"onmouseover=alert(1)",
                                          "www.a.b\"><script>alert(1)</script>",
                                          std::string("<scr\0ipt>alert(1)</script>", 26)};
  for (const auto& attempt : attempts) {
    SCOPED_TRACE(attempt);
    const auto html = markdown_to_html(attempt);
    for (const auto* tag : {"<script", "<img src=x", "<b ", "<svg", "<style", "<iframe"}) {
      EXPECT_THAT(html, Not(HasSubstr(tag)));
    }
    for (const auto* address : {"=\"javascript", "=\"vbscript", "=\"file:", "=\"data:"}) {
      EXPECT_THAT(html, Not(testing::ContainsRegex(std::string("[Hh]ref") + address)));
      EXPECT_THAT(html, Not(HasSubstr(std::string("src") + address)));
    }
    EXPECT_THAT(html, Not(testing::ContainsRegex("<[a-z][^>]*\" on[a-z]*=")));
  }
}

TEST(Markdown, SurvivesBytesThatAreNoText) {
  EXPECT_EQ(markdown_to_html("a\xff\xfe"), "<p>a\xEF\xBF\xBD\xEF\xBF\xBD</p>\n");
  EXPECT_EQ(markdown_to_html(std::string("a\0b", 3)),
            "<p>a\xEF\xBF\xBD"
            "b</p>\n");
  EXPECT_EQ(markdown_to_html(""), "");
}

TEST(Markdown, KeepsOrdinaryListsAndTablesWhole) {
  std::string list;
  for (int depth = 0; depth < 12; ++depth) list += std::string(static_cast<std::size_t>(depth) * 2, ' ') + "- a\n";
  std::string html = markdown_to_html(list);
  std::size_t lists = 0;
  for (auto at = html.find("<ul>"); at != std::string::npos; at = html.find("<ul>", at + 1)) ++lists;
  EXPECT_EQ(lists, 12U);
  std::string table = "|a|b|c|\n|-|-|-|\n";
  for (int row = 0; row < 5000; ++row) table += "|1|2|3|\n";
  EXPECT_THAT(markdown_to_html(table), HasSubstr("<td>3</td>"));
}

struct Hostile {
  std::string name;
  std::string text;
};

std::string repeated(const std::string& part, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += part;
  return text;
}

class HostileMarkdown : public testing::TestWithParam<Hostile> {};

/// Each of these took minutes or gigabytes before it was bounded, or does so in a careless parser.
TEST_P(HostileMarkdown, CostsTimeAndSpaceInProportion) {
  const auto begin = std::chrono::steady_clock::now();
  const auto html = markdown_to_html(GetParam().text);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(html.size(), GetParam().text.size() * 40);
  // Far above what a slow machine with sanitizers needs, far below what quadratic growth would take.
  EXPECT_LT(taken.count(), 30);
}

constexpr std::size_t megabyte = 1'000'000;

INSTANTIATE_TEST_SUITE_P(
    OneMegabyte, HostileMarkdown,
    testing::Values(
        Hostile{"Brackets", repeated("[", megabyte)}, Hostile{"Images", repeated("![", megabyte)},
        Hostile{"Links", repeated("[a](", megabyte)}, Hostile{"Emphasis", repeated("*a _b ", megabyte)},
        Hostile{"NestedEmphasis", repeated("*a ", megabyte / 2) + repeated(" a*", megabyte / 2)},
        Hostile{"Quotations", repeated("> ", megabyte)}, Hostile{"Bullets", repeated("* ", megabyte) + "a"},
        Hostile{"Numbers", repeated("1. ", megabyte) + "a"},
        Hostile{"MixedMarkers", repeated("> 1) - ", megabyte) + "a"},
        Hostile{"ClosingBrackets", "http://a" + repeated(")", megabyte)},
        Hostile{"Addresses", repeated("a@", megabyte)}, Hostile{"Entities", repeated("&", megabyte)},
        Hostile{"Declarations", repeated("a <![CDATA[", megabyte)}, Hostile{"Instructions", repeated("<?", megabyte)},
        Hostile{"WideTable", repeated("|a", megabyte / 3) + "\n" + repeated("|-", megabyte / 3) + "\n"},
        Hostile{"ShortRows", repeated("|a", 300) + "\n" + repeated("|-", 300) + "\n" + repeated("b\n", megabyte)},
        Hostile{"References", "[x]: " + repeated("u", megabyte / 2) + "\n\n" + repeated("[x] ", megabyte / 2)},
        Hostile{"Headings", repeated("# a\n", megabyte)}, Hostile{"Underlined", repeated("a\n", megabyte) + "==="},
        Hostile{"Backslashes", repeated("\\", megabyte)}),
    [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace provost::templates
