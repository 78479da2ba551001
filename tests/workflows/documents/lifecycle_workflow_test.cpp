#include "workflows/documents/lifecycle_workflow.hpp"

#include <gtest/gtest.h>

#include "workflows/engine/transition_rules.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;             // NOLINT: short names
using namespace workflows::documents;  // NOLINT: short names

/// A document with one draft by person 1, reviewer 2 and approvers 3 and 4.
LifecycleFacts draft_facts() {
  LifecycleFacts facts;
  facts.document.owner_id = 1;
  facts.document.reviewers = {2};
  facts.document.approvers = {3, 4};
  facts.working.emplace();
  facts.working->authors = {1};
  facts.working->change_description = "First issue";
  const auto add = [&facts](std::int64_t id, people::Role role) {
    people::Person person;
    person.id = id;
    person.name = "Person " + std::to_string(id);
    person.roles = {role};
    facts.people[id] = person;
  };
  add(1, people::Role::author);
  add(2, people::Role::reviewer);
  add(3, people::Role::approver);
  add(4, people::Role::approver);
  return facts;
}

void ask(LifecycleFacts& facts, std::int64_t person, const std::string& duty, const std::string& decision) {
  SignOff sign_off;
  sign_off.person_id = person;
  sign_off.duty = duty;
  sign_off.decision = decision;
  facts.sign_offs.push_back(sign_off);
}

people::Actor actor(const LifecycleFacts& facts, std::int64_t id) {
  people::Actor result;
  result.person_id = id;
  result.name = facts.people.at(id).name;
  result.roles = facts.people.at(id).roles;
  return result;
}

VersionState after(const LifecycleFacts& facts, std::int64_t person, std::string_view event,
                   std::optional<Day> effective_date = std::nullopt) {
  const LifecycleMoment moment{parse_instant("2026-11-24T10:00:00.000Z"), {}};
  return state_after(facts, actor(facts, person), &*facts.working, facts.working->state, event, "Because",
                     effective_date, moment);
}

TEST(LifecycleWorkflow, ADraftGoesToReviewersFirstAndWithoutAnyToTheApprovers) {
  auto facts = draft_facts();
  EXPECT_EQ(after(facts, 1, "submit"), VersionState::in_review);
  facts.document.reviewers.clear();
  EXPECT_EQ(after(facts, 1, "submit"), VersionState::in_approval);
}

TEST(LifecycleWorkflow, TheLastApprovalDecidesAndTheDateSaysWhen) {
  auto facts = draft_facts();
  facts.working->state = VersionState::in_approval;
  ask(facts, 3, "approval", "pending");
  ask(facts, 4, "approval", "pending");
  EXPECT_EQ(after(facts, 3, "approve"), VersionState::in_approval);
  facts.sign_offs[1].decision = "approved";
  EXPECT_EQ(after(facts, 3, "approve"), VersionState::effective);
  EXPECT_EQ(after(facts, 3, "approve", parse_day("2026-11-24")), VersionState::effective);
  EXPECT_EQ(after(facts, 3, "approve", parse_day("2026-11-25")), VersionState::approved);
  facts.working->planned_effective_date = parse_day("2027-01-01");
  EXPECT_EQ(after(facts, 3, "approve"), VersionState::approved);
}

TEST(LifecycleWorkflow, WhoeverWroteInItNeitherReviewsNorApproves) {
  auto facts = draft_facts();
  facts.working->state = VersionState::in_approval;
  facts.working->authors.push_back(3);
  ask(facts, 3, "approval", "pending");
  EXPECT_THROW(after(facts, 3, "approve"), Forbidden);
  EXPECT_EQ(after(facts, 3, "reject"), VersionState::draft);
  EXPECT_THROW(after(facts, 2, "approve"), Forbidden);
}

TEST(LifecycleWorkflow, WithdrawingLeadsBackToDraftAndADraftAway) {
  auto facts = draft_facts();
  EXPECT_EQ(after(facts, 1, "withdraw"), VersionState::obsolete);
  for (const auto state : {VersionState::in_review, VersionState::in_approval, VersionState::approved}) {
    facts.working->state = state;
    EXPECT_EQ(after(facts, 1, "withdraw"), VersionState::draft);
  }
}

TEST(LifecycleWorkflow, TheProgramPutsIntoForceOnTheDayAndNotBefore) {
  Version version;
  version.state = VersionState::approved;
  version.planned_effective_date = parse_day("2026-11-25");
  EXPECT_THROW(state_after_by_program(version, "take_effect", {parse_instant("2026-11-24T23:00:00.000Z"), {}}),
               Conflict);
  EXPECT_EQ(state_after_by_program(version, "take_effect", {parse_instant("2026-11-25T00:00:00.000Z"), {}}),
            VersionState::effective);
  version.state = VersionState::effective;
  EXPECT_EQ(state_after_by_program(version, "supersede", {}), VersionState::obsolete);
}

TEST(LifecycleWorkflow, WhatIsSignedAndWhatNeedsAReasonStandsInTheDefinition) {
  auto facts = draft_facts();
  facts.working->state = VersionState::in_approval;
  ask(facts, 3, "approval", "pending");
  const auto person = actor(facts, 3);
  EXPECT_EQ(availability(facts, person, Event::approve).signature, "I approve this document for use");
  EXPECT_FALSE(availability(facts, person, Event::approve).needs_comment);
  EXPECT_TRUE(availability(facts, person, Event::reject).needs_comment);
  EXPECT_TRUE(availability(facts, person, Event::request_changes).needs_comment);
  const auto blocked = availability(facts, person, Event::submit);
  ASSERT_EQ(blocked.blockers.size(), 1U);
  EXPECT_EQ(blocked.blockers[0].reason, "Version 0.1 is in approval; this needs one that is a draft.");
}

TEST(LifecycleWorkflow, OneReasonIsToldOnceAlthoughSeveralBranchesFail) {
  auto facts = draft_facts();
  facts.working->state = VersionState::in_approval;
  const auto blocked = availability(facts, actor(facts, 2), Event::approve);
  ASSERT_EQ(blocked.blockers.size(), 1U);
  EXPECT_TRUE(blocked.blockers[0].forbidden);
  EXPECT_EQ(blocked.blockers[0].reason, "You are not one of the people named to approve this version.");
}

TEST(LifecycleWorkflow, EveryStateOfAVersionIsAStateOfTheWorkflow) {
  for (const auto state : {VersionState::draft, VersionState::in_review, VersionState::in_approval,
                           VersionState::approved, VersionState::effective, VersionState::obsolete}) {
    EXPECT_NE(lifecycle_definition().find_state(to_text(state)), nullptr) << to_text(state);
  }
  for (const auto event : all_events()) {
    const auto known = lifecycle_definition().events();
    EXPECT_NE(std::find(known.begin(), known.end(), to_text(event)), known.end()) << to_text(event);
  }
}

}  // namespace

}  // namespace provost::tests
