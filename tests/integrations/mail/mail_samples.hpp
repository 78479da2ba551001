#pragma once

#include <string>
#include <vector>

#include "integrations/mail/mail_sender.hpp"
#include "tests/integrations/mail/mail_server.hpp"

namespace provost::tests {

/// A mail without a sender of its own.
integrations::Mail mail_without_sender();

/// For a server of the test on 127.0.0.1, without login.
integrations::MailSettings mail_settings(
    std::uint16_t port, integrations::MailSettings::Security security = integrations::MailSettings::Security::none);

/// The options for a MailServer that encrypts: `security` is "starttls" or "tls".
std::vector<std::string> secure_options(const TestCertificate& certificate, const std::string& security);

/// Sends one mail to a server that says these lines (mail_server.py tells what they mean); host and port of the
/// settings are the server's.
integrations::MailAnswer after_script(const std::string& lines, integrations::MailSettings settings = mail_settings(0));

}  // namespace provost::tests
