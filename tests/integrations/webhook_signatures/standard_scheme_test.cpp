#include <gtest/gtest.h>
#include <sodium.h>

#include "integrations/messages/standard_webhook.hpp"
#include "integrations/webhook_signatures/codes.hpp"
#include "integrations/webhook_signatures/signature_check.hpp"

namespace provost::tests {

namespace {

using namespace integrations;

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t moment = 1614265330;
const std::string body = R"({"test": 2432232314})";
const std::string code = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

HeaderFields fields(const std::string& signature = "v1," + code, const std::string& time = std::to_string(moment)) {
  return {{"Webhook-Id", id}, {"webhook-timestamp", time}, {"WEBHOOK-SIGNATURE", signature}};
}

SignatureVerdict check(const HeaderFields& with, const std::vector<std::string>& secrets = {secret},
                       std::int64_t now = moment, const std::string& content = body) {
  return check_signature({.scheme = SignatureScheme::standard}, with, secrets, now, content);
}

}  // namespace

TEST(StandardScheme, TheExampleOfTheSpecification) {
  EXPECT_TRUE(check(fields()).genuine);
  EXPECT_TRUE(check(fields(), {secret.substr(6)}).genuine);  // the prefix may be missing
}

TEST(StandardScheme, EachFieldIsNeededOnce) {
  for (std::size_t at = 0; at < 3; ++at) {
    auto without = fields();
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(at));
    EXPECT_NE(check(without).reason.find("is missing"), std::string::npos);
    auto empty = fields();
    empty[at].second.clear();
    EXPECT_FALSE(check(empty).genuine);
    auto twice = fields();
    twice.push_back(twice[at]);
    EXPECT_NE(check(twice).reason.find("there twice"), std::string::npos);
  }
}

TEST(StandardScheme, RefusesSignaturesOfAnotherForm) {
  for (const std::string& bad :
       std::vector<std::string>{"v1,", "v1", code, "v2," + code, "v1," + code.substr(0, 42), "v1," + code.substr(0, 43),
                                "v1, " + code, "v1,v1," + code, "v1;" + code, ",", " ", "v1," + code + code,
                                "V1," + code, "v1a," + code, "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE="}) {
    EXPECT_FALSE(check(fields(bad)).genuine) << bad;
  }
}

TEST(StandardScheme, TheValidOneMayStandThird) {
  const std::string wrong = "A" + code.substr(1);
  EXPECT_TRUE(check(fields("v1," + wrong + " v2," + wrong + " v1," + code)).genuine);
  EXPECT_FALSE(check(fields("v1," + wrong + " v2," + code + " v1," + wrong)).genuine);
}

TEST(StandardScheme, ALongListIsNotWorkedThrough) {
  std::string list;
  for (int at = 0; at < 17; ++at) list += "v1," + code + " ";
  EXPECT_NE(check(fields(list)).reason.find("too many"), std::string::npos);
}

TEST(StandardScheme, TheTimeHasToBeNear) {
  EXPECT_TRUE(check(fields(), {secret}, moment + 300).genuine);
  EXPECT_TRUE(check(fields(), {secret}, moment - 300).genuine);
  EXPECT_NE(check(fields(), {secret}, moment + 301).reason.find("old"), std::string::npos);
  EXPECT_NE(check(fields(), {secret}, moment - 301).reason.find("ahead"), std::string::npos);
  EXPECT_FALSE(check(fields(), {secret}, moment + 3600).genuine);
  for (const std::string bad : {"hello", "1614265330.5", "1614265330 ", " 1614265330", "-1614265330", "+1614265330",
                                "99999999999999999999", "1e9"}) {
    EXPECT_NE(check(fields("v1," + code, bad)).reason.find("not a number of seconds"), std::string::npos) << bad;
  }
}

TEST(StandardScheme, EveryPartIsSigned) {
  auto other = fields();
  other[0].second = "msg_x";
  EXPECT_FALSE(check(other).genuine);
  EXPECT_FALSE(check(fields("v1," + code, std::to_string(moment + 1))).genuine);
  EXPECT_FALSE(check(fields(), {secret}, moment, "").genuine);
  EXPECT_FALSE(check(fields(), {secret}, moment, body + " ").genuine);
}

