#include "integrations/mail/mail_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "integrations/mail/header_text.hpp"
#include "tests/integrations/mail/mail_server.hpp"

namespace provost::tests {

namespace {

using integrations::Mail;
using integrations::mail_bytes;
using integrations::MailRefused;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Mail usual() {
  Mail mail;
  mail.to_address = "ada@school.example";
  mail.to_name = "Ada Lovelace";
  mail.from_address = "provost@school.example";
  mail.from_name = "Provost";
  mail.subject = "Review due";
  mail.text = "Please review.\n";
  mail.html = "<p>Please review.</p>\n";
  mail.message_id = "<case-7.1@school.example>";
  mail.date = std::chrono::sys_days{std::chrono::year{2027} / 3 / 9} + std::chrono::hours(8) + std::chrono::seconds(7);
  return mail;
}

std::string string_at(const boost::json::value& value) {
  return std::string(value.as_string());
}

std::vector<std::string> lines_of(const std::string& bytes) {
  std::vector<std::string> lines;
  std::istringstream stream(bytes);
  for (std::string line; std::getline(stream, line);) {
    EXPECT_TRUE(line.ends_with('\r')) << line;
    if (!line.empty()) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string head_of(const std::string& bytes) {
  return bytes.substr(0, bytes.find("\r\n\r\n"));
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  while (times-- > 0) text += piece;
  return text;
}

template <typename Change>
void expect_refused(Change change, const std::string& word) {
  Mail mail = usual();
  change(mail);
  try {
    const auto bytes = mail_bytes(mail);
    ADD_FAILURE() << "not refused:\n" << head_of(bytes);
  } catch (const MailRefused& refused) {
    EXPECT_THAT(refused.what(), HasSubstr(word));
  }
}

}  // namespace

TEST(MailMessage, HasBothPartsAndTheHeadersOfAnAutomaticMail) {
  const auto read = read_by_python(mail_bytes(usual()));
  EXPECT_EQ(read.at("type"), "multipart/alternative");
  EXPECT_TRUE(read.at("defects").as_array().empty()) << boost::json::serialize(read.at("defects"));
  EXPECT_EQ(read.at("date"), "2027-03-09T08:00:07+00:00");
  EXPECT_THAT(header_values(read, "Date"), ElementsAre("Tue, 09 Mar 2027 08:00:07 +0000"));
  EXPECT_THAT(header_values(read, "Message-ID"), ElementsAre("<case-7.1@school.example>"));
  EXPECT_THAT(header_values(read, "Auto-Submitted"), ElementsAre("auto-generated"));
  EXPECT_THAT(header_values(read, "Subject"), ElementsAre("Review due"));
  EXPECT_EQ(read.at("to").as_array().size(), 1U);
  for (const char* absent : {"In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post", "Cc", "Bcc"}) {
    EXPECT_THAT(header_values(read, absent), IsEmpty()) << absent;
  }
  const auto& parts = read.at("parts").as_array();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].at("type"), "text/plain");
  EXPECT_EQ(parts[0].at("charset"), "utf-8");
  EXPECT_EQ(parts[0].at("content"), "Please review.\n");
  EXPECT_EQ(parts[1].at("type"), "text/html");
  EXPECT_EQ(parts[1].at("charset"), "utf-8");
  EXPECT_EQ(parts[1].at("content"), "<p>Please review.</p>\n");
}

TEST(MailMessage, BelongsToItsThreadAndCanBeUnsubscribedWithOneClick) {
  Mail mail = usual();
  mail.in_reply_to = "<case-7@school.example>";
  mail.unsubscribe_address = "https://provost.school.example/unsubscribe/abc?x=1&y=2";
  const auto read = read_by_python(mail_bytes(mail));
  EXPECT_THAT(header_values(read, "In-Reply-To"), ElementsAre("<case-7@school.example>"));
  EXPECT_THAT(header_values(read, "References"), ElementsAre("<case-7@school.example>"));
  EXPECT_THAT(header_values(read, "List-Unsubscribe"),
              ElementsAre("<https://provost.school.example/unsubscribe/abc?x=1&y=2>"));
  EXPECT_THAT(header_values(read, "List-Unsubscribe-Post"), ElementsAre("List-Unsubscribe=One-Click"));

  mail.unsubscribe_mail = "stop@school.example";
  EXPECT_THAT(header_values(read_by_python(mail_bytes(mail)), "List-Unsubscribe"),
              ElementsAre("<mailto:stop@school.example>, <https://provost.school.example/unsubscribe/abc?x=1&y=2>"));

  mail.unsubscribe_address.clear();
  const auto by_mail = read_by_python(mail_bytes(mail));
  EXPECT_THAT(header_values(by_mail, "List-Unsubscribe"), ElementsAre("<mailto:stop@school.example>"));
  EXPECT_THAT(header_values(by_mail, "List-Unsubscribe-Post"), IsEmpty()) << "the click needs an https address";
}

TEST(MailMessage, KeepsSubjectsOfAnyLettersAndLength) {
  const std::vector<std::string> subjects{
      "🎉 Done 👩🏽‍🏫 and 🇫🇷",
      "مراجعة سياسة الحماية مطلوبة قبل يوم الخميس القادم من فضلك",
      repeated("Überprüfung ", 41) + "folgt bald",
      repeated("word ", 99) + "words",
      repeated("x", 500),
      repeated("😀", 500),
      "=?UTF-8?Q?not_encoded_by_us?=",
      "a = b? _c_",
  };
  for (const auto& subject : subjects) {
    Mail mail = usual();
    mail.subject = subject;
    const std::string bytes = mail_bytes(mail);
    const auto read = read_by_python(bytes);
    EXPECT_THAT(header_values(read, "Subject"), ElementsAre(subject));
    EXPECT_TRUE(read.at("defects").as_array().empty()) << boost::json::serialize(read.at("defects"));
    EXPECT_TRUE(std::ranges::all_of(bytes, [](unsigned char letter) { return letter < 0x80; }));
    for (const auto& line : lines_of(head_of(bytes) + "\r\n")) EXPECT_LE(line.size(), 76U) << line;
  }
}

TEST(MailMessage, NeverCutsACharacterBetweenTwoEncodedWords) {
  const std::string words = integrations::header_words(repeated("a", 38) + "😀" + repeated("é", 60));
  std::istringstream stream(words);
  std::size_t count = 0;
  for (std::string word; stream >> word; ++count) {
    EXPECT_LE(word.size(), 75U);  // RFC 2047, section 2
    Mail mail = usual();
    mail.subject.clear();
    std::string bytes = mail_bytes(mail);
    bytes.replace(bytes.find("Subject: "), 9, "Subject: " + word);
    const auto values = header_values(read_by_python(bytes), "Subject");
    ASSERT_EQ(values.size(), 1U);
    EXPECT_THAT(values[0], Not(HasSubstr("\xEF\xBF\xBD"))) << word;
  }
  EXPECT_GE(count, 4U);
}

TEST(MailMessage, KeepsNamesOfAnyLetters) {
  const std::vector<std::string> names{
      "Ada Lovelace",
      "Mary \"Molly\" O'Neil, PhD",
      "Back\\slash <b@x.example>",
      "Zoë Müller; group: a, b",
      "فاطمة الزهراء",
      "小野 花子 \"Hana\"",
      repeated("Long Name ", 20) + "Ltd",
      repeated("ñ", 100),
      "=?UTF-8?B?QQ==?= me",
      "(comment) @ name",
  };
  for (const auto& name : names) {
    Mail mail = usual();
    mail.to_name = name;
    mail.from_name = name;
    const std::string bytes = mail_bytes(mail);
    const auto read = read_by_python(bytes);
    for (const char* header : {"to", "from"}) {
      const auto& people = read.at(header).as_array();
      ASSERT_EQ(people.size(), 1U) << head_of(bytes);
      EXPECT_EQ(string_at(people[0].at(0)), name) << head_of(bytes);
    }
    EXPECT_EQ(string_at(read.at("to").at(0).at(1)), "ada@school.example");
    EXPECT_EQ(string_at(read.at("from").at(0).at(1)), "provost@school.example");
  }
  Mail nameless = usual();
  nameless.to_name = " \r\n ";
  EXPECT_THAT(header_values(read_by_python(mail_bytes(nameless)), "To"), ElementsAre("ada@school.example"));
}

TEST(MailMessage, LetsNoTextBecomeAHeader) {
  const std::string attack =
      "Hi\r\nBcc: eve@evil.example\nX-Evil: 1\r\rBcc: b@evil.example\x01\x7F\u0085\u2028\r\n\r\nbody";
  Mail mail = usual();
  mail.subject = attack;
  mail.to_name = attack;
  mail.from_name = attack + "é";
  const std::string bytes = mail_bytes(mail);
  const auto read = read_by_python(bytes);
  EXPECT_THAT(header_values(read, "Bcc"), IsEmpty());
  EXPECT_THAT(header_values(read, "X-Evil"), IsEmpty());
  EXPECT_EQ(read.at("to").as_array().size(), 1U);
  EXPECT_EQ(read.at("from").as_array().size(), 1U);
  EXPECT_EQ(read.at("parts").as_array().size(), 2U);
  EXPECT_THAT(header_values(read, "Subject"),
              ElementsAre("Hi  Bcc: eve@evil.example X-Evil: 1  Bcc: b@evil.example        body"));
}

TEST(MailMessage, RefusesAddressesAndIdsThatCouldAddSomething) {
  const std::vector<std::string> bad{"",
                                     "ada",
                                     "@school.example",
                                     "ada@",
                                     "a@b@c.example",
                                     "a b@c.example",
                                     "a@b c",
                                     "a@b.example\r\nRCPT TO:<eve@evil.example>",
                                     "a@b.example\n",
                                     "<a@b.example>",
                                     "a,b@c.example",
                                     "a@b.example, c@d.example",
                                     "\"a b\"@c.example",
                                     "é@c.example",
                                     "a@ü.example",
                                     ".a@b.example",
                                     "a..b@c.example",
                                     "a@.b",
                                     "a@b..c",
                                     "a@b>c",
                                     std::string(65, 'a') + "@b.example",
                                     "a@" + std::string(260, 'b'),
                                     std::string("a\0@b", 4)};
  for (const auto& address : bad) {
    EXPECT_FALSE(integrations::is_mail_address(address)) << address;
    expect_refused([&](Mail& mail) { mail.to_address = address; }, "recipient");
    expect_refused([&](Mail& mail) { mail.from_address = address; }, "sender");
    if (!address.empty()) expect_refused([&](Mail& mail) { mail.unsubscribe_mail = address; }, "unsubscribe");
  }
  for (const char* good :
       {"ada@school.example", "a.b+tag@sub.school.example", "o'neil_x@xn--bcher-kva.example", "root@localhost"}) {
    EXPECT_TRUE(integrations::is_mail_address(good)) << good;
  }
  for (const std::string id :
       {"", "x@y", "<x>", "<x@y", "<x@y>\r\nBcc: e@e.example", "<x y@z>", "<x@y><z@w>", "<@y>", "<x@>", "<a@b@c>"}) {
    expect_refused([&](Mail& mail) { mail.message_id = id; }, "id");
    if (!id.empty()) expect_refused([&](Mail& mail) { mail.in_reply_to = id; }, "id");
  }
  for (const std::string link : {"http://a.example", "https://", "https://a b", "https://a>,<mailto:x@y",
                                 "https://a\r\nX: y", "javascript:alert(1)", "https://é"}) {
    expect_refused([&](Mail& mail) { mail.unsubscribe_address = link; }, "unsubscribe");
  }
  expect_refused([](Mail& mail) { mail.text.clear(); }, "text");
}

TEST(MailMessage, CarriesAnyContentInShortAsciiLines) {
  Mail mail = usual();
  mail.text = "line one\r\nline two\rline three\n.\n..dots\n.hidden\n\n trailing blank \n" + repeated("long", 500) +
              "\n" + repeated("طويل", 300) + "\nA=3D=\ttab\nbad byte: \xFF, null: " + std::string(1, '\0') + "| 🎓";
  mail.html = "<p>" + repeated("ünï", 400) + "</p>";
  const std::string bytes = mail_bytes(mail);
  for (const auto& line : lines_of(bytes)) EXPECT_LE(line.size(), 76U) << line;
  EXPECT_TRUE(std::ranges::all_of(bytes, [](unsigned char letter) { return letter < 0x80 && letter != 0; }));
  const auto read = read_by_python(bytes);
  EXPECT_EQ(string_at(read.at("parts").at(0).at("content")),
            "line one\nline two\nline three\n.\n..dots\n.hidden\n\n trailing blank \n" + repeated("long", 500) + "\n" +
                repeated("طويل", 300) + "\nA=3D=\ttab\nbad byte: \xEF\xBF\xBD, null:  | 🎓\n");
  EXPECT_EQ(string_at(read.at("parts").at(1).at("content")), "<p>" + repeated("ünï", 400) + "</p>\n");
}

TEST(MailMessage, IsOnePartWithoutHtml) {
  Mail mail = usual();
  mail.html.clear();
  const auto read = read_by_python(mail_bytes(mail));
  ASSERT_EQ(read.at("parts").as_array().size(), 1U);
  EXPECT_EQ(read.at("parts").at(0).at("content"), "Please review.\n");
}

}  // namespace provost::tests
