#include "server/api/placing_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "workflows/evidence/evidence_service.hpp"

namespace provost::api {

namespace {

using app::Call;
using workflows::people::Area;
using workflows::people::Scope;
namespace json = boost::json;

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
  return {post("/deliveries/{id}/place", app::Access::with(workflows::people::Permission::manage_documents),
               Scope::write(Area::evidence), [spool](const Call& call) { return place(call, spool); },
               {.summary = "Make evidence of a delivery, with the files that came with it; somebody else checks it",
                .request_schema = evidence_schema(),
                .response_schema = schema::object_of({{"key", schema::text()}}, {"key"}),
                .success_status = 201,
                .operation = "placeDelivery"})};
}

}  // namespace provost::api
