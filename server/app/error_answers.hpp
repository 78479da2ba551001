#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/app/route.hpp"
#include "workflows/errors.hpp"

namespace provost::app {

/// A failure as the outside may know it: status, words for people, and what each field lacks. The one place where the
/// domain's errors become HTTP.
struct Problem {
  int status = 500;
  std::string title;
  std::string detail;
  std::vector<workflows::FieldProblem> fields;
  std::vector<std::string> reasons;
  std::optional<std::int64_t> retry_after;  ///< seconds
  bool refusal = false;                     ///< somebody tried what they may not do: kept in the audit trail
  std::optional<std::string> needed_scope;  ///< what the token lacks; empty: only one for everything will do
  std::string for_the_log;                  ///< internal detail; empty when there is nothing to look into
};

/// A token is not made for what it is used for.
class ScopeMissing : public workflows::Forbidden {
 public:
  /// No scope: it takes a token for everything.
  explicit ScopeMissing(const std::string& scope)
      : Forbidden(scope.empty() ? "This takes a token for everything that its person may do: one made without scopes."
                                : "This token is not made for this: it lacks the scope " + scope + "."),
        scope_(scope) {}
  const std::string& scope() const { return scope_; }

 private:
  std::string scope_;
};

/// What an exception means. Call from a catch block's exception pointer.
Problem problem_of(const std::exception_ptr& failure);
/// A problem that the server itself found, before any handler ran.
Problem problem_of(int status, std::string_view reason);

/// The API's form of a problem: application/problem+json (RFC 9457).
http::Response problem_json(const Problem& problem, const std::string& request_id);

}  // namespace provost::app
