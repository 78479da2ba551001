#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>

namespace provost::integrations {

/// A text object of Slack's Block Kit with a line that somebody wrote, as a link when there is an absolute address. In
/// it nothing acts: it is cut to `most` code points, escaped, and its marks are made harmless.
boost::json::object slack_line(const std::string& text, const std::string& address, std::size_t most);

}  // namespace provost::integrations
