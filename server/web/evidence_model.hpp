#pragma once

#include <boost/json/object.hpp>

#include "workflows/evidence/evidence.hpp"

namespace provost::web {

/// How a piece of evidence stands, for the partial standing_badge.
boost::json::object standing_model(workflows::evidence::Standing standing);

}  // namespace provost::web
