#include <boost/json.hpp>

#include "server/api/evidence_api.hpp"
#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"
#include "server/web/evidence_packs.hpp"

namespace provost::api {

namespace {

http::Response make(const app::Call& call, web::EvidencePacks& packs) {
  BodyReader body(call.request);
  workflows::evidence_pack::PackScope scope;
  scope.standards = body.texts("standards");
  scope.prepared_for = body.text("prepared_for");
  scope.only_valid = body.optional_flag("only_valid").value_or(false);
  const auto secret = body.text("secret", true);
  body.finish();
  return packs.make(call, scope, secret);
}

}  // namespace

app::Routes evidence_pack_routes(web::EvidencePacks& packs) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return {post("/evidence/packs", app::Access::with(workflows::people::Permission::read_audit_trail),
               Scope::write(Area::evidence), [&packs](const app::Call& call) { return make(call, packs); },
               {.summary = "A pack for auditors from outside: documents, evidence and signatures as a ZIP",
                .request_schema = object_of({{"standards", list_of(text("name of a standard"))},
                                             {"prepared_for", text()},
                                             {"only_valid", flag()},
                                             {"secret", text("the caller's password: it is their signature")}},
                                            {"standards", "secret"}),
                .operation = "makeEvidencePack",
                .response_media_type = "application/zip"})};
}

}  // namespace provost::api
