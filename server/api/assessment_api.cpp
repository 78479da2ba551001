#include "server/api/assessment_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"

namespace provost::api {

namespace {

namespace gap_analysis = workflows::gap_analysis;

gap_analysis::GapAnalysis read(const Call& call, workflows::store::Session& session) {
  return gap_analysis::read_gap_analysis(session, call.services.catalogue, call.services.facts, call.services.standards,
                                         call.person(), call.parameter("key"), call.services.clock.now());
}

json::object coverage_json(const gap_analysis::Coverage& coverage) {
  const auto share = coverage.share();
  return {{"share", share ? json::value(*share) : json::value(nullptr)},
          {"conforms", coverage.conforms},
          {"partial", coverage.partial},
          {"none", coverage.none},
          {"not_applicable", coverage.not_applicable},
          {"not_assessed", coverage.not_assessed}};
}

json::object answer_json(const gap_analysis::GapAnalysis& analysis, const gap_analysis::ClauseAnswer& answer,
                         workflows::store::Session& session) {
  const auto& own = answer.own;
  std::string responsible, department;
  if (own.responsible_id) {
    if (const auto person = workflows::people::find_person(session, *own.responsible_id)) responsible = person->email;
  }
  json::array expired;
  for (const auto& piece : answer.evidence.stale) expired.emplace_back(piece.key);
  if (own.department_id) department = analysis.department_names.at(*own.department_id);
  return {{"clause", answer.clause->number},
          {"result", to_text(own.result)},
          {"counted", to_text(answer.counted)},
          {"carried_over_from", answer.carried_title},
          {"current_state", own.current_state},
          {"evidence", own.evidence},
          {"gap", own.gap},
          {"justification", own.justification},
          {"severity", to_text(own.severity)},
          {"action", own.action},
          {"responsible", responsible},
          {"effort", to_text(own.effort)},
          {"until", own.until ? workflows::to_text(*own.until) : std::string()},
          {"accepted_because", own.accepted_because},
          {"department", department},
          {"to_confirm", answer.to_confirm},
          {"in_doubt", answer.in_doubt},
          {"changed_documents", json::array(answer.changed_documents.begin(), answer.changed_documents.end())},
          {"evidence_valid", answer.evidence.valid},
          {"evidence_expired", std::move(expired)},
          {"counted_before_expiry", answer.before_expiry ? std::string(to_text(*answer.before_expiry)) : std::string()},
          {"row_version", own.row_version}};
}

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto analysis = read(call, snapshot.session());
  json::array parts;
  for (const auto& part : analysis.parts) {
    json::array answers;
    for (const auto& answer : part.clauses) answers.push_back(answer_json(analysis, answer, snapshot.session()));
    json::object model{{"standard", part.standard.content->name},
                       {"title", part.standard.content->title},
                       {"coverage", coverage_json(part.coverage)}};
    model["clauses"] = std::move(answers);
    parts.push_back(std::move(model));
  }
  return json_response(
      200, {{"key", analysis.one.key}, {"may_assess", analysis.may_assess}, {"standards", std::move(parts)}});
}

http::Response answer_response(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto analysis = read(call, snapshot.session());
  const auto found = gap_analysis::require_answer(analysis, call.parameter("standard"), call.parameter("clause"));
  auto response = json_response(200, answer_json(analysis, found.answer, snapshot.session()));
  response.fields.set("ETag", entity_tag(found.answer.own.row_version));
  return response;
}

http::Response save(const Call& call) {
  BodyReader body(call.request);
  json::object changes;
  for (const auto* name : {"result", "current_state", "evidence", "gap", "justification", "severity", "action",
                           "responsible", "effort", "until", "accepted_because", "department"}) {
    if (const auto text = body.optional_text(name)) changes[name] = *text;
  }
  body.finish();
  call.services.gap_analyses.save(call.person(), call.parameter("key"), call.parameter("standard"),
                                  call.parameter("clause"), changes, expected_row_version(call.request));
  return answer_response(call);
}

http::Response confirm(const Call& call) {
  call.services.gap_analyses.confirm(call.person(), call.parameter("key"), call.parameter("standard"),
                                     call.parameter("clause"), expected_row_version(call.request));
  return answer_response(call);
}

http::Response follow(const Call& call) {
  BodyReader body(call.request);
  const auto title = body.text("title", true);
  const auto standards = body.texts("standards");
  body.finish();
  const auto key = call.services.gap_analyses.follow(call.person(), call.parameter("key"), title, standards);
  auto response = json_response(201, {{"key", key}});
  response.fields.set("Location", "/api/v1/cases/" + key);
  return response;
}

std::vector<std::pair<std::string, json::object>> answer_properties() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return {{"result", one_of({"not_assessed", "conforms", "partial", "none", "not_applicable"})},
          {"current_state", text()},
          {"evidence", text("what was seen, or that nothing was found")},
          {"gap", text()},
          {"justification", text("why the clause does not apply; without it, it counts as not assessed")},
          {"severity", one_of({"", "high", "medium", "low"})},
          {"action", text()},
          {"responsible", text("e-mail address")},
          {"effort", one_of({"", "small", "medium", "large"})},
          {"until", text("year-month-day, or empty")},
          {"accepted_because", text("why a gap stays without an action")},
          {"department", text("its name, or empty")}};
}

