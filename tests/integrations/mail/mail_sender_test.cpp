#include "integrations/mail/mail_sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "integrations/mail/mail_text.hpp"
#include "tests/integrations/mail/mail_samples.hpp"
#include "tests/integrations/mail/mail_server.hpp"

namespace provost::tests {

namespace {

using integrations::Mail;
using integrations::MailSender;
using integrations::MailSettings;
using Security = MailSettings::Security;
using Verdict = integrations::MailAnswer::Verdict;
using testing::ElementsAre;

MailSettings settings_for(const MailServer& server, Security security = Security::none) {
  return mail_settings(server.port(), security);
}

std::string written(const boost::json::value& value) {
  return boost::json::serialize(value);
}

std::vector<std::string> with(std::vector<std::string> options, const std::vector<std::string>& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

}  // namespace

TEST(MailSender, HandsAMailToOneRecipient) {
  const MailServer server({});
  const auto answer = MailSender(settings_for(server)).send(mail_without_sender());
  ASSERT_EQ(answer.verdict, Verdict::delivered) << answer.reason;
  EXPECT_EQ(answer.answer, "250 Message accepted");
  EXPECT_EQ(answer.reason, "");
  ASSERT_EQ(server.count(), 1U);
  const auto mail = server.mail(1);
  EXPECT_EQ(mail.at("sender"), "provost@school.example");
  EXPECT_EQ(written(mail.at("recipients")), "[\"ada@school.example\"]");
  EXPECT_EQ(written(mail.at("to")), "[[\"Ada \\\"the Countess\\\" Lovelace\",\"ada@school.example\"]]");
  EXPECT_EQ(written(mail.at("from")), "[[\"Provost (Nörth)\",\"provost@school.example\"]]");
  EXPECT_THAT(header_values(mail, "Subject"), ElementsAre("🎓 مراجعة due"));
  EXPECT_EQ(mail.at("encrypted"), false);
  const std::string own_name(mail.at("host_name").as_string());
  EXPECT_TRUE(own_name == "[127.0.0.1]" || own_name.find('.') != std::string::npos) << own_name;
}

TEST(MailSender, SendsForTheMailsOwnSenderWhenItNamesOne) {
  const MailServer server({});
  Mail mail = mail_without_sender();
  mail.from_address = "quality@school.example";
  mail.from_name = "Quality";
  ASSERT_EQ(MailSender(settings_for(server)).send(mail).verdict, Verdict::delivered);
  EXPECT_EQ(server.mail(1).at("sender"), "quality@school.example");
  EXPECT_EQ(written(server.mail(1).at("from")), "[[\"Quality\",\"quality@school.example\"]]");
}

TEST(MailSender, BringsLinesWithDotsAndEndsOfMailAcross) {
  const MailServer server({});
  Mail mail = mail_without_sender();
  mail.text = ".\n..\n.dot\n\n.\n\r\n.\r\nQUIT\r\n.\rRCPT TO:<eve@evil.example>\nend";
  mail.html = ".\n<p>.</p>\n.\n";
  ASSERT_EQ(MailSender(settings_for(server)).send(mail).verdict, Verdict::delivered);
  ASSERT_EQ(server.count(), 1U);
  const auto received = server.mail(1);
  const auto& parts = received.at("parts");
  EXPECT_EQ(parts.at(0).at("content"), ".\n..\n.dot\n\n.\n\n.\nQUIT\n.\nRCPT TO:<eve@evil.example>\nend\n");
  EXPECT_EQ(parts.at(1).at("content"), ".\n<p>.</p>\n.\n");
}

TEST(MailSender, SendsExactlyTheBytesOfTheMail) {
  const MailServer server({});
  Mail mail = mail_without_sender();
  mail.from_address = "provost@school.example";
  mail.html.clear();
  ASSERT_EQ(MailSender(settings_for(server)).send(mail).verdict, Verdict::delivered);
  // The boundary is drawn anew each time; all else is the same.
  const auto without_boundary = [](std::string bytes) {
    for (auto at = bytes.find("MIME_boundary_"); at != std::string::npos; at = bytes.find("MIME_boundary_")) {
      bytes.erase(at, std::string("MIME_boundary_0123456789ABCDEF").size());
    }
    return bytes;
  };
  EXPECT_EQ(without_boundary(server.bytes(1)), without_boundary(integrations::mail_bytes(mail)));
}

TEST(MailSender, SendsALongMessageInBothForms) {
  const MailServer server({});
  integrations::Message message;
  message.title = "Digest";
  for (int i = 0; i < 90; ++i) message.items.push_back({"Aufgabe für Zoë " + std::to_string(i), "https://p.example/t"});
  const auto text = integrations::mail_text(message, "North School");
  Mail mail = mail_without_sender();
  mail.text = text.text;
  mail.html = text.html;
  ASSERT_EQ(MailSender(settings_for(server)).send(mail).verdict, Verdict::delivered);
  EXPECT_EQ(server.mail(1).at("parts").at(0).at("content"), boost::json::value(text.text));
  EXPECT_EQ(server.mail(1).at("parts").at(1).at("content"), boost::json::value(text.html));
}

TEST(MailSender, EncryptsByStarttlsAndThenLogsIn) {
  const MailFolder folder;
  const auto certificate = make_certificate(folder.path(), "DNS:localhost,IP:127.0.0.1");
  const MailServer server(with(secure_options(certificate, "starttls"), {"--login", "provost:pässword"}));
  auto settings = settings_for(server, Security::starttls);
  settings.certificate_authorities = certificate.certificate;
  settings.user = "provost";
  settings.password = "pässword";
  for (const char* host : {"127.0.0.1", "localhost"}) {
    settings.host = host;
    const auto answer = MailSender(settings).send(mail_without_sender());
    ASSERT_EQ(answer.verdict, Verdict::delivered) << host << answer.reason << answer.answer;
  }
  EXPECT_EQ(server.mail(2).at("encrypted"), true);
  EXPECT_EQ(server.mail(2).at("authenticated"), true);
  EXPECT_EQ(server.mail(2).at("login"), "PLAIN");
}

TEST(MailSender, EncryptsFromTheFirstByte) {
  const MailFolder folder;
  const auto certificate = make_certificate(folder.path(), "DNS:localhost,IP:127.0.0.1");
  const MailServer server(with(secure_options(certificate, "tls"), {"--login", "provost:secret"}));
  auto settings = settings_for(server, Security::tls);
  settings.certificate_authorities = certificate.certificate;
  settings.user = "provost";
  settings.password = "secret";
  const auto answer = MailSender(settings).send(mail_without_sender());
  ASSERT_EQ(answer.verdict, Verdict::delivered) << answer.reason << answer.answer;
  EXPECT_EQ(server.mail(1).at("authenticated"), true);
}

TEST(MailSender, LogsInByLoginWherePlainIsNotOffered) {
  const MailServer server({"--login", "provost:secret", "--without", "PLAIN"});
  auto settings = settings_for(server);
  settings.user = "provost";
  settings.password = "secret";
  const auto answer = MailSender(settings).send(mail_without_sender());
  ASSERT_EQ(answer.verdict, Verdict::delivered) << answer.reason << answer.answer;
  EXPECT_EQ(server.mail(1).at("login"), "LOGIN");

  settings.password = "wrong";
  EXPECT_EQ(MailSender(settings).send(mail_without_sender()).verdict, Verdict::try_again);
  EXPECT_EQ(server.count(), 1U);
}

TEST(MailSender, CanBeSharedByThreads) {
  const MailFolder folder;
  const auto certificate = make_certificate(folder.path(), "IP:127.0.0.1");
  const MailServer server(secure_options(certificate, "starttls"));
  auto settings = settings_for(server, Security::starttls);
  settings.certificate_authorities = certificate.certificate;
  const MailSender sender(settings);
  constexpr int threads = 4;
  constexpr int mails = 5;
  std::vector<int> delivered(threads, 0);
  {
    std::vector<std::jthread> all;
    for (auto& mine : delivered) {
      all.emplace_back([&sender, &mine] {
        for (int i = 0; i < mails; ++i)
          mine += sender.send(mail_without_sender()).verdict == Verdict::delivered ? 1 : 0;
      });
    }
  }
  EXPECT_THAT(delivered, testing::Each(mails));
  EXPECT_EQ(server.count(), static_cast<std::size_t>(threads * mails));
}

TEST(MailSender, RefusesSettingsThatCannotWork) {
  MailSettings good;
  good.host = "mail.school.example";
  EXPECT_NO_THROW(MailSender{good});
  const auto refused = [&good](auto change) {
    MailSettings settings = good;
    change(settings);
    EXPECT_THROW(MailSender{settings}, std::invalid_argument);
  };
  refused([](MailSettings& settings) { settings.host = ""; });
  refused([](MailSettings& settings) { settings.host = "mail\r\nschool"; });
  refused([](MailSettings& settings) { settings.port = 0; });
  refused([](MailSettings& settings) { settings.patience = {}; });
  refused([](MailSettings& settings) { settings.from_address = "Provost <p@school.example>"; });
}

}  // namespace provost::tests
