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

using workflows::store::ListPlace;

constexpr std::size_t check_digits = 16;
constexpr std::size_t longest_cursor = 8192;

/// What a cursor belongs to: a place in the list at this address with its filters and its order, seen by this person.
std::string check_of(const app::Call& call, const std::string& place) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : call.request.query) {
    if (name != "cursor" && name != "limit" && name != "fields") parts.push_back(name + "=" + value);
  }
  std::sort(parts.begin(), parts.end());
  auto text = call.request.path + "\n" + std::to_string(call.person().person_id) + "\n" + place;
  for (const auto& part : parts) text += "\n" + part;
  return workflows::sha256_hex(text).substr(0, check_digits);
}

std::string in_hexadecimal(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    result += digits[byte >> 4U];
    result += digits[byte & 0xFU];
  }
  return result;
}

/// Empty when it is not hexadecimal.
std::string from_hexadecimal(std::string_view digits) {
  std::string result;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    unsigned byte = 0;
    const auto* end = digits.data() + at + 2;
    if (std::from_chars(digits.data() + at, end, byte, 16).ptr != end) return "";
    result += static_cast<char>(byte);
  }
  return digits.size() % 2 == 0 ? result : "";
}

std::string cursor_of(const app::Call& call, const ListPlace& place) {
  json::array values;
  for (const auto& value : place) {
    std::visit([&values](const auto& each) { values.emplace_back(each); }, value);
  }
  const auto text = json::serialize(values);
  return check_of(call, text) + in_hexadecimal(text);
}

/// Nothing when the text is no place.
std::optional<ListPlace> place_in(const std::string& text) {
  boost::system::error_code failed;
  const auto values = json::parse(text, failed);
  if (failed || !values.is_array() || values.get_array().empty()) return std::nullopt;
  ListPlace place;
  for (const auto& value : values.get_array()) {
    if (value.is_int64()) {
      place.emplace_back(value.get_int64());
    } else if (value.is_string()) {
      place.emplace_back(std::string(value.get_string()));
    } else {
      return std::nullopt;
    }
  }
  return place;
}

workflows::Invalid foreign_cursor() {
  return workflows::Invalid("cursor", "This cursor is not one that this list gave. Begin without a cursor.");
}

std::string address_with_cursor(const app::Call& call, const std::string& cursor) {
  std::string query;
  for (const auto& [name, value] : call.request.query) {
    if (name == "cursor") continue;
    query += app::percent_encoded(name) + "=" + app::percent_encoded(value) + "&";
  }
  return app::path_encoded(call.request.path) + "?" + query + "cursor=" + cursor;
}

http::Response response_with(const app::Call& call, json::object body, const NextPlace& next) {
  const auto cursor = next ? cursor_of(call, *next) : std::string();
  body["next"] = next ? json::value(json::string_view(cursor)) : json::value(nullptr);
  auto response = json_response(200, body);
  if (next) response.fields.append("Link", "<" + address_with_cursor(call, cursor) + ">; rel=\"next\"");
  return response;
}

}  // namespace

std::int64_t ListPart::before() const {
  if (!after) return 0;
  const auto* number = after->size() == 1 ? std::get_if<std::int64_t>(&after->front()) : nullptr;
  if (number == nullptr || *number < 1) throw foreign_cursor();
  return *number;
}

NextPlace next_place(const std::optional<std::int64_t>& number) {
  return number ? NextPlace(ListPlace{*number}) : std::nullopt;
}

ListPart list_part(const app::Call& call, std::int64_t most, std::int64_t otherwise) {
  ListPart part{std::nullopt, number_parameter(call.request, "limit", otherwise, 1, most)};
  const auto cursor = text_parameter(call.request, "cursor");
  if (cursor.empty()) return part;
  if (cursor.size() <= check_digits || cursor.size() > longest_cursor) throw foreign_cursor();
  const auto text = from_hexadecimal(std::string_view(cursor).substr(check_digits));
  part.after = place_in(text);
  if (!part.after || cursor.substr(0, check_digits) != check_of(call, text)) throw foreign_cursor();
  return part;
}

http::Response list_response_without_total(const app::Call& call, json::array items, const NextPlace& next) {
  return response_with(call, {{"items", std::move(items)}}, next);
}

http::Response list_response(const app::Call& call, json::array items, std::int64_t total, const NextPlace& next) {
  return response_with(call, {{"items", std::move(items)}, {"total", total}}, next);
}

http::Response list_response(const app::Call& call, json::array items, int status) {
  const auto total = static_cast<std::int64_t>(items.size());
  auto response = list_response(call, std::move(items), total, NextPlace());
  response.status = status;
  return response;
}

std::vector<app::QueryParameter> with_paging(std::vector<app::QueryParameter> parameters, std::int64_t most) {
  parameters.push_back({"cursor", "`next` of the part before; without it the list begins"});
  parameters.push_back(
      {"limit", "How many items, 50 without it", {{"type", "integer"}, {"minimum", 1}, {"maximum", most}}});
  return parameters;
}

}  // namespace provost::api
