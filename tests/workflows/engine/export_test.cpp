#include "workflows/engine/export.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/workflows/engine/engine_support.hpp"
#include "workflows/engine/diagram.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;

/// Titles that every format has to quote.
std::string awkward() {
  auto yaml = with(lamp_yaml, "lit: {title: Lit}", R"(lit: {title: "Lit <\"&'>; #1: on\\\\"})");
  return with(yaml, "title: Light it", R"(title: "Light \"it\" & <go>; now: #2")");
}

TEST(Export, JsonIsAMachineWithAllItsStates) {
  const auto machine = engine::as_json(sound(lamp_yaml));
  EXPECT_EQ(machine.at("id").as_string(), "lamp");
  EXPECT_EQ(machine.at("initial").as_string(), "dark");
  const auto& states = machine.at("states").as_object();
  EXPECT_EQ(states.size(), 3U);
  const auto& light = states.at("dark").at("on").at("light").at(0);
  EXPECT_EQ(light.at("target").as_string(), "lit");
  EXPECT_EQ(light.at("guard").at("params").at("guard").as_string(), "at_least");
  EXPECT_EQ(light.at("meta").at("needs").at(0).as_string(), "watts");
  EXPECT_EQ(boost::json::parse(boost::json::serialize(machine)), machine);
}

/// Whether brackets, quotation marks and tags close in order; enough to see that a text was not broken by a title.
bool tags_are_balanced(const std::string& xml) {
  std::vector<std::string> open;
  for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const auto end = xml.find('>', at);
    if (end == std::string::npos) return false;
    const auto tag = xml.substr(at + 1, end - at - 1);
    if (tag.find('<') != std::string::npos) return false;
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return false;
    if (tag.starts_with("?") || tag.ends_with("/")) continue;
    if (tag.starts_with("/")) {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    } else {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
  }
  return open.empty();
}

TEST(Export, ScxmlIsWellFormed) {
  for (const auto& yaml : {lamp_yaml, awkward()}) {
    const auto text = engine::as_scxml(sound(yaml));
    EXPECT_TRUE(tags_are_balanced(text)) << text;
    EXPECT_NE(text.find(R"(<state id="dark">)"), std::string::npos);
    EXPECT_NE(text.find(R"(initial="dark")"), std::string::npos);
  }
}

TEST(Export, MermaidHasALineForEachStep) {
  const auto text = engine::as_mermaid(sound(awkward()));
  EXPECT_TRUE(text.starts_with("stateDiagram-v2\n"));
  EXPECT_NE(text.find("  [*] --> dark\n"), std::string::npos);
  EXPECT_NE(text.find("  broken --> [*]\n"), std::string::npos);
  std::size_t arrows = 0;
  for (auto at = text.find(" --> "); at != std::string::npos; at = text.find(" --> ", at + 1)) ++arrows;
  EXPECT_EQ(arrows, 6U);
  EXPECT_EQ(text.find(';'), std::string::npos);
  EXPECT_EQ(text.find('#'), std::string::npos);
}

TEST(Export, GraphvizTakesTheDrawing) {
  const auto definition = sound(awkward());
  const auto dot = engine::as_dot(definition, "lit");
  EXPECT_NE(dot.find(R"("dark" -> "lit")"), std::string::npos);
  const engine::DiagramDrawer diagrams;
  const auto svg = diagrams.svg(definition, "lit");
  EXPECT_EQ(diagrams.svg(definition, "lit"), svg) << "kept";
  EXPECT_NE(diagrams.svg(definition, "dark"), svg) << "another state is marked";
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_TRUE(tags_are_balanced(svg));
  EXPECT_NE(svg.find("the case is in the state Lit &lt;"), std::string::npos) << svg.substr(0, 300);
}

TEST(Export, TheWordsNameEachStepAndEnd) {
  EXPECT_EQ(engine::as_text(sound(lamp_yaml)),
            "Dark: Light it leads to Lit.\nDark: It broke leads to Broken.\nLit: Put it out leads to Dark.\n"
            "Lit: It broke leads to Broken.\nBroken: here it ends.\n");
}

}  // namespace

}  // namespace provost::tests
