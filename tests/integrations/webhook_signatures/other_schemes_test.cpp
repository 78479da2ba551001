#include <gtest/gtest.h>

#include "integrations/webhook_signatures/codes.hpp"
#include "integrations/webhook_signatures/signature_check.hpp"
#include "integrations/webhook_signatures/signing.hpp"

namespace provost::tests {

namespace {

using namespace integrations;

const std::string secret = "a secret of more than 16 characters";
const std::string body = R"({"event_id":"e1","form_response":{}})";
constexpr std::int64_t now = 1'800'000'000;

std::string code(const std::string& key = secret, const std::string& content = body,
                 SignatureDigest digest = SignatureDigest::sha256) {
  return message_code(digest, key, content);
}

SignatureVerdict check(const SignatureConfiguration& configuration, const HeaderFields& fields,
                       const std::string& content = body, const std::vector<std::string>& secrets = {secret}) {
  return check_signature(configuration, fields, secrets, now, content);
}

/// Accepts this value of the field, and nothing that is near it.
void expect_only(const SignatureConfiguration& configuration, const std::string& field, const std::string& value,
                 const std::string& key = secret) {
  const std::vector<std::string> keys = {key};
  EXPECT_TRUE(check(configuration, {{field, value}}, body, keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {{field, value}}, body + "\n", keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {{field, value}}, "", keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {{field, value}}, body, {}).genuine) << field;
  EXPECT_FALSE(check(configuration, {{field, value.substr(0, value.size() - 1)}}, body, keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {{field, value + "0"}}, body, keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {{field, value}, {field, value}}, body, keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {{"X-Other", value}}, body, keys).genuine) << field;
  EXPECT_FALSE(check(configuration, {}, body, keys).genuine) << field;
}

}  // namespace

TEST(OtherSchemes, HaveNamesThatReadBack) {
  for (const SignatureScheme scheme : signature_schemes()) EXPECT_EQ(signature_scheme(name_of(scheme)), scheme);
  EXPECT_EQ(signature_schemes().size(), 13U);
  EXPECT_EQ(signature_scheme("none"), std::nullopt);
  EXPECT_EQ(signature_scheme(""), std::nullopt);
}

TEST(OtherSchemes, NewSecretsAreFitForUse) {
  for (const SignatureScheme scheme : signature_schemes()) {
    const std::string made = new_signature_secret(scheme);
    // SurveyMonkey gives its own: the client id and the client secret.
    EXPECT_EQ(problem_of_secret(scheme, made).empty(), scheme != SignatureScheme::survey_monkey) << name_of(scheme);
    EXPECT_NE(made, new_signature_secret(scheme));
    EXPECT_NE(problem_of_secret(scheme, ""), "");
    EXPECT_NE(problem_of_secret(scheme, "short"), "");
    EXPECT_NE(problem_of_secret(scheme, "a secret\r\nx: of two lines, long enough"), "");
  }
  EXPECT_EQ(problem_of_secret(SignatureScheme::survey_monkey, "client-identifier&client-secret"), "");
}

TEST(OtherSchemes, Typeform) {
  expect_only({.scheme = SignatureScheme::typeform}, "Typeform-Signature", "sha256=" + to_base64(code()));
}

TEST(OtherSchemes, SurveyMonkeySignsWithIdAndSecret) {
  const std::string key = "client-identifier&client-secret";
  expect_only({.scheme = SignatureScheme::survey_monkey}, "Sm-Signature",
              to_base64(code(key, body, SignatureDigest::sha1)), key);
}

TEST(OtherSchemes, SmartSurvey) {
  expect_only({.scheme = SignatureScheme::smart_survey}, "X-SmartSurvey-Signature", to_hex(code()));
}

TEST(OtherSchemes, TeamsSignsWithTheDecodedToken) {
  const std::string token = to_base64("thirty-two bytes that Teams shows");
  const SignatureConfiguration teams{.scheme = SignatureScheme::teams};
  const std::string value = "HMAC " + to_base64(code("thirty-two bytes that Teams shows"));
  expect_only(teams, "Authorization", value, token);
  // With the text of the token instead of its bytes.
  EXPECT_FALSE(check(teams, {{"Authorization", "HMAC " + to_base64(code(token))}}, body, {token}).genuine);
  EXPECT_FALSE(check(teams, {{"Authorization", "Bearer " + to_base64(code())}}, body, {token}).genuine);
  EXPECT_FALSE(check(teams, {{"Authorization", value}}, body, {"no base64!"}).genuine);
  EXPECT_FALSE(check(teams, {{"Authorization", "HMAC " + to_base64(code(""))}}, body, {""}).genuine);
}

TEST(OtherSchemes, GenericHmac) {
  expect_only({.scheme = SignatureScheme::hmac}, "X-Signature", to_hex(code()));
  expect_only({.scheme = SignatureScheme::hmac,
               .header = "X-Form-Proof",
               .prefix = "sha1:",
               .encoding = SignatureEncoding::base64,
               .digest = SignatureDigest::sha1},
              "x-form-proof", "sha1:" + to_base64(code(secret, body, SignatureDigest::sha1)));
  // A shorter digest than agreed is not accepted in place of the longer one.
  const std::string sha1 = to_hex(code(secret, body, SignatureDigest::sha1));
  EXPECT_FALSE(check({.scheme = SignatureScheme::hmac}, {{"X-Signature", sha1}}).genuine);
}

TEST(OtherSchemes, StripeStyle) {
  const SignatureConfiguration stripe{.scheme = SignatureScheme::stripe};
  const std::string time = std::to_string(now);
  const std::string right = "v1=" + to_hex(code(secret, time + "." + body));
  const std::string wrong = "v1=" + to_hex(code("another", time + "." + body));
  const auto with = [&](const std::string& value) { return check(stripe, {{"Stripe-Signature", value}}).genuine; };
  EXPECT_TRUE(with("t=" + time + "," + right));
  EXPECT_TRUE(with("t=" + time + "," + wrong + "," + right + ",v0=00"));
  EXPECT_TRUE(with(right + ",t=" + time));
  EXPECT_FALSE(with("t=" + time + "," + wrong));
  EXPECT_FALSE(with("t=" + time + ",t=" + time + "," + right));
  EXPECT_FALSE(with(right));
  EXPECT_FALSE(with("t=" + time));
  EXPECT_FALSE(with("t=" + std::to_string(now + 1) + "," + right));
  EXPECT_FALSE(with("t=" + time + ",v0=" + right.substr(3)));
  EXPECT_FALSE(with(""));
  const std::string old = std::to_string(now - 301);
  EXPECT_FALSE(with("t=" + old + ",v1=" + to_hex(code(secret, old + "." + body))));
  EXPECT_TRUE(check({.scheme = SignatureScheme::stripe, .header = "X-Payments-Signature"},
                    {{"X-Payments-Signature", "t=" + time + "," + right}})
                  .genuine);
}

TEST(OtherSchemes, GitLabShowsTheSecret) {
  const SignatureConfiguration gitlab{.scheme = SignatureScheme::gitlab};
  EXPECT_TRUE(check(gitlab, {{"X-Gitlab-Token", secret}}).genuine);
  EXPECT_FALSE(check(gitlab, {{"X-Gitlab-Token", secret + " "}}).genuine);
  EXPECT_FALSE(check(gitlab, {{"X-Gitlab-Token", secret.substr(1)}}).genuine);
  EXPECT_FALSE(check(gitlab, {{"X-Gitlab-Token", ""}}, body, {""}).genuine);
  EXPECT_FALSE(check(gitlab, {}, body, {""}).genuine);
  EXPECT_EQ(check(gitlab, {{"X-Gitlab-Token", secret}}, body, {"another secret", secret}).secret, 1U);
}

TEST(OtherSchemes, Bearer) {
  const SignatureConfiguration bearer{.scheme = SignatureScheme::bearer};
  EXPECT_TRUE(check(bearer, {{"authorization", "Bearer " + secret}}).genuine);
  EXPECT_TRUE(check(bearer, {{"Authorization", "bearer " + secret}}).genuine);
  for (const std::string& bad :
       std::vector<std::string>{secret, "Bearer", "Bearer ", "Bearer  " + secret, "Basic " + secret,
                                "Bearer " + secret + "x", "HMAC " + secret}) {
    EXPECT_FALSE(check(bearer, {{"Authorization", bad}}).genuine) << bad;
  }
  EXPECT_TRUE(check({.scheme = SignatureScheme::bearer, .header = "X-Api-Key"}, {{"x-api-key", secret}}).genuine);
  EXPECT_FALSE(
      check({.scheme = SignatureScheme::bearer, .header = "X-Api-Key"}, {{"Authorization", "Bearer " + secret}})
          .genuine);
}

TEST(OtherSchemes, AWrongSecretInTheHeaderIsRefusedBeforeTheBody) {
  for (const auto& [scheme, field, before] : std::vector<std::tuple<SignatureScheme, std::string, std::string>>{
           {SignatureScheme::gitlab, "X-Gitlab-Token", ""}, {SignatureScheme::bearer, "Authorization", "Bearer "}}) {
    EXPECT_TRUE(SignatureCheck({.scheme = scheme}, {{field, before + "wrong"}}, {secret}, now).is_refused());
    EXPECT_FALSE(SignatureCheck({.scheme = scheme}, {{field, before + secret}}, {secret}, now).is_refused());
  }
}

TEST(OtherSchemes, TheSecretInTheAddress) {
  const SignatureConfiguration address{.scheme = SignatureScheme::address};
  EXPECT_TRUE(check(address, {{std::string(address_secret_field), secret}}).genuine);
  EXPECT_FALSE(check(address, {{std::string(address_secret_field), secret + "x"}}).genuine);
  EXPECT_FALSE(check(address, {{"secret", secret}}).genuine);
  EXPECT_FALSE(check(address, {{std::string(address_secret_field), ""}}, body, {""}).genuine);
}

TEST(OtherSchemes, WhatWeSignOurselvesIsGenuine) {
  for (const SignatureScheme scheme : signature_schemes()) {
    const std::string made =
        scheme == SignatureScheme::survey_monkey ? "client-identifier&client-secret" : new_signature_secret(scheme);
    for (const char* header : {"", "X-Proof"}) {
      const SignatureConfiguration configuration{.scheme = scheme, .header = header, .prefix = "p="};
      const auto request = sign_request(configuration, made, "msg_1", now, body);
      EXPECT_TRUE(check_signature(configuration, request.fields, {made}, now, request.body).genuine) << name_of(scheme);
      EXPECT_FALSE(check_signature(configuration, request.fields, {made + "x"}, now, request.body).genuine)
          << name_of(scheme);
    }
  }
}

TEST(OtherSchemes, MoodleShowsTheSecretInTheBody) {
  const SignatureConfiguration moodle{.scheme = SignatureScheme::moodle};
  const auto with = [&](const std::string& content) { return check(moodle, {}, content).genuine; };
  const std::string right = R"("token":")" + secret + '"';
  EXPECT_TRUE(with("{" + right + "}"));
  EXPECT_TRUE(with(R"({"eventname":"\\core\\event\\course_completed","other":{"a":[1,2,{}]},)" + right +
                   R"(,"host":"moodle.example"})"));
  EXPECT_FALSE(with(R"({"token":"another one"})"));
  EXPECT_FALSE(with("{}"));
  EXPECT_FALSE(with(""));
  EXPECT_FALSE(with("[{" + right + "}]"));
  EXPECT_FALSE(with(R"({"other":{)" + right + "}}"));   // not at the top
  EXPECT_FALSE(with("{" + right + "," + right + "}"));  // which of two would others read?
  EXPECT_FALSE(with(R"({"token":"another one",)" + right + "}"));
  EXPECT_FALSE(with("{" + right + "} {}"));
  EXPECT_FALSE(with("{" + right));
  EXPECT_FALSE(with(R"({"token":[")" + secret + R"("]})"));
  EXPECT_FALSE(with(R"({"token":null})"));
  EXPECT_FALSE(with(R"({"token":""})"));
  EXPECT_FALSE(with("token=" + secret));
  EXPECT_FALSE(with(R"({"xtoken":")" + secret + R"(","toke":")" + secret + R"("})"));
  EXPECT_FALSE(with("{" + right + R"(,"deep":)" + std::string(10'000, '[') + std::string(10'000, ']') + "}"));
  EXPECT_FALSE(check(moodle, {}, R"({"token":""})", {""}).genuine);
}

TEST(OtherSchemes, TheTokenOfABodyMayBeCutAnywhere) {
  const std::string content = R"({"a":"x","tok\u0065n":")" + secret + R"(","b":[1.5e3,true,null]})";
  for (std::size_t size = 1; size <= content.size(); ++size) {
    SignatureCheck check({.scheme = SignatureScheme::moodle}, {}, {secret}, now);
    for (std::size_t at = 0; at < content.size(); at += size) check.add(std::string_view(content).substr(at, size));
    EXPECT_TRUE(check.finish().genuine) << size;
  }
}

TEST(OtherSchemes, NoReasonNamesASecretOrTheRightSignature) {
  for (const SignatureScheme scheme : signature_schemes()) {
    for (const HeaderFields& fields :
         std::vector<HeaderFields>{{},
                                   {{"X-Hub-Signature-256", "sha256=" + to_hex(code("x"))},
                                    {"Typeform-Signature", "sha256=" + to_base64(code("x"))},
                                    {"X-Signature", to_hex(code("x"))},
                                    {"X-Gitlab-Token", "wrong"},
                                    {"Authorization", "Bearer wrong"}}}) {
      const auto verdict = check({.scheme = scheme}, fields);
      EXPECT_FALSE(verdict.genuine);
      EXPECT_FALSE(verdict.reason.empty());
      EXPECT_EQ(verdict.reason.find(secret), std::string::npos);
      EXPECT_EQ(verdict.reason.find(to_hex(code())), std::string::npos);
    }
  }
}

}  // namespace provost::tests