json::object answer_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  auto properties = answer_properties();
  properties.emplace_back("clause", text());
  properties.emplace_back("counted", text("the result that counts: this one, or what a mapping carries over"));
  properties.emplace_back("carried_over_from", text("the clause whose answer serves this one too, or empty"));
  properties.emplace_back("to_confirm", flag());
  properties.emplace_back("in_doubt", flag());
  properties.emplace_back("changed_documents", list_of(text("changed since the clause was assessed")));
  properties.emplace_back("evidence_valid", number());
  properties.emplace_back("evidence_expired", list_of(text("keys of pieces that have expired")));
  properties.emplace_back("counted_before_expiry", text("what would count if no evidence had expired, or empty"));
  properties.emplace_back("row_version", number());
  return object_of(std::move(properties));
}

json::object analysis_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of(
      {{"key", text()},
       {"may_assess", flag()},
       {"standards", list_of(object_of({{"standard", text()},
                                        {"title", text()},
                                        {"coverage", any_object("Numbers by result, and `share` from 0 to 1"
                                                                " over what applies and is assessed, or null")},
                                        {"clauses", list_of(answer_schema())}}))}});
}

}  // namespace

app::Routes assessment_routes() {
  const auto everybody = app::Access::signed_in();
  const std::string answers = "/cases/{key}/assessment";
  const auto one = answers + "/{standard}/{clause}";
  return {get(answers, everybody, Scope::read(Area::cases), show,
              {.summary = "The answers of a gap analysis, clause by clause",
               .response_schema = analysis_schema(),
               .operation = "getAssessment"}),
          patch(one, everybody, Scope::write(Area::cases), save,
                {.summary = "Change the answer to a clause; If-Match with its row version keeps others' changes",
                 .request_schema = schema::object_of(answer_properties()),
                 .response_schema = answer_schema(),
                 .operation = "assessClause"},
                std::uint64_t{256} * 1024),
          post(answers + "/follow", everybody, Scope::write(Area::cases), follow,
               {.summary = "Open a new analysis with the answers of this one to be confirmed",
                .request_schema = schema::object_of(
                    {{"title", schema::text()}, {"standards", schema::list_of(schema::text("name of a standard"))}},
                    {"title", "standards"}),
                .response_schema = schema::object_of({{"key", schema::text()}}),
                .success_status = 201,
                .operation = "followAssessment"}),
          post(one + "/confirm", everybody, Scope::write(Area::cases), confirm,
               {.summary = "Say that an answer still holds",
                .response_schema = answer_schema(),
                .operation = "confirmAnswer"})};
}

}  // namespace provost::api
