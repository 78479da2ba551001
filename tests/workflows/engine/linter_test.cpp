#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

struct Mistake {
  const char* name;
  const char* right;
  const char* wrong;
  const char* problem;
};

class LinterMistake : public testing::TestWithParam<Mistake> {};

TEST_P(LinterMistake, IsSaidWithItsLine) {
  const auto problems = problems_of(with(lamp_yaml, GetParam().right, GetParam().wrong));
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front(), GetParam().problem);
}

constexpr auto light = "when: {at_least: {watts: 5}}";

INSTANTIATE_TEST_SUITE_P(
    Names, LinterMistake,
    testing::Values(
        Mistake{"Start", "start: dark", "start: drak", "0: there is no state “drak”. Did you mean “dark”?"},
        Mistake{"OpeningField", "needs: [room]", "needs: [roon]", "0: there is no field “roon”. Did you mean “room”?"},
        Mistake{"SeenByRole", "start: dark", "start: dark\nseen_by: [auditors]",
                "0: there is no role “auditors”. Did you mean “auditor”?"},
        Mistake{"NobodyOpens", "opened_by: [staff, owner]\n", "",
                "0: it does not say who may open a case: “opened_by”."},
        Mistake{"FieldTwice", "name: watts, type: number", "name: room, type: number",
                "13: the field “room” is there twice."},
        Mistake{"ColumnTwice", "{name: price, type: money", "{name: bulb, type: money",
                "22: the column “bulb” is there twice."},
        Mistake{"ColumnWithWhen", "{name: price, type: money", "{name: price, when: {set: room}, type: money",
                "22: a column has no “when”."},
        Mistake{"FieldWhen", "label: Watts", "label: Watts, when: {set: romo}",
                "13: “set”: there is no field \"romo\"."},
        Mistake{"TaskOfANumber", "by: [keepers, owner], due", "by: [watts], due", "24: “watts” does not name people."},
        Mistake{"TaskAtTheEnd", "final: true, success: false", "final: true, task: {title: Rest, by: [owner]}",
                "28: the state “broken” is an end; nobody has a task there."},
        Mistake{"DueFieldThatIsNoDate", "due: 2 working days", "due_field: watts", "24: “watts” is not a date."},
        Mistake{"DueFieldThatIsNot", "due: 2 working days", "due_field: lit_onn",
                "24: there is no field “lit_onn”. Did you mean “lit_on”?"},
        Mistake{"AheadOfNothing", "due: 2 working days", "due: 2 days, ahead: 1 day", "24: “ahead” needs “due_field”."},
        Mistake{"From", "from: dark, to: lit", "from: drak, to: lit",
                "30: there is no state “drak”. Did you mean “dark”?"},
        Mistake{"To", "from: dark, to: lit", "from: dark, to: lid", "30: there is no state “lid”. Did you mean “lit”?"},
        Mistake{"AskedField", "asks: [lit_on]", "asks: [lit_off]",
                "30: there is no field “lit_off”. Did you mean “lit_on”?"},
        Mistake{"Guard", light, "when: {at_leats: {watts: 5}}",
                "30: there is no guard “at_leats”. Did you mean “at_least”?"},
        Mistake{"GuardInAny", light, "when: {any: [{set: room}, {not: {sett: room}}]}",
                "30: there is no guard “sett”. Did you mean “set”?"},
        Mistake{"GuardArguments", light, "when: {at_least: {room: 5}}",
                "30: “at_least”: this compares a number field with a number."},
        Mistake{"Fact", light, "when: {fact: sun_shine}",
                "30: there is no fact “sun_shine”. Did you mean “sun_shines”?"},
        Mistake{"FactInAList", light, "when: {fact: [sun_shines, it_rain]}",
                "30: there is no fact “it_rain”. Did you mean “it_rains”?"},
        Mistake{"FactThatIsANumber", light, "when: {fact: 4}", "30: “fact” takes a name or a list of names."},
        Mistake{"Effect", light, "effects: [{sett: {watts: 1}}]", "30: there is no effect “sett”. Did you mean “set”?"},
        Mistake{"EffectArguments", light, "effects: [{set: {wats: 1}}]", "30: “set”: there is no field \"wats\"."},
        Mistake{"NobodyActs", "by: [owner, keepers], needs", "needs", "30: the event “light” does not say who: “by”."},
        Mistake{"NoButton", "title: Light it, from", "from", "30: the event “light” has no “title” for its button."},
        Mistake{"OtherwiseWithWhen", light, "when: {set: room}, otherwise: true",
                "30: “otherwise” takes what is left over; it has no “when”."},
        Mistake{"OtherwiseAlone", light, "otherwise: true", "30: “otherwise” needs another branch of the same event."}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Quorums, LinterMistake,
    testing::Values(Mistake{"OfTheOwner", "by: [owner, keepers], needs", "by: [owner], quorum: {of: owner}, needs",
                            "30: a quorum is “of” a field that names people, or of a role."},
                    Mistake{"OfARoleWithoutNumber", "by: [owner, keepers], needs",
                            "by: [auditor], quorum: {of: auditor}, needs",
                            "30: a quorum of a role says how many are “needed”."},
                    Mistake{"OfNobody", "by: [owner, keepers], needs",
                            "by: [keepers], quorum: {of: keepers, needed: 0}, needs",
                            "30: a quorum needs at least one person."},
                    Mistake{"OfOthers", "by: [owner, keepers], needs", "by: [owner], quorum: {of: keepers}, needs",
                            "30: those who answer for a quorum are the same as “by”."}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Timers, LinterMistake,
    testing::Values(
        Mistake{"Twice", "{name: nag,", "{name: night,", "34: the timer “night” is there twice."},
        Mistake{"NoState", "in: [lit], after", "after", "34: the timer “night” does not say in which states: “in”."},
        Mistake{"NoTime", "in: [lit], after: 8 hours, event", "in: [lit], event",
                "34: the timer “night” has neither “after” nor “at”."},
        Mistake{"BeforeNothing", "after: 8 hours", "after: 8 hours, before: 1 hour", "34: “before” needs “at”."},
        Mistake{"BeforeAndAfter", "after: 8 hours", "at: lit_on, after: 1 day, before: 1 day",
                "34: a timer has “before” or “after”, not both."},
        Mistake{"AtATime", "after: 8 hours", "at: watts", "34: “watts” is not a date."},
        Mistake{"Neither", "after: 8 hours, event: put_out", "after: 8 hours",
                "34: the timer “night” either fires an “event” or reminds people: “remind”."},
        Mistake{"Both", "event: put_out}", "event: put_out, remind: [owner]}",
                "34: the timer “night” either fires an “event” or reminds people: “remind”."},
        Mistake{"EventAgainAndAgain", "event: put_out}", "event: put_out, every: 1 day}",
                "34: only a reminder comes again: “every”."},
        Mistake{"EveryNothing", "every: 7 days", "every: 0 days", "35: “every” must be longer than nothing."},
        Mistake{"UnknownState", "in: [lit], after", "in: [lid], after",
                "34: there is no state “lid”. Did you mean “lit”?"},
        Mistake{"EventOfPeople", "event: put_out}", "event: break}",
                "34: in the state “lit” there is no event “break” by “timer”."},
        Mistake{"EventOfAnotherState", "in: [lit], after", "in: [dark], after",
                "34: in the state “dark” there is no event “put_out” by “timer”."},
        Mistake{"EventThatIsSigned", "by: [owner, timer]", "by: [owner, timer], signature: I put it out",
                "34: the event “put_out” asks for a signature; a timer cannot sign."}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Graph, LinterMistake,
    testing::Values(
        Mistake{"NobodyReachesAState", "  broken: {title: Broken",
                "  gone: {title: Gone, final: true}\n  broken: {title: Broken",
                "28: nothing leads to the state “gone”."},
        Mistake{"NoEnd", "title: Broken, final: true, success: false", "title: Broken",
                "0: no state is an end: `final: true`."},
        Mistake{
            "TwoCouldHappen", "  - {event: put_out",
            "  - {event: light, title: Light it, from: dark, to: broken, by: [owner, keepers], needs: [watts], asks: "
            "[lit_on], when: {set: room}}\n  - {event: put_out",
            "31: in the state “dark” this and the step in line 30 could both happen. Let their conditions exclude each "
            "other, or write `otherwise: true`."},
        Mistake{
            "BranchesForOthers", "  - {event: put_out",
            "  - {event: light, title: Light it, from: dark, to: broken, by: [owner], needs: [watts], asks: [lit_on], "
            "otherwise: true}\n  - {event: put_out",
            "31: branches of one event ask the same people for the same things; they differ only in “when”, “to” and "
            "“effects” (compare line 30)."},
        Mistake{
            "OtherwiseFirst", "  - {event: light",
            "  - {event: light, title: Light it, from: dark, to: broken, by: [owner, keepers], needs: [watts], asks: "
            "[lit_on], otherwise: true}\n  - {event: light",
            "30: “otherwise” stands behind every other branch of the event."},
        Mistake{
            "Circle", "  - {event: put_out",
            "  - {event: flick, from: dark, to: lit, automatic: true, when: {fact: it_rains}}\n"
            "  - {event: flack, from: lit, to: dark, automatic: true, when: {fact: sun_shines}}\n  - {event: put_out",
            "31: steps that happen by themselves lead from “dark” back to “dark”; they could go round for ever."},
        Mistake{
            "CircleOfOne", "  - {event: put_out",
            "  - {event: flick, from: dark, to: dark, automatic: true, when: {fact: it_rains}}\n  - {event: put_out",
            "31: steps that happen by themselves lead from “dark” back to “dark”; they could go round for ever."},
        Mistake{"AutomaticAsks", "  - {event: put_out",
                "  - {event: flick, from: dark, to: lit, automatic: true, when: {fact: it_rains}, needs: [watts]}\n  - "
                "{event: put_out",
                "31: a step that happens by itself has “from”, “to” and “when”, and asks nobody for anything."},
        Mistake{"AutomaticAlways", "  - {event: put_out",
                "  - {event: flick, from: dark, to: lit, automatic: true}\n  - {event: put_out",
                "31: a step that happens by itself has “from”, “to” and “when”, and asks nobody for anything."}),
    [](const auto& info) { return info.param.name; });

TEST(Linter, FindsTheStateFromWhichNothingLeadsOn) {
  auto yaml = with(lamp_yaml, "from: [dark, lit], to: broken", "from: dark, to: broken");
  yaml = with(yaml, "from: lit, to: dark", "from: lit, to: lit");
  EXPECT_EQ(problems_of(yaml), std::vector<std::string>{"27: from the state “lit” no way leads to an end."});
}

struct Branches {
  const char* name;
  const char* first;
  const char* second;
  bool exclude;
};

class LinterBranches : public testing::TestWithParam<Branches> {};

TEST_P(LinterBranches, ExcludeEachOtherOrNot) {
  auto yaml = with(lamp_yaml, "when: {at_least: {watts: 5}}", "when: " + std::string(GetParam().first));
  yaml = with(yaml, "  - {event: put_out",
              "  - {event: light, title: Light it, from: dark, to: broken, by: [owner, keepers], needs: [watts], asks: "
              "[lit_on], when: " +
                  std::string(GetParam().second) + "}\n  - {event: put_out");
  EXPECT_EQ(problems_of(yaml).empty(), GetParam().exclude);
}

INSTANTIATE_TEST_SUITE_P(
    , LinterBranches,
    testing::Values(Branches{"Negation", "{set: room}", "{not: {set: room}}", true},
                    Branches{"NegationFirst", "{not: {set: room}}", "{set: room}", true},
                    Branches{"NegationInAll", "{all: [{set: room}, {set: watts}]}",
                             "{all: [{not: {set: room}}, {set: "
                             "watts}]}",
                             true},
                    Branches{"ValuesApart", "{is: {colour: warm}}", "{is: {colour: cold}}", true},
                    Branches{"ValuesOverlap", "{is: {colour: [warm, cold]}}", "{is: {colour: cold}}", false},
                    Branches{"OtherFields", "{is: {colour: warm}}", "{is: {watts: 1}}", false},
                    Branches{"OnlyInAny", "{any: [{set: room}, {set: watts}]}", "{not: {set: room}}", false},
                    Branches{"NegationOfAnother", "{set: room}", "{not: {set: watts}}", false}),
    [](const auto& info) { return info.param.name; });

TEST(Linter, TakesWhatIsLeftOver) {
  EXPECT_TRUE(
      problems_of(with(lamp_yaml, "  - {event: put_out",
                       "  - {event: light, title: Light it, from: dark, to: broken, by: [owner, keepers], needs: "
                       "[watts], asks: [lit_on], otherwise: true}\n  - {event: put_out"))
          .empty());
}

TEST(Linter, ATaskMayHaveATermForWhenItsDateIsEmpty) {
  EXPECT_TRUE(
      problems_of(with(lamp_yaml, "due: 2 working days", "due_field: lit_on, ahead: 3 days, due: 2 days")).empty());
}

}  // namespace

}  // namespace provost::tests
