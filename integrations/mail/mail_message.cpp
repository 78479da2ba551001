#include "integrations/mail/mail_message.hpp"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/StringPartSource.h>

#include <algorithm>
#include <sstream>

#include "integrations/mail/header_text.hpp"

namespace provost::integrations {

namespace {

constexpr std::size_t longest_address = 254;  // RFC 5321, section 4.5.3.1.3, without its angle brackets
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_id = 250;
constexpr std::size_t longest_link = 900;  // a line may have 998 characters (RFC 5322, section 2.1.1)

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

/// Parts that are not empty, divided by dots, of letters, digits and the others named.
bool is_dotted(std::string_view text, std::string_view others) {
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos) {
    return false;
  }
  return std::ranges::all_of(text, [others](char letter) {
    return letter == '.' || is_letter_or_digit(letter) || others.find(letter) != std::string_view::npos;
  });
}

/// Printable ASCII without blanks and without what would end the angle brackets around it.
bool is_bare(std::string_view text) {
  return std::ranges::all_of(
      text, [](char letter) { return letter > ' ' && letter < 0x7F && letter != '<' && letter != '>'; });
}

void check_address(const std::string& address, const char* whose) {
  if (!is_mail_address(address)) throw MailRefused(std::string(whose) + " is not a mail address that can be used.");
}

void check_id(const std::string& id, const char* which) {
  const bool framed = id.size() > 4 && id.size() <= longest_id && id.front() == '<' && id.back() == '>';
  const std::string_view inner = framed ? std::string_view(id).substr(1, id.size() - 2) : std::string_view();
  const bool good =
      is_bare(inner) && std::ranges::count(inner, '@') == 1 && inner.front() != '@' && inner.back() != '@';
  if (!framed || !good) throw MailRefused(std::string(which) + " must look like <name@host>.");
}

void check_link(const std::string& address) {
  constexpr std::string_view scheme = "https://";
  if (!address.starts_with(scheme) || address.size() <= scheme.size() || address.size() > longest_link ||
      !is_bare(address)) {
    throw MailRefused("The address to unsubscribe must begin with https:// and have no blanks.");
  }
}

void check(const Mail& mail) {
  check_address(mail.to_address, "The recipient's address");
  check_address(mail.from_address, "The sender's address");
  check_id(mail.message_id, "The message's id");
  if (!mail.in_reply_to.empty()) check_id(mail.in_reply_to, "The id of the mail this one answers");
  if (!mail.unsubscribe_address.empty()) check_link(mail.unsubscribe_address);
  if (!mail.unsubscribe_mail.empty()) check_address(mail.unsubscribe_mail, "The address to unsubscribe by mail");
  if (mail.text.empty()) throw MailRefused("The mail has no text.");
}

/// POCO writes "GMT", which RFC 5322 (section 4.3) allows to be read but not to be written.
std::string date_of(std::chrono::system_clock::time_point date) {
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(date.time_since_epoch()).count();
  return Poco::DateTimeFormatter::format(Poco::Timestamp(microseconds), "%w, %e %b %Y %H:%M:%S +0000");
}

void set_unsubscribing(Poco::Net::MailMessage& message, const Mail& mail) {
  std::string ways;
  if (!mail.unsubscribe_mail.empty()) ways = "<mailto:" + mail.unsubscribe_mail + ">";
  if (!mail.unsubscribe_address.empty()) {
    if (!ways.empty()) ways += ",\r\n ";
    ways += "<" + mail.unsubscribe_address + ">";
    message.set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  if (!ways.empty()) message.set("List-Unsubscribe", ways);
}

void add_part(Poco::Net::MailMessage& message, const std::string& content, const char* type) {
  // The message owns its parts.
  message.addContent(new Poco::Net::StringPartSource(crlf_lines(content), type));
}

}  // namespace

bool is_mail_address(std::string_view address) {
  const auto at = address.find('@');
  if (at == std::string_view::npos || address.size() > longest_address) return false;
  const auto local = address.substr(0, at);
  return local.size() <= longest_local_part && is_dotted(local, "!#$%&'*+/=?^_`{|}~-") &&
         is_dotted(address.substr(at + 1), "-");
}

std::string mail_bytes(const Mail& mail) {
  check(mail);
  Poco::Net::MailMessage message;
  message.set("Date", date_of(mail.date));
  message.set("From", header_mailbox(mail.from_name, mail.from_address));
  // Not by addRecipient: POCO puts an encoded name into quotes, where it is not decoded, and does not escape quotes.
  message.set("To", header_mailbox(mail.to_name, mail.to_address));
  message.set("Subject", header_words(mail.subject));
  message.set("Message-ID", mail.message_id);
  if (!mail.in_reply_to.empty()) {
    message.set("In-Reply-To", mail.in_reply_to);
    message.set("References", mail.in_reply_to);
  }
  message.set("Auto-Submitted", "auto-generated");
  set_unsubscribing(message, mail);
  message.setContentType("multipart/alternative");
  add_part(message, mail.text, "text/plain; charset=UTF-8");
  if (!mail.html.empty()) add_part(message, mail.html, "text/html; charset=UTF-8");
  std::ostringstream bytes;
  message.write(bytes);
  return bytes.str();
}

}  // namespace provost::integrations
