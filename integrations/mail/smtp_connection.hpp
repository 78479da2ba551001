#pragma once

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

/// An inner part of the mail sender; include mail_sender.hpp instead.
///
/// POCO's own SMTPClientSession is not used. In 1.11 it reads for ever, and into ever more memory, when a server closes
/// the connection within an answer of several lines; goes on without having logged in when a server words AUTH LOGIN's
/// question differently; cannot be given a time-out for connecting and a host name for the certificate at once; and
/// writes a blank after "MAIL FROM:", which RFC 5321 (section 3.3) forbids. Sockets, TLS, the message and the doubling
/// of dots are POCO's.
namespace provost::integrations {

/// The server cannot be reached, closed the connection, or says what is no SMTP. what() is for people.
class ConnectionBroken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The server's certificate is not to be trusted. what() names why, as OpenSSL words it.
class CertificateRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A reply of RFC 5321, section 4.2.
struct SmtpReply {
  int code = 0;
  std::string text;  ///< without the code; lines by LF

  bool good() const { return code >= 200 && code < 300; }
  bool go_on() const { return code >= 300 && code < 400; }
};

/// One connection. Not thread-safe. All waiting throws Poco::TimeoutException; a broken socket throws other
/// Poco::Exceptions or ConnectionBroken.
class SmtpConnection {
 public:
  using Patience = std::chrono::milliseconds;

  /// Connects to the first of the host's addresses that answers, each for at most `patience`. Looking up the name takes
  /// as long as the system lets it.
  SmtpConnection(const std::string& host, std::uint16_t port, Patience patience);

  /// TLS 1.2 or newer. Checks the certificate's chain, dates and host name (or address). Throws CertificateRefused, and
  /// Poco::Net::SSLContextException when `authorities` cannot be read. What came before in plain text and was not yet
  /// read is an attack (CVE-2011-0411's kind): ConnectionBroken.
  void encrypt(const std::optional<std::filesystem::path>& authorities);

  bool encrypted() const { return encrypted_; }
  bool is_loopback() const { return socket_.peerAddress().host().isLoopback(); }

  /// How this end calls itself in EHLO: its full name, or its address in brackets where it has none (RFC 5321, 4.1.3).
  std::string own_name() const;

  SmtpReply receive(Patience patience);
  SmtpReply command(std::string_view line);

  /// The mail with its dots doubled and the closing dot; waits longer for the reply, since a server scans the mail
  /// first, and one that is given up here is a mail sent twice (RFC 5321, section 4.5.3.2.6).
  SmtpReply send_mail(const std::string& bytes);

  /// Says goodbye; never throws.
  void quit() noexcept;

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  void write(std::string_view bytes);
  std::string receive_line(Deadline deadline);

  std::string host_;
  Patience patience_;
  Poco::Net::StreamSocket socket_;
  std::string unread_;
  bool encrypted_ = false;
};

}  // namespace provost::integrations
