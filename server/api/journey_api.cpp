#include "server/api/journey_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"
#include "workflows/errors.hpp"
#include "workflows/journey/journey.hpp"

namespace provost::api {

namespace {

namespace journey = workflows::journey;

json::array conditions_json(const std::vector<journey::Condition>& conditions) {
  json::array list;
  for (const auto& condition : conditions) {
    list.push_back(json::object{{"fact", condition.fact},
                                {"words", condition.words},
                                {"holds", condition.holds},
                                {"missing", condition.missing},
                                {"page", condition.address}});
  }
  return list;
}

json::object phase_json(const journey::Phase& phase) {
  using Progress = journey::Phase::Progress;
  json::array work;
  for (const auto& one : phase.open_work) {
    work.push_back(json::object{{"key", one.key},
                                {"title", one.title},
                                {"state", one.state},
                                {"person", one.person},
                                {"due", or_null(one.due_at)},
                                {"overdue", one.overdue}});
  }
  json::object body{{"name", phase.name},
                    {"title", phase.title},
                    {"progress", phase.progress == Progress::passed    ? "passed"
                                 : phase.progress == Progress::current ? "current"
                                                                       : "ahead"},
                    {"lead", phase.lead},
                    {"planned_end", or_null(phase.planned_end)},
                    {"began", or_null(phase.began)},
                    {"ended", or_null(phase.ended)},
                    {"open_work_total", phase.open_work_total}};
  body["entry"] = conditions_json(phase.entry);
  body["exit"] = conditions_json(phase.exit);
  body["open_work"] = std::move(work);
  body["waived_because"] = phase.waiver ? json::value(json::string_view(phase.waiver->reason)) : json::value(nullptr);
  return body;
}

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto found = journey::read_journey(snapshot.session(), call.services.catalogue, call.services.facts,
                                           call.person(), call.services.clock.now());
  if (!found) throw workflows::NotFound("There is no certification journey yet. Open a case of it.");
  json::array phases;
  for (const auto& phase : found->phases) phases.push_back(phase_json(phase));
  const auto& assumptions = found->forecast.assumptions;
  json::object body{{"key", found->key},
                    {"title", found->title},
                    {"scope", found->scope},
                    {"standard", found->standard},
                    {"state", found->state_title},
                    {"target", or_null(found->target)},
                    {"forecast", or_null(found->forecast.day)},
                    {"assumptions", json::array(assumptions.begin(), assumptions.end())},
                    {"finished", found->finished},
                    {"certified", found->certified},
                    {"as_of", workflows::to_text(found->as_of)}};
  body["phases"] = std::move(phases);
  return json_response(200, body);
}

json::object journey_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto conditions = list_of(object_of({{"fact", text()},
                                             {"words", text("what must hold")},
                                             {"holds", flag()},
                                             {"missing", text("what is missing, when it does not")},
                                             {"page", text("where one sees why")}}));
  const auto work = list_of(object_of({{"key", text()},
                                       {"title", text()},
                                       {"state", text()},
                                       {"person", text()},
                                       {"due", optional_text()},
                                       {"overdue", flag()}}));
  const auto phase = object_of({{"name", text()},
                                {"title", text()},
                                {"progress", one_of({"ahead", "current", "passed"})},
                                {"lead", text()},
                                {"planned_end", optional_text()},
                                {"began", optional_text()},
                                {"ended", optional_text()},
                                {"entry", conditions},
                                {"exit", conditions},
                                {"waived_because", optional_text()},
                                {"open_work", work},
                                {"open_work_total", number()}});
  return object_of({{"key", text()},
                    {"title", text()},
                    {"scope", text()},
                    {"standard", text()},
                    {"state", text()},
                    {"target", optional_text()},
                    {"forecast", optional_text()},
                    {"assumptions", list_of(text("what the forecast rests on"))},
                    {"finished", flag()},
                    {"certified", flag()},
                    {"as_of", text()},
                    {"phases", list_of(phase)}});
}

}  // namespace

app::Routes journey_routes() {
  return {get("/journey", app::Access::signed_in(), Scope::read(Area::cases), show,
              {.summary = "The certification journey: phases, what they still lack, and when the certificate can come",
               .response_schema = journey_schema(),
               .operation = "getJourney"})};
}

}  // namespace provost::api
