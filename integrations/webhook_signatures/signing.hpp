#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "integrations/webhook_signatures/claimed_signature.hpp"
#include "integrations/webhook_signatures/signature_scheme.hpp"

namespace provost::integrations {

/// A request as its sender would sign it.
struct SignedRequest {
  HeaderFields fields;
  std::string body;  ///< as given, but for moodle, which puts the secret in
};

/// Signs as a sender of the scheme does, for samples. `id`: letters, digits, "_" and "-"; `now`: seconds since 1970.
/// Throws std::invalid_argument, naming no secret, when the secret cannot sign: one of another form, and the public key
/// of a sender that keeps the private one to itself.
SignedRequest sign_request(const SignatureConfiguration& configuration, const std::string& secret, std::string_view id,
                           std::int64_t now, std::string_view body);

}  // namespace provost::integrations
