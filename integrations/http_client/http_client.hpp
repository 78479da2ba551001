#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/http_client/unreachable.hpp"

namespace provost::integrations {

class NameLookup;

struct HttpRequest {
  std::string method = "POST";
  std::string address;  ///< Whole: "https://hooks.slack.com/services/…". Path and query are taken for secrets.
  /// Host, User-Agent, Content-Length, Connection and the other fields of the connection itself are the client's.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpAnswer {
  int status = 0;  ///< 200 to 999: interim answers (1xx) are waited through. A redirect is an answer, never followed.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< At most the first 20 000 bytes, as they came: without chunks, but not decompressed.
  bool cut = false;  ///< The body went on, or ended over TLS in a way that cannot tell whether it did.

  /// The first value with this name in any case; empty when there is none.
  std::string header(std::string_view name) const;
};

struct ClientSettings {
  /// The setting outgoing.allowed: entries as AllowList takes them.
  std::vector<std::string> allowed;
  /// "http://proxy:3128"; empty: none. Everything goes through it, and it may have a private address.
  std::string proxy;
  /// A PEM file with authorities that are trusted beside the system's.
  std::optional<std::filesystem::path> certificate_authorities;
  /// To look the name up and to have a TCP connection to one of its addresses, together.
  std::chrono::milliseconds connect_patience{5000};
  /// For the whole of it, from the look-up to the last byte that is kept.
  std::chrono::milliseconds patience{15000};
};

/// Sends requests to addresses that people typed in, without becoming their way into the school's own network: the name
/// is looked up once, each address is checked (is_public, AllowList), and only checked ones are connected to. An
/// address that is not allowed is left out; when none remains, the request is refused. Plain http goes only where
/// AllowList allows it. TLS is 1.2 or later, and the certificate must be valid for the host (RFC 6125).
///
/// Through a proxy the target is looked up and checked here as well. The proxy is given the name, as filters need it;
/// should it see another address, the certificate still has to be valid for the name.
///
/// Thread-safe: send() may be called from several threads at once, and opens its own connection each time.
class HttpClient {
 public:
  /// Throws std::invalid_argument with a sentence for people when the allow list or the proxy makes no sense, or the
  /// file of authorities has no PEM certificate.
  explicit HttpClient(ClientSettings settings);

  /// The same, with names looked up by `lookup` (not null).
  HttpClient(ClientSettings settings, std::shared_ptr<const NameLookup> lookup);

  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&& other) noexcept;
  ~HttpClient();

  /// Sends, and waits for the answer for at most ClientSettings::patience; any status is an answer. Throws Unreachable
  /// when there is none, and std::invalid_argument when a method, field name or field value of `request` could not be
  /// sent as it is (a line break, for instance) or a field is the client's own. Memory does not grow with the answer.
  HttpAnswer send(const HttpRequest& request) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace provost::integrations
