#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition_reader.hpp"
#include "workflows/engine/field_values.hpp"
#include "workflows/engine/registry.hpp"
#include "workflows/engine/step.hpp"

namespace provost::tests {

/// The general guards and effects, the roles quality_manager, auditor, leadership and staff, the facts sun_shines and
/// it_rains.
const workflows::engine::Registry& engine_registry();

/// A sound definition to change for each test; see engine_support.cpp.
extern const std::string lamp_yaml;

/// The text with the first occurrence of one part replaced; fails the test when it is not there.
std::string with(std::string text, std::string_view part, std::string_view replacement);

/// "12: there is no state …" for each problem, by line.
std::vector<std::string> problems_of(std::string_view yaml);
/// The definition; fails the test when it has problems.
workflows::engine::Definition sound(std::string_view yaml);

/// lamp_yaml with other fields, and a transition `go` from dark to lit with this condition, to try guards out.
workflows::engine::Definition definition_with(std::string_view fields, std::string_view condition);

/// A case in the state "dark", owned and opened by owner@example.org, at noon of Monday 23 November 2026 in UTC, acted
/// on by actor@example.org without roles.
workflows::engine::Situation situation_in(std::string state, boost::json::object fields = {});

/// Everybody at example.org, documents PO-1 to PO-9, and the file "f00d" exist.
workflows::engine::Directory small_directory();

/// The verdict of the condition of `go`: "yes", "open", or the reasons.
std::string verdict_of(const workflows::engine::Definition& definition, const workflows::engine::Situation& situation);

}  // namespace provost::tests
