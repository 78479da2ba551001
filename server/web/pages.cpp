#include "server/web/pages.hpp"

#include <boost/json.hpp>
#include <map>

#include "server/app/addresses.hpp"
#include "server/web/words.hpp"
#include "templates/assets.hpp"
#include "workflows/cases/case_work.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
using workflows::people::Permission;

struct NavigationEntry {
  const char* label;
  const char* address;
  std::optional<Permission> permission;
};

const std::vector<NavigationEntry>& navigation() {
  static const std::vector<NavigationEntry> entries{{"My tasks", "/", std::nullopt},
                                                    {"Journey", "/journey", std::nullopt},
                                                    {"Cases", "/cases", std::nullopt},
                                                    {"Documents", "/documents", std::nullopt},
                                                    {"Evidence", "/evidence", std::nullopt},
                                                    {"Standards", "/standards", std::nullopt},
                                                    {"Audit trail", "/audit-trail", Permission::read_audit_trail},
                                                    {"People", "/people", Permission::read_people},
                                                    {"Organisation", "/organisation", Permission::manage_organisation}};
  return entries;
}

/// Nobody reads a higher number, and counting further would cost every page something.
constexpr std::int64_t most_counted = 99;

/// A channel that no longer gets anything is told on every page of those who can mend it.
void add_paused_channels(workflows::store::Session& session, json::object& model) {
  json::array paused;
  for (const auto& name : workflows::messages::paused_channels(session)) {
    paused.push_back(json::object{{"paused_name", name}});
  }
  model["paused_present"] = !paused.empty();
  model["paused_channels"] = std::move(paused);
}

bool is_current(std::string_view address, std::string_view path) {
  return address == "/" ? path == "/" : path == address || path.starts_with(std::string(address) + "/");
}

/// The notices a redirect may bring along: fixed texts, so that an address made by somebody else can show nothing of
/// theirs.
const std::map<std::string, std::string, std::less<>>& notices() {
  static const std::map<std::string, std::string, std::less<>> texts{
      {"saved", "Saved."},
      {"created", "The draft is there. Submit it when it is ready."},
      {"submitted", "Submitted. Everybody named is asked now."},
      {"answered", "Thank you, your answer is recorded."},
      {"approved", "Thank you, your approval is signed and recorded."},
      {"withdrawn", "Withdrawn."},
      {"revision", "The revision has begun; the version in force stays so until the new one is approved."},
      {"still-valid", "Recorded as still valid."},
      {"handed-over", "Handed over."},
      {"added", "Added."},
      {"step", "Done."},
      {"case-opened", "The case is open."},
      {"evidence-added", "Thank you, it is handed in. Somebody else looks at it now."},
      {"commented", "Your comment is there."},
      {"attached", "Attached."},
      {"linked", "Linked."},
      {"removed", "Removed."},
      {"task-taken", "The task has changed hands."},
      {"password", "The password is changed. Please sign in with it from now on."},
      {"filter-kept", "The filter stands above the list now."},
      {"filter-removed", "The filter is removed."},
      {"stand-in-began", "The tasks are handed over for these days."},
      {"put-off", "It is put off. You find it under “Put off” until then."},
      {"taken-back", "It stands among your tasks again."},
      {"stand-in-ended", "This has ended; the tasks are back."},
      {"replayed", "It is looked at again now."},
      {"passed-over", "It does not count."},
      {"queued-again", "It goes out once more."},
      {"revoked", "The token no longer works."}};
  return texts;
}

json::array error_list(const app::Problem& problem) {
  json::array errors;
  for (const auto& field : problem.fields) errors.push_back(json::object{{"message", field.message}});
  if (errors.empty()) {
    for (const auto& reason : problem.reasons) errors.push_back(json::object{{"message", reason}});
  }
  if (errors.empty()) errors.push_back(json::object{{"message", problem.detail}});
  return errors;
}

}  // namespace

Pages::Pages(app::Services& services, const config::Config& config)
    : services_(services), renderer_(config.templates) {}

std::string Pages::time_zone(workflows::store::Session& session) const {
  return workflows::organisation::present_organisation(session).time_zone;
}

workflows::Day Pages::today(workflows::store::Session& session) const {
  return workflows::day_in_zone(services_.clock.now(), time_zone(session));
}

