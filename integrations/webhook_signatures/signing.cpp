#include "integrations/webhook_signatures/signing.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "integrations/messages/standard_webhook.hpp"
#include "integrations/webhook_signatures/codes.hpp"
#include "integrations/webhook_signatures/secret_forms.hpp"

namespace provost::integrations {

namespace {

std::string code(const std::string& key, std::string_view before, std::string_view body,
                 SignatureDigest digest = SignatureDigest::sha256) {
  MessageCode made(digest, key);
  made.add(before);
  made.add(body);
  return made.finish();
}

/// The secret as the member "token" of the JSON object.
std::string with_token(std::string_view body, const std::string& secret) {
  boost::system::error_code error;
  auto value = boost::json::parse(boost::json::string_view(body.data(), body.size()), error);
  if (error || !value.is_object()) throw std::invalid_argument("The body is no JSON object to put a token in.");
  value.get_object()["token"] = secret;
  return boost::json::serialize(value);
}

std::string field_or(const std::string& name, const char* otherwise) {
  return name.empty() ? otherwise : name;
}

}  // namespace

SignedRequest sign_request(const SignatureConfiguration& configuration, const std::string& secret, std::string_view id,
                           std::int64_t now, std::string_view body) {
  SignedRequest request{{}, std::string(body)};
  const auto time = std::to_string(now);
  const auto put = [&request](std::string name, std::string value) {
    request.fields.emplace_back(std::move(name), std::move(value));
  };
  switch (configuration.scheme) {
    case SignatureScheme::standard:
      if (standard_public_key(secret)) throw std::invalid_argument("Only the other side can sign: its key is private.");
      request.fields = sign(id, now, body, {secret}).headers();
      break;
    case SignatureScheme::github:
      put("X-Hub-Signature-256", "sha256=" + to_hex(code(secret, "", body)));
      put("X-GitHub-Delivery", std::string(id));
      break;
    case SignatureScheme::gitlab:
      put("X-Gitlab-Token", secret);
      put("X-Gitlab-Event-UUID", std::string(id));
      break;
    case SignatureScheme::slack:
      put("X-Slack-Request-Timestamp", time);
      put("X-Slack-Signature", "v0=" + to_hex(code(secret, "v0:" + time + ":", body)));
      break;
    case SignatureScheme::teams: {
      const auto key = from_base64(secret);
      if (!key) throw std::invalid_argument("The security token is not base64.");
      put("Authorization", "HMAC " + to_base64(code(*key, "", body)));
      break;
    }
    case SignatureScheme::typeform:
      put("Typeform-Signature", "sha256=" + to_base64(code(secret, "", body)));
      break;
    case SignatureScheme::survey_monkey:
      put("Sm-Apikey", secret.substr(0, secret.find('&')));
      put("Sm-Signature", to_base64(code(secret, "", body, SignatureDigest::sha1)));
      break;
    case SignatureScheme::smart_survey:
      put("X-SmartSurvey-Signature", to_hex(code(secret, "", body)));
      break;
    case SignatureScheme::stripe:
      put(field_or(configuration.header, "Stripe-Signature"),
          "t=" + time + ",v1=" + to_hex(code(secret, time + ".", body)));
      break;
    case SignatureScheme::bearer:
      if (configuration.header.empty()) {
        put("Authorization", "Bearer " + secret);
      } else {
        put(configuration.header, secret);
      }
      break;
    case SignatureScheme::hmac: {
      const auto bytes = code(secret, "", body, configuration.digest);
      put(field_or(configuration.header, "X-Signature"),
          configuration.prefix + (configuration.encoding == SignatureEncoding::hex ? to_hex(bytes) : to_base64(bytes)));
      break;
    }
    case SignatureScheme::moodle:
      request.body = with_token(body, secret);
      break;
    case SignatureScheme::address:
      put(std::string(address_secret_field), secret);
      break;
  }
  return request;
}

}  // namespace provost::integrations
