#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace provost::config {

/// Where and how the server listens.
struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
};

/// What the server may reach when it sends messages.
struct Outgoing {
  std::vector<std::string> allowed;  ///< hosts and addresses inside the own network: "chat.school.local", "10.0.0.0/8"
  std::string proxy;                 ///< "http://proxy:3128"; empty: none
  std::optional<std::filesystem::path> certificate_authorities;  ///< PEM, beside the system's
};

/// The mail server; without a host no mail is sent.
struct Mail {
  std::string host;
  std::uint16_t port = 587;
  std::string security = "starttls";  ///< "starttls", "tls" or "none"
  std::string user;
  std::string password;  ///< the first line of the file that password_file names
  std::string from_address;
  std::string from_name;
  std::optional<std::filesystem::path> certificate_authorities;  ///< PEM, beside the system's
};

/// Everything that can be set in DIR/provost.yaml. Each field has a default that suits one school on one machine.
struct Config {
  Listen listen;
  std::string database;    ///< "" for the SQLite file in the data directory, or postgresql://…
  std::string public_url;  ///< as people reach the server, e.g. "https://eoms.example.org"
  std::optional<std::filesystem::path> tls_certificate;  ///< PEM, the whole chain
  std::optional<std::filesystem::path> tls_key;          ///< PEM
  std::vector<std::string> trusted_proxies;              ///< addresses whose X-Forwarded-For and -Proto are believed
  std::uint64_t largest_upload = std::uint64_t{50} * 1024 * 1024;  ///< bytes
  std::string virus_scanner;                   ///< clamd: "unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310"; empty: none
  std::size_t workers = 4;                     ///< threads that answer requests, 1 to 64
  std::size_t queue = 256;                     ///< requests that may wait for a worker
  std::uint64_t api_requests_a_minute = 1000;  ///< of each token; 0: no limit
  std::chrono::minutes session_idle{8 * 60};
  std::string language = "en";  ///< of messages to those who chose none; a folder of templates/chat
  Outgoing outgoing;
  Mail mail;
  std::filesystem::path templates;  ///< a folder whose files replace built-in ones; empty: none
};

/// Reads a configuration file. Unknown keys, wrong types and values out of range are all reported at once, one sentence
/// each with its line, in the ConfigError.
Config read_config(const std::filesystem::path& file);

/// "127.0.0.1:8080", "[::1]:8080", ":8080" or "8080"; throws ConfigError otherwise.
Listen parse_listen(const std::string& text);

/// What is wrong with a configuration; what() has one line for each problem.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(const std::vector<std::string>& problems);
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::vector<std::string> problems_;
};

}  // namespace provost::config
