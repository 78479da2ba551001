#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;
using boost::json::array;
using boost::json::object;

constexpr auto fields = R"(  - {name: room, type: text, label: Room}
  - {name: watts, type: number, label: Watts}
  - {name: safe, type: yes_no, label: Safe}
  - {name: colour, type: choice, label: Colour, choices: {warm: Warm white, cold: Cold white}}
  - {name: begun_on, type: date, label: Begun on}
  - {name: ended_on, type: date, label: Ended on}
  - {name: checked_on, type: date, label: Checked on}
  - {name: keeper, type: person, label: Keeper}
  - {name: keepers, type: people, label: Keepers}
  - {name: judges, type: people, label: Judges}
  - name: bulbs
    type: table
    label: Bulbs
    columns:
      - {name: kind, type: choice, label: Kind, choices: {big: Big, small: Small}}
      - {name: note, type: text, label: Note}
      - {name: price, type: number, label: Price}
      - {name: limit, type: number, label: Limit}
      - {name: less, type: yes_no, label: Less is better}
      - {name: buyer, type: person, label: Buyer}
)";

struct Asked {
  const char* name;
  const char* condition;
  const char* values;  ///< JSON
  const char* verdict;
};

class Guard : public testing::TestWithParam<Asked> {};

/// The case is owned by owner@example.org, actor@example.org acts, and it is 23 November 2026.
TEST_P(Guard, Answers) {
  const auto definition = definition_with(fields, GetParam().condition);
  const auto situation = situation_in("dark", boost::json::parse(GetParam().values).as_object());
  EXPECT_EQ(verdict_of(definition, situation), GetParam().verdict);
}

std::string name_of_asked(const testing::TestParamInfo<Asked>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Guard,
    testing::Values(Asked{"SetHolds", "{set: room}", R"({"room": "12"})", "yes"},
                    Asked{"SetFails", "{set: room}", "{}", "“Room” is not filled in yet."},
                    Asked{"SetOfTwo", "{set: [room, watts]}", "{}",
                          "“Room” is not filled in yet. | “Watts” is not filled in yet."},
                    Asked{"SetTakesNo", "{set: safe}", R"({"safe": false})", "yes"},
                    Asked{"SetRefusesNoRows", "{set: bulbs}", R"({"bulbs": []})", "“Bulbs” is not filled in yet."},
                    Asked{"IsHolds", "{is: {colour: warm}}", R"({"colour": "warm"})", "yes"},
                    Asked{"IsOneOf", "{is: {colour: [warm, cold]}}", R"({"colour": "cold"})", "yes"},
                    Asked{"IsFails", "{is: {colour: [warm, cold]}}", "{}", "“Colour” is not Warm white or Cold white."},
                    Asked{"IsComparesNumbersByValue", "{is: {watts: 5}}", R"({"watts": 5.0})", "yes"},
                    Asked{"IsYes", "{is: {safe: true}}", R"({"safe": false})", "“Safe” is not yes."},
                    Asked{"AtLeastHolds", "{at_least: {watts: 5}}", R"({"watts": 5})", "yes"},
                    Asked{"AtLeastFails", "{at_least: {watts: 5}}", R"({"watts": 4.9})", "“Watts” must be at least 5."},
                    Asked{"AtLeastOfNothing", "{at_least: {watts: 0}}", "{}", "“Watts” must be at least 0."},
                    Asked{"AtMostHolds", "{at_most: {watts: 5}}", R"({"watts": 5})", "yes"},
                    Asked{"AtMostFails", "{at_most: {watts: 5}}", R"({"watts": 6})", "“Watts” must be at most 5."},
                    Asked{"AtMostOfNothing", "{at_most: {watts: 5}}", "{}", "“Watts” must be at most 5."}),
    name_of_asked);

