#include "integrations/webhook_signatures/signature_check.hpp"

#include <sodium.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "integrations/webhook_signatures/body_token.hpp"
#include "integrations/webhook_signatures/codes.hpp"
#include "integrations/webhook_signatures/secret_forms.hpp"

namespace provost::integrations {

namespace {

// Ed25519 reads the message twice, so a body signed with it has to be in memory whole.
constexpr std::size_t longest_in_memory = 4 * 1024 * 1024;

/// The key that a secret stands for in an HMAC; nothing when it has another form.
std::optional<std::string> key_of(SignatureScheme scheme, const std::string& secret) {
  if (secret.empty()) return std::nullopt;
  if (scheme == SignatureScheme::standard) return standard_key(secret);
  if (scheme == SignatureScheme::teams) {
    auto key = from_base64(secret);
    return key && !key->empty() ? key : std::nullopt;
  }
  return secret;
}

}  // namespace

struct SignatureCheck::State {
  ClaimedSignature claim;
  std::vector<std::string> secrets;  // those that are shown as they are
  std::vector<std::pair<std::size_t, MessageCode>> codes;
  std::vector<std::pair<std::size_t, std::string>> public_keys;
  std::string message;  // what is signed, as long as a public key has to check it
  bool is_too_long = false;
  std::optional<BodyToken> body_token;

  ~State() {
    for (std::string& secret : secrets) sodium_memzero(secret.data(), secret.size());
  }

  SignatureVerdict token_verdict(std::string_view presented) const {
    SignatureVerdict verdict;
    for (std::size_t at = 0; at < secrets.size(); ++at) {
      // Every secret is compared, so that the time does not tell which one it was.
      if (same_secret(presented, secrets[at]) && !secrets[at].empty() && !verdict.genuine) verdict = {true, at, {}};
    }
    if (!verdict.genuine) verdict.reason = "The secret that came is none of this source's secrets.";
    return verdict;
  }

  SignatureVerdict signature_verdict() {
    for (auto& [at, code] : codes) {
      const std::string expected = code.finish();
      for (const std::string& claimed : claim.codes) {
        if (claimed.size() == expected.size() && sodium_memcmp(claimed.data(), expected.data(), expected.size()) == 0)
          return {true, at, {}};
      }
    }
    if (is_too_long) return {false, 0, "A body of more than 4 MB cannot be checked with a public key."};
    for (const auto& [at, key] : public_keys) {
      for (const std::string& signature : claim.signatures) {
        if (is_ed25519_signature(signature, message, key)) return {true, at, {}};
      }
    }
    return {false, 0,
            "The signature does not fit the body under any secret: the secret is another one, or the body was changed "
            "on the way."};
  }
};

SignatureCheck::SignatureCheck(const SignatureConfiguration& configuration, const HeaderFields& fields,
                               const std::vector<std::string>& secrets, std::int64_t now)
    : state_(std::make_unique<State>()) {
  if (sodium_init() < 0) throw std::runtime_error("The machine's random numbers are not available (libsodium).");
  state_->claim = claimed_signature(configuration, fields, now);
  const ClaimedSignature& claim = state_->claim;
  if (!claim.refusal.empty()) return;
  if (configuration.scheme == SignatureScheme::moodle) {
    state_->secrets = secrets;
    state_->body_token.emplace();
    return;
  }
  if (!claim.token.empty()) {
    state_->secrets = secrets;
    return;
  }
  for (std::size_t at = 0; at < secrets.size(); ++at) {
    auto public_key =
        configuration.scheme == SignatureScheme::standard ? standard_public_key(secrets[at]) : std::nullopt;
    if (public_key) {
      if (!claim.signatures.empty()) state_->public_keys.emplace_back(at, std::move(*public_key));
      continue;
    }
    auto key = key_of(configuration.scheme, secrets[at]);
    if (!key || claim.codes.empty()) continue;
    state_->codes.emplace_back(at, MessageCode(claim.digest, *key));
    state_->codes.back().second.add(claim.before_body);
    sodium_memzero(key->data(), key->size());
  }
  if (!state_->public_keys.empty()) state_->message = claim.before_body;
}

SignatureCheck::~SignatureCheck() = default;
SignatureCheck::SignatureCheck(SignatureCheck&&) noexcept = default;
SignatureCheck& SignatureCheck::operator=(SignatureCheck&&) noexcept = default;

bool SignatureCheck::is_refused() const {
  return !state_->claim.refusal.empty() ||
         (!state_->claim.token.empty() && !state_->token_verdict(state_->claim.token).genuine);
}

void SignatureCheck::add(std::string_view bytes) {
  if (!state_->claim.refusal.empty()) return;
  if (state_->body_token) state_->body_token->add(bytes);
  for (auto& [at, code] : state_->codes) code.add(bytes);
  if (state_->public_keys.empty() || state_->is_too_long) return;
  state_->is_too_long = state_->message.size() + bytes.size() > longest_in_memory;
  if (!state_->is_too_long) state_->message += bytes;
}

SignatureVerdict SignatureCheck::finish() {
  if (!state_->claim.refusal.empty()) return {false, 0, state_->claim.refusal};
  if (state_->body_token) {
    if (!state_->body_token->finish()) return {false, 0, state_->body_token->problem()};
    return state_->token_verdict(state_->body_token->token());
  }
  if (!state_->claim.token.empty()) return state_->token_verdict(state_->claim.token);
  return state_->signature_verdict();
}

SignatureVerdict check_signature(const SignatureConfiguration& configuration, const HeaderFields& fields,
                                 const std::vector<std::string>& secrets, std::int64_t now, std::string_view body) {
  SignatureCheck check(configuration, fields, secrets, now);
  check.add(body);
  return check.finish();
}

}  // namespace provost::integrations
