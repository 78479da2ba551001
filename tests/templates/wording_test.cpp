#include "templates/wording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

namespace provost::templates {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class WordingTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("provost-wording-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }
  static boost::json::object task() {
    return {{"task", "Say what caused it"},    {"case_title", "Fire drill"}, {"person", "Ada"}, {"is_review", true},
            {"why", "Else it happens again."}, {"due", "2026-11-03"},        {"key", "CA-4"}};
  }
  static std::vector<std::string> tags(const WordingTemplates& words) {
    std::vector<std::string> list;
    for (const auto& language : words.languages()) list.push_back(language.tag);
    return list;
  }
  std::filesystem::path folder_;
};

TEST_F(WordingTest, DaysAreWrittenAsTheLanguageDoes) {
  const WordingTemplates words("");
  EXPECT_EQ(words.render("task_assigned", task()).facts.at(1).second, "3 November 2026");
  const auto german = words.render("task_assigned", task(), Medium::chat, "de");
  EXPECT_EQ(german.facts.at(1).second, "3. November 2026");
  EXPECT_EQ(german.button, "Aufgabe öffnen");
  auto march = task();
  march["due"] = "2027-03-31";
  EXPECT_EQ(words.render("task_assigned", march, Medium::chat, "de").facts.at(1).second, "31. März 2027");
}

TEST_F(WordingTest, EveryMessageCanBeSaidInEveryLanguageAndMedium) {
  const WordingTemplates words("");
  EXPECT_THAT(tags(words), ElementsAre("en", "de"));
  for (const auto& name : words.names()) {
    for (const auto medium : {Medium::chat, Medium::mail}) {
      const auto english = words.render(name, task(), medium, "en");
      const auto german = words.render(name, task(), medium, "de");
      EXPECT_FALSE(english.title.empty() && english.button.empty()) << name;
      EXPECT_EQ(english.button.empty(), german.button.empty()) << name;
      EXPECT_EQ(english.facts.size(), german.facts.size()) << name;
      if (english.button.empty()) {
        EXPECT_NE(english.title + english.text, german.title + german.text) << name;
      } else {
        EXPECT_NE(english.button, german.button) << name;
      }
    }
  }
  for (const auto* phrase : {"addressed",     "more",
                             "good",          "warning",
                             "urgent",        "line",
                             "day",           "months",
                             "done_button",   "tomorrow_button",
                             "why",           "confirm_button",
                             "tomorrow",      "still_valid",
                             "task_line",     "step_line",
                             "document_line", "review_line",
                             "approve_line",  "revise_line",
                             "finish_line",   "periodic_review_line"}) {
    EXPECT_FALSE(words.phrase(phrase, "en").empty()) << phrase;
    EXPECT_NE(words.phrase(phrase, "en"), words.phrase(phrase, "de")) << phrase;
  }
}

TEST_F(WordingTest, MailGreetsAndChatDoesNot) {
  const WordingTemplates words("");
  EXPECT_THAT(words.render("task_assigned", task(), Medium::mail).text, HasSubstr("Hello Ada,"));
  EXPECT_EQ(words.render("task_assigned", task(), Medium::chat).text, "Else it happens again.");
}

TEST_F(WordingTest, AFolderAddsALanguageAndWhatItLacksIsEnglish) {
  write("chat/fr/phrases.mustache", "language: Français\nday: {{day}} {{month}} {{year}}\nmonths: janvier, février\n");
  write("chat/fr/test.mustache", "title: Un message d'essai\n");
  const WordingTemplates words(folder_);
  EXPECT_TRUE(words.problems().empty());
  EXPECT_THAT(tags(words), ElementsAre("en", "de", "fr"));
  EXPECT_EQ(words.render("test", {}, Medium::mail, "fr").title, "Un message d'essai");
  EXPECT_EQ(words.render("case_closed", {{"case_title", "Fire drill"}}, Medium::chat, "fr").title,
            "Closed: Fire drill");
  EXPECT_EQ(words.phrase("more", "fr"), "and {} more");
}

TEST_F(WordingTest, AFileThatCannotBeReadIsLeftOutAndNamed) {
  write("mail/task_assigned.mustache", "title: {{#task}}\n");
  write("chat/de/test.mustache", "headline: Hallo\n");
  const WordingTemplates words(folder_);
  EXPECT_EQ(words.problems().size(), 2U);
  EXPECT_THAT(words.render("task_assigned", task(), Medium::mail).text, HasSubstr("Hello Ada,"));
  EXPECT_EQ(words.render("test", {}, Medium::chat, "de").title, "Eine Probenachricht");
}

TEST_F(WordingTest, LinesOfADigestSayWhenSomethingWasDue) {
  const WordingTemplates words("");
  const boost::json::object late{{"what", "CA-4 Fire drill"}, {"due", "2026-11-20"}, {"is_overdue", true}};
  EXPECT_EQ(words.phrase("line", "en", late), "CA-4 Fire drill (was due 20 November 2026)");
  EXPECT_EQ(words.phrase("line", "de", late), "CA-4 Fire drill (war fällig am 20. November 2026)");
  EXPECT_EQ(words.phrase("line", "en", {{"what", "PO-1"}, {"due", ""}, {"is_overdue", false}}), "PO-1");
}

}  // namespace

}  // namespace provost::templates
