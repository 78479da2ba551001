#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "integrations/webhook_signatures/signature_scheme.hpp"

namespace provost::integrations {

/// The header fields of a request, names in any case.
using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// What the header fields of a request claim as proof; the secrets have no part in it.
struct ClaimedSignature {
  std::string refusal;  ///< why the fields cannot be proof, whatever the body; empty when they can
  SignatureDigest digest = SignatureDigest::sha256;
  std::string before_body;              ///< signed bytes that come before the body, e.g. "v0:1531420618:"
  std::vector<std::string> codes;       ///< claimed HMACs of before_body and the body
  std::vector<std::string> signatures;  ///< claimed Ed25519 signatures of the same
  std::string token;                    ///< the secret itself, for schemes that present it in a field
};

/// Reads the fields that the scheme names. A field that has to be there once and is there twice is refused, and so is a
/// time more than five minutes away from now (seconds since 1970).
ClaimedSignature claimed_signature(const SignatureConfiguration& configuration, const HeaderFields& fields,
                                   std::int64_t now);

}  // namespace provost::integrations
