#include "workflows/definitions/shipped_definitions.hpp"

#include <gtest/gtest.h>

#include "workflows/definitions/provost_registry.hpp"
#include "workflows/definitions/workflow_library.hpp"
#include "workflows/engine/definition_reader.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: short names

TEST(ShippedDefinitions, EachIsSound) {
  const auto registry = definitions::provost_registry();
  const auto shipped = definitions::shipped_definitions();
  EXPECT_GE(shipped.size(), 17U);
  for (const auto& one : shipped) {
    const auto reading = engine::read_definition(one.yaml, registry);
    for (const auto& problem : reading.problems) ADD_FAILURE() << engine::to_text(problem, one.file);
    EXPECT_EQ(reading.definition.name, one.name);
  }
}

TEST(ShippedDefinitions, TheyFitTogether) {
  const auto registry = definitions::provost_registry();
  std::vector<engine::Definition> all;
  for (const auto& one : definitions::shipped_definitions()) {
    all.push_back(engine::read_definition(one.yaml, registry).definition);
  }
  for (const auto& one : definitions::check_together(all)) {
    ADD_FAILURE() << engine::to_text(one.problem, one.workflow + ".yaml");
  }
}

}  // namespace

}  // namespace provost::tests