INSTANTIATE_TEST_SUITE_P(
    Combined, Guard,
    testing::Values(Asked{"AllNamesEach", "{all: [{set: room}, {at_least: {watts: 5}}]}", "{}",
                          "“Room” is not filled in yet. | “Watts” must be at least 5."},
                    Asked{"AnyHoldsWithOne", "{any: [{set: room}, {set: watts}]}", R"({"watts": 1})", "yes"},
                    Asked{"AnyNamesEach", "{any: [{set: room}, {set: watts}]}", "{}",
                          "“Room” is not filled in yet. | “Watts” is not filled in yet."},
                    Asked{"NotHolds", "{not: {set: room}}", "{}", "yes"},
                    Asked{"NotFails", "{not: {set: room}}", R"({"room": "1"})",
                          "The present values do not allow this step."},
                    Asked{"OwnWords", "{set: room, says: Say where.}", "{}", "Say where."},
                    Asked{"OwnWordsOfSeveral", "{set: room, at_least: {watts: 5}, says: Say where and how much.}", "{}",
                          "Say where and how much."},
                    Asked{"OwnWordsWithin", "{all: [{set: room, says: Say where.}, {set: watts}]}", "{}",
                          "Say where. | “Watts” is not filled in yet."}),
    name_of_asked);

INSTANTIATE_TEST_SUITE_P(
    Tables, Guard,
    testing::Values(
        Asked{"RowsHolds", "{rows: {bulbs: 2}}", R"({"bulbs": [{"kind": "big"}, {"kind": "small"}]})", "yes"},
        Asked{"RowsFails", "{rows: {bulbs: 2}}", R"({"bulbs": [{"kind": "big"}]})",
              "“Bulbs” needs at least 2 entries."},
        Asked{"RowsOfPeople", "{rows: {keepers: 1}}", "{}", "“Keepers” needs at least 1 entry."},
        Asked{"EachRowFilled", "{each_row: {table: bulbs, column: note}}", R"({"bulbs": [{"note": "a"}]})", "yes"},
        Asked{"EachRowOfNone", "{each_row: {table: bulbs, column: note}}", "{}", "yes"},
        Asked{"EachRowMissing", "{each_row: {table: bulbs, column: note}}",
              R"({"bulbs": [{"note": "a"}, {"kind": "big"}, {"kind": "small"}]})", "2 rows of “Bulbs” have no “Note”."},
        Asked{"EachRowOfTwoColumns", "{each_row: {table: bulbs, column: [note, price]}}",
              R"({"bulbs": [{"note": "a"}, {"price": 1}]})",
              "1 row of “Bulbs” has no “Note”. | 1 row of “Bulbs” has no “Price”."},
        Asked{"EachRowIs", "{each_row: {table: bulbs, column: kind, is: [big, small]}}",
              R"({"bulbs": [{"kind": "big"}, {"note": "a"}]})", "1 row of “Bulbs” is not yet Big or Small."},
        Asked{"EachRowWhere", "{each_row: {table: bulbs, column: note, where: {kind: big}}}",
              R"({"bulbs": [{"kind": "big", "note": "a"}, {"kind": "small"}]})", "yes"},
        Asked{"EachRowWhereFails", "{each_row: {table: bulbs, column: note, where: {kind: [big]}}}",
              R"({"bulbs": [{"kind": "big"}, {"kind": "small"}]})", "1 row of “Bulbs” has no “Note”."},
        Asked{"TargetsMet", "{targets_met: {table: bulbs, value: price, target: limit, lower_is_better: less}}",
              R"({"bulbs": [{"price": 5, "limit": 5}, {"price": 2, "limit": 3, "less": true}]})", "yes"},
        Asked{"TargetMissed", "{targets_met: {table: bulbs, value: price, target: limit, lower_is_better: less}}",
              R"({"bulbs": [{"price": 4, "limit": 5}, {"price": 4, "limit": 3, "less": true}]})",
              "2 rows of “Bulbs” miss their targets."},
        Asked{"TargetNotMeasured", "{targets_met: {table: bulbs, value: price, target: limit}}",
              R"({"bulbs": [{"limit": 5}]})", "1 row of “Bulbs” misses its target."}),
    name_of_asked);

