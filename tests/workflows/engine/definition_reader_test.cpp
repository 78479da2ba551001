#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

using testing::TestParamInfo;

TEST(DefinitionReader, ReadsEverything) {
  const auto lamp = sound(lamp_yaml);
  EXPECT_EQ(lamp.name, "lamp");
  EXPECT_EQ(lamp.code, "LMP");
  EXPECT_EQ(lamp.summary, "A lamp that somebody lights.");
  EXPECT_EQ(lamp.clauses, std::vector<std::string>{"7.1.3"});
  EXPECT_EQ(lamp.source, lamp_yaml);
  EXPECT_EQ(lamp.content_sha256.size(), 64U);
  ASSERT_EQ(lamp.fields.size(), 6U);
  EXPECT_EQ(lamp.fields[4].choices.at(1).label, "Cold white");
  EXPECT_TRUE(lamp.fields[5].columns.at(0).required);
  ASSERT_EQ(lamp.states.size(), 3U);
  EXPECT_EQ(workflows::engine::to_text(*lamp.states[0].task->due), "2 working days");
  EXPECT_TRUE(lamp.states[2].final);
  EXPECT_FALSE(lamp.states[2].success);
  ASSERT_EQ(lamp.transitions.size(), 3U);
  EXPECT_EQ(lamp.transitions[0].asks, (std::vector<std::string>{"lit_on", "watts"}));
  EXPECT_EQ(lamp.transitions[2].signature, "I saw it break");
  EXPECT_EQ(lamp.timers.at(1).remind.at(0).name, "keepers");
}

TEST(DefinitionReader, AnyMeansEveryStateThatIsNoEnd) {
  const auto lamp = sound(with(lamp_yaml, "from: [dark, lit], to: broken", "from: any, to: broken"));
  EXPECT_EQ(lamp.transitions[2].from, (std::vector<std::string>{"dark", "lit"}));
}

TEST(DefinitionReader, OneByteMoreIsAnotherVersion) {
  EXPECT_NE(sound(lamp_yaml).content_sha256, sound(lamp_yaml + "\n").content_sha256);
}

/// One thing wrong, and what is said about it.
struct Mistake {
  const char* name;
  const char* right;
  const char* wrong;
  const char* problem;
};

class ReaderMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ReaderMistake, IsSaidWithItsLine) {
  const auto problems = problems_of(with(lamp_yaml, GetParam().right, GetParam().wrong));
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front(), GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    , ReaderMistake,
    testing::Values(
        Mistake{"NoName", "workflow: lamp", "workflows: lamp", "1: the definition has no “workflow”."},
        Mistake{"NameWithCapitals", "workflow: lamp", "workflow: Lamp",
                "1: “Lamp” is not a name: small letters, digits and _ only, a letter first."},
        Mistake{"CodeInSmallLetters", "code: LMP", "code: lmp",
                "3: “code” is two to six capital letters; keys of cases begin with it."},
        Mistake{"CodeTooLong", "code: LMP", "code: LAMPION",
                "3: “code” is two to six capital letters; keys of cases begin with it."},
        Mistake{"UnknownKey", "summary: A", "sumary: A",
                "4: the definition has an unknown key “sumary”. Did you mean “summary”?"},
        Mistake{"UnknownKeyLikeNothing", "summary: A", "zzz: A", "4: the definition has an unknown key “zzz”."},
        Mistake{"KeyTwice", "summary: A", "title: A", "4: the definition has “title” twice."},
        Mistake{"ListForAText", "title: Lamp", "title: [Lamp]", "2: “title” of the definition is a text."},
        Mistake{"WordForYesNo", "start: dark", "start: dark\nconfidential: perhaps",
                "7: “confidential” of the definition is true or false."},
        Mistake{
            "UnknownType", "type: number", "type: nummer",
            "13: “nummer” is not a type of field: text, paragraphs, number, yes_no, date, person, people, document, "
            "clause, choice, file, money, table."},
        Mistake{"FieldWithoutLabel", "{name: room, type: text, label: Room}", "{name: room, type: text}",
                "12: the field has no “label”."},
        Mistake{"UnknownKeyOfAField", "label: Watts", "label: Watts, requierd: true",
                "13: the field has an unknown key “requierd”. Did you mean “required”?"},
        Mistake{"ChoicesForANumber", "label: Watts", "label: Watts, choices: {a: A}",
                "13: “choices” belongs to a field of type choice, and such a field needs it."},
        Mistake{"ChoiceWithoutChoices", ", choices: {warm: Warm white, cold: Cold white}", "",
                "16: “choices” belongs to a field of type choice, and such a field needs it."},
        Mistake{"ChoicesAsAList", "{warm: Warm white, cold: Cold white}", "[warm, cold]",
                "16: choices are written `value: What people read`."},
        Mistake{"ChoiceWithASpace", "{warm: Warm white,", "{warm white: Warm,",
                "16: choices are written `value: What people read`, the value in small letters, digits and _."},
        Mistake{"ColumnsForAText", "type: text, label: Room",
                "type: text, label: Room, columns: [{name: a, type: text, "
                "label: A}]",
                "12: “columns” belongs to a field of type table, and such a field needs it."},
        Mistake{"TableInATable", "{name: bulb, type: text,", "{name: bulb, type: table, columns: [],",
                "21: a table within a table is not possible."},
        Mistake{"TakesPartOfANumber", "label: Watts", "label: Watts, takes_part: false",
                "13: “takes_part” belongs to a field that names people."},
        Mistake{"FieldNamedLikeARole", "name: watts, type: number", "name: auditor, type: person",
                "13: “auditor” is a role or a word for somebody; a field needs another name."},
        Mistake{"FieldNamedLikeAWordForSomebody", "name: watts, type: number", "name: owner, type: person",
                "13: “owner” is a role or a word for somebody; a field needs another name."},
        Mistake{"FieldsAsAMapping", "  - {name: room, type: text, label: Room}", "  room: {type: text}",
                "13: this is not YAML: end of map not found."},
        Mistake{"StateWithoutTitle", "lit: {title: Lit}", "lit: {}", "27: the state lit has no “title”."},
        Mistake{"StateTwice", "lit: {title: Lit}", "dark: {title: Lit}", "27: the state “dark” is there twice."},
        Mistake{"StateWithAHyphen", "lit: {title: Lit}", "li-t: {title: Lit}",
                "27: “li-t” is not a name: small letters, digits and _ only."},
        Mistake{"FinalAsAWord", "final: true", "final: finally", "28: “final” of the state broken is true or false."},
        Mistake{"TaskWithoutWho", "by: [keepers, owner], due", "due", "26: the task of dark does not say who: `by`."},
        Mistake{"TaskOfNobodyKnown", "by: [keepers, owner], due", "by: [kepers], due",
                "26: “kepers” is neither a role nor a field that names people. Did you mean “keepers”?"},
        Mistake{"TaskForARoleMisspelt", "by: [keepers, owner], due", "by: [quality_manger], due",
                "26: “quality_manger” is neither a role nor a field that names people. Did you mean "
                "“quality_manager”?"},
        Mistake{"NoDuration", "due: 2 working days", "due: soon",
                "26: “due” of the task of dark is a length of time such as 5 working days, 30 days, 6 months."},
        Mistake{"TransitionWithoutFrom", "from: dark, to: lit", "to: lit",
                "30: the transition does not say where it begins: `from`."},
        Mistake{"TransitionWithoutEvent", "event: light,", "evnet: light,", "30: the transition has no “event”."},
        Mistake{"UnknownKeyOfATransition", "to: lit, by", "too: lit, by",
                "30: the transition has an unknown key “too”. Did you mean “to”?"},
        Mistake{"ConditionAsAText", "when: {at_least: {watts: 5}}", "when: always",
                "30: a condition is written `guard: what it needs`, or with all, any, not."},
        Mistake{"AnyWithoutAList", "when: {at_least: {watts: 5}}", "when: {any: {at_least: {watts: 5}}}",
                "30: “any” takes a list of conditions."},
        Mistake{"EffectsAsAMapping", "when: {at_least: {watts: 5}}", "effects: {set: {watts: 5}}",
                "30: effects are a list; each is written `- name: what it needs`."},
        Mistake{"TwoEffectsInOne", "when: {at_least: {watts: 5}}", "effects: [{set: {watts: 5}, add: {watts: 1}}]",
                "30: an effect is written `- name: what it needs`."},
        Mistake{"QuorumInWords", "by: [owner, keepers], needs",
                "by: [keepers], quorum: {of: keepers, needed: most}, needs",
                "30: “needed” of the quorum is a whole number."},
        Mistake{"TimerWithoutName", "{name: night,", "{nam: night,", "34: the timer has no “name”."},
        Mistake{"TimerUnknownKey", "after: 8 hours", "affter: 8 hours",
                "34: the timer has an unknown key “affter”. Did you mean “after”?"}),
    [](const TestParamInfo<Mistake>& info) { return info.param.name; });

struct WholeText {
  const char* name;
  const char* yaml;
  const char* problem;
};

class ReaderText : public testing::TestWithParam<WholeText> {};

TEST_P(ReaderText, IsRefused) {
  const auto problems = problems_of(GetParam().yaml);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front(), GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    , ReaderText,
    testing::Values(WholeText{"Empty", "", "0: the definition is written as a list of `key: value`."},
                    WholeText{"AText", "hello", "1: the definition is written as a list of `key: value`."},
                    WholeText{"AList", "- 1\n- 2\n", "1: the definition is written as a list of `key: value`."},
                    WholeText{"Null", "~", "1: the definition is written as a list of `key: value`."},
                    WholeText{"KeyThatIsAList", "? [a, b]\n: 1\n",
                              "0: “code” is two to six capital letters; keys of cases begin with it."}),
    [](const TestParamInfo<WholeText>& info) { return info.param.name; });

TEST(DefinitionReader, SaysEverythingAtOnceByLine) {
  auto yaml = with(lamp_yaml, "code: LMP", "code: l");
  yaml = with(yaml, "type: number", "type: nummer");
  yaml = with(yaml, "lit: {title: Lit}", "lit: {titel: Lit}");
  const auto problems = problems_of(yaml);
  ASSERT_EQ(problems.size(), 4U);
  EXPECT_TRUE(problems[0].starts_with("3:"));
  EXPECT_TRUE(problems[1].starts_with("13:"));
  EXPECT_TRUE(problems[2].starts_with("27:"));
  EXPECT_TRUE(problems[3].starts_with("27:"));
}

TEST(DefinitionReader, TheMessageNamesTheFile) {
  EXPECT_EQ(workflows::engine::to_text(workflows::engine::DefinitionProblem{12, "something."}, "lamp.yaml"),
            "lamp.yaml:12: something.");
  EXPECT_EQ(workflows::engine::to_text(workflows::engine::DefinitionProblem{0, "something."}, "lamp.yaml"),
            "lamp.yaml: something.");
}

}  // namespace

}  // namespace provost::tests
