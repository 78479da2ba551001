#include "integrations/messages/text_cutting.hpp"

#include <gtest/gtest.h>

#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

using namespace integrations;

TEST(Cutting, KeepsWhatFits) {
  EXPECT_EQ(cut("", 5), "");
  EXPECT_EQ(cut("abcde", 5), "abcde");
  EXPECT_EQ(cut("äöüßé", 5), "äöüßé");
  EXPECT_EQ(cut("👩🏽‍🎓", 4), "👩🏽‍🎓");
}

TEST(Cutting, EndsWithAnEllipsisWithinTheLimit) {
  EXPECT_EQ(cut("abcdef", 5), "abcd…");
  EXPECT_EQ(cut("äöüßéx", 5), "äöüß…");
  EXPECT_EQ(cut("abc def", 5), "abc…");  // no blank before it
  EXPECT_EQ(cut("abcdef", 1), "…");
  EXPECT_EQ(cut("abcdef", 0), "");
}

TEST(Cutting, NeverTearsALetter) {
  const std::string student = "👩🏽‍🎓";  // four code points
  EXPECT_EQ(cut(times(student, 5), 10), times(student, 2) + "…");
  EXPECT_EQ(cut(times(student, 5), 9), times(student, 2) + "…");
  EXPECT_EQ(cut(times(student, 5), 8), student + "…");
  EXPECT_EQ(cut("🇬🇧🇫🇷🇩🇪", 4), "🇬🇧…");                      // flags are pairs
  EXPECT_EQ(cut("e\u0301e\u0301e\u0301", 4), "e\u0301…");  // accents stay on their letters
  EXPECT_EQ(cut(times("\u0301", 50), 10), "…");
}

TEST(Cutting, MakesWhatIsNoUtf8Readable) {
  EXPECT_EQ(cut("a\xFF"
                "b",
                5),
            "a\uFFFDb");
  EXPECT_EQ(cut("a\xF0\x9F", 5), "a\uFFFD\uFFFD");
  EXPECT_EQ(one_line("\xC0\x80x"), "\uFFFD\uFFFDx");
}

TEST(Cutting, CountsInEachUnit) {
  EXPECT_EQ(length("aé👩"), 3U);
  EXPECT_EQ(utf16_length("aé👩"), 4U);
  EXPECT_EQ(length("\xFF\xFF"), 2U);
}

TEST(Cutting, CutsByTheLengthOfWhatIsWritten) {
  const auto doubled = [](std::string_view text) {
    std::string result;
    for (const char letter : text) result += letter == '&' ? "&amp;" : std::string(1, letter);
    return result;
  };
  EXPECT_EQ(cut_written("a&b", 7, doubled), "a&amp;b");
  EXPECT_EQ(cut_written("a&bc", 7, doubled), "a&amp;…");
  EXPECT_EQ(cut_written("&&&&", 11, doubled), "&amp;&amp;…");
  EXPECT_EQ(cut_written("&&&&", 10, doubled), "&amp;…");
  EXPECT_EQ(cut_written("", 10, doubled), "");
  EXPECT_EQ(cut_written("👩👩👩👩", 5, doubled, utf16_length), "👩👩…");
}

TEST(Cutting, PutsEverythingOnOneLine) {
  EXPECT_EQ(one_line("  a\r\nb\tc\x01\x7F"
                     "d\u0085e\u2028f  "),
            "a b c d e f");
  EXPECT_EQ(one_line("a\u202Eb\u202Cc\u2066d\u2069e\u202Af\u2068g"), "abcdefg");
  EXPECT_EQ(one_line("\n \n"), "");
}

TEST(Cutting, KeepsLinesTidy) {
  EXPECT_EQ(tidy_lines("\n\na\r\nb\rc\n\n\n\nd  \n  e\u2029f\n\n"), "a\nb\nc\n\nd\ne\nf");
  EXPECT_EQ(tidy_lines("a\u202Eb\x02"
                       "c"),
            "ab c");
}

}  // namespace provost::tests