INSTANTIATE_TEST_SUITE_P(
    Dates, Guard,
    testing::Values(
        Asked{"InOrder", "{dates_in_order: [begun_on, ended_on]}",
              R"({"begun_on": "2026-01-01", "ended_on": "2026-01-01"})", "yes"},
        Asked{"OutOfOrder", "{dates_in_order: [begun_on, ended_on]}",
              R"({"begun_on": "2026-01-02", "ended_on": "2026-01-01"})", "“Ended on” lies before “Begun on”."},
        Asked{"OrderOverAGap", "{dates_in_order: [begun_on, ended_on, checked_on]}",
              R"({"begun_on": "2026-01-02", "checked_on": "2026-01-01"})", "“Checked on” lies before “Begun on”."},
        Asked{"OrderOfNothing", "{dates_in_order: [begun_on, ended_on]}", "{}", "yes"},
        Asked{"Within", "{within: {from: begun_on, until: ended_on, at_most: 12 months}}",
              R"({"begun_on": "2026-02-28", "ended_on": "2027-02-28"})", "yes"},
        Asked{"NotWithin", "{within: {from: begun_on, until: ended_on, at_most: 12 months}}",
              R"({"begun_on": "2026-02-28", "ended_on": "2027-03-01"})",
              "“Ended on” lies more than 12 months after “Begun on”: 2027-02-28 is the last day."},
        Asked{"WithinACalendarYear", "{within: {from: begun_on, until: ended_on, at_most: 1 calendar year}}",
              R"({"begun_on": "2026-02-28", "ended_on": "2027-12-31"})", "yes"},
        Asked{"TooSoon", "{within: {from: begun_on, until: ended_on, at_least: 2 weeks}}",
              R"({"begun_on": "2026-02-28", "ended_on": "2026-03-13"})",
              "“Ended on” lies less than 2 weeks after “Begun on”: 2026-03-14 is the first day."},
        Asked{"JustLateEnough", "{within: {from: begun_on, until: ended_on, at_least: 2 weeks, at_most: 1 month}}",
              R"({"begun_on": "2026-02-28", "ended_on": "2026-03-14"})", "yes"},
        Asked{"WithinOfNothing", "{within: {from: begun_on, until: ended_on, at_most: 1 day}}",
              R"({"begun_on": "2026-02-28"})", "yes"},
        Asked{"Reached", "{date_reached: begun_on}", R"({"begun_on": "2026-11-23"})", "yes"},
        Asked{"NotReached", "{date_reached: begun_on}", R"({"begun_on": "2026-11-24"})",
              "“Begun on” (2026-11-24) has not come yet."},
        Asked{"ReachedNothing", "{date_reached: begun_on}", "{}", "“Begun on” is not filled in yet."},
        Asked{"ReachedAfter", "{date_reached: {date: begun_on, after: 1 day}}", R"({"begun_on": "2026-11-22"})", "yes"},
        Asked{"NotReachedAfter", "{date_reached: {date: begun_on, after: 1 day}}", R"({"begun_on": "2026-11-23"})",
              "This is possible from 2026-11-24 on, counted from “Begun on”."},
        Asked{"Lasted", "{lasted: 1 day}", "{}", "It has to stay in this state for 1 day."}),
    name_of_asked);

