#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/errors.hpp"

namespace provost::workflows::engine {

/// What the engine must ask others to check a value. Every function returns true for what exists.
struct Directory {
  std::function<bool(std::string_view email)> is_person = {};  ///< somebody who is not disabled
  std::function<bool(std::string_view number)> is_document = {};
  std::function<bool(std::string_view sha256)> is_file = {};    ///< an attachment of the case
  std::function<bool(std::string_view name)> is_standard = {};  ///< in the library
};

/// Checks what was typed into fields and brings it into the form in which it is kept: dates 2026-11-24, money
/// "1200.50 EUR", e-mail addresses in small letters, tables as lists of rows. An empty value clears the field (null).
/// Texts that look like numbers or yes and no are taken for number and yes_no fields, because forms send only text.
/// Problems name the field; in a table, "table.2.column".
boost::json::object checked_values(const std::vector<Field>& fields, const boost::json::object& given,
                                   const Directory& directory, std::vector<FieldProblem>& problems);

}  // namespace provost::workflows::engine
