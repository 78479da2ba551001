#include "integrations/mail/smtp_connection.hpp"

#include <Poco/Environment.h>
#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/InvalidCertificateHandler.h>
#include <Poco/Net/MailStream.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/VerificationErrorArgs.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace provost::integrations {

namespace {

constexpr std::size_t longest_reply_line = 4096;  // RFC 5321 says 512; servers with long tales exist
constexpr std::size_t longest_reply = std::size_t{32} * 1024;
constexpr int patience_for_the_mail = 4;  // times
constexpr std::chrono::milliseconds patience_for_goodbye{1000};
constexpr std::size_t piece_size = std::size_t{16} * 1024;

Poco::Timespan timespan(std::chrono::milliseconds duration) {
  return {static_cast<Poco::Timespan::TimeDiff>(std::chrono::microseconds(duration).count())};
}

/// Keeps why a certificate was refused, and refuses it. Its own, so that nothing depends on what the process has set in
/// POCO's SSLManager.
class RefuseAndRemember : public Poco::Net::InvalidCertificateHandler {
 public:
  RefuseAndRemember() : InvalidCertificateHandler(false) {}

  void onInvalidCertificate(const void* /*sender*/, Poco::Net::VerificationErrorArgs& error) override {
    if (reason_.empty()) reason_ = error.errorMessage();
    error.setIgnoreError(false);
  }

  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
};

/// Has OpenSSL itself compare the name within the handshake. POCO's own check comes after it, and POCO 1.11 leaves it
/// out when the handshake takes longer than the time-out: it then goes on as though it were done.
void expect_host(Poco::Net::Context& context, const std::string& host) {
  auto* expected = SSL_CTX_get0_param(context.sslContext());
  Poco::Net::IPAddress address;
  const bool by_number = Poco::Net::IPAddress::tryParse(host, address);
  const int done = by_number ? X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str())
                             : X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size());
  if (done != 1) throw CertificateRefused("no certificate can be for this host name");
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
}

Poco::Net::Context::Ptr strict_context(const std::optional<std::filesystem::path>& authorities) {
  Poco::Net::Context::Params settings;
  settings.verificationMode = Poco::Net::Context::VERIFY_STRICT;
  settings.cipherList = "HIGH:!aNULL:!eNULL:!MD5";
  settings.loadDefaultCAs = !authorities;
  if (authorities) settings.caLocation = authorities->string();
  Poco::Net::Context::Ptr context;
  try {
    context = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, settings);
  } catch (const Poco::FileException& error) {
    throw Poco::Net::SSLContextException(error.displayText());
  }
  context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
  context->enableExtendedCertificateVerification(true);
  return context;
}

int code_of(std::string_view line) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), is_digit)) return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

Poco::Net::HostEntry::AddressList addresses_of(const std::string& host) {
  Poco::Net::IPAddress address;
  if (Poco::Net::IPAddress::tryParse(host, address)) return {address};
  return Poco::Net::DNS::hostByName(host).addresses();
}

void wait(Poco::Net::StreamSocket& socket, Poco::Net::Socket::SelectMode mode,
          std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left <= left.zero() || !socket.poll(timespan(left), mode)) throw Poco::TimeoutException("no reply");
}

}  // namespace

SmtpConnection::SmtpConnection(const std::string& host, std::uint16_t port, Patience patience)
    : host_(host), patience_(patience) {
  const auto addresses = addresses_of(host);
  if (addresses.empty()) throw Poco::Net::HostNotFoundException(host);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    try {
      socket_ = Poco::Net::StreamSocket();
      socket_.connect(Poco::Net::SocketAddress(addresses[i], port), timespan(patience));
      break;
    } catch (const Poco::Exception&) {
      if (i + 1 == addresses.size()) throw;  // the others are tried first: a host may answer by IPv4 only
    }
  }
  socket_.setReceiveTimeout(timespan(patience));
  socket_.setSendTimeout(timespan(patience));
}

