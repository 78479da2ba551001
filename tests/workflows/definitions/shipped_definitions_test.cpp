#include "workflows/definitions/shipped_definitions.hpp"

#include <gtest/gtest.h>

#include "workflows/definitions/provost_registry.hpp"
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

}  // namespace

}  // namespace provost::tests
