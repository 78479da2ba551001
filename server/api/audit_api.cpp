#include "server/api/audit_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/schemas.hpp"
#include "workflows/cases/visible_audit_trail.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;
using workflows::audit_trail::AuditQuery;

std::optional<workflows::Day> day_parameter(const http::Request& request, const char* name) {
  const auto text = text_parameter(request, name);
  if (text.empty()) return std::nullopt;
  const auto day = workflows::parse_day(text);
  if (!day) throw workflows::Invalid(name, "A day is written like 2026-11-23.");
  return day;
}

http::Response list(const app::Call& call) {
  AuditQuery query;
  query.actor = text_parameter(call.request, "actor");
  query.subject = text_parameter(call.request, "subject");
  query.action = text_parameter(call.request, "action");
  query.from = day_parameter(call.request, "from");
  query.until = day_parameter(call.request, "until");
  query.limit = number_parameter(call.request, "limit", 100, 1, 1000);
  if (const auto before = number_parameter(call.request, "before", 0, 1, std::numeric_limits<std::int64_t>::max())) {
    query.before = before;
  }
  workflows::audit_trail::AuditPage page;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    page = workflows::cases::read_audit_trail(snapshot.session(), call.services.catalogue, call.person(), query,
                                              call.services.clock.now());
  }
  json::array items;
  for (const auto& event : page.events) {
    items.push_back(json::object{{"sequence", event.sequence},
                                 {"at", event.at},
                                 {"actor", event.actor},
                                 {"name", event.actor_name},
                                 {"channel", event.channel},
                                 {"action", event.action},
                                 {"subject", event.subject},
                                 {"details", json::parse(event.details)},
                                 {"changes", json::parse(event.changes)},
                                 {"hash", event.hash}});
  }
  return json_response(200, {{"items", std::move(items)},
                             {"total", page.total},
                             {"next", page.next ? json::value(*page.next) : json::value(nullptr)}});
}

}  // namespace

app::Routes audit_routes() {
  return {{http::Method::get,
           "/api/v1/audit-trail",
           app::Surface::api,
           app::Access::with(workflows::people::Permission::read_audit_trail),
           list,
           0,
           false,
           {"The audit trail, newest first",
            {{"actor", "E-mail address"},
             {"subject", "Document number or e-mail address"},
             {"action", "Beginning of the action, e.g. document."},
             {"from", "First day, UTC"},
             {"until", "Last day, UTC"},
             {"before", "Only entries before this number: `next` of the page before"},
             {"limit", "Entries on a page, 1 to 1000"}},
            {},
            list_schema(audit_event_schema()),
            200}}};
}

}  // namespace provost::api