TEST(StandardScheme, AnEmptyBodyCanBeSigned) {
  const auto signature = sign(id, moment, "", {secret});
  EXPECT_TRUE(check(fields(signature.signature), {secret}, moment, "").genuine);
}

TEST(StandardScheme, AnIdWithADotIsRefused) {
  // "a.1" with time t and "a" with time "1.t" would be signed alike.
  auto dotted = fields();
  dotted[0].second = "a.b";
  EXPECT_NE(check(dotted).reason.find("dot"), std::string::npos);
}

TEST(StandardScheme, SecretsOfAnotherFormProveNothing) {
  for (const std::string& bad : std::vector<std::string>{"", "whsec_", "whsec_!", "whsec_c2hvcnQ=", "whpk_", "whsec"}) {
    EXPECT_FALSE(check(fields(), {bad}).genuine) << bad;
    EXPECT_NE(problem_of_secret(SignatureScheme::standard, bad), "");
  }
  EXPECT_FALSE(check(fields(), {}).genuine);
}

TEST(StandardScheme, SaysWhichSecretItWas) {
  const std::string other = new_secret();
  EXPECT_EQ(check(fields(), {other, secret}).secret, 1U);
  EXPECT_EQ(check(fields(), {secret, other}).secret, 0U);
  EXPECT_TRUE(check(fields(sign(id, moment, body, {other, secret}).signature), {secret}).genuine);
}

TEST(StandardScheme, Ed25519) {
  ASSERT_GE(sodium_init(), 0);
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string private_key(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_keypair(reinterpret_cast<unsigned char*>(public_key.data()),
                      reinterpret_cast<unsigned char*>(private_key.data()));
  const std::string message = id + "." + std::to_string(moment) + "." + body;
  std::string bytes(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(bytes.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       reinterpret_cast<const unsigned char*>(private_key.data()));
  const std::string signature = "v1a," + to_base64(bytes);
  const std::string key = "whpk_" + to_base64(public_key);
  EXPECT_EQ(problem_of_secret(SignatureScheme::standard, key), "");
  EXPECT_TRUE(check(fields(signature), {key}).genuine);
  EXPECT_TRUE(check(fields("v1," + code + " " + signature), {key}).genuine);
  EXPECT_EQ(check(fields("v1," + code + " " + signature), {key, secret}).secret, 1U);
  EXPECT_FALSE(check(fields(signature), {key}, moment, body + " ").genuine);
  EXPECT_FALSE(check(fields(signature), {secret}).genuine);
  EXPECT_FALSE(check(fields("v1," + code), {key}).genuine);
  EXPECT_FALSE(check(fields("v1," + to_base64(bytes)), {key}).genuine);  // the version is part of the promise
}

TEST(StandardScheme, ABodyTooLargeForAPublicKeyIsRefusedAndNotKept) {
  const std::string key = "whpk_" + to_base64(std::string(32, 'k'));
  SignatureCheck check({.scheme = SignatureScheme::standard}, fields("v1a," + to_base64(std::string(64, 's'))), {key},
                       moment);
  const std::string megabyte(1024 * 1024, 'x');
  for (int at = 0; at < 6; ++at) check.add(megabyte);
  EXPECT_NE(check.finish().reason.find("4 MB"), std::string::npos);
}

TEST(StandardScheme, PiecesOfABodyAreTheBody) {
  for (std::size_t size = 1; size <= body.size(); ++size) {
    SignatureCheck check({.scheme = SignatureScheme::standard}, fields(), {secret}, moment);
    EXPECT_FALSE(check.is_refused());
    for (std::size_t at = 0; at < body.size(); at += size) check.add(std::string_view(body).substr(at, size));
    EXPECT_TRUE(check.finish().genuine) << size;
  }
}

TEST(StandardScheme, TheHeaderAloneCanShowItIsNotGenuine) {
  const SignatureCheck late({.scheme = SignatureScheme::standard}, fields(), {secret}, moment + 3600);
  EXPECT_TRUE(late.is_refused());
  const SignatureCheck unsigned_one({.scheme = SignatureScheme::standard}, {}, {secret}, moment);
  EXPECT_TRUE(unsigned_one.is_refused());
}

}  // namespace provost::tests
