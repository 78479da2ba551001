#pragma once

#include <cstdint>
#include <string>

namespace provost::integrations {

/// The parts of an http or https address (RFC 3986) that a client needs.
struct WebAddress {
  bool secure = true;  ///< https
  /// Lower case, without a dot at the end. An address is in its one usual form, without brackets: "127.1" and
  /// "0x7f000001" are "127.0.0.1" here, as for browsers (https://url.spec.whatwg.org/#concept-ipv4-parser).
  std::string host;
  std::uint16_t port = 443;
  std::string target;  ///< Path and query for the request line, at least "/". A secret: never in messages or logs.

  /// `host` and `port` for the field Host: without the port when it is the scheme's own (RFC 9110, section 7.2).
  std::string authority() const;
  /// `host` and always `port`, as CONNECT (RFC 9110, section 9.3.6), messages and outgoing.allowed want it.
  std::string place() const;
};

/// Throws Unreachable (bad_address) for what is not http or https, has no host, a user or password, or is no RFC 3986
/// address. A fragment is left out.
WebAddress parse_web_address(const std::string& text);

}  // namespace provost::integrations
