#pragma once

#include "tests/workflows/support/world.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/definitions/provost_registry.hpp"
#include "workflows/integrity/verification.hpp"

namespace provost::tests {

/// What `provost verify` says of a world; of its own workflows, where it has any.
inline workflows::integrity::VerificationReport verified(World& world,
                                                         const workflows::cases::WorkflowCatalogue& catalogue) {
  return workflows::integrity::verify(world.database, world.repository, catalogue, [](const auto&, auto, auto) {});
}
inline workflows::integrity::VerificationReport verified(World& world) {
  return verified(world, workflows::cases::WorkflowCatalogue(workflows::definitions::provost_registry()));
}
inline workflows::integrity::RebuildReport rebuilt(World& world, const workflows::cases::WorkflowCatalogue& catalogue) {
  return workflows::integrity::rebuild(world.database, world.repository, catalogue, world.clock,
                                       [](const auto&, auto, auto) {});
}
inline workflows::integrity::RebuildReport rebuilt(World& world) {
  return rebuilt(world, workflows::cases::WorkflowCatalogue(workflows::definitions::provost_registry()));
}

}  // namespace provost::tests
