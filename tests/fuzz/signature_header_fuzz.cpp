#include <cstdlib>

#include "integrations/webhook_signatures/signature_check.hpp"

// No header that a stranger writes is taken for a proof, nor breaks anything.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace provost::integrations;
  if (size == 0) return 0;
  const auto& schemes = signature_schemes();
  const auto scheme = schemes[data[0] % schemes.size()];
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto line = [&rest] {
    const auto end = rest.find('\n');
    const auto taken = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return std::string(taken);
  };
  const std::string first = line();
  const std::string second = line();
  const std::string third = line();
  const HeaderFields fields = {{"webhook-id", first},
                               {"webhook-timestamp", second},
                               {"webhook-signature", third},
                               {"X-Slack-Request-Timestamp", second},
                               {"X-Slack-Signature", third},
                               {"X-Hub-Signature-256", third},
                               {"X-Gitlab-Token", third},
                               {"Authorization", third},
                               {"Typeform-Signature", third},
                               {"Sm-Signature", third},
                               {"X-SmartSurvey-Signature", third},
                               {"Stripe-Signature", third},
                               {"X-Signature", third},
                               {std::string(address_secret_field), third}};
  const std::string secret =
      scheme == SignatureScheme::teams ? "c2l4dGVlbiBieXRlcyBvciBtb3Jl" : "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const auto verdict = check_signature({.scheme = scheme}, fields, {secret}, 1614265330, rest);
  // A scheme that shows its secret is passed by whoever knows it.
  const bool knows = third.find(secret) != std::string::npos || rest.find(secret) != std::string_view::npos;
  if (verdict.genuine && !knows) std::abort();
  if (!verdict.genuine && verdict.reason.empty()) std::abort();
  return 0;
}
