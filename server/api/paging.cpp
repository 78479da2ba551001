#include "server/api/paging.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;

constexpr std::size_t check_digits = 16;

/// What a cursor belongs to: the address with its filters and its order, seen by this person.
std::string check_of(const app::Call& call) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : call.request.query) {
    if (name != "cursor" && name != "limit" && name != "fields") parts.push_back(name + "=" + value);
  }
  std::sort(parts.begin(), parts.end());
  auto text = call.request.path + "\n" + std::to_string(call.person().person_id);
  for (const auto& part : parts) text += "\n" + part;
  return workflows::sha256_hex(text).substr(0, check_digits);
}

std::string cursor_of(const app::Call& call, std::int64_t from) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), from, 16).ptr;
  return check_of(call) + std::string(digits.data(), end);
}

std::string address_with_cursor(const app::Call& call, const std::string& cursor) {
  std::string query;
  for (const auto& [name, value] : call.request.query) {
    if (name == "cursor") continue;
    query += app::percent_encoded(name) + "=" + app::percent_encoded(value) + "&";
  }
  return app::path_encoded(call.request.path) + "?" + query + "cursor=" + cursor;
}

}  // namespace

ListPart list_part(const app::Call& call, std::int64_t most, std::int64_t otherwise) {
  ListPart part{0, number_parameter(call.request, "limit", otherwise, 1, most)};
  const auto cursor = text_parameter(call.request, "cursor");
  if (cursor.empty()) return part;
  const auto* end = cursor.data() + cursor.size();
  const auto digits = cursor.size() > check_digits ? check_digits : cursor.size();
  const auto parsed = std::from_chars(cursor.data() + digits, end, part.from, 16);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == end && part.from > 0;
  if (!whole || cursor.substr(0, check_digits) != check_of(call)) {
    throw workflows::Invalid("cursor", "This cursor is not one that this list gave. Begin without a cursor.");
  }
  return part;
}

http::Response list_response(const app::Call& call, json::array items, std::int64_t total,
                             std::optional<std::int64_t> next) {
  const auto cursor = next ? cursor_of(call, *next) : std::string();
  auto response = json_response(200, {{"items", std::move(items)},
                                      {"total", total},
                                      {"next", next ? json::value(json::string_view(cursor)) : json::value(nullptr)}});
  if (next) response.fields.append("Link", "<" + address_with_cursor(call, cursor) + ">; rel=\"next\"");
  return response;
}

http::Response list_response(const app::Call& call, json::array items, std::int64_t total, const ListPart& part) {
  const auto end = part.from + static_cast<std::int64_t>(items.size());
  const bool more = end < total && !items.empty();
  return list_response(call, std::move(items), total, more ? std::optional(end) : std::nullopt);
}

http::Response list_response(const app::Call& call, json::array items, int status) {
  const auto total = static_cast<std::int64_t>(items.size());
  auto response = list_response(call, std::move(items), total, std::optional<std::int64_t>());
  response.status = status;
  return response;
}

http::Response list_response_without_total(const app::Call& call, json::array items, std::optional<std::int64_t> next) {
  const auto cursor = next ? cursor_of(call, *next) : std::string();
  auto response = json_response(200, {{"items", std::move(items)},
                                      {"next", next ? json::value(json::string_view(cursor)) : json::value(nullptr)}});
  if (next) response.fields.append("Link", "<" + address_with_cursor(call, cursor) + ">; rel=\"next\"");
  return response;
}

std::vector<app::QueryParameter> with_paging(std::vector<app::QueryParameter> parameters, std::int64_t most) {
  parameters.push_back({"cursor", "`next` of the part before; without it the list begins"});
  parameters.push_back(
      {"limit", "How many items, 50 without it", {{"type", "integer"}, {"minimum", 1}, {"maximum", most}}});
  return parameters;
}

}  // namespace provost::api
