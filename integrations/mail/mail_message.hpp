#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace provost::integrations {

/// The mail cannot be written as it is. what() is a sentence for people that names the field.
class MailRefused : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// One mail to one person: there is no field for a second, so that nobody sees another's address.
struct Mail {
  std::string to_address;    ///< "ada@school.example"; ASCII (see is_mail_address)
  std::string to_name;       ///< any letters; empty: none
  std::string from_address;  ///< empty: the sender's own from its settings
  std::string from_name;     ///< any letters; empty with an empty from_address: the sender's own from its settings
  std::string subject;       ///< any letters and length; line breaks and control characters become blanks
  std::string text;          ///< the plain part, UTF-8, lines by LF or CR LF
  std::string html;          ///< the HTML part, UTF-8; empty: none
  std::string message_id;    ///< "<…@host>"; the same on each try of one mail, so that a receiver sees a duplicate
  std::string in_reply_to;   ///< "<…@host>" of the thread's first mail; empty: none
  std::string unsubscribe_address;  ///< https address that takes the POST of one click (RFC 8058); empty: none
  std::string unsubscribe_mail;     ///< mail address that takes the same wish (RFC 2369); empty: none
  std::chrono::system_clock::time_point date;
};

/// Whether mail can be sent there: one @, a local part of RFC 5321's dot-string in at most 64 characters, a domain of
/// letters, digits, hyphens and dots, 254 characters in all. Not taken, though RFC 5321 and 6531 know them: quoted
/// local parts, addresses by number in brackets, and letters beyond ASCII (a domain can be given in its xn-- form).
bool is_mail_address(std::string_view address);

/// The mail as it goes over the wire and can be kept (RFC 5322, lines by CR LF, ASCII only, no line above 76 characters
/// but ids and addresses that cannot be folded): multipart/alternative with the text and then the HTML in
/// quoted-printable UTF-8, `Auto-Submitted: auto-generated` (RFC 3834), In-Reply-To and References, List-Unsubscribe
/// and, with an https address, List-Unsubscribe-Post. Dots are not doubled: that belongs to the transport.
///
/// Names and the subject are encoded by RFC 2047 and cannot add a header: their control characters become blanks.
/// Throws MailRefused when an address or an id is malformed, or the text is empty. Safe from any thread.
std::string mail_bytes(const Mail& mail);

}  // namespace provost::integrations
