#include "server/api/case_api.hpp"

#include <boost/json.hpp>

#include "server/api/body_file.hpp"
#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::api {

namespace {

namespace cases = workflows::cases;

http::Response case_response(const Call& call, const std::string& key, int status) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto view = cases::read_case(snapshot.session(), call.services.catalogue, call.services.facts, call.person(),
                                     key, call.services.clock.now());
  return thing_response(status, to_json(view), view.one.row_version, "/cases/" + key);
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
  const auto part = list_part(call);
  query.limit = part.limit;
  query.after = part.after;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto found =
      cases::read_cases(snapshot.session(), call.services.catalogue, call.person(), query, call.services.clock.now());
  json::array items;
  for (const auto& row : found.rows) items.push_back(to_json(row));
  return list_response(call, std::move(items), found.total, found.next);
}

http::Response show(const Call& call) {
  return case_response(call, call.parameter("key"), 200);
}

http::Response calendar(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto now = call.services.clock.now();
  auto month = text_parameter(call.request, "month");
  if (month.empty()) {
    const auto zone = workflows::organisation::present_organisation(session).time_zone;
    month = workflows::to_text(workflows::day_in_zone(now, zone)).substr(0, 7);
  }
  const auto first = workflows::parse_day(month + "-01");
  if (!first) throw workflows::Invalid("month", "A month is written like 2026-11.");
  const auto last = workflows::Day{std::chrono::sys_days{workflows::add_months(*first, 1)} - std::chrono::days(1)};
  json::array items;
  for (const auto& entry : cases::read_calendar(session, call.services.catalogue, call.person(), *first, last,
                                                flag_parameter(call.request, "mine"), now)) {
    items.push_back(json::object{{"day", workflows::to_text(entry.day)},
                                 {"case", entry.key},
                                 {"title", entry.case_title},
                                 {"task", entry.task},
                                 {"person", entry.person},
                                 {"overdue", entry.overdue}});
  }
  return list_response(call, std::move(items));
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
  return list_response(call, std::move(items));
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

http::Response unlink(const Call& call) {
  call.services.cases.unlink(call.person(), call.parameter("key"), id_parameter(call, "There is no such entry."));
  return http::no_content();
}

http::Response attach(const Call& call) {
  const auto file_name = text_parameter(call.request, "file_name");
  if (file_name.empty()) throw workflows::Invalid("file_name", "Name the file: ?file_name=minutes.pdf");
  const auto file = whole_body(call.request);
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
  call.services.cases.assign_task(call.person(), call.parameter("key"), id_parameter(call, "There is no such entry."),
                                  person);
  return case_response(call, call.parameter("key"), 200);
}

}  // namespace

app::Routes case_routes(std::uint64_t largest_upload) {
  const std::string one = "/cases/{key}";
  const auto everybody = Access::signed_in();
  const auto reading = Scope::read(Area::cases);
  const auto writing = Scope::write(Area::cases);
  const std::uint64_t form_limit = std::uint64_t{1024} * 1024;
  return {
      post("/cases", everybody, writing, open,
           {.summary = "Open a case",
            .request_schema = new_case_schema(),
            .response_schema = case_schema(),
            .success_status = 201,
            .operation = "openCase"},
           form_limit),
      get("/cases", everybody, reading, list,
          {.summary = "List cases",
           .query = with_paging({{"q", "Key, or words of the title"},
                                 {"workflow", "Name of a workflow"},
                                 {"state", "State, with workflow"},
                                 {"status", "open (by default), closed, overdue or any"},
                                 {"owner", "E-mail address, or me"},
                                 {"participant", "E-mail address, or me"},
                                 {"sort", "changed, opened, title, due or workflow; - before it turns the order"}}),
           .response_schema = list_schema(case_row_schema()),
           .operation = "listCases"}),
      get("/cases/calendar", everybody, reading, calendar,
          {.summary = "The open tasks that are due in a month, by day; at most 500",
           .query = {{"month", "2026-11; this month without it"}, {"mine", "true: only one's own", schema::flag()}},
           .response_schema = list_schema(calendar_entry_schema()),
           .operation = "getCaseCalendar"}),
      get(one, everybody, reading, show,
          {.summary = "A case with what can happen to it", .response_schema = case_schema(), .operation = "getCase"}),
      post(one + "/transitions", everybody, writing, transition,
           {.summary = "Make something happen to a case",
            .request_schema = case_transition_schema(),
            .response_schema = case_schema(),
            .operation = "fireCaseEvent"},
           form_limit),
      get(one + "/history", everybody, reading, history,
          {.summary = "The history of a case, with its signatures",
           .response_schema = list_schema(case_history_schema()),
           .operation = "getCaseHistory"}),
      post(one + "/comments", everybody, writing, comment,
           {.summary = "Comment on a case",
            .request_schema = case_comment_schema(),
            .response_schema = case_schema(),
            .success_status = 201,
            .operation = "commentOnCase"}),
      post(one + "/links", everybody, writing, link,
           {.summary = "Link a document, a clause or a case",
            .request_schema = case_link_schema(),
            .response_schema = case_schema(),
            .success_status = 201,
            .operation = "linkCase"}),
      del(one + "/links/{id}", everybody, writing, unlink, {.summary = "Remove a link", .operation = "unlinkCase"}),
      with_file(post(one + "/attachments", everybody, writing, attach,
                     {.summary = "Attach a file: its bytes are the body",
                      .query = {{"file_name", "Name of the file"}},
                      .response_schema = attachment_schema(),
                      .success_status = 201,
                      .operation = "attachFile"}),
                largest_upload),
      get(one + "/attachments/{sha256}", everybody, reading, download,
          {.summary = "An attached file", .operation = "getAttachedFile", .response_media_type = "*/*"}),
      del(one + "/attachments/{sha256}", everybody, writing, detach,
          {.summary = "Take an attached file away", .query = {{"reason", "Why"}}, .operation = "detachFile"}),
      put(one + "/owner", everybody, writing, change_owner,
          {.summary = "Give a case another owner",
           .request_schema = case_owner_schema(),
           .response_schema = case_schema(),
           .operation = "changeCaseOwner"}),
      put(one + "/title", everybody, writing, rename,
          {.summary = "Change the title",
           .request_schema = case_title_schema(),
           .response_schema = case_schema(),
           .operation = "renameCase"}),
      put(one + "/tasks/{id}/person", everybody, writing, assign_task,
          {.summary = "Hand a task to somebody, or take it",
           .request_schema = task_person_schema(),
           .response_schema = case_schema(),
           .operation = "assignTask"})};
}

}  // namespace provost::api
