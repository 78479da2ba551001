#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/store/list_order.hpp"

namespace provost::workflows::cases {

/// What to show of the cases.
struct CaseQuery {
  std::string search;            ///< key, or words of the title
  std::string workflow;          ///< empty: all
  std::string state;             ///< empty: all; counts only with `workflow`, to which it belongs
  std::string status = "open";   ///< "open", "closed", "overdue", "any"
  std::string owner;             ///< e-mail address; "me"; empty: all
  std::string participant;       ///< e-mail address; "me"; empty: all
  std::string sort = "changed";  ///< "changed", "opened", "title", "due", "workflow"
  bool descending = true;
  std::int64_t offset = 0;
  /// Go on after this place, which an earlier page gave as `next`, instead of counting from `offset`.
  std::optional<store::ListPlace> after;
  std::int64_t limit = 25;  ///< 1 to 200
};

/// Gives the value of a parameter by its name, empty when there is none.
using ParameterLookup = std::function<std::string(std::string_view name)>;

/// The filter and order that the parameters q, workflow, state, status, owner, participant and sort ("-title" turns the
/// order) of an address or a form ask for. Throws Invalid for an unknown status or sort.
CaseQuery case_query_from(const ParameterLookup& value_of);

/// Reads what to_query_string() writes. Throws Invalid for the field `query` when there is anything else in it: another
/// parameter, a whole address, a broken escape.
CaseQuery parse_case_query(std::string_view query_string);

/// "status=overdue&workflow=corrective_action": what differs from the defaults, percent-encoded, always in the same
/// order, without the page. Two filters that show the same give the same text.
std::string to_query_string(const CaseQuery& query);

/// Throws Invalid for an unknown status or sort.
void check_case_query(const CaseQuery& query);

}  // namespace provost::workflows::cases
