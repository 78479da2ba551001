#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/case.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::cases {

/// How many cases stand in which state, which open findings and corrective actions are major nonconformities that the
/// organisation raised itself (those of the certification body are followed in its audit), and how many of each
/// training course's assignments are completed: kept with every change of a case, because pages ask for it at each call
/// and cases only become more. Derived from `cases`; count_cases_anew() makes it afresh.

/// Where a case is counted.
struct CountedAs {
  std::string workflow;
  std::string state;
  bool final = false;
  bool open_major = false;
  std::optional<std::int64_t> course_id;  ///< the course a training assignment belongs to, unless released from it
  bool completed = false;                 ///< the training
  bool operator==(const CountedAs&) const = default;
};
CountedAs counted_as(const Case& one);

void count_new_case(store::Session& session, std::int64_t case_id, const CountedAs& now, const std::string& key);
void count_changed_case(store::Session& session, std::int64_t case_id, const CountedAs& before, const CountedAs& now,
                        const std::string& key);
void count_cases_anew(store::Session& session);

/// Cases of a workflow in any of some states.
std::int64_t cases_in(store::Session& session, std::string_view workflow, const std::vector<std::string>& states);
/// Cases of a workflow that are not in a state.
std::int64_t cases_not_in(store::Session& session, std::string_view workflow, std::string_view state);
/// Open cases of some workflows together.
std::int64_t open_cases_of(store::Session& session, const std::vector<std::string>& workflows);
/// The keys of open major nonconformities, the oldest first, at most `limit`, and how many there are.
std::vector<std::string> open_majors(store::Session& session, std::int64_t limit);
std::int64_t count_open_majors(store::Session& session);

/// A training course with its assignments; those released from it are not counted.
struct CourseCompletion {
  std::string key;
  std::string title;
  std::string state;
  boost::json::object fields;
  std::int64_t assigned = 0;
  std::int64_t completed = 0;
};
/// Courses with at least one assignment, the oldest first.
std::vector<CourseCompletion> course_completions(store::Session& session);

/// True when the counts are those of the cases themselves.
bool counts_fit(store::Session& session);

}  // namespace provost::workflows::cases
