#include "server/api/placing_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/evidence_service.hpp"
#include "workflows/evidence_sources/sources.hpp"

namespace provost::api {

namespace {

http::Response place(const Call& call, const std::filesystem::path& spool) {
  BodyReader body(call.request);
  workflows::evidence::NewEvidence wanted;
  wanted.title = body.text("title", true);
  wanted.what = body.text("what");
  wanted.provider = body.text("provider");
  wanted.address = body.text("address");
  wanted.effective_on = body.text("effective_on");
  wanted.valid_until = body.text("valid_until");
  wanted.checker = body.text("checker");
  wanted.note = body.text("note");
  wanted.clauses = body.texts("clauses");
  wanted.documents = body.texts("documents");
  wanted.cases = body.texts("cases");
  body.finish();
  const auto key = jobs::place_by_person(call.services, call.person(), id_parameter(call, "There is no such delivery."),
                                         std::move(wanted), spool);
  auto response = json_response(201, {{"key", key}});
  response.fields.set("Location", "/api/v1/cases/" + key);
  return response;
}

http::Response check_mapping(const Call& call) {
  BodyReader body(call.request);
  const auto mapping = body.object("mapping");
  workflows::evidence_sources::DeliveryContent content;
  content.document = body.object("sample");
  // Only the names of files count here.
  content.files.push_back({"", "delivery.json"});
  body.finish();
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto source = workflows::evidence_sources::find_source(snapshot.session(), call.parameter("source"));
  if (!source) throw workflows::NotFound("There is no such source.");
  const auto proposal = call.services.placing.try_out(
      snapshot.session(), *source, workflows::evidence_sources::mapping_from_text(json::serialize(mapping)), content);
  const auto& wanted = proposal.evidence;
  json::object evidence{{"title", wanted.title},
                        {"what", wanted.what},
                        {"provider", wanted.provider},
                        {"address", wanted.address},
                        {"effective_on", wanted.effective_on},
                        {"valid_until", wanted.valid_until},
                        {"note", wanted.note},
                        {"clauses", texts(wanted.clauses)},
                        {"documents", texts(wanted.documents)},
                        {"cases", texts(wanted.cases)}};
  return json_response(200, {{"would_be_placed", proposal.problems.empty() && proposal.passed_over.empty()},
                             {"passed_over", proposal.passed_over},
                             {"problems", texts(proposal.problems)},
                             {"evidence", std::move(evidence)}});
}

json::object evidence_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"title", text()},
                    {"what", text("what it is to show; empty: the title")},
                    {"provider", text("e-mail address of the person it is from; empty: the caller")},
                    {"address", text("web address, instead of the files or beside them")},
                    {"effective_on", text("YYYY-MM-DD")},
                    {"valid_until", text("YYYY-MM-DD; empty: it does not go stale")},
                    {"checker", text("e-mail address; empty: any quality manager")},
                    {"note", text()},
                    {"clauses", list_of(text("8.5.1, or ISO 21001:2018 8.5.1"))},
                    {"documents", list_of(text("numbers"))},
                    {"cases", list_of(text("keys"))}},
                   {"title"});
}

}  // namespace

app::Routes placing_routes(const std::filesystem::path& spool) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  auto made = evidence_schema();
  made.erase("required");
  return {post("/deliveries/{id}/place", managers, Scope::write(Area::evidence),
               [spool](const Call& call) { return place(call, spool); },
               {.summary = "Make evidence of a delivery, with the files that came with it; somebody else checks it",
                .request_schema = evidence_schema(),
                .response_schema = object_of({{"key", text()}}, {"key"}),
                .success_status = 201,
                .operation = "placeDelivery"}),
          post("/sources/{source}/mapping-checks", managers, Scope::read(Area::evidence), check_mapping,
               {.summary = "What a mapping would make of a delivery; nothing is kept",
                .request_schema = object_of({{"mapping", any_object("as getSource gives it")},
                                             {"sample", any_object("a delivery: its headers and its body")}},
                                            {"mapping", "sample"}),
                .response_schema = object_of({{"would_be_placed", flag()},
                                              {"passed_over", text("why it would not be counted, or empty")},
                                              {"problems", list_of(text("why it would wait for a person"))},
                                              {"evidence", std::move(made)}}),
                .operation = "checkSourceMapping"})};
}

}  // namespace provost::api
