#include "tests/workflows/engine/engine_support.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;
using boost::json::array;
using boost::json::object;
using engine::Action;
using workflows::Conflict;
using workflows::Forbidden;
using workflows::Invalid;

const std::string door_yaml = R"(workflow: door
title: Door
code: DOR
start: closed
opened_by: [staff]
opening: {asks: [room, colour, sort], needs: [room, sort]}
fields:
  - {name: room, type: text, label: Room}
  - {name: colour, type: text, label: Colour}
  - {name: sort, type: choice, label: Sort, choices: {wood: Wood, glass: Glass}}
  - {name: pane, type: text, label: Pane, when: {is: {sort: glass}}}
  - {name: people, type: people, label: Keepers}
  - {name: opened_on, type: date, label: Opened on}
  - {name: check_on, type: date, label: Check on}
  - {name: times, type: number, label: Times}
  - {name: width, type: number, label: Width}
  - {name: height, type: number, label: Height}
  - {name: area, type: number, label: Area}
  - {name: last, type: person, label: Last person}
states:
  closed: {title: Closed}
  open: {title: Open}
  agreed: {title: Agreed}
  waiting: {title: Waiting}
  gone: {title: Gone, final: true}
transitions:
  - event: unlock
    title: Open it
    from: closed
    to: open
    by: [owner, people]
    needs: [opened_on, pane]
    effects:
      - fill: {check_on: opened_on + 1 month}
      - add: {times: 1}
      - multiply: {area: [width, height]}
      - set: {last: acting_person}
  - {event: lock, title: Close it, from: open, to: closed, by: [anybody], asks: [colour], effects: [{set: {colour: null}}]}
  - {event: sign, title: Sign it, from: open, to: agreed, by: [people], quorum: {of: people}, signature: I agree}
  - {event: two, title: Two of them, from: open, to: agreed, by: [auditor], quorum: {of: auditor, needed: 2}}
  - {event: paint, title: Paint it, from: [closed, open], by: [staff], needs: [colour], reason: true}
  - {event: decide, title: Decide, from: agreed, to: gone, by: [anybody], asks: [sort], when: {is: {sort: glass}}}
  - {event: decide, title: Decide, from: agreed, to: waiting, by: [anybody], asks: [sort], otherwise: true}
  - {event: narrow, title: Narrow, from: agreed, to: gone, by: [anybody], when: {at_least: {width: 2}}}
  - {event: hand_on, title: Hand it on, from: agreed, to: waiting, by: [anybody], effects: [{open_case: {workflow: lamp}}]}
  - {event: sweep, title: Sweep, from: waiting, to: gone, automatic: true, when: {fact: sun_shines}}
  - {event: night, title: Night, from: open, to: closed, by: [timer]}
)";

class StepTest : public testing::Test {
 protected:
  engine::Outcome take(const engine::Situation& situation, const Action& action) const {
    return engine::step(door, engine_registry(), situation, action, small_directory());
  }
  static engine::Situation as_owner(std::string state, object fields = {}) {
    auto situation = situation_in(std::move(state), std::move(fields));
    situation.acting.email = "owner@example.org";
    return situation;
  }
  template <class Error>
  static std::string refusal(const std::function<void()>& attempt) {
    try {
      attempt();
    } catch (const Error& error) {
      return error.what();
    }
    ADD_FAILURE() << "it was not refused";
    return "";
  }
  std::string field_problem(const engine::Situation& situation, const Action& action) const {
    try {
      take(situation, action);
    } catch (const Invalid& invalid) {
      std::string text;
      for (const auto& problem : invalid.fields()) {
        text += (text.empty() ? "" : "; ") + problem.field + ": " + problem.message;
      }
      return text;
    }
    ADD_FAILURE() << "it was not refused";
    return "";
  }
  const engine::Definition door = sound(door_yaml);
};

TEST_F(StepTest, MovesOnWithTheFieldsAndAHistoryEntry) {
  const auto outcome = take(as_owner("closed"), {"unlock", {{"opened_on", "2026-11-20"}}, "At last", false});
  EXPECT_EQ(outcome.instance.state, "open");
  EXPECT_EQ(outcome.instance.fields.at("opened_on").as_string(), "2026-11-20");
  ASSERT_EQ(outcome.steps.size(), 1U);
  EXPECT_EQ(outcome.steps[0].event, "unlock");
  EXPECT_EQ(outcome.steps[0].title, "Open it");
  EXPECT_EQ(outcome.steps[0].from, "closed");
  EXPECT_EQ(outcome.steps[0].to, "open");
  EXPECT_EQ(outcome.steps[0].comment, "At last");
  EXPECT_EQ(outcome.steps[0].changes.at("opened_on").as_string(), "2026-11-20");
}

