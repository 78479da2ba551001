#pragma once

#include <stdexcept>
#include <string>

namespace provost::integrations {

/// No answer came from a web address. what() is a sentence for people that names host, port and, where it is known, the
/// address, and never the path or query of the web address: for chat services these are the secret.
class Unreachable : public std::runtime_error {
 public:
  enum class Kind {
    refused_address,  ///< Not public, or not encrypted, and not in outgoing.allowed. Nothing was sent.
    no_such_host,     ///< The name has no address, or nobody could tell it.
    no_connection,    ///< Refused, reset, or closed before an answer began; or the proxy would not.
    certificate,      ///< TLS works, but the certificate is not valid for this host.
    timed_out,        ///< Not done within the patience of the settings.
    bad_answer,       ///< What came is not HTTP/1.1, not TLS, ended too early, or has too long a header.
    bad_address       ///< Not a web address this client can use. Nothing was sent.
  };

  Unreachable(Kind kind, const std::string& sentence) : std::runtime_error(sentence), kind_(kind) {}

  Kind kind() const { return kind_; }

  /// Whether the same request may succeed later without anybody changing it or Provost's settings. True for a bad
  /// certificate too: the usual one has run out and gets renewed by its owner, and a message that waited must then
  /// still arrive. False for refused_address and bad_address only.
  bool worth_another_try() const { return kind_ != Kind::refused_address && kind_ != Kind::bad_address; }

 private:
  Kind kind_;
};

}  // namespace provost::integrations
