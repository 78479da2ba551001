#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "server/app/route.hpp"

namespace provost::web {

/// What a page shows of a text that is, or shall become, a workflow: its mistakes with the lines they stand in, or its
/// diagram beside today's with what differs in words. `workflow` names the one it must be; empty: a new one.
boost::json::object workflow_comparison(const app::Call& call, workflows::store::Session& session,
                                        std::string_view text, const std::string& workflow);

}  // namespace provost::web