INSTANTIATE_TEST_SUITE_P(
    People, Guard,
    testing::Values(
        Asked{"AnotherPerson", "{another_person: keeper}", R"({"keeper": "someone@example.org"})", "yes"},
        Asked{"TheSamePerson", "{another_person: keeper}", R"({"keeper": "actor@example.org"})",
              "Somebody else must do this: you are named under “Keeper”."},
        Asked{"OneOfThePeople", "{another_person: [keeper, keepers]}",
              R"({"keepers": ["a@example.org", "actor@example.org"]})",
              "Somebody else must do this: you are named under “Keepers”."},
        Asked{"OneInAColumn", "{another_person: [keeper, bulbs.buyer]}",
              R"({"bulbs": [{}, {"buyer": "actor@example.org"}]})",
              "Somebody else must do this: you are named under “Bulbs”."},
        Asked{"NotTheOwner", "{another_person: [owner, opener]}", "{}", "yes"},
        Asked{"Apart", "{different_people: [[keeper, keepers], judges]}",
              R"({"keeper": "a@example.org", "keepers": ["b@example.org"], "judges": ["c@example.org"]})", "yes"},
        Asked{"NotApart", "{different_people: [[keeper, keepers], judges]}",
              R"({"keeper": "a@example.org", "judges": ["c@example.org", "a@example.org"]})",
              "a@example.org is named under “Keeper” and under “Judges”; these must be different people."},
        Asked{"WithinAGroup", "{different_people: [[keeper, keepers], judges]}",
              R"({"keeper": "a@example.org", "keepers": ["a@example.org"]})", "yes"},
        Asked{
            "ApartFromTheOwner", "{different_people: [owner, judges]}", R"({"judges": ["owner@example.org"]})",
            "owner@example.org is named under “owner of the case” and under “Judges”; these must be different people."},
        Asked{"ApartFromAColumn", "{different_people: [keeper, [judges, bulbs.buyer]]}",
              R"({"keeper": "a@example.org", "bulbs": [{"buyer": "a@example.org"}]})",
              "a@example.org is named under “Keeper” and under “Bulbs”; these must be different people."}),
    name_of_asked);

TEST(GuardOfPeople, TheOwnerIsNotAnother) {
  const auto definition = definition_with(fields, "{another_person: owner}");
  auto situation = situation_in("dark");
  situation.acting.email = "owner@example.org";
  EXPECT_EQ(verdict_of(definition, situation), "Somebody else must do this: you own the case.");
  situation.acting.program = true;
  EXPECT_EQ(verdict_of(definition, situation), "yes");
}

TEST(GuardOfTime, LastedCountsFromEnteringTheState) {
  const auto definition = definition_with(fields, "{lasted: 2 working days}");
  auto situation = situation_in("dark");
  situation.now = workflows::parse_instant("2026-11-25T23:59:59.000Z");
  EXPECT_EQ(verdict_of(definition, situation), "It has to stay in this state for 2 working days.");
  situation.now = workflows::parse_instant("2026-11-26T00:00:00.000Z");
  EXPECT_EQ(verdict_of(definition, situation), "yes");
}

TEST(GuardOfTime, TodayIsTheDayInTheZoneOfTheOrganisation) {
  const auto definition = definition_with(fields, "{date_reached: begun_on}");
  auto situation = situation_in("dark", {{"begun_on", "2026-11-24"}});
  situation.now = workflows::parse_instant("2026-11-23T16:00:00.000Z");
  EXPECT_NE(verdict_of(definition, situation), "yes");
  situation.calendar.time_zone = "Asia/Tokyo";
  EXPECT_EQ(verdict_of(definition, situation), "yes");
}

TEST(GuardOfChildren, CountsThem) {
  auto situation = situation_in("dark");
  const auto answer = [&](const char* condition) { return verdict_of(definition_with(fields, condition), situation); };
  EXPECT_EQ(answer("{children: true}"), "It has 0 of at least 1 cases that belong to it.");
  EXPECT_EQ(answer("{children_done: true}"), "yes");
  situation.children = {
      {"finding", "closed", true, true}, {"finding", "raised", false, false}, {"action", "waiting", false, false}};
  EXPECT_EQ(answer("{children: {workflow: finding, at_least: 2}}"), "yes");
  EXPECT_EQ(answer("{children: {workflow: finding, at_least: 2, in: [closed]}}"),
            "It has 1 of at least 2 cases that belong to it.");
  EXPECT_EQ(answer("{children_done: true}"), "2 cases that belong to it are still open.");
  EXPECT_EQ(answer("{children_done: {workflow: action}}"), "1 case that belongs to it is still open.");
  EXPECT_EQ(answer("{children_done: {workflow: action, or_in: [waiting]}}"), "yes");
  EXPECT_EQ(answer("{children_done: {workflow: nothing}}"), "yes");
}

