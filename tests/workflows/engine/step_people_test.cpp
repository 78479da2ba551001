#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "workflows/engine/definition_reader.hpp"
#include "workflows/engine/step.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: short names

constexpr std::string_view yaml = R"(
workflow: check
title: Check
code: CHK
start: open
opened_by: [anybody]
fields:
  - {name: about, type: people, label: About}
  - {name: reviewers, type: people, label: Reviewers}
states:
  open: {title: Open}
  review: {title: Review}
  done: {title: Done, final: true}
transitions:
  - {event: begin, title: Begin, from: open, to: review, by: [anybody], asks: [about], when: {another_person: about}}
  - {event: change, title: Change, from: review, by: [anybody], asks: [reviewers]}
  - {event: accept, title: Accept, from: review, to: done, by: [reviewers], quorum: {of: reviewers}}
)";

class StepPeople : public ::testing::Test {
 protected:
  StepPeople() : registry_(engine::general_registry()), reading_(engine::read_definition(yaml, registry_)) {
    directory_.is_person = [](std::string_view) { return true; };
    situation_.now = parse_instant("2026-11-24T10:00:00.000Z");
    situation_.instance.state = "open";
  }

  engine::Outcome act(const std::string& person, const std::string& event, boost::json::object fields = {}) {
    situation_.acting.email = person;
    auto outcome =
        engine::step(reading_.definition, registry_, situation_, {event, std::move(fields), "", false}, directory_);
    situation_.instance = outcome.instance;
    return outcome;
  }

  engine::Registry registry_;
  engine::DefinitionReading reading_;
  engine::Directory directory_;
  engine::Situation situation_;
};

TEST_F(StepPeople, NobodyTakesTheirOwnNameOutToActThemselves) {
  ASSERT_TRUE(reading_.is_sound());
  situation_.instance.fields["about"] = {"anna@x"};
  EXPECT_THROW(act("anna@x", "begin", {{"about", {"bela@x"}}}), Forbidden);
  EXPECT_THROW(act("bela@x", "begin", {{"about", {"bela@x"}}}), Forbidden);
  EXPECT_EQ(act("chen@x", "begin", {{"about", {"bela@x"}}}).instance.state, "review");
}

TEST_F(StepPeople, WhatIsExplainedAsNotPossibleIsRefused) {
  situation_.instance.fields["about"] = {"anna@x"};
  situation_.acting.email = "anna@x";
  const auto explained = engine::explain(reading_.definition, registry_, situation_);
  ASSERT_EQ(explained.size(), 1U);
  EXPECT_FALSE(explained.front().allowed);
  EXPECT_THROW(act("anna@x", "begin", {{"about", nullptr}}), Forbidden);
}

TEST_F(StepPeople, AnswersOfThoseWhoAreNoLongerNamedDoNotCount) {
  situation_.instance.state = "review";
  situation_.instance.fields["reviewers"] = {"anna@x", "bela@x"};
  EXPECT_TRUE(act("anna@x", "accept").steps.front().waits_for_others);
  act("chen@x", "change", {{"reviewers", {"bela@x", "chen@x"}}});
  EXPECT_TRUE(act("bela@x", "accept").steps.front().waits_for_others);
  EXPECT_EQ(act("chen@x", "accept").instance.state, "done");
}

TEST_F(StepPeople, AnAnswerCannotChangeWhoHasToAnswer) {
  std::string changed(yaml);
  const std::string accept = "by: [reviewers], quorum";
  changed.replace(changed.find(accept), accept.size(), "by: [reviewers], asks: [reviewers], quorum");
  const auto reading = engine::read_definition(changed, registry_);
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems.front().message,
            "the form asks for “reviewers”: an answer must not change who has to answer for the quorum.");
}

}  // namespace

}  // namespace provost::tests
