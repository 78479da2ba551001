#include "integrations/mail/mail_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace provost::tests {

namespace {

using integrations::mail_text;
using integrations::Message;
using integrations::Tone;
using testing::HasSubstr;
using testing::Not;

Message usual() {
  Message message;
  message.title = "Safeguarding policy: review due";
  message.text = "It applies from Monday.\n\nPlease read it.";
  message.facts = {{"Due", "12 March 2027"}, {"Owner", "Ada"}, {"Site", "North"}, {"Fourth", "hidden"}};
  message.items = {{"First task", "https://provost.example/t/1"}, {"Second task", ""}};
  message.button = "Open the review";
  message.address = "https://provost.example/r/7?a=1&b=2";
  message.mentions = {{"Ada Lovelace", "U1", ""}, {"Grace", "", "g@x.example"}};
  message.footer = "You own this policy.";
  return message;
}

std::vector<std::string> links_of(const std::string& html) {
  std::vector<std::string> links;
  const std::regex pattern("href=\"([^\"]*)\"");
  for (std::sregex_iterator i(html.begin(), html.end(), pattern), end; i != end; ++i) links.push_back((*i)[1]);
  return links;
}

}  // namespace

TEST(MailText, SaysEverythingInPlainText) {
  EXPECT_EQ(mail_text(usual(), "North School").text,
            "Safeguarding policy: review due\n"
            "\n"
            "It applies from Monday.\n"
            "\n"
            "Please read it.\n"
            "\n"
            "For: Ada Lovelace, Grace\n"
            "Due: 12 March 2027\n"
            "Owner: Ada\n"
            "Site: North\n"
            "\n"
            "- First task\n"
            "  https://provost.example/t/1\n"
            "- Second task\n"
            "\n"
            "Open the review:\n"
            "https://provost.example/r/7?a=1&b=2\n"
            "\n"
            "-- \n"
            "You own this policy.\n"
            "North School\n");
}

TEST(MailText, SaysTheSameInHtml) {
  const std::string html = mail_text(usual(), "North School").html;
  for (const char* said : {"review due</h1>", "It applies from Monday.<br>", "Please read it.", "Ada Lovelace, Grace",
                           "<strong>Due:</strong> 12 March 2027", "<strong>Site:</strong> North", ">First task</a>",
                           ">Second task</li>", ">Open the review</a>", "You own this policy.", "North School"}) {
    EXPECT_THAT(html, HasSubstr(said));
  }
  EXPECT_THAT(html, Not(HasSubstr("hidden")));
  EXPECT_THAT(links_of(html),
              testing::ElementsAre("https://provost.example/t/1", "https://provost.example/r/7?a=1&amp;b=2"));
  EXPECT_THAT(html, HasSubstr("name=\"viewport\""));
}

TEST(MailText, IsShortForAShortMessage) {
  Message message;
  message.title = "Hello";
  EXPECT_EQ(mail_text(message, "").text, "Hello\n");
  const std::string html = mail_text(message, "").html;
  for (const char* empty : {"<p", "<ul", "<a "}) EXPECT_THAT(html, Not(HasSubstr(empty)));
}

TEST(MailText, EscapesEverythingAndLoadsNothing) {
  const std::string attack = "<script>alert('x')</script><img src=x onerror=\"y\">&\"'\r\n\x01";
  Message message;
  message.title = message.text = message.button = message.footer = attack;
  message.facts = {{attack, attack}};
  message.items = {{attack, "https://provost.example/\"onmouseover=alert(1)'<b>"}, {"b", "javascript:alert(1)"}};
  message.address = "https://provost.example/\"><img>";
  message.mentions = {{attack, attack, attack}};
  const std::string html = mail_text(message, attack).html;
  for (const char* evil :
       {"<script", "<img", "<b>", "<link", "<style", "\"onmouseover", "javascript:", "url(", "src=\"", "\x01"}) {
    EXPECT_THAT(html, Not(HasSubstr(evil))) << html;
  }
  EXPECT_EQ(links_of(html).size(), 2U);
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
}

TEST(MailText, LinksOnlyToTheWeb) {
  for (const char* address : {"javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example",
                              "https://a b", "https://a\nb", ""}) {
    Message message = usual();
    message.address = address;
    message.items = {{"Task", address}};
    const auto mail = mail_text(message, "");
    EXPECT_TRUE(links_of(mail.html).empty()) << address;
    EXPECT_THAT(mail.text, Not(HasSubstr("Open the review"))) << address;
  }
}

TEST(MailText, ShowsAnAddressThatHasNoLabel) {
  Message message = usual();
  message.button.clear();
  const auto mail = mail_text(message, "");
  EXPECT_THAT(mail.text, HasSubstr("\n\nhttps://provost.example/r/7?a=1&b=2\n"));
  EXPECT_THAT(mail.html, HasSubstr(">https://provost.example/r/7?a=1&amp;b=2</a>"));
}

TEST(MailText, SaysTheToneAsAWord) {
  Message message = usual();
  const std::vector<std::pair<Tone, std::string>> words{
      {Tone::good, "Done: Safe"}, {Tone::warning, "Please note: Safe"}, {Tone::urgent, "Urgent: Safe"}};
  for (const auto& [tone, word] : words) {
    message.tone = tone;
    EXPECT_THAT(mail_text(message, "").text, testing::StartsWith(word));
    EXPECT_THAT(mail_text(message, "").html, HasSubstr(">" + word));
  }
}

TEST(MailText, TellsHowManyItemsAreLeftOut) {
  Message message = usual();
  message.items.assign(100, {"Task", ""});
  EXPECT_THAT(mail_text(message, "").text, Not(HasSubstr(" more")));
  message.items.assign(112, {"Task", ""});
  const auto mail = mail_text(message, "");
  EXPECT_THAT(mail.text, HasSubstr("- and 12 more\n"));
  EXPECT_THAT(mail.html, HasSubstr(">and 12 more</li>"));
}

}  // namespace provost::tests