TEST(GuardOfFiles, CountsAttachments) {
  const auto definition = definition_with(fields, "{attachments: 2}");
  auto situation = situation_in("dark");
  situation.attachments = 1;
  EXPECT_EQ(verdict_of(definition, situation), "Attach at least 2 files as evidence first.");
  situation.attachments = 2;
  EXPECT_EQ(verdict_of(definition, situation), "yes");
}

TEST(GuardOfFacts, AsksOnlyForThoseThatAreNamed) {
  const auto definition = definition_with(fields, "{fact: [sun_shines, it_rains]}");
  auto situation = situation_in("dark");
  EXPECT_EQ(verdict_of(definition, situation), "Nothing is known about sun_shines. | Nothing is known about it_rains.");
  std::string asked;
  situation.fact = [&asked](const std::string& name, const engine::Situation&) {
    asked += name + " ";
    return name == "it_rains" ? engine::Verdict::no("It is dry.") : engine::Verdict::yes();
  };
  EXPECT_EQ(verdict_of(definition, situation), "It is dry.");
  EXPECT_EQ(asked, "sun_shines it_rains ");
}

struct Deferred {
  const char* condition;
  const char* field;
};

class GuardBeforeTheForm : public testing::TestWithParam<Deferred> {};

TEST_P(GuardBeforeTheForm, LeavesOpenWhatTheFormAsksFor) {
  auto situation = situation_in("dark", {{"begun_on", "2026-01-01"}});
  situation.deferred = {GetParam().field};
  EXPECT_EQ(verdict_of(definition_with(fields, GetParam().condition), situation), "open");
}

INSTANTIATE_TEST_SUITE_P(
    , GuardBeforeTheForm,
    testing::Values(Deferred{"{set: room}", "room"}, Deferred{"{is: {colour: warm}}", "colour"},
                    Deferred{"{at_least: {watts: 5}}", "watts"}, Deferred{"{at_most: {watts: 5}}", "watts"},
                    Deferred{"{rows: {bulbs: 1}}", "bulbs"},
                    Deferred{"{each_row: {table: bulbs, column: note}}", "bulbs"},
                    Deferred{"{targets_met: {table: bulbs, value: price, target: limit}}", "bulbs"},
                    Deferred{"{dates_in_order: [begun_on, ended_on]}", "ended_on"},
                    Deferred{"{within: {from: begun_on, until: ended_on, at_most: 1 day}}", "ended_on"},
                    Deferred{"{date_reached: begun_on}", "begun_on"},
                    Deferred{"{different_people: [keeper, judges]}", "judges"}, Deferred{"{not: {set: room}}", "room"},
                    Deferred{"{any: [{set: room}, {set: watts}]}", "room"}));

struct Misuse {
  const char* condition;
  const char* problem;
};

class GuardMisuse : public testing::TestWithParam<Misuse> {};

TEST_P(GuardMisuse, IsSaidWhenTheDefinitionIsRead) {
  std::string yaml = "workflow: lamp\ntitle: Lamp\ncode: LMP\nstart: dark\nopened_by: [staff]\nfields:\n";
  yaml += fields;
  yaml +=
      "states:\n  dark: {title: Dark}\n  lit: {title: Lit, final: true}\ntransitions:\n  - event: go\n    title: Go\n"
      "    from: dark\n    to: lit\n    by: [anybody]\n    when: " +
      std::string(GetParam().condition) + "\n";
  EXPECT_EQ(problems_of(yaml), std::vector<std::string>{"36: " + std::string(GetParam().problem)});
}