void Pages::add_frame(json::object& model, const std::string& title, const std::string& path,
                      const std::optional<workflows::people::SignedIn>& session) const {
  const auto assets = templates::asset_address("");
  model["assets"] = assets.substr(0, assets.size() - 1);
  model["title"] = title;
  model["program_version"] = PROVOST_VERSION;
  model["organisation"] = services_.organisation_at_start.name;
  if (!session) return;
  const workflows::store::ReadSnapshot snapshot(services_.database);
  const auto organisation = workflows::organisation::present_organisation(snapshot.session());
  model["organisation"] = organisation.name;
  model["position"] = std::to_string(workflows::audit_trail::newest_sequence(snapshot.session()));
  model["time_zone"] = organisation.time_zone;
  const auto actor = workflows::people::as_actor(session->person, "page");
  if (workflows::people::is_guest(actor.roles)) {
    model["guest"] = json::object{
        {"guest_name", actor.name},
        {"guest_time", moment_text(services_.clock.now(), organisation.time_zone)},
        {"guest_clauses", workflows::listed(actor.shown_clauses, 10)},
        {"guest_until", session->person.access_until ? day_text(*session->person.access_until) : std::string()}};
  }
  if (actor.may(Permission::manage_documents)) add_paused_channels(snapshot.session(), model);
  const auto waiting =
      workflows::documents::waiting_answers(snapshot.session(), actor, services_.clock.now()) +
      workflows::cases::waiting_tasks(snapshot.session(), actor, most_counted + 1, services_.clock.now());
  json::array entries;
  for (const auto& entry : navigation()) {
    if (entry.permission && !actor.may(*entry.permission)) continue;
    if (actor.is_limited() && std::string_view(entry.address) == "/journey") continue;
    json::object item{{"label", entry.label}, {"address", entry.address}, {"current", is_current(entry.address, path)}};
    if (std::string_view(entry.address) == "/" && waiting > 0) {
      item["count"] = waiting > most_counted ? std::to_string(most_counted) + "+" : std::to_string(waiting);
    }
    entries.push_back(std::move(item));
  }
  model["person"] = json::object{{"name", session->person.name}};
  model["name"] = session->person.name;
  model["navigation"] = std::move(entries);
  model["csrf"] = session->csrf_token;
}

http::Response Pages::page(const app::Call& call, std::string_view name, const std::string& title, json::object model,
                           int status) const {
  add_frame(model, title, call.request.path, call.session);
  if (const auto notice = call.request.query.get("notice")) {
    if (const auto text = notices().find(*notice); text != notices().end()) model["notice"] = text->second;
  }
  return http::html(renderer_.render(name, model), status);
}

http::Response Pages::page_with_problem(const app::Call& call, std::string_view name, const std::string& title,
                                        json::object model, const app::Problem& problem) const {
  model["errors_present"] = true;
  model["errors"] = error_list(problem);
  return page(call, name, title, std::move(model), problem.status);
}

http::Response Pages::problem(const app::Problem& problem, const std::string& request_id,
                              const std::optional<workflows::people::SignedIn>& session) const {
  json::object model{{"status", problem.status},
                     {"problem_title", problem.title},
                     {"detail", problem.detail},
                     {"request_id", problem.status >= 500 ? request_id : ""}};
  if (problem.reasons.size() > 1) {
    model["reasons_present"] = true;
    json::array reasons;
    for (const auto& reason : problem.reasons) reasons.emplace_back(reason);
    model["reasons"] = std::move(reasons);
  }
  std::optional<workflows::people::SignedIn> frame = session;
  // When the database itself fails, the page must do without the frame that reads from it.
  if (problem.status >= 500) frame.reset();
  add_frame(model, problem.title, "", frame);
  auto response = http::html(renderer_.render("problem", model), problem.status);
  if (problem.retry_after) response.fields.set("Retry-After", std::to_string(*problem.retry_after));
  return response;
}

http::Response done_or_again(const std::function<http::Response()>& work,
                             const std::function<http::Response(const app::Problem&)>& again) {
  app::Problem problem;
  try {
    return work();
  } catch (const workflows::Invalid&) {
    problem = app::problem_of(std::current_exception());
  } catch (const workflows::Conflict&) {
    problem = app::problem_of(std::current_exception());
  } catch (const workflows::Stale&) {
    problem = app::problem_of(std::current_exception());
  } catch (const workflows::TooBusy&) {
    problem = app::problem_of(std::current_exception());
  }
  return again(problem);
}

http::Response redirect_with_notice(const std::string& address, const std::string& notice) {
  return http::redirect(address + (address.find('?') == std::string::npos ? "?" : "&") + "notice=" + notice);
}

}  // namespace provost::web
