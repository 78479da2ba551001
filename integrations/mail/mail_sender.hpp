#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "integrations/mail/mail_message.hpp"

namespace provost::integrations {

/// The server that takes the school's outgoing mail.
struct MailSettings {
  enum class Security {
    starttls,  ///< plain first, then encrypted (RFC 3207); required: a server that does not offer it gets nothing
    tls,       ///< encrypted from the first byte (RFC 8314), usually port 465
    none,      ///< not encrypted; a password is then only sent to this machine itself
  };

  std::string host;  ///< a name or an address by number; the certificate must be for it
  std::uint16_t port = 587;
  Security security = Security::starttls;
  std::string user;          ///< empty: no login
  std::string password;      ///< never in an answer, a reason or an exception
  std::string from_address;  ///< for mails that name none
  std::string from_name;
  /// PEM file or folder (hashed names) to trust instead of the system's authorities; read at each mail.
  std::optional<std::filesystem::path> certificate_authorities;
  /// For connecting, for TLS and for each reply; four times as long for the reply to the mail itself.
  std::chrono::milliseconds patience{15000};
};

/// What became of one mail.
struct MailAnswer {
  enum class Verdict {
    delivered,  ///< the server took it over
    try_again,  ///< later may go well: 4xx, no connection, no answer, or a fault of the settings
    never,      ///< refused for good: 5xx to this mail or its addresses, or a mail that cannot be written
  };

  Verdict verdict = Verdict::try_again;
  std::string answer;  ///< what the server said last, code first, one line of at most 500 characters; empty: nothing
  std::string reason;  ///< for people, says what to do; empty when delivered
};

/// Hands mails to a server by SMTP (RFC 5321), each over a connection of its own. Thread-safe; holds nothing open.
///
/// A 5xx before the mail's own commands (greeting, EHLO, STARTTLS, AUTH) and a 530 ("authentication required", RFC
/// 4954) are try_again: they speak about the settings, and no mail is to be lost while somebody corrects a password. A
/// connection lost after the mail went out and before its reply is try_again too: the server may have it already. The
/// same Mail::message_id lets receivers see that.
class MailSender {
 public:
  /// Throws std::invalid_argument when the host is empty or has blanks, the port is 0, the patience is not above 0, or
  /// from_address is set and no mail address. Opens nothing yet.
  explicit MailSender(MailSettings settings);

  /// Does not throw for anything that server, network or mail do.
  MailAnswer send(const Mail& mail) const;

 private:
  MailSettings settings_;
};

}  // namespace provost::integrations
