#pragma once

#include <string>
#include <string_view>

#include "workflows/documents/lifecycle.hpp"
#include "workflows/engine/definition.hpp"
#include "workflows/engine/duration.hpp"
#include "workflows/engine/step.hpp"

namespace provost::workflows::documents {

/// The workflow that every version of a controlled document runs on: workflows/definitions/document.yaml. It says which
/// event leads from which state to which; who may do it is answered by lifecycle_conditions. Lives as long as the
/// program.
const engine::Definition& lifecycle_definition();

/// When something happens, and on which calendar.
struct LifecycleMoment {
  Instant now{};
  engine::WorkingCalendar calendar;
};

/// What the engine says of one event of a version in a state, for one person; nullopt: the state has no such event.
std::optional<engine::Possibility> possibility(const LifecycleFacts& facts, const people::Actor& actor,
                                               const Version* version, VersionState state, std::string_view event);

/// Where an event leads that a person fires: the engine's answer. Throws what engine::step() throws.
VersionState state_after(const LifecycleFacts& facts, const people::Actor& actor, const Version* version,
                         VersionState state, std::string_view event, const std::string& comment,
                         std::optional<Day> effective_date, const LifecycleMoment& moment);

/// Where an event leads that the program fires: "take_effect" or "supersede". Throws Conflict when it is not possible.
VersionState state_after_by_program(const Version& version, std::string_view event, const LifecycleMoment& moment);

}  // namespace provost::workflows::documents
