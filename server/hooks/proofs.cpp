#include "integrations/webhook_signatures/signature_scheme.hpp"
#include "server/hooks/reception.hpp"

namespace provost::hooks {

integrations::SignatureConfiguration configuration_of(const workflows::evidence_sources::Proof& proof) {
  integrations::SignatureConfiguration configuration;
  configuration.scheme = integrations::signature_scheme(proof.scheme).value();
  configuration.header = proof.header;
  configuration.prefix = proof.prefix;
  configuration.encoding =
      proof.encoding == "base64" ? integrations::SignatureEncoding::base64 : integrations::SignatureEncoding::hex;
  configuration.digest =
      proof.digest == "sha1" ? integrations::SignatureDigest::sha1 : integrations::SignatureDigest::sha256;
  return configuration;
}

}  // namespace provost::hooks
