#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;
using boost::json::array;

const std::string door_yaml = R"(workflow: door
title: Door
code: DOR
start: closed
opened_by: [staff]
fields:
  - {name: width, type: number, label: Width}
  - {name: people, type: people, label: Keepers}
  - {name: paper, type: text, label: Paper}
states:
  closed: {title: Closed}
  open: {title: Open}
  gone: {title: Gone, final: true}
transitions:
  - {event: unlock, title: Open it, help: With the key., from: closed, to: open, by: [owner, quality_manager], needs: [width], when: {at_least: {width: 2}}}
  - {event: widen, title: Widen it, from: closed, to: open, by: [anybody], when: {at_least: {width: 2}}}
  - {event: lock, title: Close it, from: open, to: closed, by: [anybody]}
  - {event: sign, title: Sign, from: open, to: gone, by: [people], quorum: {of: people}, signature: I agree}
  - {event: decide, title: Decide, from: open, to: gone, by: [anybody], asks: [paper], when: {set: paper}}
  - {event: decide, title: Decide, from: open, to: closed, by: [anybody], asks: [paper], otherwise: true}
  - {event: fall, from: open, to: gone, by: [timer]}
  - {event: drift, title: Drift, from: open, to: gone, automatic: true, when: {fact: it_rains}}
)";

class ExplainTest : public testing::Test {
 protected:
  engine::Possibility find(const engine::Situation& situation, std::string_view event) const {
    for (auto& one : engine::explain(door, engine_registry(), situation)) {
      if (one.event == event) return one;
    }
    ADD_FAILURE() << event << " is not explained";
    return {};
  }
  static std::string reasons(const engine::Possibility& possibility) {
    std::string text;
    for (const auto& reason : possibility.reasons) {
      text += (text.empty() ? "" : " ") + (reason.about_person ? "[person] " + reason.text : reason.text);
    }
    return text;
  }
  const engine::Definition door = sound(door_yaml);
};

TEST_F(ExplainTest, NamesTheEventsOfTheStateInTheirOrder) {
  std::string events;
  for (const auto& one : engine::explain(door, engine_registry(), situation_in("open"))) events += one.event + " ";
  EXPECT_EQ(events, "lock sign decide ");
  EXPECT_TRUE(engine::explain(door, engine_registry(), situation_in("gone")).empty());
}

TEST_F(ExplainTest, SaysWhoCould) {
  const auto unlock = find(situation_in("closed"), "unlock");
  EXPECT_FALSE(unlock.allowed);
  EXPECT_FALSE(unlock.is_for_person());
  EXPECT_EQ(reasons(unlock),
            "[person] This can be done by the owner of the case or people with the role “quality manager”.");
  EXPECT_EQ(unlock.help, "With the key.");
}

TEST_F(ExplainTest, AConditionOnAFieldOfTheFormCountsAsMet) {
  auto situation = situation_in("closed");
  situation.acting.roles = {"quality_manager"};
  const auto unlock = find(situation, "unlock");
  EXPECT_TRUE(unlock.allowed) << reasons(unlock);
  ASSERT_EQ(unlock.asks.size(), 1U);
  EXPECT_EQ(unlock.asks[0]->label, "Width");
  EXPECT_EQ(unlock.needs, std::vector<std::string>{"width"});
}

TEST_F(ExplainTest, AConditionOnAnotherFieldIsNamed) {
  const auto widen = find(situation_in("closed", {{"width", 1}}), "widen");
  EXPECT_FALSE(widen.allowed);
  EXPECT_TRUE(widen.is_for_person());
  EXPECT_EQ(reasons(widen), "“Width” must be at least 2.");
}

TEST_F(ExplainTest, AStepBackAsksForAComment) {
  const auto lock = find(situation_in("open"), "lock");
  EXPECT_TRUE(lock.allowed);
  EXPECT_TRUE(lock.leads_back);
  EXPECT_TRUE(lock.needs_comment);
}

TEST_F(ExplainTest, SaysWhereItCanLead) {
  const auto decide = find(situation_in("open"), "decide");
  EXPECT_EQ(decide.to, (std::vector<std::string>{"gone", "closed"}));
  EXPECT_FALSE(decide.leads_back);
}

TEST_F(ExplainTest, SaysThatOneHasAnswered) {
  auto situation = situation_in("open", {{"people", array{"actor@example.org", "second@example.org"}}});
  EXPECT_TRUE(find(situation, "sign").allowed);
  EXPECT_EQ(find(situation, "sign").signature, "I agree");
  situation.instance.answers = {{"sign", "actor@example.org"}};
  EXPECT_EQ(reasons(find(situation, "sign")), "[person] You have given this answer already; it waits for the others.");
  situation.acting.email = "second@example.org";
  EXPECT_TRUE(find(situation, "sign").allowed);
}

TEST_F(ExplainTest, WhatIsExplainedAsPossibleIsPossible) {
  auto situation = situation_in("closed", {{"width", 3}});
  for (const auto& one : engine::explain(door, engine_registry(), situation)) {
    if (!one.allowed) continue;
    EXPECT_NO_THROW(engine::step(door, engine_registry(), situation, {one.event, {}, "why", true}, small_directory()))
        << one.event;
  }
}

}  // namespace

}  // namespace provost::tests
