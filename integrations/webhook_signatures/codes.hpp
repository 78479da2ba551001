#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/webhook_signatures/signature_scheme.hpp"

namespace provost::integrations {

/// The bytes that a text of hexadecimal digits of either case stands for; nothing for anything else.
std::optional<std::string> from_hex(std::string_view text);

/// The bytes that a padded base64 text (RFC 4648 section 4) stands for; nothing for anything else.
std::optional<std::string> from_base64(std::string_view text);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);

/// Whether two texts are equal. The time it takes tells neither where they differ nor how long the secret one is.
bool same_secret(std::string_view presented, std::string_view secret);

/// One HMAC (RFC 2104) that is fed piece by piece. The key is wiped with it.
class MessageCode {
 public:
  /// Throws std::runtime_error when OpenSSL refuses the digest, as one does that allows no SHA-1.
  MessageCode(SignatureDigest digest, std::string_view key);
  ~MessageCode();
  MessageCode(MessageCode&&) noexcept;
  MessageCode& operator=(MessageCode&&) noexcept;

  void add(std::string_view bytes);

  /// The code of everything added; call it once.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The HMAC of bytes that are all there.
std::string message_code(SignatureDigest digest, std::string_view key, std::string_view bytes);

/// Whether this is the Ed25519 signature (RFC 8032) of the message under a public key of 32 bytes. False, too, for a
/// signature or key of another length.
bool is_ed25519_signature(std::string_view signature, std::string_view message, std::string_view public_key);

}  // namespace provost::integrations
