#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/http/response.hpp"
#include "workflows/time.hpp"

/// What answers are made of.
namespace provost::api {

boost::json::array texts(const std::vector<std::string>& list);
/// The value as JSON, null where there is none.
boost::json::value or_null(const std::optional<std::string>& text);
boost::json::value or_null(const std::optional<workflows::Instant>& moment);
boost::json::value or_null(const std::optional<workflows::Day>& day);

/// A thing that others may change too: with its ETag and, when it was just made (201), with where it is found.
/// `path`: after "/api/v1".
http::Response thing_response(int status, const boost::json::object& thing, std::int64_t row_version,
                              const std::string& path);
/// The same with a secret that is told this once; empty: none.
http::Response thing_response(int status, boost::json::object thing, std::int64_t row_version, const std::string& path,
                              const std::string& secret);

}  // namespace provost::api
