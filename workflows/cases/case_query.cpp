#include "workflows/cases/case_query.hpp"

#include <algorithm>
#include <array>
#include <boost/url/encode.hpp>
#include <boost/url/params_view.hpp>
#include <boost/url/parse_query.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <map>

#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

namespace urls = boost::urls;

constexpr std::array<std::string_view, 4> statuses{"open", "closed", "overdue", "any"};
constexpr std::array<std::string_view, 5> sorts{"changed", "opened", "title", "due", "workflow"};
constexpr std::array<std::string_view, 7> parameters{"q",     "workflow",    "state", "status",
                                                     "owner", "participant", "sort"};
constexpr std::size_t longest_query_string = 2000;
constexpr std::size_t longest_value = 200;

template <std::size_t size>
bool is_among(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void check_case_query(const CaseQuery& query) {
  if (!is_among(query.status, statuses)) {
    throw Invalid("status", "Cases are open, closed, overdue or any.");
  }
  if (!is_among(query.sort, sorts)) {
    throw Invalid("sort", "Cases are sorted by changed, opened, title, due or workflow.");
  }
}

CaseQuery case_query_from(const ParameterLookup& value_of) {
  CaseQuery query;
  query.search = value_of("q");
  query.workflow = value_of("workflow");
  query.state = query.workflow.empty() ? "" : value_of("state");
  query.owner = value_of("owner");
  query.participant = value_of("participant");
  if (auto status = value_of("status"); !status.empty()) query.status = std::move(status);
  if (auto sort = value_of("sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : std::move(sort);
  }
  check_case_query(query);
  return query;
}

CaseQuery parse_case_query(std::string_view query_string) {
  const auto refuse = [] {
    throw Invalid("query", "A filter is what stands behind the ? in the address of the list of cases.");
  };
  if (query_string.size() > longest_query_string) refuse();
  const auto parsed = urls::parse_query(urls::string_view(query_string.data(), query_string.size()));
  if (!parsed) refuse();
  std::map<std::string, std::string, std::less<>> values;
  for (const auto& parameter : *parsed) {
    auto name = parameter.key.decode();
    // Browsers write a space as "+" in the addresses of forms (WHATWG URL, section 5).
    urls::encoding_opts form_style;
    form_style.space_as_plus = true;
    auto value = parameter.value.decode(form_style);
    if (!is_among(name, parameters)) refuse();
    if (!value.empty()) check_line(value, "query", longest_value);
    values.emplace(std::move(name), std::move(value));
  }
  return case_query_from([&values](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  });
}

std::string to_query_string(const CaseQuery& query) {
  std::string text;
  const auto add = [&text](const char* name, const std::string& value) {
    if (value.empty()) return;
    text += (text.empty() ? "" : "&") + std::string(name) + "=" +
            urls::encode(urls::string_view(value.data(), value.size()), urls::unreserved_chars);
  };
  const auto sort = (query.descending ? "-" : "") + query.sort;
  add("q", query.search);
  add("workflow", query.workflow);
  if (!query.workflow.empty()) add("state", query.state);
  if (query.status != "open") add("status", query.status);
  add("owner", query.owner);
  add("participant", query.participant);
  if (sort != "-changed") add("sort", sort);
  return text;
}

}  // namespace provost::workflows::cases
