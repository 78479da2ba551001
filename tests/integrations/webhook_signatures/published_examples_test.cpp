#include <gtest/gtest.h>

#include "integrations/webhook_signatures/codes.hpp"
#include "integrations/webhook_signatures/signature_check.hpp"

// What the makers of the schemes publish as examples, and what follows from them.
namespace provost::tests {

namespace {

using namespace integrations;

const std::string slack_secret = "8f742231b10e8888abcd99yyyzzz85a5";
constexpr std::int64_t slack_time = 1531420618;
const std::string slack_body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name="
    "foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks."
    "slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
    "803a0bc887a14d10d2c447fce8b6703c";
const std::string slack_signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

HeaderFields slack_fields() {
  return {{"x-slack-request-timestamp", std::to_string(slack_time)}, {"X-Slack-Signature", slack_signature}};
}

const std::string github_secret = "It's a Secret to Everybody";
const std::string github_signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

SignatureVerdict check(SignatureScheme scheme, const HeaderFields& fields, const std::string& secret,
                       const std::string& body, std::int64_t now = 0) {
  return check_signature({.scheme = scheme}, fields, {secret}, now, body);
}

}  // namespace

TEST(PublishedExamples, Slack) {
  EXPECT_TRUE(check(SignatureScheme::slack, slack_fields(), slack_secret, slack_body, slack_time).genuine);
  EXPECT_TRUE(check(SignatureScheme::slack, slack_fields(), slack_secret, slack_body, slack_time + 300).genuine);
  EXPECT_TRUE(check(SignatureScheme::slack, slack_fields(), slack_secret, slack_body, slack_time - 300).genuine);
  EXPECT_FALSE(check(SignatureScheme::slack, slack_fields(), slack_secret, slack_body, slack_time + 301).genuine);
  EXPECT_FALSE(check(SignatureScheme::slack, slack_fields(), slack_secret, slack_body, slack_time - 301).genuine);
  EXPECT_FALSE(check(SignatureScheme::slack, slack_fields(), slack_secret, slack_body + "&", slack_time).genuine);
  EXPECT_FALSE(check(SignatureScheme::slack, slack_fields(), slack_secret + "x", slack_body, slack_time).genuine);
}

TEST(PublishedExamples, SlackNeedsBothFields) {
  for (const std::size_t missing : {0U, 1U}) {
    auto fields = slack_fields();
    fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(missing));
    const auto verdict = check(SignatureScheme::slack, fields, slack_secret, slack_body, slack_time);
    EXPECT_FALSE(verdict.genuine);
    EXPECT_NE(verdict.reason.find("missing"), std::string::npos) << verdict.reason;
  }
  auto moved = slack_fields();
  moved[0].second = std::to_string(slack_time + 1);  // the time is signed
  EXPECT_FALSE(check(SignatureScheme::slack, moved, slack_secret, slack_body, slack_time).genuine);
}

TEST(PublishedExamples, GitHub) {
  const HeaderFields fields = {{"X-Hub-Signature-256", github_signature}};
  EXPECT_TRUE(check(SignatureScheme::github, fields, github_secret, "Hello, World!").genuine);
  EXPECT_FALSE(check(SignatureScheme::github, fields, github_secret, "Hello, World").genuine);
  EXPECT_FALSE(check(SignatureScheme::github, fields, "It's a secret to Everybody", "Hello, World!").genuine);
}

TEST(PublishedExamples, GitHubRefusesOtherForms) {
  for (const std::string& bad : std::vector<std::string>{
           "", "sha256=", github_signature.substr(7), "sha1=" + github_signature.substr(7),
           github_signature.substr(0, 69), github_signature + "00", github_signature.substr(0, 70) + "g",
           "SHA256=" + github_signature.substr(7), " " + github_signature}) {
    EXPECT_FALSE(check(SignatureScheme::github, {{"X-Hub-Signature-256", bad}}, github_secret, "Hello, World!").genuine)
        << bad;
  }
  // The older field with SHA-1 proves nothing.
  const std::string sha1 = "sha1=" + to_hex(message_code(SignatureDigest::sha1, github_secret, "Hello, World!"));
  EXPECT_FALSE(check(SignatureScheme::github, {{"X-Hub-Signature", sha1}}, github_secret, "Hello, World!").genuine);
}

// RFC 2202 and RFC 4231, test case 2.
TEST(PublishedExamples, HmacOfTheRfcs) {
  const std::string text = "what do ya want for nothing?";
  EXPECT_EQ(to_hex(message_code(SignatureDigest::sha1, "Jefe", text)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(to_hex(message_code(SignatureDigest::sha256, "Jefe", text)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // Test case 6: a key longer than a block.
  EXPECT_EQ(to_hex(message_code(SignatureDigest::sha256, std::string(131, '\xaa'),
                                "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 8032, section 7.1, test 2.
TEST(PublishedExamples, Ed25519OfTheRfc) {
  const auto key = from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const auto signature = from_hex(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
      "b"
      "00d291612bb0c00");
  EXPECT_TRUE(is_ed25519_signature(*signature, "\x72", *key));
  EXPECT_FALSE(is_ed25519_signature(*signature, "\x73", *key));
  EXPECT_FALSE(is_ed25519_signature(signature->substr(1), "\x72", *key));
  EXPECT_FALSE(is_ed25519_signature(*signature, "\x72", key->substr(1)));
}

}  // namespace provost::tests
