#include "tests/integrations/mail/mail_samples.hpp"

#include <fstream>

namespace provost::tests {

integrations::Mail mail_without_sender() {
  integrations::Mail mail;
  mail.to_address = "ada@school.example";
  mail.to_name = "Ada \"the Countess\" Lovelace";
  mail.subject = "🎓 مراجعة due";
  mail.text = "Please review.\n";
  mail.html = "<p>Please review.</p>\n";
  mail.message_id = "<case-7@school.example>";
  mail.date = std::chrono::system_clock::now();
  return mail;
}

integrations::MailSettings mail_settings(std::uint16_t port, integrations::MailSettings::Security security) {
  integrations::MailSettings settings;
  settings.host = "127.0.0.1";
  settings.port = port;
  settings.security = security;
  settings.from_address = "provost@school.example";
  settings.from_name = "Provost (Nörth)";
  settings.patience = std::chrono::seconds(10);
  return settings;
}

std::vector<std::string> secure_options(const TestCertificate& certificate, const std::string& security) {
  return {"--certificate", certificate.certificate.string(), "--key", certificate.key.string(), "--security", security};
}

integrations::MailAnswer after_script(const std::string& lines, integrations::MailSettings settings) {
  const MailFolder folder;
  const auto script = folder.path() / "script";
  std::ofstream(script) << lines;
  const MailServer server({"--script", script.string()});
  settings.port = server.port();
  return integrations::MailSender(settings).send(mail_without_sender());
}

}  // namespace provost::tests
