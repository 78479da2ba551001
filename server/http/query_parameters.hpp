#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provost::http {

/// Names and values of a query string or of a form, decoded, in order, duplicates kept. Names are case-sensitive. All
/// text is well-formed UTF-8 without NUL. A value type; not synchronised.
class QueryParameters {
 public:
  using Parameter = std::pair<std::string, std::string>;

  QueryParameters() = default;
  QueryParameters(std::initializer_list<Parameter> parameters) : parameters_(parameters) {}

  /// The first value of that name; a name without "=" has the value "". Valid until the parameters change.
  std::optional<std::string_view> get(std::string_view name) const;

  /// Every value of that name, in order.
  std::vector<std::string_view> all(std::string_view name) const;

  bool contains(std::string_view name) const { return get(name).has_value(); }
  void append(std::string name, std::string value) { parameters_.emplace_back(std::move(name), std::move(value)); }
  bool empty() const { return parameters_.empty(); }
  std::size_t size() const { return parameters_.size(); }
  auto begin() const { return parameters_.begin(); }
  auto end() const { return parameters_.end(); }

 private:
  std::vector<Parameter> parameters_;
};

/// Reads `a=1&b=two+words` ("+" and "%20" are spaces, as browsers send forms: WHATWG URL, section 5). nullopt when an
/// escape is broken or the text is not UTF-8.
std::optional<QueryParameters> parse_query_parameters(std::string_view text);

}  // namespace provost::http
