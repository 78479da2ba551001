#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/registry.hpp"

namespace provost::workflows::engine {

/// The entries of a list; a single value counts as a list of one.
std::vector<boost::json::value> as_list(const boost::json::value& value);

/// What is wrong with one or several names of fields.
std::optional<std::string> check_field_names(const boost::json::value& arguments, const Definition& definition);
/// What is wrong with the name of a date field.
std::optional<std::string> check_date_field(const boost::json::value& name, const Definition& definition);
/// What is wrong with arguments of the form {field: value}, with a further check of each value.
std::optional<std::string> check_field_map(
    const boost::json::value& arguments, const Definition& definition,
    const std::function<std::optional<std::string>(const Field& field, const boost::json::value& value)>& check_value);

/// The value of a field; null when it is empty.
const boost::json::value* value_of(const Situation& situation, std::string_view field);
/// The day in a date field.
std::optional<Day> day_of(const Situation& situation, std::string_view field);

/// Whether a value is the wanted one, or one of those wanted; numbers by their value.
bool is_one_of(const boost::json::value* value, const boost::json::value& wanted);
/// "major or minor" as people read it.
std::string choices_text(const Field& field, const boost::json::value& wanted);

/// Fails with all the reasons when one fails; else open when one is open.
Verdict all_of(std::vector<Verdict> verdicts);

}  // namespace provost::workflows::engine
