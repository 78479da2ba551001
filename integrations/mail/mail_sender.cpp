#include "integrations/mail/mail_sender.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "integrations/mail/header_text.hpp"
#include "integrations/mail/smtp_connection.hpp"

namespace provost::integrations {

namespace {

using Security = MailSettings::Security;
using Verdict = MailAnswer::Verdict;

constexpr std::size_t longest_answer = 500;  // characters
constexpr int authentication_required = 530;

/// Ends the talk with the server; carries what the caller is told.
struct Undelivered {
  MailAnswer answer;
};

void replace_all(std::string& text, const std::string& what) {
  if (what.empty()) return;
  constexpr std::string_view hidden = "***";
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + hidden.size())) {
    text.replace(at, what.size(), hidden);
  }
}

std::string first_characters(std::string text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && ++characters > most) return text.substr(0, i);
  }
  return text;
}

std::string plain_secret(const MailSettings& settings) {
  return base64(std::string(1, '\0') + settings.user + '\0' + settings.password);
}

/// Some servers repeat in their reply what they were sent.
std::string printable(const SmtpReply& reply, const MailSettings& settings) {
  std::string text = std::to_string(reply.code) + " " + reply.text;
  replace_all(text, plain_secret(settings));
  replace_all(text, base64(settings.password));
  replace_all(text, settings.password);
  return first_characters(header_line(text), longest_answer);
}

/// What the server can do, from its reply to EHLO: a keyword and its parameters a line (RFC 5321, section 4.1.1.1).
struct Abilities {
  bool starttls = false;
  std::set<std::string, std::less<>> logins;
};

