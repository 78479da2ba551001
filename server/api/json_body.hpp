#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/app/route.hpp"
#include "workflows/errors.hpp"

namespace provost::api {

/// Reads the fields of a JSON body and gathers what is wrong with them; finish() throws Invalid with every field.
/// Unknown fields are problems too: a misspelt name must not be ignored in silence.
class BodyReader {
 public:
  /// Throws Invalid for field `body` when the body is no JSON object or nested deeper than 32 levels.
  explicit BodyReader(const http::Request& request);

  std::string text(std::string_view name, bool required = false);
  std::optional<std::string> optional_text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  std::optional<int> optional_number(std::string_view name);
  /// A JSON object; empty when it is not given.
  boost::json::object object(std::string_view name);
  std::optional<bool> optional_flag(std::string_view name);
  std::vector<int> numbers(std::string_view name);
  /// A day as 2026-11-23; nullopt when it is not given.
  std::optional<workflows::Day> optional_day(std::string_view name);
  bool has(std::string_view name) const;
  void problem(std::string_view field, std::string message);
  void finish();

 private:
  const boost::json::value* take(std::string_view name);

  boost::json::object body_;
  std::vector<std::string> known_;
  std::vector<workflows::FieldProblem> problems_;
};

/// The row version a request's If-Match names; nullopt without one. Throws Stale for one that was never given out.
std::optional<std::int64_t> expected_row_version(const http::Request& request);
/// "\"7\"" for row version 7.
std::string entity_tag(std::int64_t row_version);

/// A JSON answer.
http::Response json_response(int status, const boost::json::value& body);

/// The parameter {id} of a route; throws NotFound with these words when it is no number.
std::int64_t id_parameter(const app::Call& call, const char* otherwise);
/// A query parameter that is a whole number; throws Invalid otherwise.
std::int64_t number_parameter(const http::Request& request, std::string_view name, std::int64_t otherwise,
                              std::int64_t least, std::int64_t most);
std::string text_parameter(const http::Request& request, std::string_view name);
/// A query parameter that is "true" or "false", false when it is not given; throws Invalid otherwise.
bool flag_parameter(const http::Request& request, std::string_view name);

}  // namespace provost::api
