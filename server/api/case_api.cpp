#include "server/api/case_api.hpp"

#include <boost/json.hpp>

#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/evidence_api.hpp"
#include "server/api/json_body.hpp"
#include "server/api/schemas.hpp"

namespace provost::api {

namespace {

using app::Access;
using app::Call;
using app::Surface;
using http::Method;
namespace cases = workflows::cases;
namespace json = boost::json;

http::Response case_response(const Call& call, const std::string& key, int status) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto view = cases::read_case(snapshot.session(), call.services.catalogue, call.services.facts, call.person(),
                                     key, call.services.clock.now());
  auto response = json_response(status, to_json(view));
  response.fields.set("ETag", entity_tag(view.one.row_version));
  if (status == 201) response.fields.set("Location", "/api/v1/cases/" + key);
  return response;
}

http::Response open(const Call& call) {
  BodyReader body(call.request);
  cases::NewCase wanted;
  wanted.workflow = body.text("workflow", true);
  wanted.title = body.text("title", true);
  wanted.fields = body.object("fields");
  wanted.owner = body.text("owner");
  wanted.parent = body.text("parent");
  body.finish();
  return case_response(call, call.services.cases.open(call.person(), wanted), 201);
}

http::Response list(const Call& call) {
  auto query = cases::case_query_from([&call](std::string_view name) { return text_parameter(call.request, name); });
  query.limit = number_parameter(call.request, "limit", 50, 1, 200);
  const auto page = number_parameter(call.request, "page", 1, 1, 1'000'000);
  query.offset = (page - 1) * query.limit;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto found =
      cases::read_cases(snapshot.session(), call.services.catalogue, call.person(), query, call.services.clock.now());
  json::array items;
  for (const auto& row : found.rows) items.push_back(to_json(row));
  const bool more = query.offset + static_cast<std::int64_t>(found.rows.size()) < found.total;
  return json_response(200, {{"items", std::move(items)},
                             {"total", found.total},
                             {"next", more ? json::value(page + 1) : json::value(nullptr)}});
}

http::Response show(const Call& call) {
  return case_response(call, call.parameter("key"), 200);
}

http::Response transition(const Call& call) {
  BodyReader body(call.request);
  cases::CaseAction action;
  action.event = body.text("event", true);
  action.fields = body.object("fields");
  action.comment = body.text("comment");
  action.secret = body.text("secret");
  body.finish();
  action.expected_row_version = expected_row_version(call.request);
  call.services.cases.transition(call.person(), call.parameter("key"), action);
  return case_response(call, call.parameter("key"), 200);
}

http::Response history(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto view = cases::read_case(snapshot.session(), call.services.catalogue, call.services.facts, call.person(),
                                     call.parameter("key"), call.services.clock.now());
  json::array items;
  for (const auto& entry : view.history) items.push_back(to_json(entry));
  const auto total = items.size();
  return json_response(200, {{"items", std::move(items)}, {"total", total}, {"next", nullptr}});
}

http::Response comment(const Call& call) {
  BodyReader body(call.request);
  const auto text = body.text("text", true);
  const auto tell = body.texts("tell");
  body.finish();
  call.services.cases.comment(call.person(), call.parameter("key"), text, tell);
  return case_response(call, call.parameter("key"), 201);
}

http::Response link(const Call& call) {
  BodyReader body(call.request);
  const auto kind = body.text("kind", true);
  const auto target = body.text("target", true);
  body.finish();
  call.services.cases.link(call.person(), call.parameter("key"), kind, target);
  return case_response(call, call.parameter("key"), 201);
}

std::int64_t id_of(const Call& call) {
  std::int64_t id = 0;
  for (const char letter : call.parameter("id")) {
    if (letter < '0' || letter > '9' || id > 100'000'000'000) throw workflows::NotFound("There is no such entry.");
    id = id * 10 + (letter - '0');
  }
  return id;
}

http::Response unlink(const Call& call) {
  call.services.cases.unlink(call.person(), call.parameter("key"), id_of(call));
  return http::no_content();
}

http::Response attach(const Call& call) {
  const auto file_name = text_parameter(call.request, "file_name");
  if (file_name.empty()) throw workflows::Invalid("file_name", "Name the file: ?file_name=minutes.pdf");
  const auto file = file_of(call.request);
  const auto sha256 = call.services.cases.attach(call.person(), call.parameter("key"), file.path(), file_name);
  return json_response(201, {{"sha256", sha256}, {"file_name", file_name}});
}

http::Response download(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto attachment =
      cases::read_attachment(snapshot.session(), call.services.catalogue, call.person(), call.parameter("key"),
                             call.parameter("sha256"), call.services.clock.now());
  auto response = http::file({call.services.attachments.path(attachment.sha256), nullptr}, attachment.media_type);
  response.fields.set("Content-Disposition", http::attachment(attachment.file_name));
  return response;
}

http::Response detach(const Call& call) {
  call.services.cases.detach(call.person(), call.parameter("key"), call.parameter("sha256"),
                             text_parameter(call.request, "reason"));
  return http::no_content();
}

http::Response change_owner(const Call& call) {
  BodyReader body(call.request);
  const auto owner = body.text("owner", true);
  const auto reason = body.text("comment", true);
  body.finish();
  call.services.cases.change_owner(call.person(), call.parameter("key"), owner, reason);
  return case_response(call, call.parameter("key"), 200);
}

http::Response rename(const Call& call) {
  BodyReader body(call.request);
  const auto title = body.text("title", true);
  body.finish();
  call.services.cases.rename(call.person(), call.parameter("key"), title);
  return case_response(call, call.parameter("key"), 200);
}

http::Response assign_task(const Call& call) {
  BodyReader body(call.request);
  const auto person = body.text("person", true);
  body.finish();
  call.services.cases.assign_task(call.person(), call.parameter("key"), id_of(call), person);
  return case_response(call, call.parameter("key"), 200);
}

app::Route route(Method method, const std::string& pattern, http::Response (*handler)(const Call&),
                 app::Description description) {
  const std::uint64_t body_limit = method == Method::get ? 0 : 1024 * 1024;
  return {method, pattern, Surface::api, Access::signed_in(), handler, body_limit, false, std::move(description)};
}

}  // namespace

app::Routes case_routes(std::uint64_t largest_upload) {
  const std::string one = "/api/v1/cases/{key}";
  app::Routes routes{
      route(Method::post, "/api/v1/cases", open, {"Open a case", {}, new_case_schema(), case_schema(), 201}),
      route(Method::get, "/api/v1/cases", list,
            {"List cases",
             {{"q", "Key, or words of the title"},
              {"workflow", "Name of a workflow"},
              {"state", "State, with workflow"},
              {"status", "open (by default), closed, overdue or any"},
              {"owner", "E-mail address, or me"},
              {"participant", "E-mail address, or me"},
              {"sort", "changed, opened, title, due or workflow; - before it turns the order"},
              {"page", "Page, from 1"},
              {"limit", "Cases on a page, 1 to 200"}},
             {},
             list_schema(case_row_schema()),
             200}),
      route(Method::get, one, show, {"A case with what can happen to it", {}, {}, case_schema(), 200}),
      route(Method::post, one + "/transitions", transition,
            {"Make something happen to a case", {}, case_transition_schema(), case_schema(), 200}),
      route(Method::get, one + "/history", history,
            {"The history of a case, with its signatures", {}, {}, list_schema(case_history_schema()), 200}),
      route(Method::post, one + "/comments", comment,
            {"Comment on a case", {}, case_comment_schema(), case_schema(), 201}),
      route(Method::post, one + "/links", link,
            {"Link a document, a clause or a case", {}, case_link_schema(), case_schema(), 201}),
      route(Method::del, one + "/links/{id}", unlink, {"Remove a link", {}, {}, {}, 204}),
      route(
          Method::post, one + "/attachments", attach,
          {"Attach a file: its bytes are the body", {{"file_name", "Name of the file"}}, {}, attachment_schema(), 201}),
      route(Method::get, one + "/attachments/{sha256}", download, {"An attached file", {}, {}, {}, 200}),
      route(Method::del, one + "/attachments/{sha256}", detach,
            {"Take an attached file away", {{"reason", "Why"}}, {}, {}, 204}),
      route(Method::put, one + "/owner", change_owner,
            {"Give a case another owner", {}, case_owner_schema(), case_schema(), 200}),
      route(Method::put, one + "/title", rename, {"Change the title", {}, case_title_schema(), case_schema(), 200}),
      route(Method::put, one + "/tasks/{id}/person", assign_task,
            {"Hand a task to somebody, or take it", {}, task_person_schema(), case_schema(), 200})};
  for (auto& each : routes) {
    if (each.pattern == one + "/attachments" && each.method == Method::post) {
      each.body_limit = largest_upload;
      each.takes_files = true;
    }
  }
  return routes;
}

}  // namespace provost::api
