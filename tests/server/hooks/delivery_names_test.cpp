#include "server/hooks/delivery_names.hpp"

#include <gtest/gtest.h>

#include "workflows/evidence_sources/deliveries.hpp"

namespace provost::hooks {

namespace {

using namespace std::chrono_literals;

const auto now = workflows::parse_instant("2026-11-25T09:00:00.000Z");

DeliveryName named(const std::string& scheme, const http::Fields& fields = {}, const std::string& event = "") {
  http::Request request;
  request.fields = fields;
  return name_of_delivery(request, scheme, event, "abc", now);
}

http::Fields field(const std::string& name, const std::string& value) {
  http::Fields fields;
  fields.append(name, value);
  return fields;
}

TEST(DeliveryNames, ASignedNameIsAllThatCounts) {
  const auto name = named("standard", field("webhook-id", "msg_1"));
  EXPECT_EQ(name.key, "webhook-id:msg_1");
  EXPECT_EQ(name.equal_body_known_for, 0s);
}

TEST(DeliveryNames, WhatIsNotSignedCouldBeRenamedSoTheBodyCountsForAWhile) {
  for (const auto* scheme : {"hmac"}) {
    EXPECT_EQ(named(scheme, field("Idempotency-Key", "a")).key, "Idempotency-Key:a");
    EXPECT_EQ(named(scheme, field("Idempotency-Key", "a")).equal_body_known_for, 1h);
    EXPECT_EQ(named(scheme).equal_body_known_for, 1h);
  }
  for (const auto* scheme : {"slack", "stripe"}) EXPECT_EQ(named(scheme).equal_body_known_for, 11min) << scheme;
  for (const auto* scheme : {"github", "moodle", "typeform", "survey_monkey", "smart_survey", "teams"}) {
    EXPECT_EQ(named(scheme, field("X-GitHub-Delivery", "a")).equal_body_known_for,
              workflows::evidence_sources::deliveries_kept)
        << scheme;
  }
}

TEST(DeliveryNames, WhoeverKnowsTheSecretIsBelievedTheName) {
  for (const auto* scheme : {"bearer", "gitlab", "address"}) {
    EXPECT_EQ(named(scheme, field("X-Gitlab-Event-UUID", "a")).equal_body_known_for, 0s) << scheme;
    EXPECT_EQ(named(scheme, {}, "source\nid").key, "event:source\nid") << scheme;
    EXPECT_EQ(named(scheme).equal_body_known_for, 1h) << scheme;
  }
}

TEST(DeliveryNames, AnEqualBodyThatIsSomethingNewHasAnotherName) {
  http::Request request;
  EXPECT_EQ(named("bearer").key, "sha256:abc@2026-11-25T09:00:00.000Z");
  EXPECT_NE(name_of_delivery(request, "bearer", "", "abc", now + 1h).key, named("bearer").key);
}

TEST(DeliveryNames, ALongOrUnreadableNameIsAHash) {
  EXPECT_TRUE(named("bearer", field("Idempotency-Key", std::string(300, 'x'))).key.starts_with("hash:"));
  EXPECT_TRUE(named("bearer", field("Idempotency-Key", "\xFF")).key.starts_with("hash:"));
}

TEST(DeliveryNames, ThePageSaysTheSame) {
  EXPECT_NE(repetition_rule("hmac").find("within an hour, whatever its name"), std::string::npos);
  EXPECT_NE(repetition_rule("stripe").find("eleven minutes"), std::string::npos);
  EXPECT_NE(repetition_rule("github").find("names each event in it"), std::string::npos);
  EXPECT_NE(repetition_rule("standard").find("under another name is something new"), std::string::npos);
  EXPECT_NE(repetition_rule("bearer").find("Without a name"), std::string::npos);
}

}  // namespace

}  // namespace provost::hooks
