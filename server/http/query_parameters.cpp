#include "server/http/query_parameters.hpp"

#include <boost/url/parse_query.hpp>

#include "workflows/text_rules.hpp"

namespace provost::http {

std::optional<std::string_view> QueryParameters::get(std::string_view name) const {
  for (const auto& parameter : parameters_) {
    if (parameter.first == name) return parameter.second;
  }
  return std::nullopt;
}

std::vector<std::string_view> QueryParameters::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& parameter : parameters_) {
    if (parameter.first == name) values.emplace_back(parameter.second);
  }
  return values;
}

std::optional<QueryParameters> parse_query_parameters(std::string_view text) {
  const auto parsed = boost::urls::parse_query({text.data(), text.size()});
  if (!parsed) return std::nullopt;
  const auto acceptable = [](const std::string& decoded) {
    return decoded.find('\0') == std::string::npos && workflows::is_utf8(decoded);
  };
  boost::urls::encoding_opts spaces;
  spaces.space_as_plus = true;
  QueryParameters parameters;
  for (const auto& parameter : *parsed) {
    if (parameter.key.empty() && !parameter.has_value) continue;
    auto name = parameter.key.decode(spaces);
    auto value = parameter.has_value ? parameter.value.decode(spaces) : std::string();
    if (!acceptable(name) || !acceptable(value)) return std::nullopt;
    parameters.append(std::move(name), std::move(value));
  }
  return parameters;
}

}  // namespace provost::http
