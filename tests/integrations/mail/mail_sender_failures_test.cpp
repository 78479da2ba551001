#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "integrations/mail/mail_sender.hpp"
#include "tests/integrations/mail/mail_samples.hpp"
#include "tests/integrations/mail/mail_server.hpp"

namespace provost::tests {

namespace {

using integrations::Mail;
using integrations::MailAnswer;
using integrations::MailSender;
using integrations::MailSettings;
using Verdict = MailAnswer::Verdict;
using std::chrono::milliseconds;
using testing::HasSubstr;

MailSettings waiting(milliseconds patience) {
  auto settings = mail_settings(0);
  settings.patience = patience;
  return settings;
}

template <typename Action>
milliseconds time_of(Action action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace

TEST(MailSenderFailures, TriesAgainAfterA451) {
  const MailServer at_recipient({"--answer-recipient", "451 4.7.1 Greylisted, come back in 300 seconds"});
  auto answer = MailSender(mail_settings(at_recipient.port())).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_EQ(answer.answer, "451 4.7.1 Greylisted, come back in 300 seconds");
  EXPECT_THAT(answer.reason, HasSubstr("later"));
  EXPECT_EQ(at_recipient.count(), 0U);

  const MailServer at_end({"--answer-data", "452 4.3.1 Disk full"});
  answer = MailSender(mail_settings(at_end.port())).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_EQ(answer.answer, "452 4.3.1 Disk full");
}

TEST(MailSenderFailures, GivesUpAfterA550) {
  const MailServer at_recipient({"--answer-recipient", "550 5.1.1 No such person"});
  auto answer = MailSender(mail_settings(at_recipient.port())).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::never);
  EXPECT_EQ(answer.answer, "550 5.1.1 No such person");
  EXPECT_THAT(answer.reason, HasSubstr("ada@school.example"));

  const MailServer at_end({"--answer-data", "554 5.6.0 Looks like spam"});
  answer = MailSender(mail_settings(at_end.port())).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::never);
  EXPECT_EQ(answer.answer, "554 5.6.0 Looks like spam");
}

TEST(MailSenderFailures, ReadsAnswersOfSeveralLinesAndCutsLongOnes) {
  auto answer = after_script("220 hi\n250 hi\n550-5.1.1 No\n550 5.1.1 person\n221 bye\n");
  EXPECT_EQ(answer.verdict, Verdict::never);
  EXPECT_EQ(answer.answer, "550 5.1.1 No 5.1.1 person");
  answer = after_script("220 hi\n250 hi\n550 ü" + std::string(600, 'x') + "é\n");
  EXPECT_EQ(answer.answer, "550 ü" + std::string(495, 'x')) << "500 characters, not bytes";
}

TEST(MailSenderFailures, TriesAgainAtADeadPort) {
  std::uint16_t port = 0;
  {
    const Poco::Net::ServerSocket nobody(Poco::Net::SocketAddress("127.0.0.1", 0));
    port = nobody.address().port();
  }
  const auto answer = MailSender(mail_settings(port)).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_EQ(answer.answer, "");
  EXPECT_THAT(answer.reason, HasSubstr("cannot be reached"));
}

TEST(MailSenderFailures, TriesAgainForAnUnknownName) {
  auto settings = mail_settings(25);
  settings.host = "no-such-machine.invalid";
  const auto answer = MailSender(settings).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.reason, HasSubstr("no-such-machine.invalid"));
}

TEST(MailSenderFailures, WaitsNoLongerThanItsPatience) {
  const milliseconds patience(300);
  for (const char* script : {"#wait\n", "220-hi\n#wait\n", "220 hi\n#wait\n", "#drip\n"}) {
    const MailFolder folder;
    const auto file = folder.path() / "script";
    std::ofstream(file) << script;
    const MailServer server({"--script", file.string()});
    auto settings = mail_settings(server.port());
    settings.patience = patience;
    MailAnswer answer;
    const auto took = time_of([&] { answer = MailSender(settings).send(mail_without_sender()); });
    EXPECT_GE(took, patience) << script;
    EXPECT_LT(took, patience * 6) << script;
    EXPECT_EQ(answer.verdict, Verdict::try_again);
    EXPECT_THAT(answer.reason, HasSubstr("did not answer in time")) << script;
  }
}

TEST(MailSenderFailures, SurvivesServersThatCutOrDoNotSpeakSmtp) {
  for (const char* script : {"#cut\n", "220 hi\n250-one\n#cut\n", "220 hi\n250 hi\n250 ok\n250 ok\n354 go\n#cut\n"}) {
    const auto answer = after_script(script);
    EXPECT_EQ(answer.verdict, Verdict::try_again) << script;
    EXPECT_THAT(answer.reason, testing::AnyOf(HasSubstr("closed the connection"), HasSubstr("cannot be reached")));
  }
  for (const std::string& script : {std::string("SSH-2.0-OpenSSH\n"), std::string("22\n"), std::string("220_hi\n"),
                                    std::string(9000, '2') + "\n"}) {
    const auto answer = after_script(script, waiting(milliseconds(2000)));
    EXPECT_EQ(answer.verdict, Verdict::try_again);
    EXPECT_THAT(answer.reason, HasSubstr("does not speak SMTP"));
  }
  std::string endless;
  for (int i = 0; i < 5000; ++i) endless += "220-still talking\n";
  EXPECT_THAT(after_script(endless).reason, HasSubstr("does not stop talking"));
}

TEST(MailSenderFailures, CountsTheMailAsDeliveredWhateverComesAfter) {
  const auto answer = after_script("220 hi\n250 hi\n250 ok\n250 ok\n354 go\n250 queued as 7\n421 going down\n#cut\n");
  EXPECT_EQ(answer.verdict, Verdict::delivered);
  EXPECT_EQ(answer.answer, "250 queued as 7");
}

TEST(MailSenderFailures, FallsBackToHeloForOldServers) {
  const auto answer = after_script("220 hi\n502 what?\n250 hi\n550 no\n221 bye\n");
  EXPECT_EQ(answer.verdict, Verdict::never);
  EXPECT_EQ(answer.answer, "550 no");
}

TEST(MailSenderFailures, TriesAgainWhenTheServerTakesNobody) {
  const auto answer = after_script("554 5.3.2 No service\n221 bye\n");
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_EQ(answer.answer, "554 5.3.2 No service");
}

TEST(MailSenderFailures, NeverSendsAMailThatCannotBeWritten) {
  const MailServer server({});
  Mail mail = mail_without_sender();
  mail.to_address = "ada@school.example>\r\nRCPT TO:<eve@evil.example";
  const auto answer = MailSender(mail_settings(server.port())).send(mail);
  EXPECT_EQ(answer.verdict, Verdict::never);
  EXPECT_THAT(answer.reason, HasSubstr("recipient"));
  EXPECT_EQ(server.count(), 0U);
}

}  // namespace provost::tests
