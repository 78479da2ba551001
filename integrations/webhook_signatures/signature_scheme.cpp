#include "integrations/webhook_signatures/signature_scheme.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "integrations/webhook_signatures/codes.hpp"
#include "integrations/webhook_signatures/secret_forms.hpp"

namespace provost::integrations {

namespace {

constexpr std::array<std::pair<SignatureScheme, std::string_view>, 13> names = {{
    {SignatureScheme::standard, "standard"},
    {SignatureScheme::github, "github"},
    {SignatureScheme::gitlab, "gitlab"},
    {SignatureScheme::slack, "slack"},
    {SignatureScheme::teams, "teams"},
    {SignatureScheme::typeform, "typeform"},
    {SignatureScheme::survey_monkey, "survey_monkey"},
    {SignatureScheme::smart_survey, "smart_survey"},
    {SignatureScheme::stripe, "stripe"},
    {SignatureScheme::bearer, "bearer"},
    {SignatureScheme::hmac, "hmac"},
    {SignatureScheme::moodle, "moodle"},
    {SignatureScheme::address, "address"},
}};
constexpr std::size_t shortest_secret = 16;
constexpr std::size_t longest_secret = 500;

}  // namespace

std::optional<SignatureScheme> signature_scheme(std::string_view name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [name](const auto& entry) { return entry.second == name; });
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::string_view name_of(SignatureScheme scheme) {
  return std::find_if(names.begin(), names.end(), [scheme](const auto& entry) { return entry.first == scheme; })
      ->second;
}

const std::vector<SignatureScheme>& signature_schemes() {
  static const std::vector<SignatureScheme> all = [] {
    std::vector<SignatureScheme> list;
    for (const auto& [scheme, name] : names) list.push_back(scheme);
    return list;
  }();
  return all;
}

bool covers_time(SignatureScheme scheme) {
  return scheme == SignatureScheme::standard || scheme == SignatureScheme::slack || scheme == SignatureScheme::stripe;
}

std::string problem_of_secret(SignatureScheme scheme, std::string_view secret) {
  if (scheme == SignatureScheme::standard) {
    if (standard_public_key(secret) || standard_key(secret)) return "";
    return "The secret is \"whsec_\" followed by base64 of 24 to 64 bytes, or the public key \"whpk_\" followed by "
           "base64 of "
           "32 bytes.";
  }
  if (scheme == SignatureScheme::teams) {
    const auto key = from_base64(secret);
    return key && key->size() >= shortest_secret ? "" : "The security token of Teams is base64 of at least 16 bytes.";
  }
  if (secret.size() < shortest_secret || secret.size() > longest_secret) return "The secret has 16 to 500 characters.";
  if (std::any_of(secret.begin(), secret.end(), [](char letter) { return letter < '!' || letter > '~'; }))
    return "The secret holds letters, digits and signs of plain ASCII only, and no blanks.";
  if (scheme == SignatureScheme::survey_monkey && secret.find('&') == std::string_view::npos)
    return "The secret of SurveyMonkey is the client id, \"&\" and the client secret.";
  return "";
}

std::string new_signature_secret(SignatureScheme scheme) {
  if (sodium_init() < 0) throw std::runtime_error("The machine's random numbers are not available (libsodium).");
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  std::string secret;
  if (scheme == SignatureScheme::standard) {
    secret = "whsec_" + to_base64(bytes);
  } else if (scheme == SignatureScheme::teams) {
    secret = to_base64(bytes);
  } else {
    secret = to_hex(bytes);
  }
  sodium_memzero(bytes.data(), bytes.size());
  return secret;
}

}  // namespace provost::integrations