INSTANTIATE_TEST_SUITE_P(
    , GuardMisuse,
    testing::Values(
        Misuse{"{set: 4}", "“set”: the name of a field is needed here."},
        Misuse{"{is: colour}", "“is”: this is written {field: value}."},
        Misuse{"{is: {colour: blue}}", "“is”: \"blue\" is none of the choices of \"colour\"."},
        Misuse{"{is: {safe: maybe}}", "“is”: \"safe\" is true or false."},
        Misuse{"{is: {watts: many}}", "“is”: \"watts\" is a number."},
        Misuse{"{is: {bulbs: 1}}", "“is”: \"bulbs\" holds a list; use `rows`, `each_row` or `set`."},
        Misuse{"{at_least: {watts: many}}", "“at_least”: this compares a number field with a number."},
        Misuse{"{at_most: {room: 4}}", "“at_most”: this compares a number field with a number."},
        Misuse{"{rows: {watts: 1}}", "“rows”: this counts the entries of a table or of people."},
        Misuse{"{rows: {bulbs: some}}", "“rows”: a whole number is needed."},
        Misuse{"{each_row: {table: watts, column: note}}", "“each_row”: there is no table \"watts\"."},
        Misuse{"{each_row: {table: bulbs, column: nota}}", "“each_row”: the table has no column \"nota\"."},
        Misuse{"{each_row: {table: bulbs, column: kind, is: huge}}",
               "“each_row”: \"huge\" is none of the choices of \"kind\"."},
        Misuse{"{each_row: {table: bulbs, column: note, where: {kind: huge}}}",
               "“each_row”: \"huge\" is none of the choices of \"kind\"."},
        Misuse{"{each_row: {table: bulbs, column: note, when: 1}}", "“each_row”: \"when\" is not known here."},
        Misuse{"{targets_met: {table: bulbs, value: note, target: limit}}", "“targets_met”: \"note\" is not a number."},
        Misuse{"{targets_met: {table: bulbs, value: price}}",
               "“targets_met”: this is written {table: name, value: column, target: column, lower_is_better: column}; "
               "the last may be left out."},
        Misuse{"{dates_in_order: [begun_on, room]}", "“dates_in_order”: \"room\" is not a date."},
        Misuse{"{dates_in_order: begun_on}", "“dates_in_order”: this is written [first, second]."},
        Misuse{
            "{within: {from: begun_on, until: ended_on}}",
            "“within”: this is written {from: date, until: date, at_most: 12 months}, or with at_least, or with both."},
        Misuse{"{within: {from: begun_on, until: ended_on, at_most: soon}}",
               "“within”: this is a duration such as 30 days or 5 working days."},
        Misuse{"{date_reached: watts}", "“date_reached”: \"watts\" is not a date."},
        Misuse{"{date_reached: {date: begun_on}}",
               "“date_reached”: this names a date field, or is written {date: name_of_a_date_field, after: 1 day}."},
        Misuse{"{lasted: 30}", "“lasted”: this is a duration such as 30 days or 5 working days."},
        Misuse{"{another_person: room}", "“another_person”: \"room\" does not name people."},
        Misuse{"{another_person: bulbs.note}", "“another_person”: \"bulbs.note\" does not name people."},
        Misuse{"{different_people: [keeper]}", "“different_people”: this is a list of at least two groups."},
        Misuse{"{different_people: [keeper, nobody]}", "“different_people”: there is no field \"nobody\"."},
        Misuse{"{attachments: none}", "“attachments”: this is a whole number."},
        Misuse{"{children: {workflow: 4}}", "“children”: `workflow` is the name of a workflow."},
        Misuse{"{children: {at_least: some}}", "“children”: `at_least` is a whole number."},
        Misuse{"{children: {in: closed}}", "“children”: `in` is a list of states."},
        Misuse{"{children: {or_in: [closed]}}", "“children”: \"or_in\" is not known here."},
        Misuse{"{children_done: yes}", "“children_done”: this is written `true` or {workflow: name}."}));

}  // namespace

}  // namespace provost::tests
