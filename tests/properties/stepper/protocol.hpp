#pragma once

#include <boost/json/object.hpp>

#include "workflows/engine/step.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

/// A situation as a line names it, around an instance: {acting: {email, roles, stands_for, program}, now, calendar:
/// {free_weekdays, holidays, time_zone}, children, attachments, assignees, facts: {name: holds | fails |
/// not_for_person}}. Throws std::exception for a line of another shape.
workflows::engine::Situation situation_of(const boost::json::object& around, workflows::engine::Instance instance);
/// {event, fields, comment, signed}
workflows::engine::Action action_of(const boost::json::object& line);
/// {people, documents, files}: everything that exists.
workflows::engine::Directory directory_of(const boost::json::object& line);

boost::json::object as_json(const workflows::engine::Outcome& outcome);
boost::json::array as_json(const std::vector<workflows::engine::Possibility>& possibilities);
/// {refused: person | state | input, message, fields}; throws std::logic_error for what the engine never throws.
boost::json::object as_json(const workflows::DomainError& error);

}  // namespace provost::tests
