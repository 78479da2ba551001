#include "integrations/messages/literal_text.hpp"

#include <gtest/gtest.h>

#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

using namespace integrations;

TEST(LiteralText, EscapesOnce) {
  EXPECT_EQ(entities("a & <b> &amp;"), "a &amp; &lt;b&gt; &amp;amp;");
  EXPECT_EQ(backslashed("a*b\\c", "\\*"), "a\\*b\\\\c");
}

TEST(LiteralText, StopsListsHeadingsAndQuotationsAtTheBeginningOfALineOnly) {
  EXPECT_EQ(backslashed_line_starts("# a # b\n  - c - d\n> e\n12. f 3. g\n7) h\n2027 i\n7.5 j\n-5 k\n---\n8."),
            "\\# a # b\n  \\- c - d\n\\> e\n12\\. f 3. g\n7\\) h\n2027 i\n7.5 j\n-5 k\n\\---\n8\\.");
  EXPECT_EQ(backslashed_line_starts("12"), "12");
}

TEST(LiteralText, MakesNoLinks) {
  EXPECT_EQ(without_links("see https://a.example, WWW.b.example, mailto:c@d [x](/y)"),
            "see https∶//a.example, WWW․b.example, mailto∶c@d [x] (/y)");
  EXPECT_EQ(without_links("at 10:30, 3:2"), "at 10:30, 3:2");
}

TEST(LiteralText, PingsNobodyAndKeepsMailAddresses) {
  EXPECT_EQ(without_pings("@channel x@all .@HERE @ada ada@school.example a@everyone @**all**"),
            "＠channel x＠all .＠HERE ＠ada ada@school.example a＠everyone ＠**all**");
}

TEST(LiteralText, KeepsTimesAndTakesEmojiNames) {
  EXPECT_EQ(without_emoji_names(":smile: 10:30:45 :+1: a:b :: :x"), "∶smile: 10:30:45 ∶+1: a:b :: :x");
}

TEST(LiteralText, TakesMarksOnlyWhereTheyAct) {
  EXPECT_EQ(without_marks("POL_01 a*b 2~3"), "POL_01 a*b 2~3");
  EXPECT_EQ(without_marks("*b* _i_ ~s~ `c` a`b"), "∗b∗ ˍiˍ ∼s∼ ˋcˋ aˋb");
}

TEST(LiteralText, TakesOnlyAddressesOfTheWeb) {
  EXPECT_EQ(web_address("https://a.example/x?y=z&w=%20#t"), "https://a.example/x?y=z&w=%20#t");
  EXPECT_EQ(web_address("HTTP://a.example"), "HTTP://a.example");
  EXPECT_EQ(web_address("https://a.example/a b|c>d(e)\"f\ng\xC3\xA9"),
            "https://a.example/a%20b%7Cc%3Ed%28e%29%22f%0Ag%C3%A9");
  for (const char* bad :
       {"", "javascript:alert(1)", "/tasks/1", "https://", "http:///x", "ftp://a.example", " https://a"}) {
    EXPECT_EQ(web_address(bad), "") << bad;
  }
  EXPECT_EQ(web_address("https://a.example/" + std::string(2982, 'a')).size(), 3000U);
  EXPECT_EQ(web_address("https://a.example/" + std::string(2983, 'a')), "");
}

}  // namespace provost::tests
