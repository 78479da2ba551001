#include "integrations/messages/standard_webhook.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

namespace {

using namespace integrations;

// The specification's own example.
const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t moment = 1614265330;
constexpr const char* body = R"({"test": 2432232314})";
constexpr const char* signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

}  // namespace

TEST(StandardWebhook, SignsTheExample) {
  const StandardSignature result = sign(id, moment, body, {secret});
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"webhook-id", id}, {"webhook-timestamp", "1614265330"}, {"webhook-signature", signature}};
  EXPECT_EQ(result.headers(), expected);
  EXPECT_EQ(sign(id, moment, body, {secret.substr(6)}).signature, signature);  // the prefix may be missing
}

TEST(StandardWebhook, EveryPartIsSigned) {
  EXPECT_NE(sign("msg_x", moment, body, {secret}).signature, signature);
  EXPECT_NE(sign(id, moment + 1, body, {secret}).signature, signature);
  EXPECT_NE(sign(id, moment, std::string(body) + " ", {secret}).signature, signature);
  EXPECT_NE(sign(id, moment, "", {secret}).signature, signature);
}

TEST(StandardWebhook, BothSecretsSignDuringAChange) {
  const std::string other = new_secret();
  const std::string both = sign(id, moment, body, {other, secret}).signature;
  EXPECT_EQ(both, sign(id, moment, body, {other}).signature + " " + signature);
}

TEST(StandardWebhook, RefusesWhatIsNoSecretWithoutNamingIt) {
  for (const std::string& bad :
       std::vector<std::string>{"", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"}) {
    try {
      sign(id, moment, body, {secret, bad});
      ADD_FAILURE() << bad;
    } catch (const std::invalid_argument& error) {
      EXPECT_TRUE(bad.size() <= 6 || !has(error.what(), bad.substr(6)));
    }
  }
  EXPECT_THROW(sign(id, moment, body, {"whsec_" + times("MfKQ", 22)}), std::invalid_argument);  // 66 bytes
  EXPECT_THROW(sign(id, moment, body, {}), std::invalid_argument);
}

TEST(StandardWebhook, RefusesAnIdThatCouldMoveTheDots) {
  for (const std::string& bad : {std::string(), std::string("a.b"), std::string("a\r\nx: y"), std::string(201, 'a')}) {
    EXPECT_THROW(sign(bad, moment, body, {secret}), std::invalid_argument) << bad;
  }
}

TEST(StandardWebhook, MakesNewSecrets) {
  std::set<std::string> secrets;
  for (int at = 0; at < 50; ++at) {
    const std::string made = new_secret();
    EXPECT_TRUE(made.starts_with("whsec_"));
    EXPECT_EQ(made.size(), 6U + 44U);
    EXPECT_EQ(made.back(), '=');
    EXPECT_NO_THROW(sign(id, moment, body, {made}));
    secrets.insert(made);
  }
  EXPECT_EQ(secrets.size(), 50U);
}

}  // namespace provost::tests