TEST_F(StepTest, RefusesAnEventThatTheWorkflowDoesNotHave) {
  EXPECT_EQ(field_problem(as_owner("closed"), {"fly", {}, "", false}),
            "event: “fly” is not something that can happen to a case of “Door”.");
  EXPECT_LT(field_problem(as_owner("closed"), {std::string(1'000'000, 'x'), {}, "", false}).size(), 300U);
}

TEST_F(StepTest, RefusesAnEventOfAnotherState) {
  const auto why = refusal<Conflict>([&] { take(as_owner("closed"), {"lock", {}, "", false}); });
  EXPECT_EQ(why, "“lock” is not possible while the case is in the state “Closed”.");
}

TEST_F(StepTest, NobodyFiresAStepThatHappensByItself) {
  EXPECT_THROW(take(as_owner("waiting"), {"sweep", {}, "", false}), Conflict);
}

TEST_F(StepTest, RefusesAPersonWhoMayNot) {
  const auto why = refusal<Forbidden>([&] {
    take(situation_in("closed"), {"unlock", {{"opened_on", "2026-11-20"}}, "", false});
  });
  EXPECT_EQ(why, "This can be done by the owner of the case or those named under “Keepers”.");
}

TEST_F(StepTest, ThePersonIsLookedAtBeforeTheForm) {
  EXPECT_THROW(take(situation_in("closed"), {"unlock", {{"nonsense", 1}}, "", false}), Forbidden);
}

TEST_F(StepTest, OnlyTheProgramFiresWhatATimerFires) {
  EXPECT_THROW(take(as_owner("open"), {"night", {}, "", false}), Forbidden);
  auto situation = situation_in("open");
  situation.acting.program = true;
  EXPECT_THROW(take(situation, {"lock", {}, "It is late", false}), Forbidden);
  EXPECT_EQ(take(situation, {"night", {}, "Its time came", false}).instance.state, "closed");
}

TEST_F(StepTest, WhoStandsInForSomebodyActsForThem) {
  auto situation = situation_in("closed");
  situation.acting.stands_for = {"owner@example.org"};
  EXPECT_EQ(take(situation, {"unlock", {{"opened_on", "2026-11-20"}}, "", false}).instance.state, "open");
}

TEST_F(StepTest, NamesEachFieldThatIsMissingOrWrong) {
  EXPECT_EQ(field_problem(as_owner("closed"), {"unlock", {}, "", false}), "opened_on: “Opened on” must be filled in.");
  EXPECT_EQ(field_problem(as_owner("closed"), {"unlock", {{"opened_on", 4}, {"unknown", 1}}, "", false}),
            "opened_on: “Opened on”: This must be a text.; unknown: There is no field “unknown” to fill in here.");
  EXPECT_EQ(
      field_problem(as_owner("closed", {{"opened_on", "2026-11-20"}}), {"unlock", {{"opened_on", ""}}, "", false}),
      "opened_on: “Opened on” must be filled in.");
}

TEST_F(StepTest, AFieldFilledBeforeCounts) {
  EXPECT_EQ(take(as_owner("closed", {{"opened_on", "2026-11-20"}}), {"unlock", {}, "", false}).instance.state, "open");
}

TEST_F(StepTest, AConditionalFieldIsNeededOnlyThen) {
  const object form{{"opened_on", "2026-11-20"}};
  EXPECT_EQ(take(as_owner("closed", {{"sort", "wood"}}), {"unlock", form, "", false}).instance.state, "open");
  EXPECT_EQ(field_problem(as_owner("closed", {{"sort", "glass"}}), {"unlock", form, "", false}),
            "pane: “Pane” must be filled in.");
}

TEST_F(StepTest, AStepBackNeedsAReason) {
  EXPECT_EQ(field_problem(as_owner("open"), {"lock", {}, "", false}), "comment: Please say why.");
  EXPECT_EQ(field_problem(as_owner("open"), {"lock", {}, " \n\t ", false}), "comment: Please say why.");
  EXPECT_EQ(take(as_owner("open"), {"lock", {}, "It is cold", false}).instance.state, "closed");
}

