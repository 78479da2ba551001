#include <Poco/Net/NetworkInterface.h>
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <thread>

#include "integrations/mail/header_text.hpp"
#include "integrations/mail/mail_sender.hpp"
#include "tests/integrations/mail/mail_samples.hpp"
#include "tests/integrations/mail/mail_server.hpp"

namespace provost::tests {

namespace {

using integrations::MailAnswer;
using integrations::MailSender;
using integrations::MailSettings;
using Security = MailSettings::Security;
using Verdict = MailAnswer::Verdict;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* password = "hunter2-secret";

MailSettings with_login() {
  auto settings = mail_settings(0);
  settings.user = "provost";
  settings.password = password;
  return settings;
}

template <typename Action>
milliseconds time_of(Action action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace

TEST(MailSenderSecurity, RefusesACertificateForAnotherName) {
  const MailFolder folder;
  const auto certificate = make_certificate(folder.path(), "DNS:mail.other.example,IP:127.0.0.9");
  for (const auto& [name, kind] : {std::pair{"starttls", Security::starttls}, std::pair{"tls", Security::tls}}) {
    const MailServer server(secure_options(certificate, name));
    for (const char* host : {"127.0.0.1", "localhost"}) {
      auto settings = mail_settings(server.port(), kind);
      settings.host = host;
      settings.certificate_authorities = certificate.certificate;
      const auto answer = MailSender(settings).send(mail_without_sender());
      EXPECT_EQ(answer.verdict, Verdict::try_again);
      EXPECT_THAT(answer.reason, HasSubstr("certificate of " + std::string(host)));
      EXPECT_THAT(answer.reason, HasSubstr("mismatch"));
      EXPECT_EQ(server.count(), 0U) << name;
    }
  }
}

TEST(MailSenderSecurity, RefusesACertificateNobodySigned) {
  const MailFolder folder;
  const MailFolder other_folder;
  const auto certificate = make_certificate(folder.path(), "IP:127.0.0.1");
  const auto other = make_certificate(other_folder.path(), "IP:127.0.0.1");
  const MailServer server(secure_options(certificate, "starttls"));
  auto settings = mail_settings(server.port(), Security::starttls);
  for (const auto& authorities : {std::optional<std::filesystem::path>(), std::optional(other.certificate)}) {
    settings.certificate_authorities = authorities;
    const auto answer = MailSender(settings).send(mail_without_sender());
    EXPECT_EQ(answer.verdict, Verdict::try_again);
    EXPECT_THAT(answer.reason, HasSubstr("certificate of"));
    EXPECT_EQ(server.count(), 0U);
  }
  settings.certificate_authorities = folder.path() / "nowhere.pem";
  EXPECT_THAT(MailSender(settings).send(mail_without_sender()).reason, HasSubstr("Check its path"));
  settings.certificate_authorities = certificate.certificate;
  EXPECT_EQ(MailSender(settings).send(mail_without_sender()).verdict, Verdict::delivered)
      << "a failed try must leave nothing behind";
}

TEST(MailSenderSecurity, NeverFallsBackToPlain) {
  const MailServer server({});
  const auto answer = MailSender(mail_settings(server.port(), Security::starttls)).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.reason, HasSubstr("does not offer STARTTLS"));
  EXPECT_EQ(server.count(), 0U);

  const auto refused =
      after_script("220 hi\n250-hi\n250 STARTTLS\n454 not now\n250 ok\n", mail_settings(0, Security::starttls));
  EXPECT_EQ(refused.verdict, Verdict::try_again);
  EXPECT_EQ(refused.answer, "454 not now");
}

TEST(MailSenderSecurity, TrustsNothingSaidBeforeTheEncryption) {
  const auto answer =
      after_script("220 hi\n250-hi\n250 STARTTLS\n220 go\\n250 injected\n", mail_settings(0, Security::starttls));
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.reason, HasSubstr("before the encryption"));
}

TEST(MailSenderSecurity, SendsNoPasswordInPlainToAnotherMachine) {
  // Another machine is played by this one's outside address: what counts is that it is no loopback address.
  Poco::Net::ServerSocket listener;
  std::string outside;
  for (const auto& interface : Poco::Net::NetworkInterface::list()) {
    const auto& address = interface.address();
    if (!address.isLoopback() && address.family() == Poco::Net::IPAddress::IPv4) outside = address.toString();
  }
  if (outside.empty()) GTEST_SKIP() << "this machine has no outside address";
  listener.bind(Poco::Net::SocketAddress(outside, 0));
  listener.listen();
  std::string heard;
  std::jthread server([&listener, &heard] {
    auto client = listener.acceptConnection();
    const auto say = [&client](const std::string& line) {
      client.sendBytes(line.data(), static_cast<int>(line.size()));
    };
    say("220 hi\r\n");
    std::array<char, 512> piece{};
    for (int got = 0; (got = client.receiveBytes(piece.data(), static_cast<int>(piece.size()))) > 0;) {
      const std::string line(piece.data(), static_cast<std::size_t>(got));
      heard += line;
      say(line.starts_with("EHLO") ? "250-hi\r\n250 AUTH PLAIN LOGIN\r\n" : "250 ok\r\n");
    }
  });
  auto settings = mail_settings(listener.address().port());
  settings.host = outside;
  settings.user = "provost";
  settings.password = password;
  const auto answer = MailSender(settings).send(mail_without_sender());
  server.join();
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.reason, HasSubstr("not encrypted"));
  EXPECT_THAT(heard, StartsWith("EHLO "));
  EXPECT_THAT(heard, Not(HasSubstr("AUTH")));
  EXPECT_THAT(heard, Not(HasSubstr("MAIL")));
}

