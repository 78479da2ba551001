#include <boost/json.hpp>

#include "server/web/case_choices.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;

/// What was typed into the form, to be shown again when something is wrong with it.
struct Typed {
  std::string from, to, first_day, last_day, reason;
};

json::object delegation_model(const cases::Delegation& one, workflows::Day today) {
  return {{"id", one.id},
          {"giver", one.from_name},
          {"taker", one.to_name},
          {"first_day", day_text(one.first_day)},
          {"last_day", day_text(one.last_day)},
          {"running", one.first_day <= today},
          {"reason", one.reason}};
}

json::object page_model(const Pages& pages, const Call& call, const std::optional<Typed>& typed) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto today = pages.today(session);
  const auto& own = call.person().email;
  json::array given, taken, others;
  for (const auto& one : cases::delegations_of(session, call.person().person_id, today)) {
    (one.from_email == own ? given : taken).push_back(delegation_model(one, today));
  }
  json::object model;
  if (cases::may_delegate_for_others(call.person())) {
    for (const auto& one : cases::all_delegations(session, today)) {
      if (one.from_email != own && one.to_email != own) others.push_back(delegation_model(one, today));
    }
    json::array givers{json::object{{"value", own}, {"label", "Mine"}, {"chosen", !typed || typed->from == own}}};
    for (auto& person : people_options(session, typed ? typed->from : "", own)) givers.push_back(std::move(person));
    model["givers_present"] = true;
    model["givers"] = std::move(givers);
    model["others_present"] = !others.empty();
    model["others"] = std::move(others);
  }
  model["given_present"] = !given.empty();
  model["given"] = std::move(given);
  model["taken_present"] = !taken.empty();
  model["taken"] = std::move(taken);
  // A manager arranges it for somebody else, too, and may then stand in themselves.
  model["takers"] = people_options(session, typed ? typed->to : "", model.contains("givers") ? "" : own);
  model["today_value"] = workflows::to_text(today);
  model["first_day_value"] = typed ? typed->first_day : workflows::to_text(today);
  model["last_day_value"] = typed ? typed->last_day : "";
  model["reason_value"] = typed ? typed->reason : "";
  return model;
}

workflows::Day day_in(const std::string& text, const std::string& field, const std::string& name) {
  const auto day = workflows::parse_day(text);
  if (!day) throw workflows::Invalid(field, "Please give the " + name + " as a day, for example 2026-11-23.");
  return *day;
}

http::Response begin(const Pages& pages, const Call& call) {
  const Form form(call);
  Typed typed{form.get("from"), form.get("to"), form.get("first_day"), form.get("last_day"), form.get("reason")};
  if (typed.from.empty()) typed.from = call.person().email;
  return done_or_again(
      [&] {
        if (typed.to.empty()) throw workflows::Invalid("to", "Please choose who stands in.");
        call.services.delegations.delegate(call.person(), typed.from, typed.to,
                                           day_in(typed.first_day, "first_day", "first day"),
                                           day_in(typed.last_day, "last_day", "last day"), typed.reason);
        return redirect_with_notice("/stand-in", "stand-in-began");
      },
      [&](const app::Problem& problem) {
        return pages.page_with_problem(call, "stand_in", "Please look again: Stand-ins", page_model(pages, call, typed),
                                       problem);
      });
}

http::Response end(const Call& call) {
  const Form form(call);
  call.services.delegations.end(call.person(), number_in(form, "id"));
  return redirect_with_notice("/stand-in", "stand-in-ended");
}

}  // namespace

app::Routes stand_in_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/stand-in", everybody,
                   [&pages](const Call& call) {
                     return pages.page(call, "stand_in", "Stand-ins", page_model(pages, call, std::nullopt));
                   }),
          post_form("/stand-in", everybody, [&pages](const Call& call) { return begin(pages, call); }),
          post_form("/stand-in/end", everybody, [](const Call& call) { return end(call); })};
}

}  // namespace provost::web