TEST_F(StepTest, AStepThatAsksForAReasonNeedsOne) {
  auto situation = situation_in("closed");
  situation.acting.roles = {"staff"};
  EXPECT_EQ(field_problem(situation, {"paint", {{"colour", "red"}}, "", false}), "comment: Please say why.");
  const auto outcome = take(situation, {"paint", {{"colour", "red"}}, "It was grey", false});
  EXPECT_EQ(outcome.instance.state, "closed");
  EXPECT_EQ(outcome.steps[0].to, "closed");
  EXPECT_EQ(outcome.instance.entered_at, situation.instance.entered_at);
}

TEST_F(StepTest, ACommentThatCannotBeShownIsRefused) {
  EXPECT_THROW(take(as_owner("open"), {"lock", {}, std::string(4'001, 'x'), false}), Invalid);
  EXPECT_THROW(take(as_owner("open"), {"lock", {}, std::string("a\0b", 3), false}), Invalid);
}

TEST_F(StepTest, ASignatureNeedsTheSecret) {
  auto situation = situation_in("open", {{"people", array{"actor@example.org"}}});
  EXPECT_EQ(field_problem(situation, {"sign", {}, "", false}), "secret: Give your password again to sign this.");
  const auto outcome = take(situation, {"sign", {}, "", true});
  EXPECT_EQ(outcome.instance.state, "agreed");
  EXPECT_EQ(outcome.steps[0].signature, "I agree");
}

TEST_F(StepTest, AQuorumWaitsForTheOthers) {
  auto situation = situation_in("open", {{"people", array{"actor@example.org", "second@example.org"}}});
  auto first = take(situation, {"sign", {}, "", true});
  EXPECT_EQ(first.instance.state, "open");
  EXPECT_TRUE(first.steps[0].waits_for_others);
  ASSERT_EQ(first.instance.answers.size(), 1U);
  situation.instance = first.instance;
  EXPECT_THROW(take(situation, {"sign", {}, "", true}), Conflict);
  situation.acting.email = "second@example.org";
  const auto second = take(situation, {"sign", {}, "", true});
  EXPECT_EQ(second.instance.state, "agreed");
  EXPECT_TRUE(second.instance.answers.empty());
}

TEST_F(StepTest, AQuorumOfARoleCountsDifferentPeople) {
  auto situation = situation_in("open");
  situation.acting.roles = {"auditor"};
  situation.instance = take(situation, {"two", {}, "", false}).instance;
  EXPECT_EQ(situation.instance.state, "open");
  EXPECT_THROW(take(situation, {"two", {}, "", false}), Conflict);
  situation.acting.email = "second@example.org";
  EXPECT_EQ(take(situation, {"two", {}, "", false}).instance.state, "agreed");
}

TEST_F(StepTest, WhoStandsInAnswersInTheirPlaceOnce) {
  auto situation = situation_in("open", {{"people", array{"first@example.org", "second@example.org"}}});
  situation.acting.stands_for = {"first@example.org"};
  situation.instance = take(situation, {"sign", {}, "", true}).instance;
  EXPECT_EQ(situation.instance.answers.at(0).person, "first@example.org");
  EXPECT_THROW(take(situation, {"sign", {}, "", true}), Conflict);
}

TEST_F(StepTest, TheFirstBranchThatHoldsIsTaken) {
  EXPECT_EQ(take(situation_in("agreed"), {"decide", {{"sort", "glass"}}, "", false}).instance.state, "gone");
  EXPECT_EQ(take(situation_in("agreed"), {"decide", {{"sort", "wood"}}, "", false}).instance.state, "waiting");
  EXPECT_EQ(take(situation_in("agreed"), {"decide", {}, "", false}).instance.state, "waiting");
}

TEST_F(StepTest, AConditionThatDoesNotHoldIsNamed) {
  try {
    take(situation_in("agreed", {{"width", 1}}), {"narrow", {}, "", false});
    FAIL();
  } catch (const Conflict& conflict) {
    EXPECT_STREQ(conflict.what(), "“Narrow” is not possible now. “Width” must be at least 2.");
    EXPECT_EQ(conflict.reasons(), std::vector<std::string>{"“Width” must be at least 2."});
  }
}

TEST_F(StepTest, OfSeveralBranchesTheOneThatWasMeantSaysWhyNot) {
  const auto yaml = with(with(door_yaml, "asks: [sort], when: {is: {sort: glass}}}",
                              "asks: [sort], when: {all: [{is: {sort: glass}}, {set: pane}]}}"),
                         "asks: [sort], otherwise: true", "asks: [sort], when: {is: {sort: wood}}");
  const auto changed = sound(yaml);
  try {
    engine::step(changed, engine_registry(), situation_in("agreed"), {"decide", {{"sort", "glass"}}, "", false},
                 small_directory());
    FAIL();
  } catch (const Conflict& conflict) {
    EXPECT_EQ(conflict.reasons(), std::vector<std::string>{"“Pane” is not filled in yet."});
  }
}

TEST_F(StepTest, AStepByItselfFollowsAtOnce) {
  auto situation = situation_in("agreed");
  situation.fact = [](const std::string&, const engine::Situation&) { return engine::Verdict::yes(); };
  const auto outcome = take(situation, {"decide", {{"sort", "wood"}}, "", false});
  EXPECT_EQ(outcome.instance.state, "gone");
  ASSERT_EQ(outcome.steps.size(), 2U);
  EXPECT_FALSE(outcome.steps[0].automatic);
  EXPECT_TRUE(outcome.steps[1].automatic);
  EXPECT_EQ(outcome.steps[1].event, "sweep");
}

TEST_F(StepTest, AStepByItselfWaitsForWhatTheCallerHasToDo) {
  auto situation = situation_in("agreed");
  situation.fact = [](const std::string&, const engine::Situation&) { return engine::Verdict::yes(); };
  auto outcome = take(situation, {"hand_on", {}, "", false});
  EXPECT_EQ(outcome.instance.state, "waiting");
  ASSERT_EQ(outcome.effects.size(), 1U);
  EXPECT_EQ(outcome.effects[0].effect, "open_case");
  situation.instance = outcome.instance;
  outcome = engine::settle(door, engine_registry(), situation);
  EXPECT_EQ(outcome.instance.state, "gone");
}

TEST_F(StepTest, NothingHappensByItselfWhileTheConditionDoesNotHold) {
  EXPECT_TRUE(engine::settle(door, engine_registry(), situation_in("waiting")).steps.empty());
}

TEST_F(StepTest, EffectsFillAddMultiplyAndName) {
  const auto outcome = take(as_owner("closed", {{"times", 2}, {"width", 3}, {"height", 1.5}}),
                            {"unlock", {{"opened_on", "2027-01-31"}}, "", false});
  const auto& fields = outcome.instance.fields;
  EXPECT_EQ(fields.at("check_on").as_string(), "2027-02-28");
  EXPECT_EQ(fields.at("times").as_int64(), 3);
  EXPECT_EQ(fields.at("area").as_double(), 4.5);
  EXPECT_EQ(fields.at("last").as_string(), "owner@example.org");
  EXPECT_EQ(outcome.steps[0].changes.at("times").as_int64(), 3);
}

TEST_F(StepTest, FillKeepsWhatSomebodyGave) {
  const auto outcome =
      take(as_owner("closed", {{"check_on", "2027-01-01"}}), {"unlock", {{"opened_on", "2026-11-20"}}, "", false});
  EXPECT_EQ(outcome.instance.fields.at("check_on").as_string(), "2027-01-01");
  EXPECT_FALSE(outcome.steps[0].changes.contains("check_on"));
}

TEST_F(StepTest, NullEmptiesAField) {
  const auto outcome = take(as_owner("open", {{"colour", "red"}}), {"lock", {}, "Enough", false});
  EXPECT_FALSE(outcome.instance.fields.contains("colour"));
  EXPECT_TRUE(outcome.steps[0].changes.at("colour").is_null());
}

TEST_F(StepTest, EnteringAStateStartsItsTime) {
  auto situation = as_owner("closed", {{"opened_on", "2026-11-20"}});
  situation.instance.entered_at = workflows::parse_instant("2026-01-01T00:00:00.000Z");
  EXPECT_EQ(take(situation, {"unlock", {}, "", false}).instance.entered_at, situation.now);
}

TEST_F(StepTest, TheOpeningChecksItsForm) {
  const auto open = [&](const object& given) {
    return engine::opening_values(door, engine_registry(), situation_in("closed"), given, small_directory());
  };
  EXPECT_EQ(open({{"room", " 12 "}, {"sort", "wood"}}), (object{{"room", "12"}, {"sort", "wood"}}));
  EXPECT_THROW(open({{"room", "12"}}), Invalid);
  EXPECT_THROW(open({{"room", "12"}, {"sort", "stone"}}), Invalid);
  EXPECT_THROW(open({{"room", "12"}, {"sort", "wood"}, {"times", 4}}), Invalid);
}

TEST_F(StepTest, TheSentenceToSignIsKnownBefore) {
  EXPECT_EQ(engine::signature_for(door, "open", "sign"), "I agree");
  EXPECT_EQ(engine::signature_for(door, "open", "lock"), "");
  EXPECT_EQ(engine::signature_for(door, "closed", "sign"), "");
}

}  // namespace

}  // namespace provost::tests
