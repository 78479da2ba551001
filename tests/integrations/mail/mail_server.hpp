#pragma once

#include <Poco/Pipe.h>
#include <Poco/Process.h>

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace provost::tests {

/// A folder of its own, gone with the object.
class MailFolder {
 public:
  MailFolder();
  ~MailFolder();
  MailFolder(const MailFolder&) = delete;
  MailFolder& operator=(const MailFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A key and a certificate signed by itself, made by openssl.
struct TestCertificate {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// `names` as openssl words them: "DNS:localhost,IP:127.0.0.1". Throws std::runtime_error.
TestCertificate make_certificate(const std::filesystem::path& folder, const std::string& names);

/// mail_server.py as a child process on a free port of 127.0.0.1; ready when the constructor returns, ended by the
/// destructor.
class MailServer {
 public:
  explicit MailServer(std::vector<std::string> options);
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  std::uint16_t port() const { return port_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  /// How many mails came.
  std::size_t count() const;
  /// The mail by its number from 1, as Python's email module reads it. Throws std::runtime_error.
  boost::json::object mail(std::size_t number) const;
  /// The mail as it came over the wire, dots undoubled.
  std::string bytes(std::size_t number) const;

 private:
  MailFolder folder_;
  Poco::Pipe input_;
  Poco::Pipe output_;
  Poco::ProcessHandle process_;
  std::uint16_t port_ = 0;
};

/// What Python's email module makes of a mail, without a server.
boost::json::object read_by_python(const std::string& bytes);

/// The values of a header in their order.
std::vector<std::string> header_values(const boost::json::object& mail, const std::string& name);

}  // namespace provost::tests
