#include "server/api/json_body.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "workflows/text_rules.hpp"

namespace provost::api {

namespace json = boost::json;
using workflows::Invalid;

BodyReader::BodyReader(const http::Request& request) {
  if (!workflows::is_utf8(request.body)) throw Invalid("body", "The body is not valid UTF-8.");
  json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code error;
  auto parsed = json::parse(request.body, error, {}, options);
  if (error) throw Invalid("body", "The body is not valid JSON: " + error.message() + ".");
  if (!parsed.is_object()) throw Invalid("body", "The body must be a JSON object.");
  body_ = std::move(parsed.get_object());
}

const json::value* BodyReader::take(std::string_view name) {
  known_.emplace_back(name);
  const auto* value = body_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool BodyReader::has(std::string_view name) const {
  return body_.contains(name);
}

std::string BodyReader::text(std::string_view name, bool required) {
  auto value = optional_text(name);
  if (!value && required &&
      std::none_of(problems_.begin(), problems_.end(), [name](const auto& problem) { return problem.field == name; })) {
    problem(name, "This field is compulsory.");
  }
  return value.value_or("");
}

std::optional<std::string> BodyReader::optional_text(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    problem(name, "This must be a text.");
    return std::nullopt;
  }
  return std::string(value->get_string());
}

std::vector<std::string> BodyReader::texts(std::string_view name) {
  const auto* value = take(name);
  std::vector<std::string> list;
  if (value == nullptr) return list;
  if (!value->is_array()) {
    problem(name, "This must be a list of texts.");
    return list;
  }
  for (const auto& entry : value->get_array()) {
    if (!entry.is_string()) {
      problem(name, "This must be a list of texts.");
      return list;
    }
    list.emplace_back(entry.get_string());
  }
  return list;
}

std::optional<bool> BodyReader::optional_flag(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) {
    problem(name, "This must be true or false.");
    return std::nullopt;
  }
  return value->get_bool();
}

std::vector<int> BodyReader::numbers(std::string_view name) {
  const auto* value = take(name);
  std::vector<int> list;
  if (value == nullptr) return list;
  const auto wrong = [&] {
    problem(name, "This must be a list of whole numbers.");
    return std::vector<int>{};
  };
  if (!value->is_array()) return wrong();
  for (const auto& entry : value->get_array()) {
    boost::system::error_code error;
    const auto number = entry.is_number() ? entry.to_number<int>(error) : 0;
    if (!entry.is_number() || error) return wrong();
    list.push_back(number);
  }
  return list;
}

std::optional<workflows::Day> BodyReader::optional_day(std::string_view name) {
  const auto text = optional_text(name);
  if (!text || text->empty()) return std::nullopt;
  const auto day = workflows::parse_day(*text);
  if (!day) problem(name, "A day is written like 2026-11-23.");
  return day;
}

std::optional<int> BodyReader::optional_number(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->is_number() ? value->to_number<int>(error) : 0;
  if (!value->is_number() || error) {
    problem(name, "This must be a whole number.");
    return std::nullopt;
  }
  return number;
}

json::object BodyReader::object(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return {};
  if (!value->is_object()) {
    problem(name, "This must be an object with fields.");
    return {};
  }
  return value->get_object();
}

void BodyReader::problem(std::string_view field, std::string message) {
  problems_.push_back({std::string(field), std::move(message)});
}

void BodyReader::finish() {
  for (const auto& [name, value] : body_) {
    if (std::find(known_.begin(), known_.end(), std::string_view(name)) == known_.end()) {
      problem(std::string_view(name), "This field is not known here.");
    }
  }
  if (!problems_.empty()) throw Invalid(problems_);
}

std::optional<std::int64_t> expected_row_version(const http::Request& request) {
  const auto header = request.fields.get("If-Match");
  if (!header || *header == "*") return std::nullopt;
  std::string_view text = *header;
  std::int64_t number = 0;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    // After a full stop comes what tells answers about the same row apart (app/conditional.hpp).
    text = text.substr(1, std::min(text.find('.'), text.size() - 1) - 1);
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) return number;
  }
  throw workflows::Stale("The If-Match header names no state this server gave out. Read the document again.");
}

std::string entity_tag(std::int64_t row_version) {
  return "\"" + std::to_string(row_version) + "\"";
}

http::Response json_response(int status, const json::value& body) {
  auto response = http::json(json::serialize(body) + "\n", status);
  return response;
}

std::int64_t id_parameter(const app::Call& call, const char* otherwise) {
  const auto& text = call.parameter("id");
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw workflows::NotFound(otherwise);
  }
  return std::stoll(text);
}

std::string text_parameter(const http::Request& request, std::string_view name) {
  return std::string(request.query.get(name).value_or(""));
}

bool flag_parameter(const http::Request& request, std::string_view name) {
  const auto text = text_parameter(request, name);
  if (!text.empty() && text != "true" && text != "false") {
    throw Invalid(std::string(name), std::string(name) + " must be true or false.");
  }
  return text == "true";
}

std::int64_t number_parameter(const http::Request& request, std::string_view name, std::int64_t otherwise,
                              std::int64_t least, std::int64_t most) {
  const auto text = text_parameter(request, name);
  if (text.empty()) return otherwise;
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || number < least || number > most) {
    throw Invalid(std::string(name), std::string(name) + " must be a whole number from " + std::to_string(least) +
                                         " to " + std::to_string(most) + ".");
  }
  return number;
}

}  // namespace provost::api
