#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provost::integrations {

/// The key of a symmetric secret of Standard Webhooks: "whsec_" or nothing, then base64 of 24 to 64 bytes. Nothing when
/// the text has another form.
std::optional<std::string> standard_key(std::string_view secret);

/// The Ed25519 public key of an asymmetric secret of Standard Webhooks: "whpk_" and base64 of 32 bytes. Nothing when
/// the text has another form.
std::optional<std::string> standard_public_key(std::string_view secret);

}  // namespace provost::integrations