void SmtpConnection::encrypt(const std::optional<std::filesystem::path>& authorities) {
  if (!unread_.empty()) throw ConnectionBroken("spoke before the encryption began");
  ERR_clear_error();  // POCO leaves a thread's older errors, which OpenSSL would take for errors of this connection
  auto context = strict_context(authorities);
  expect_host(*context, host_);
  const Poco::SharedPtr<RefuseAndRemember> handler = new RefuseAndRemember;
  context->setInvalidCertificateHandler(handler);
  try {
    // Without blocking: POCO 1.11 takes a handshake that blocked until its time-out for done.
    auto plain = socket_;
    plain.setBlocking(false);
    auto secure = Poco::Net::SecureStreamSocket::attach(plain, host_, context);
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    for (int state = secure.completeHandshake(); state != 1; state = secure.completeHandshake()) {
      const bool full = state == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE;
      if (state == 0) throw ConnectionBroken("closed the connection");
      wait(plain, full ? Poco::Net::Socket::SELECT_WRITE : Poco::Net::Socket::SELECT_READ, deadline);
    }
    plain.setBlocking(true);
    secure.verifyPeerCertificate(host_);
    socket_ = secure;
  } catch (const Poco::Net::CertificateValidationException& error) {
    throw CertificateRefused(error.message());
  } catch (const Poco::Exception&) {
    ERR_clear_error();
    if (!handler->reason().empty()) throw CertificateRefused(handler->reason());
    throw;
  }
  encrypted_ = true;
}

std::string SmtpConnection::own_name() const {
  const std::string name = Poco::Environment::nodeName();
  const bool plain = std::ranges::all_of(name, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '.';
  });
  if (plain && name.find('.') != std::string::npos) return name;
  const auto own = socket_.address().host();
  return (own.family() == Poco::Net::IPAddress::IPv6 ? "[IPv6:" : "[") + own.toString() + "]";
}

SmtpReply SmtpConnection::receive(Patience patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  SmtpReply reply;
  while (reply.text.size() < longest_reply) {
    const std::string line = receive_line(deadline);
    const int code = code_of(line);
    const bool last = line.size() == 3 || line[3] == ' ';
    if (code == 0 || (!last && line[3] != '-')) throw ConnectionBroken("does not speak SMTP");
    if (!reply.text.empty()) reply.text += '\n';
    if (line.size() > 4) reply.text += line.substr(4);
    if (last) {
      reply.code = code;
      return reply;
    }
  }
  throw ConnectionBroken("does not stop talking");
}

SmtpReply SmtpConnection::command(std::string_view line) {
  write(std::string(line) + "\r\n");
  return receive(patience_);
}

SmtpReply SmtpConnection::send_mail(const std::string& bytes) {
  std::ostringstream wire;
  Poco::Net::MailOutputStream doubling(wire);
  doubling.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  doubling.close();
  write(wire.str());
  return receive(patience_ * patience_for_the_mail);
}

void SmtpConnection::quit() noexcept {
  try {
    write("QUIT\r\n");
    receive(std::min(patience_, patience_for_goodbye));
    socket_.close();
  } catch (...) {
    // What mattered has been answered already.
  }
}

void SmtpConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto piece = std::min(bytes.size(), piece_size);
    const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(piece));
    if (sent <= 0) throw ConnectionBroken("closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string SmtpConnection::receive_line(Deadline deadline) {
  std::size_t end = 0;
  while ((end = unread_.find('\n')) == std::string::npos) {
    if (unread_.size() > longest_reply_line) throw ConnectionBroken("does not speak SMTP");
    const bool decrypted = encrypted_ && socket_.available() > 0;
    if (!decrypted) wait(socket_, Poco::Net::Socket::SELECT_READ, deadline);
    std::array<char, 2048> piece{};
    const int got = socket_.receiveBytes(piece.data(), static_cast<int>(piece.size()));
    if (got < 0) throw Poco::TimeoutException("no reply");
    if (got == 0) throw ConnectionBroken("closed the connection");
    unread_.append(piece.data(), static_cast<std::size_t>(got));
  }
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace provost::integrations
