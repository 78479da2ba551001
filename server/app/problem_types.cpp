#include "server/app/problem_types.hpp"

#include <algorithm>

namespace provost::app {

const std::vector<ProblemType>& problem_types() {
  static const std::vector<ProblemType> types{
      {"unreadable", 400, "The request cannot be read",
       "What was sent is not what HTTP, JSON or the form it was declared as allows.",
       "Mend how the request is made. Sent again as it is, it will be refused again."},
      {"not-signed-in", 401, "No valid token or signature",
       "The request has no token, or one that is mistyped, has expired or was revoked; or a delivery is not signed as "
       "its "
       "source says.",
       "Send the field “Authorization: Bearer provost_…” with a token that stands. People make tokens under “My "
       "account”."},
      {"not-allowed", 403, "This is not yours to do",
       "The roles of the person whose token it is do not allow this, whatever the token was made for.",
       "Ask an administrator for the role, or let somebody do it who has it. The description names the roles of each "
       "operation as x-roles."},
      {"scope-missing", 403, "This is not yours to do",
       "The token was made for some areas only, and this is not one of them.",
       "Make a token with the scope that the field “WWW-Authenticate” names. The description names the scope of each "
       "operation as x-scope."},
      {"not-found", 404, "Not found",
       "There is nothing at this address, or the person may not know of it. The two are not told apart.",
       "Look the key or the number up in the list that it came from."},
      {"method-not-allowed", 405, "This cannot be done here", "The address exists, but not for this method.",
       "The field “Allow” names the methods that there are."},
      {"too-slow", 408, "The request took too long", "The whole request did not arrive in time.",
       "Send it again; with an Idempotency-Key it has its effect once."},
      {"not-possible-now", 409, "This is not possible now",
       "The thing is in a state in which this cannot be done; “reasons” says what is in the way. Or an earlier request "
       "with the same Idempotency-Key is still under way, or its answer was not kept.",
       "Read the thing again and do first what “reasons” names."},
      {"somebody-was-faster", 412, "Somebody else was faster",
       "Since it was read, somebody else changed what the request is about.",
       "Read it again, look at what is different, and send the change with the new ETag as “If-Match”."},
      {"too-large", 413, "Too large", "The body is larger than this operation takes.",
       "Send less, or ask whoever runs the server to raise the limit."},
      {"content-not-taken", 415, "This kind of content is not taken here",
       "The body is declared as a kind of content that this operation does not read.",
       "Send the kind that the description names, most often application/json."},
      {"invalid", 422, "Something is missing or wrong",
       "The request was understood, but values of it are missing or wrong; “errors” names each field and what is wrong "
       "with it. A cursor of another list and an unknown parameter are such values, too.",
       "Put the values right. Sent again as it is, it will be refused again."},
      {"too-many-requests", 429, "Too many requests",
       "This token, or this address, has sent more requests than its share.",
       "Wait for the seconds that “Retry-After” names. “RateLimit” tells in each answer how many are left."},
      {"header-too-large", 431, "The request's header is too large", "The fields of the request are too long together.",
       "Send fewer or shorter fields."},
      {"server-error", 500, "Something went wrong on the server",
       "The server could not do this; nothing was changed. The reason stands in its log beside “instance”.",
       "Send it again once. If it happens again, tell whoever runs the server the value of “instance”."},
      {"busy", 503, "The server is busy", "The server has more to do at this moment than it can take on.",
       "Wait for the seconds that “Retry-After” names, then send it again."},
      {"disk-full", 507, "The disk is full", "There is no room on the server's disk; nothing was changed.",
       "Tell whoever runs the server."}};
  return types;
}

const ProblemType* find_problem_type(std::string_view name) {
  const auto& all = problem_types();
  const auto found = std::find_if(all.begin(), all.end(), [name](const auto& type) { return type.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const ProblemType* problem_type_of(int status, bool scope) {
  if (scope) return find_problem_type("scope-missing");
  const auto& all = problem_types();
  const auto found = std::find_if(all.begin(), all.end(), [status](const auto& type) { return type.status == status; });
  if (found != all.end()) return &*found;
  return status >= 500 ? find_problem_type("server-error") : nullptr;
}

std::string problem_address(const ProblemType& type) {
  return "/problems/" + std::string(type.name);
}

}  // namespace provost::app
