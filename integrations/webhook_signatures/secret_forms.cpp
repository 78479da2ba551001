#include "integrations/webhook_signatures/secret_forms.hpp"

#include "integrations/webhook_signatures/codes.hpp"

namespace provost::integrations {

namespace {

constexpr std::string_view symmetric = "whsec_";
constexpr std::string_view asymmetric = "whpk_";
constexpr std::size_t shortest_key = 24;
constexpr std::size_t longest_key = 64;
constexpr std::size_t public_key = 32;

}  // namespace

std::optional<std::string> standard_key(std::string_view secret) {
  if (secret.starts_with(symmetric)) secret.remove_prefix(symmetric.size());
  auto key = from_base64(secret);
  if (!key || key->size() < shortest_key || key->size() > longest_key) return std::nullopt;
  return key;
}

std::optional<std::string> standard_public_key(std::string_view secret) {
  if (!secret.starts_with(asymmetric)) return std::nullopt;
  auto key = from_base64(secret.substr(asymmetric.size()));
  if (!key || key->size() != public_key) return std::nullopt;
  return key;
}

}  // namespace provost::integrations
