#include "workflows/engine/yaml_source.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>

namespace provost::tests {

namespace {

namespace engine = workflows::engine;

std::string problem_in(std::string_view text) {
  std::vector<engine::DefinitionProblem> problems;
  const auto node = engine::load_yaml(text, problems);
  if (problems.empty()) return "";
  EXPECT_TRUE(node.IsNull());
  return std::to_string(problems.front().line) + ": " + problems.front().message;
}

struct Harm {
  const char* name;
  std::string text;
  const char* problem;
};

/// Each line stands for ten of the line before: a few hundred bytes for gigabytes.
std::string bomb() {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name <= 'j'; ++name) {
    const std::string former = "*" + std::string(1, static_cast<char>(name - 1));
    text += std::string(1, name) + ": &" + name + " [" + former;
    for (int i = 1; i < 10; ++i) text += ", " + former;
    text += "]\n";
  }
  return text;
}

std::string nested(int levels) {
  return "x: " + std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

std::string many_values() {
  std::string text = "x:\n";
  for (int i = 0; i < 20'000; ++i) text += "- 1\n";
  return text;
}

class YamlHarm : public testing::TestWithParam<Harm> {};

TEST_P(YamlHarm, IsRefusedWithItsLine) {
  EXPECT_EQ(problem_in(GetParam().text), GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    , YamlHarm,
    testing::Values(
        Harm{"FiveMegabytes", "x: " + std::string(5 * 1024 * 1024, 'y'), "0: the definition is larger than 256 KB."},
        Harm{"Bomb", bomb(), "1: anchors and aliases (& and *) are not taken. Write the value out."},
        Harm{"AliasWithoutAnchor", "x: 1\ny: *x\n", "2: this is not YAML: the referenced anchor is not defined."},
        Harm{"AnchorOnAMapping", "x: 1\ny: &y {a: 1}\n",
             "2: anchors and aliases (& and *) are not taken. Write the value out."},
        Harm{"DeepNesting", nested(17), "1: the values are nested more than 16 levels deep."},
        Harm{"VeryDeepNesting", nested(100'000), "1: the values are nested more than 16 levels deep."},
        Harm{"ManyValues", many_values(), "19999: the definition has more than 20 000 values."},
        Harm{"Nul", std::string("x: a\0b\n", 7), "0: the definition is not text in UTF-8."},
        Harm{"Latin1", "x: caf\xe9\n", "0: the definition is not text in UTF-8."},
        Harm{"CutCharacter", "x: \xe2\x82", "0: the definition is not text in UTF-8."},
        Harm{"TwoDocuments", "x: 1\n---\ny: 2\n", "2: a definition file holds one definition only."},
        Harm{"UnclosedBracket", "x: 1\ny: [1, 2\n", "3: this is not YAML: end of sequence flow not found."},
        Harm{"Tab", "x:\n\t- 1\n", "2: this is not YAML: illegal block entry."}),
    [](const testing::TestParamInfo<Harm>& info) { return info.param.name; });

TEST(YamlSource, TakesTheLargestDefinition) {
  const std::string text = "x: " + std::string(engine::largest_definition - 3, 'y');
  EXPECT_EQ(problem_in(text), "");
  EXPECT_EQ(problem_in(text + "y"), "0: the definition is larger than 256 KB.");
}

TEST(YamlSource, TakesSixteenLevels) {
  EXPECT_EQ(problem_in(nested(15)), "");
}

TEST(YamlSource, AnEmptyTextIsNoProblemOfYaml) {
  EXPECT_EQ(problem_in(""), "");
}

struct Scalar {
  const char* name;
  const char* yaml;
  boost::json::value json;
};

class YamlScalar : public testing::TestWithParam<Scalar> {};

TEST_P(YamlScalar, BecomesJson) {
  EXPECT_EQ(engine::as_json(YAML::Load(GetParam().yaml)), GetParam().json);
}

INSTANTIATE_TEST_SUITE_P(, YamlScalar,
                         testing::Values(Scalar{"Number", "12", 12}, Scalar{"Negative", "-3", -3},
                                         Scalar{"Fraction", "1.5", 1.5}, Scalar{"True", "true", true},
                                         Scalar{"False", "false", false}, Scalar{"QuotedTrue", "\"true\"", "true"},
                                         Scalar{"QuotedNumber", "'12'", "12"}, Scalar{"Yes", "yes", "yes"},
                                         Scalar{"Null", "null", nullptr}, Scalar{"Tilde", "~", nullptr},
                                         Scalar{"Text", "a b", "a b"}, Scalar{"Date", "2026-11-23", "2026-11-23"},
                                         Scalar{"Version", "1.2.3", "1.2.3"}, Scalar{"Hex", "0x10", "0x10"},
                                         Scalar{"Infinity", "inf", "inf"}),
                         [](const testing::TestParamInfo<Scalar>& info) { return info.param.name; });

TEST(YamlSource, ListsAndMappingsBecomeJson) {
  const auto json = engine::as_json(YAML::Load("{a: [1, x], b: {c: true}}"));
  EXPECT_EQ(json, boost::json::parse(R"({"a": [1, "x"], "b": {"c": true}})"));
}

}  // namespace

}  // namespace provost::tests
