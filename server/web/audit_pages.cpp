#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/csv.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/visible_audit_trail.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
using app::Call;
using workflows::audit_trail::AuditEvent;
using workflows::audit_trail::AuditQuery;

constexpr std::int64_t most_exported = 100'000;

AuditQuery query_of(const http::Request& request) {
  AuditQuery query;
  query.actor = api::text_parameter(request, "actor");
  query.subject = api::text_parameter(request, "subject");
  query.action = api::text_parameter(request, "action");
  query.from = workflows::parse_day(api::text_parameter(request, "from"));
  query.until = workflows::parse_day(api::text_parameter(request, "until"));
  if (const auto before = api::number_parameter(request, "before", 0, 1, std::numeric_limits<std::int64_t>::max())) {
    query.before = before;
  }
  return query;
}

std::string address_of(const std::string& path, const AuditQuery& query, std::int64_t before) {
  std::string address = path + "?";
  const auto add = [&address](const char* name, const std::string& value) {
    if (!value.empty()) address += std::string(name) + "=" + app::percent_encoded(value) + "&";
  };
  add("actor", query.actor);
  add("subject", query.subject);
  add("action", query.action);
  if (query.from) add("from", workflows::to_text(*query.from));
  if (query.until) add("until", workflows::to_text(*query.until));
  if (before > 0) add("before", std::to_string(before));
  address.pop_back();
  return address;
}

std::string plain(const json::value& value) {
  if (value.is_null()) return "nothing";
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

json::array change_models(const std::string& text) {
  json::array list;
  const auto changes = json::parse(text);
  for (const auto& change : changes.as_array()) {
    const auto& object = change.as_object();
    const auto* before = object.if_contains("before");
    for (const auto& [column, value] : object.at("after").as_object()) {
      if (column == "id") continue;
      json::object model{{"where", std::string(object.at("table").as_string()) + ", " + std::string(column)},
                         {"new", plain(value)}};
      if (before != nullptr) model["old"] = plain(before->as_object().at(column));
      list.push_back(std::move(model));
    }
  }
  return list;
}

json::object event_model(const AuditEvent& event, const std::string& zone) {
  json::array details;
  const auto parsed = json::parse(event.details);
  for (const auto& [label, value] : parsed.as_object()) {
    if (value.is_string() && value.get_string().empty()) continue;
    std::string words(label);
    for (auto& letter : words) letter = letter == '_' ? ' ' : letter;
    auto text = plain(value);
    // Workflows name their timers in one word: due_in_14_days.
    if (label == "timer") std::replace(text.begin(), text.end(), '_', ' ');
    details.push_back(json::object{{"label", words}, {"value", std::move(text)}});
  }
  auto changes = change_models(event.changes);
  json::object model{{"sequence", std::to_string(event.sequence)},
                     {"utc", event.at},
                     {"when", moment_text(workflows::parse_instant(event.at), zone)},
                     {"who", event.actor_name.empty() ? event.actor : event.actor_name},
                     {"channel", event.channel},
                     {"what", action_text(event.action)},
                     {"subject", event.subject},
                     {"details", std::move(details)}};
  model["changes_present"] = !changes.empty();
  model["changes"] = std::move(changes);
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  const auto query = query_of(call.request);
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto found = workflows::cases::read_audit_trail(snapshot.session(), call.services.catalogue, call.person(),
                                                          query, call.services.clock.now());
    const auto zone = pages.time_zone(snapshot.session());
    json::array events;
    for (const auto& event : found.events) events.push_back(event_model(event, zone));
    model["events_present"] = !events.empty();
    model["events"] = std::move(events);
    model["total_text"] = count_text(found.total, "entry", "entries");
    model["next"] = found.next ? address_of("/audit-trail", query, *found.next) : "";
  }
  static const std::vector<std::pair<const char*, const char*>> kinds{
      {"", "Everything"},   {"document.", "Documents"}, {"document.approved", "Approvals"},
      {"case.", "Cases"},   {"sign_in.", "Sign-ins"},   {"request.", "Refusals"},
      {"person.", "People"}};
  json::array options;
  for (const auto& [value, label] : kinds) {
    options.push_back(json::object{{"value", value}, {"label", label}, {"chosen", query.action == value}});
  }
  model["kinds"] = std::move(options);
  model["subject"] = query.subject;
  model["actor"] = query.actor;
  model["from"] = query.from ? workflows::to_text(*query.from) : "";
  model["until"] = query.until ? workflows::to_text(*query.until) : "";
  model["export_address"] = address_of("/audit-trail/export", query, 0);
  return pages.page(call, "audit_trail", "Audit trail", std::move(model));
}

http::Response download(const Call& call) {
  auto query = query_of(call.request);
  query.limit = 1000;
  std::string csv = "sequence,at,actor,name,channel,action,subject,details,changes,hash\r\n";
  std::int64_t count = 0;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    while (count < most_exported) {
      const auto page = workflows::cases::read_audit_trail(snapshot.session(), call.services.catalogue, call.person(),
                                                           query, call.services.clock.now());
      for (const auto& event : page.events) {
        csv += std::to_string(event.sequence) + "," + csv_cell(event.at) + "," + csv_cell(event.actor) + "," +
               csv_cell(event.actor_name) + "," + csv_cell(event.channel) + "," + csv_cell(event.action) + "," +
               csv_cell(event.subject) + "," + csv_cell(event.details) + "," + csv_cell(event.changes) + "," +
               csv_cell(event.hash) + "\r\n";
        ++count;
      }
      if (!page.next) break;
      query.before = page.next;
    }
  }
  call.services.audit.record(call.person().audit(), {"audit_trail.exported", "audit trail", {{"entries", count}}});
  http::Response response;
  response.fields.set("Content-Type", "text/csv; charset=utf-8");
  response.fields.set("Content-Disposition", http::attachment("audit-trail.csv"));
  response.body = std::move(csv);
  return response;
}

}  // namespace

app::Routes audit_routes(const Pages& pages) {
  const auto access = app::Access::with(workflows::people::Permission::read_audit_trail);
  return {get_page("/audit-trail", access, [&pages](const Call& call) { return show(pages, call); }),
          get_page("/audit-trail/export", access, download)};
}

}  // namespace provost::web
