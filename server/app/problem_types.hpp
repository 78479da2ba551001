#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provost::app {

/// A kind of problem that an answer can tell of (RFC 9457): its `type` is the address of a page about it on this
/// server.
struct ProblemType {
  std::string_view name;  ///< last part of the page's address
  int status;
  std::string_view title;
  std::string_view meaning;
  std::string_view remedy;  ///< what a program does about it
};

/// Every kind, by status.
const std::vector<ProblemType>& problem_types();
/// nullptr: there is no such kind.
const ProblemType* find_problem_type(std::string_view name);
/// The kind of a status; nullptr: the status says it all. `scope`: the token lacks one.
const ProblemType* problem_type_of(int status, bool scope = false);
/// "/problems/invalid": a reference relative to the server that answered.
std::string problem_address(const ProblemType& type);

}  // namespace provost::app
