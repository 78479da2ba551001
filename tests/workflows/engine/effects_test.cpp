#include "workflows/engine/effects.hpp"

#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;
using boost::json::object;

const std::string yaml = R"(workflow: lamp
title: Lamp
code: LMP
start: dark
opened_by: [staff]
fields:
  - {name: room, type: text, label: Room}
  - {name: watts, type: number, label: Watts}
  - {name: height, type: number, label: Height}
  - {name: safe, type: yes_no, label: Safe}
  - {name: colour, type: choice, label: Colour, choices: {warm: Warm white, cold: Cold white}}
  - {name: begun_on, type: date, label: Begun on}
  - {name: ended_on, type: date, label: Ended on}
  - {name: keeper, type: person, label: Keeper}
  - {name: keepers, type: people, label: Keepers}
states:
  dark: {title: Dark}
  lit: {title: Lit, final: true}
transitions:
  - event: go
    title: Go
    from: dark
    to: lit
    by: [anybody]
    effects:
      - EFFECT
)";

struct Done {
  const char* name;
  const char* effect;
  const char* before;
  const char* values;  ///< what it fills, as JSON
};

class EffectTest : public testing::TestWithParam<Done> {};

/// It is 23 November 2026; actor@example.org acts.
TEST_P(EffectTest, FillsFields) {
  const auto definition = sound(with(yaml, "EFFECT", GetParam().effect));
  const auto before = boost::json::parse(GetParam().before).as_object();
  const auto values = engine::values_of_effect(definition.transitions.at(0).effects.at(0), definition,
                                               situation_in("dark", before), before);
  ASSERT_TRUE(values.has_value());
  EXPECT_EQ(*values, boost::json::parse(GetParam().values));
}

INSTANTIATE_TEST_SUITE_P(
    , EffectTest,
    testing::Values(
        Done{"SetText", "set: {room: Cellar, watts: 5, safe: true, colour: warm}", "{}",
             R"({"room": "Cellar", "watts": 5, "safe": true, "colour": "warm"})"},
        Done{"SetNull", "set: {room: null, begun_on: null}", R"({"room": "1"})", R"({"room": null, "begun_on": null})"},
        Done{"SetToday", "set: {begun_on: today}", "{}", R"({"begun_on": "2026-11-23"})"},
        Done{"SetLater", "set: {begun_on: today + 5 working days}", "{}", R"({"begun_on": "2026-11-30"})"},
        Done{"SetFromAnotherDate", "set: {ended_on: begun_on}", R"({"begun_on": "2027-01-31"})",
             R"({"ended_on": "2027-01-31"})"},
        Done{"SetCountedFromADate", "set: {ended_on: begun_on + 1 month}", R"({"begun_on": "2027-01-31"})",
             R"({"ended_on": "2027-02-28"})"},
        Done{"SetCountedFromAnEmptyDate", "set: {ended_on: begun_on + 1 month}", R"({"ended_on": "2027-01-01"})", "{}"},
        Done{"SetThePersonWhoActs", "set: {keeper: acting_person}", "{}", R"({"keeper": "actor@example.org"})"},
        Done{"FillTheEmpty", "fill: {room: Cellar, watts: 5}", R"({"room": "Attic"})", R"({"watts": 5})"},
        Done{"FillAnEmptyText", "fill: {room: Cellar}", R"({"room": ""})", R"({"room": "Cellar"})"},
        Done{"AddToNothing", "add: {watts: 1}", "{}", R"({"watts": 1})"},
        Done{"Add", "add: {watts: 2}", R"({"watts": 40})", R"({"watts": 42})"},
        Done{"TakeAway", "add: {watts: -2}", R"({"watts": 1.5})", R"({"watts": -0.5})"},
        Done{"Multiply", "multiply: {height: [watts, watts]}", R"({"watts": 4})", R"({"height": 16})"},
        Done{"MultiplyNothing", "multiply: {height: [watts, watts]}", "{}", "{}"}),
    [](const auto& info) { return info.param.name; });

TEST(Effects, TheProgramIsNoPerson) {
  const auto definition = sound(with(yaml, "EFFECT", "set: {keeper: acting_person}"));
  auto situation = situation_in("dark");
  situation.acting.program = true;
  EXPECT_TRUE(engine::values_of_effect(definition.transitions.at(0).effects.at(0), definition, situation, {})->empty());
}