Abilities abilities_of(const std::string& reply) {
  Abilities abilities;
  std::istringstream lines(reply);
  std::string line;
  std::getline(lines, line);  // the server's name and greeting
  while (std::getline(lines, line)) {
    std::ranges::transform(line, line.begin(), [](char letter) {
      if (letter == '=') return ' ';  // "AUTH=LOGIN" of old servers
      return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    std::istringstream words(line);
    std::string keyword;
    words >> keyword;
    if (keyword == "STARTTLS") abilities.starttls = true;
    for (std::string way; keyword == "AUTH" && words >> way;) abilities.logins.insert(way);
  }
  return abilities;
}

/// One mail's talk with the server.
class Talk {
 public:
  Talk(const MailSettings& settings, SmtpConnection& connection) : settings_(settings), connection_(connection) {}

  MailAnswer deliver(const Mail& mail, const std::string& bytes) {
    if (settings_.security == Security::tls) connection_.encrypt(settings_.certificate_authorities);
    about_settings(connection_.receive(settings_.patience), "The mail server takes no mail at the moment.");
    Abilities abilities = say_hello();
    if (settings_.security == Security::starttls) {
      start_tls(abilities);
      abilities = say_hello();  // what was said before the encryption counts for nothing (RFC 3207, section 4.2)
    }
    if (!settings_.user.empty()) log_in(abilities);
    about_mail(connection_.command("MAIL FROM:<" + mail.from_address + ">"),
               "The mail server does not take mail from " + mail.from_address +
                   ". Check the sender's address in the mail settings.");
    about_mail(connection_.command("RCPT TO:<" + mail.to_address + ">"),
               "The mail server does not take mail for " + mail.to_address + ". Check the person's address.");
    const auto ready = connection_.command("DATA");
    if (!ready.go_on()) about_mail(ready, "The mail server does not take the mail.", true);
    const auto taken = connection_.send_mail(bytes);
    about_mail(taken, "The mail server has read the mail and refused it. Its answer says why.");
    return {Verdict::delivered, printable(taken, settings_), ""};
  }

 private:
  [[noreturn]] void stop(Verdict verdict, const SmtpReply& reply, std::string reason) const {
    throw Undelivered{{verdict, reply.code == 0 ? "" : printable(reply, settings_), std::move(reason)}};
  }

  void about_settings(const SmtpReply& reply, const std::string& reason) const {
    if (!reply.good()) stop(Verdict::try_again, reply, reason);
  }

  void about_mail(const SmtpReply& reply, const std::string& reason, bool even_if_good = false) const {
    if (reply.good() && !even_if_good) return;
    if (reply.code == authentication_required) {
      stop(Verdict::try_again, reply,
           "The mail server wants a login or an encryption first. Set both in the mail settings.");
    }
    if (reply.code >= 500) stop(Verdict::never, reply, reason);
    stop(Verdict::try_again, reply, "The mail server asks to try again later. This happens by itself.");
  }

  Abilities say_hello() {
    const auto hello = connection_.command("EHLO " + connection_.own_name());
    if (hello.good()) return abilities_of(hello.text);
    const auto old_hello = connection_.command("HELO " + connection_.own_name());
    about_settings(old_hello, "The mail server does not talk to this machine. Its answer says why.");
    return {};
  }

  void start_tls(const Abilities& abilities) {
    if (!abilities.starttls) {
      stop(Verdict::try_again, {},
           "The mail server does not offer STARTTLS, so nothing was sent. Choose TLS with its port (often 465) in the "
           "mail "
           "settings, or have STARTTLS switched on at the mail server.");
    }
    about_settings(connection_.command("STARTTLS"), "The mail server does not begin the encryption it offers.");
    connection_.encrypt(settings_.certificate_authorities);
  }

  void log_in(const Abilities& abilities) {
    if (!connection_.encrypted() && !connection_.is_loopback()) {
      stop(Verdict::try_again, {},
           "The password was not sent, since the connection is not encrypted. Choose STARTTLS or TLS in the mail "
           "settings, or take away user and password.");
    }
    const std::string wrong = "The mail server does not accept user and password. Correct them in the mail settings.";
    if (abilities.logins.contains("PLAIN")) {  // RFC 4616
      about_settings(connection_.command("AUTH PLAIN " + plain_secret(settings_)), wrong);
      return;
    }
    if (!abilities.logins.contains("LOGIN")) {
      stop(Verdict::try_again, {},
           "The mail server offers no login by user and password (PLAIN or LOGIN) on this connection. Choose STARTTLS "
           "or "
           "TLS in the mail settings, or take away user and password.");
    }
    for (const std::string& line : {std::string("AUTH LOGIN"), base64(settings_.user)}) {
      const auto question = connection_.command(line);
      if (!question.go_on()) stop(Verdict::try_again, question, wrong);
    }
    about_settings(connection_.command(base64(settings_.password)), wrong);
  }

  const MailSettings& settings_;
  SmtpConnection& connection_;
};

MailAnswer talk(const MailSettings& settings, const Mail& mail, const std::string& bytes) {
  SmtpConnection connection(settings.host, settings.port, settings.patience);
  try {
    auto answer = Talk(settings, connection).deliver(mail, bytes);
    connection.quit();
    return answer;
  } catch (const Undelivered& undelivered) {
    connection.quit();
    return undelivered.answer;
  }
}

bool is_host(const std::string& host) {
  return !host.empty() && std::ranges::all_of(host, [](char letter) { return letter > ' ' && letter < 0x7F; });
}

}  // namespace

MailSender::MailSender(MailSettings settings) : settings_(std::move(settings)) {
  if (!is_host(settings_.host)) throw std::invalid_argument("The mail server needs a name or an address.");
  if (settings_.port == 0) throw std::invalid_argument("The mail server's port must be from 1 to 65535.");
  if (settings_.patience.count() <= 0) throw std::invalid_argument("The wait for the mail server must be above 0.");
  if (!settings_.from_address.empty() && !is_mail_address(settings_.from_address)) {
    throw std::invalid_argument("The sender's address in the mail settings is not a mail address that can be used.");
  }
}

MailAnswer MailSender::send(const Mail& mail) const {
  const std::string server = settings_.host + ":" + std::to_string(settings_.port);
  const auto later = [](std::string reason) { return MailAnswer{Verdict::try_again, "", std::move(reason)}; };
  try {
    Mail complete = mail;
    if (complete.from_address.empty()) {
      complete.from_address = settings_.from_address;
      if (complete.from_name.empty()) complete.from_name = settings_.from_name;
    }
    return talk(settings_, complete, mail_bytes(complete));
  } catch (const MailRefused& refused) {
    return {Verdict::never, "", refused.what()};
  } catch (const CertificateRefused& refused) {
    return later("The certificate of " + server + " is not to be trusted (" + refused.what() +
                 "), so nothing was sent. Check the server's name in the mail settings, or name the certificate "
                 "authority that signed it.");
  } catch (const Poco::Net::SSLContextException&) {
    return later("The file of certificate authorities cannot be read. Check its path in the mail settings.");
  } catch (const ConnectionBroken& broken) {
    return later("The mail server " + server + " " + broken.what() +
                 ". Check server, port and encryption in the mail "
                 "settings.");
  } catch (const Poco::TimeoutException&) {
    return later("The mail server " + server +
                 " did not answer in time. Check that it runs and that no firewall is "
                 "between.");
  } catch (const Poco::Net::DNSException&) {
    return later("There is no machine named " + settings_.host +
                 ". Check the mail server's name in the mail settings.");
  } catch (const Poco::Net::SSLException&) {
    return later("No encrypted connection to " + server +
                 " came about. Check port and encryption (STARTTLS or TLS) in "
                 "the mail settings.");
  } catch (const Poco::Exception&) {
    return later("The mail server " + server +
                 " cannot be reached. Check its name and port in the mail settings and "
                 "that it runs.");
  }
}

}  // namespace provost::integrations
