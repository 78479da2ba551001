#include <boost/json.hpp>

#include "server/web/case_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/journey/journey.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace journey = workflows::journey;
using app::Call;

json::array condition_models(const std::vector<journey::Condition>& conditions) {
  json::array list;
  for (const auto& condition : conditions) {
    list.push_back(json::object{{"words", condition.words},
                                {"holds", condition.holds},
                                {"missing", condition.missing},
                                {"address", condition.address}});
  }
  return list;
}

json::object phase_model(const journey::Phase& phase, std::size_t number, const std::string& zone,
                         workflows::Day today) {
  const bool current = phase.progress == journey::Phase::Progress::current;
  const bool passed = phase.progress == journey::Phase::Progress::passed;
  json::object model{{"number", number},
                     {"phase_title", phase.title},
                     {"current", current},
                     {"passed", passed},
                     {"progress", passed    ? "Passed"
                                  : current ? "Under way"
                                            : "Ahead"},
                     {"badge", passed    ? "bg-green-lt"
                               : current ? "bg-blue-lt"
                                         : "bg-secondary-lt"},
                     {"lead", phase.lead},
                     {"entry", condition_models(phase.entry)},
                     {"exit", condition_models(phase.exit)}};
  if (phase.planned_end) {
    model["planned_end"] = day_text(*phase.planned_end);
    model["late"] = !passed && *phase.planned_end < today;
  }
  if (phase.began) model["began"] = day_text(*phase.began);
  if (phase.ended) model["ended"] = day_text(*phase.ended);
  if (phase.waiver) {
    model["waiver"] = json::object{{"name", phase.waiver->name},
                                   {"when", day_text(workflows::day_in_zone(phase.waiver->signed_at, zone))},
                                   {"reason", phase.waiver->reason}};
  }
  json::array work;
  for (const auto& one : phase.open_work) {
    json::object item{{"key", one.key},
                      {"title", one.title},
                      {"state", one.state},
                      {"work_person", one.person},
                      {"overdue", one.overdue}};
    if (one.due_at) item["due"] = due_text(*one.due_at, zone);
    work.push_back(std::move(item));
  }
  const auto more = phase.open_work_total - static_cast<std::int64_t>(phase.open_work.size());
  model["work_present"] = !work.empty();
  model["work"] = std::move(work);
  if (more > 0) model["more_work"] = "and " + std::to_string(more) + " more";
  return model;
}

json::object journey_model(const journey::Journey& one, const std::string& zone) {
  json::object model{{"key", one.key},           {"journey_title", one.title},  {"scope", one.scope},
                     {"standard", one.standard}, {"state", one.state_title},    {"certified", one.certified},
                     {"finished", one.finished}, {"as_of", day_text(one.as_of)}};
  if (one.target) model["target"] = day_text(*one.target);
  if (one.budget) model["budget"] = *one.budget;
  json::array phases, blockers;
  for (std::size_t number = 0; number < one.phases.size(); ++number) {
    const auto& phase = one.phases[number];
    phases.push_back(phase_model(phase, number + 1, zone, one.as_of));
    if (phase.progress != journey::Phase::Progress::current) continue;
    for (const auto& condition : phase.exit) {
      if (!condition.holds) {
        blockers.push_back(json::object{{"missing", condition.missing}, {"address", condition.address}});
      }
    }
  }
  model["phases"] = std::move(phases);
  model["blockers_present"] = !blockers.empty();
  model["blockers"] = std::move(blockers);
  if (!one.finished) {
    json::object forecast;
    json::array assumptions;
    for (const auto& text : one.forecast.assumptions) assumptions.push_back(json::object{{"text", text}});
    forecast["assumptions"] = std::move(assumptions);
    if (one.forecast.day) {
      forecast["day"] = day_text(*one.forecast.day);
      forecast["in_time"] = one.target && *one.forecast.day <= *one.target;
      forecast["too_late"] = one.target && *one.forecast.day > *one.target;
    }
    model["forecast"] = std::move(forecast);
  }
  return model;
}

http::Response show(const Pages& pages, const Call& call, const char* page, const std::string& title) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto found = journey::read_journey(session, call.services.catalogue, call.services.facts, call.person(),
                                             call.services.clock.now());
    if (found) model["journey"] = journey_model(*found, pages.time_zone(session));
    const auto version = call.services.catalogue.newest(session, "certification_journey");
    model["may_begin"] = workflows::cases::may_open(*version.definition, call.person());
  }
  return pages.page(call, page, title, std::move(model));
}

}  // namespace

app::Routes journey_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/journey", everybody,
                   [&pages](const Call& call) { return show(pages, call, "journey", "Certification journey"); }),
          get_page("/journey/report", everybody,
                   [&pages](const Call& call) { return show(pages, call, "journey_report", "Journey report"); })};
}

}  // namespace provost::web
