#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provost::integrations {

/// The three values by which a receiver knows that a webhook came from us and is no replay (Standard Webhooks 1.0).
struct StandardSignature {
  std::string id;         ///< "webhook-id": the same on each try of one delivery
  std::string timestamp;  ///< "webhook-timestamp": seconds since 1970
  std::string signature;  ///< "webhook-signature": "v1,…" for each secret, parted by blanks

  /// As header fields, in the order above.
  std::vector<std::pair<std::string, std::string>> headers() const;
};

/// Signs `id.unix_seconds.body` with HMAC-SHA256 under each secret. Two secrets are for the time of a change: a
/// receiver accepts the delivery when it knows one of them. A secret is "whsec_" and base64, or base64 alone, of 24 to
/// 64 bytes (the specification's bounds). Throws std::invalid_argument, never naming the secret, for a secret that is
/// none, no secret at all, and an id that is empty, longer than 200 characters or holds anything but letters, digits,
/// "_" and "-" (a dot would let one signature stand for two messages).
StandardSignature sign(std::string_view id, std::int64_t unix_seconds, std::string_view body,
                       const std::vector<std::string>& secrets);

/// A new secret: "whsec_" and base64 of 32 random bytes (libsodium). Throws std::runtime_error when the machine gives
/// no random numbers.
std::string new_secret();

}  // namespace provost::integrations
