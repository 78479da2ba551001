#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provost::integrations {

/// How a sender proves that a request is its own.
enum class SignatureScheme {
  standard,       ///< Standard Webhooks 1.0: HMAC-SHA256 (v1) or Ed25519 (v1a), with a time
  github,         ///< GitHub, Gitea, Forgejo: X-Hub-Signature-256
  gitlab,         ///< GitLab: a secret in X-Gitlab-Token
  slack,          ///< Slack: X-Slack-Signature, with a time
  teams,          ///< Microsoft Teams outgoing webhook: "Authorization: HMAC …"
  typeform,       ///< Typeform: Typeform-Signature
  survey_monkey,  ///< SurveyMonkey: Sm-Signature, HMAC-SHA1 under "client id&client secret"
  smart_survey,   ///< SmartSurvey: X-SmartSurvey-Signature
  stripe,         ///< Stripe and those who follow it: "t=…,v1=…", with a time
  bearer,         ///< a secret: "Authorization: Bearer …", or alone in a field of a chosen name
  hmac,           ///< HMAC of the body in a field of a chosen name
  moodle,         ///< Moodle's local_webhooks: a secret as "token" inside the JSON body
  address,        ///< a secret in the web address itself, for senders that can do nothing else, such as Canvas
};

enum class SignatureDigest { sha256, sha1 };
enum class SignatureEncoding { hex, base64 };

/// The name under which a caller hands over the secret that stood in the web address, beside the header fields; no
/// field that is sent can have it.
inline constexpr std::string_view address_secret_field = ":secret";

/// A scheme with what is chosen for it.
struct SignatureConfiguration {
  SignatureScheme scheme = SignatureScheme::standard;
  /// The field that carries the proof; for stripe, bearer and hmac only. Empty: "Stripe-Signature", "Authorization"
  /// and "X-Signature".
  std::string header = {};
  /// What comes before the signature in its field, such as "sha256="; for hmac only.
  std::string prefix = {};
  SignatureEncoding encoding = SignatureEncoding::hex;  ///< for hmac only
  SignatureDigest digest = SignatureDigest::sha256;     ///< for hmac only
};

/// The scheme of that name ("standard", "survey_monkey", …); nothing for another name.
std::optional<SignatureScheme> signature_scheme(std::string_view name);

/// The name of a scheme, as signature_scheme reads it.
std::string_view name_of(SignatureScheme scheme);

/// Every scheme, in the order of the declaration.
const std::vector<SignatureScheme>& signature_schemes();

/// Whether the signature covers a time, so that a delivery that was listened to is worth nothing five minutes later.
bool covers_time(SignatureScheme scheme);

/// Whether a secret of this scheme has the right form, e.g. base64 of 24 to 64 bytes for Standard Webhooks. Answers
/// what is wrong with it, without naming it; empty when it is fit for use.
std::string problem_of_secret(SignatureScheme scheme, std::string_view secret);

/// A new secret of the form that the scheme wants, made of 32 random bytes. Throws std::runtime_error when the machine
/// gives no random numbers.
std::string new_signature_secret(SignatureScheme scheme);

}  // namespace provost::integrations
