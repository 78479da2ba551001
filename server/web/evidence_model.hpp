#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "workflows/evidence/evidence.hpp"

namespace provost::web {

/// How a piece of evidence stands, for the partial standing_badge.
boost::json::object standing_model(workflows::evidence::Standing standing);

/// "a; b; c", as one cell of a spreadsheet has it.
std::string joined(const std::vector<std::string>& texts);

/// The words of a standing in a spreadsheet, which no template writes.
std::string standing_words(workflows::evidence::Standing standing);

}  // namespace provost::web
