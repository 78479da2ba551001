#include "server/api/audit_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schemas.hpp"
#include "workflows/cases/visible_audit_trail.hpp"

namespace provost::api {

namespace {

using workflows::audit_trail::AuditQuery;

constexpr std::int64_t most_entries = 1000;

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
  const auto part = list_part(call, most_entries);
  query.limit = part.limit;
  if (part.after) query.before = part.before();
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
  return list_response(call, std::move(items), page.total, next_place(page.next));
}

}  // namespace

app::Routes audit_routes() {
  return {get("/audit-trail", app::Access::with(workflows::people::Permission::read_audit_trail),
              workflows::people::Scope::read(workflows::people::Area::audit_trail), list,
              {.summary = "The audit trail, newest first",
               .query = with_paging({{"actor", "E-mail address"},
                                     {"subject", "Document number, key or e-mail address"},
                                     {"action", "Beginning of the action, e.g. document."},
                                     {"from", "First day, UTC"},
                                     {"until", "Last day, UTC"}},
                                    most_entries),
               .response_schema = list_schema(audit_event_schema()),
               .operation = "listAuditTrail"})};
}

}  // namespace provost::api