TEST(MailSenderSecurity, KeepsThePasswordToItself) {
  const MailServer server({"--login", "provost:right", "--repeat-password"});
  auto settings = mail_settings(server.port());
  settings.user = "provost";
  settings.password = password;
  const auto answer = MailSender(settings).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again) << "no mail is lost while somebody corrects a password";
  EXPECT_EQ(answer.answer, "535 no: ***");
  EXPECT_THAT(answer.reason, HasSubstr("user and password"));
  EXPECT_THAT(answer.reason, Not(HasSubstr(password)));
  EXPECT_EQ(server.count(), 0U);

  const std::string encoded = integrations::base64(std::string("\0provost\0", 9) + password);
  const auto echoed = after_script("220 hi\n250-hi\n250 AUTH PLAIN\n535 bad: " + encoded + "\n", with_login());
  EXPECT_EQ(echoed.answer, "535 bad: ***");
}

TEST(MailSenderSecurity, SaysWhenThereIsNoWayToLogIn) {
  const auto answer = after_script("220 hi\n250-hi PLAIN\n250 AUTH CRAM-MD5 XPLAIN\n221 bye\n", with_login());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.reason, HasSubstr("offers no login"));
}

TEST(MailSenderSecurity, TriesAgainWhenTheServerWantsALogin) {
  const MailServer server({"--login", "provost:right"});
  const auto answer = MailSender(mail_settings(server.port())).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.answer, StartsWith("530"));
  EXPECT_THAT(answer.reason, HasSubstr("login"));
}

TEST(MailSenderSecurity, WaitsForASilentTlsHandshakeNoLongerEither) {
  const MailFolder folder;
  for (const auto kind : {Security::tls, Security::starttls}) {
    const auto file = folder.path() / "script";
    std::ofstream(file) << (kind == Security::tls ? "#wait\n" : "220 hi\n250-hi\n250 STARTTLS\n220 go\n#wait\n");
    const MailServer server({"--script", file.string()});
    auto settings = mail_settings(server.port(), kind);
    settings.patience = milliseconds(1000);
    MailAnswer answer;
    EXPECT_LT(time_of([&] { answer = MailSender(settings).send(mail_without_sender()); }), milliseconds(2000));
    EXPECT_EQ(answer.verdict, Verdict::try_again);
    EXPECT_THAT(answer.reason, HasSubstr("did not answer in time"));
  }
}

TEST(MailSenderSecurity, SpeaksTlsToAPlainServerWithoutHarm) {
  const MailServer server({});
  auto settings = mail_settings(server.port(), Security::tls);
  settings.patience = milliseconds(2000);
  const auto answer = MailSender(settings).send(mail_without_sender());
  EXPECT_EQ(answer.verdict, Verdict::try_again);
  EXPECT_THAT(answer.reason, HasSubstr("encrypt"));
}

}  // namespace provost::tests