TEST(Effects, ToOpenCasesIsForTheCaller) {
  const auto definition = sound(with(yaml, "EFFECT", "open_case: {workflow: lamp}"));
  EXPECT_FALSE(
      engine::values_of_effect(definition.transitions.at(0).effects.at(0), definition, situation_in("dark"), {}));
}

TEST(Effects, TakeFillsATableWithWhatIsKeptBesideTheCase) {
  const auto definition = sound(with(
      with(yaml, "states:\n",
           "  - {name: lamps, type: table, label: Lamps, columns: [{name: room, type: text, label: Room}]}\nstates:\n"),
      "EFFECT", "take: {lamps: lamps_seen}"));
  auto situation = situation_in("dark");
  const auto taken = [&] {
    return *engine::values_of_effect(definition.transitions.at(0).effects.at(0), definition, situation,
                                     {{"lamps", boost::json::array{object{{"room", "Old"}}}}});
  };
  situation.rows = [](const std::string&) {
    return boost::json::array{object{{"room", "Cellar"}, {"watts", 5}}, object{{"room", nullptr}}};
  };
  EXPECT_EQ(taken(), boost::json::parse(R"({"lamps": [{"room": "Cellar"}, {}]})").as_object());
  situation.rows = [](const std::string&) { return boost::json::array(); };
  EXPECT_EQ(taken(), boost::json::parse(R"({"lamps": null})").as_object());
}

struct Misuse {
  const char* effect;
  const char* problem;
};

class EffectMisuse : public testing::TestWithParam<Misuse> {};

TEST_P(EffectMisuse, IsSaidWhenTheDefinitionIsRead) {
  EXPECT_EQ(problems_of(with(yaml, "EFFECT", GetParam().effect)),
            std::vector<std::string>{"26: " + std::string(GetParam().problem)});
}

INSTANTIATE_TEST_SUITE_P(
    , EffectMisuse,
    testing::Values(
        Misuse{"set: room", "“set”: this is written {field: value}."},
        Misuse{"take: {room: lamps_seen}", "“take”: there is no table \"room\"."},
        Misuse{"set: {}", "“set”: this is written {field: value}."},
        Misuse{"set: {colour: blue}", "“set”: \"blue\" is none of the choices of \"colour\"."},
        Misuse{"set: {safe: perhaps}", "“set”: \"safe\" is true or false."},
        Misuse{"set: {watts: many}", "“set”: \"watts\" is a number."},
        Misuse{"set: {room: 4}", "“set”: \"room\" is a text."},
        Misuse{"set: {keepers: someone}", "“set”: \"keepers\" holds a list; use `rows`, `each_row` or `set`."},
        Misuse{"set: {keeper: someone}", "“set”: a person is set to `acting_person`, whoever takes the step."},
        Misuse{"set: {begun_on: 4}",
               "“set”: a date is set to `today`, `today + 12 months` or `name_of_a_date_field + 12 months`."},
        Misuse{"set: {begun_on: today + soon}",
               "“set”: a date is set to `today`, `today + 12 months` or `name_of_a_date_field + 12 months`."},
        Misuse{"set: {begun_on: tomorrow}", "“set”: there is no date field \"tomorrow\"."},
        Misuse{"fill: {ended_on: room + 1 day}", "“fill”: there is no date field \"room\"."},
        Misuse{"add: {room: 1}", "“add”: \"room\" is not a number."},
        Misuse{"add: {watts: 1.5}", "“add”: a whole number is added."},
        Misuse{"add: {wats: 1}", "“add”: there is no field \"wats\"."},
        Misuse{"multiply: {watts: [height]}", "“multiply”: this is written {field: [number_field, number_field]}."},
        Misuse{"multiply: {watts: [height, room]}", "“multiply”: \"room\" is not a number."},
        Misuse{"open_case: lamp",
               "“open_case”: this is written {workflow: name, title: text, fields: {…}, for_each: table}."},
        Misuse{"open_case: {title: room}", "“open_case”: `workflow` names the workflow."},
        Misuse{"open_case: {workflow: lamp, for_each: room}",
               "“open_case”: `for_each` names a table of this workflow, or a field of people."},
        Misuse{"open_case: {workflow: lamp, fields: room}",
               "“open_case”: `fields` is written {their field: our field}."},
        Misuse{"open_case: {workflow: lamp, where: room}",
               "“open_case”: `where` is written {column: value} or {column: [values]}."},
        Misuse{"open_case: {workflow: lamp, form: room}", "“open_case”: \"form\" is not known here."}));

}  // namespace

}  // namespace provost::tests
