#include "server/api/openapi_components.hpp"

#include <boost/json.hpp>

#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;

constexpr auto what_holds_everywhere =
    R"(Everything that a person can do on the pages of Provost, a program can do here as that person: what the pages forbid, this interface forbids.

**Tokens.** Each request carries `Authorization: Bearer provost_…`. People make tokens for themselves on the page "My account", by `createToken`, or an operator by `provost token create`. A token may be made for some scopes only; each operation names its own in `security` and as `x-scope`, and one that names none takes a token for everything. To write in an area holds to read there. A token never gives more than its person may do.

**Lists** have `items`, `total` and `next`. To go on, send the same request with `cursor` set to `next`, until it is null; the field `Link` has the same address. A cursor is a place in the order of the list: whatever is added or taken away in the meantime, no item that stays is passed over or shown twice, unless what it is sorted by is changed. It belongs to the filters and the order of its list. `sort` with `-` before it turns the order. `fields` names the fields wanted.

**States.** Answers have an `ETag`. `If-None-Match` on reading gives 304 when nothing changed; `If-Match` on a change gives 412 when somebody else was faster.

**Once only.** Any POST may carry `Idempotency-Key`. The same request with the same key has its effect once and is given its first answer again, with `Idempotent-Replayed: true`, for 48 hours. The same key with another request gives 422, while the first is under way 409. An answer that holds a secret or a file, or is longer than 256 KB, and one that was lost when the server stopped, is not kept: the request then gives 409 and says that it was carried out.

**Limits.** `RateLimit-Policy` and `RateLimit` tell how many requests a token may send in a minute and how many are left; beyond it 429 with `Retry-After`.

**Problems** are `application/problem+json` (RFC 9457): `type` is the address of a page of this server about this kind of problem (`/problems` lists them), `errors` names fields, `reasons` what blocks a step.

**Changes of this interface.** New operations, parameters that may be left out, and new fields in answers may come at any time: ignore what you do not know. Anything else is a new version of the path (`/api/v2`). An operation that will go away is marked `deprecated` here and says so in each answer by the fields `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), at least twelve months before it goes and never within one minor version.)";

json::object problem_response(const char* description) {
  return {{"description", description},
          {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

json::object header(const char* description) {
  return {{"description", description}, {"schema", schema::text()}};
}

json::object header_parameter(const char* name, const char* description) {
  return {{"name", name}, {"in", "header"}, {"description", description}, {"schema", schema::text()}};
}

}  // namespace

json::object openapi_info() {
  return {{"title", "Provost"}, {"version", PROVOST_VERSION}, {"description", what_holds_everywhere}};
}

json::object openapi_components() {
  json::object responses{
      {"NotModified", json::object{{"description", "As the caller has it already"}}},
      {"Unauthenticated", problem_response("Without a token, or with one that is not valid any more")},
      {"Forbidden", problem_response("The person's roles, or the token's scopes, do not allow this")},
      {"NotFound", problem_response("There is no such thing, or the person may not know of it")},
      {"Conflict", problem_response("Not possible in the present state; `reasons` says why")},
      {"Stale", problem_response("Somebody else changed it since it was read")},
      {"TooLarge", problem_response("The body is too large")},
      {"Invalid", problem_response("Something is missing or wrong; `errors` names the fields")},
      {"Problem", problem_response("A problem")}};
  auto too_many = problem_response("More requests than one token may send in a minute");
  too_many["headers"] = json::object{{"Retry-After", header("Seconds to wait")}};
  responses["TooManyRequests"] = std::move(too_many);
  json::object parameters{
      {"IdempotencyKey", header_parameter("Idempotency-Key",
                                          "1 to 200 visible letters, best a UUID: the request has its"
                                          " effect once, however often it comes")},
      {"IfMatch", header_parameter("If-Match", "ETag of what the change is meant for: 412 when it is not so any more")},
      {"IfNoneMatch", header_parameter("If-None-Match", "ETag of what the caller has: 304 when it is still so")}};
  json::object headers{
      {"ETag", header("Names this state of the answer")},
      {"Location", header("Where that which was made is found, if it has an address")},
      {"IdempotentReplayed", header("`true` when this is the answer to an earlier request with the same key")},
      {"RateLimit", header("What is left: requests (r) and seconds until the quota is whole again (t)")},
      {"RateLimitPolicy", header("How many requests (q) in how many seconds (w)")}};
  json::object components{
      {"securitySchemes", json::object{{"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}},
      {"schemas", json::object{{"Problem", problem_schema()}}}};
  components["responses"] = std::move(responses);
  components["parameters"] = std::move(parameters);
  components["headers"] = std::move(headers);
  return components;
}

}  // namespace provost::api
