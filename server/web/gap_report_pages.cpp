#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/web/assessment_model.hpp"
#include "server/web/form.hpp"
#include "server/web/paper.hpp"
#include "server/web/routes.hpp"
#include "server/web/spreadsheet.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace gap_analysis = workflows::gap_analysis;
using app::Call;
using app::Problem;
using gap_analysis::GapAnalysis;
using gap_analysis::Result;

constexpr std::size_t most_days = 60;

GapAnalysis read(const Call& call, workflows::store::Session& session) {
  return gap_analysis::read_gap_analysis(session, call.services.catalogue, call.services.facts, call.services.standards,
                                         call.person(), call.parameter("key"), call.services.clock.now());
}

json::array days_model(const Call& call, workflows::store::Session& session, const GapAnalysis& analysis,
                       const gap_analysis::StandardAnswers& part, const std::string& zone) {
  json::array days;
  for (const auto& day : gap_analysis::coverage_over_time(session, call.services.standards, analysis.one,
                                                          *part.standard.content, zone, most_days)) {
    days.push_back(json::object{{"day", day_text(day.day)}, {"coverage", coverage_model(day.coverage)}});
  }
  return days;
}

json::array approval_models(const GapAnalysis& analysis, workflows::store::Session& session, const std::string& zone) {
  json::array approvals;
  for (const auto& entry : workflows::cases::history_of(session, analysis.one.id)) {
    if (entry.signature.empty()) continue;
    approvals.push_back(json::object{{"meaning", entry.meaning},
                                     {"name", entry.actor_name},
                                     {"roles", entry.actor_roles},
                                     {"when", moment_text(entry.at, zone)}});
  }
  return approvals;
}

json::object part_model(const Call& call, workflows::store::Session& session, const GapAnalysis& analysis,
                        const gap_analysis::StandardAnswers& part, const std::string& zone) {
  json::array gaps, others, open;
  for (const auto& answer : part.clauses) {
    auto& list = answer.is_gap() ? gaps : answer.counted == Result::not_assessed ? open : others;
    list.push_back(answer_model(analysis, part, answer, zone));
  }
  auto days = days_model(call, session, analysis, part, zone);
  json::object model{{"standard_title", part.standard.content->title},
                     {"standard", part.standard.content->name},
                     {"outline_version", part.standard.content->version},
                     {"coverage", coverage_model(part.coverage)},
                     {"groups", group_models(part.groups)},
                     {"gaps_present", !gaps.empty()},
                     {"others_present", !others.empty()},
                     {"open_present", !open.empty()},
                     {"days_present", days.size() > 1}};
  model["gaps"] = std::move(gaps);
  model["others"] = std::move(others);
  model["open"] = std::move(open);
  model["days"] = std::move(days);
  return model;
}

json::object report_model(const Pages& pages, const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto zone = pages.time_zone(session);
  const auto analysis = read(call, session);
  const auto text = [&analysis](const char* field) {
    const auto* value = analysis.one.fields.if_contains(field);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  json::array parts, plan;
  for (const auto& part : analysis.parts) parts.push_back(part_model(call, session, analysis, part, zone));
  for (const auto& [part, answer] : gap_analysis::prioritised_plan(analysis.parts)) {
    plan.push_back(answer_model(analysis, *part, *answer, zone));
  }
  auto approvals = approval_models(analysis, session, zone);
  auto departments = group_models(analysis.departments);
  json::array offered;
  for (const auto& [name, title] : workflows::standards::titles_in_library(session)) {
    bool chosen = false;
    for (const auto& part : analysis.parts) chosen = chosen || part.standard.content->name == name;
    offered.push_back(json::object{{"value", name}, {"label", title}, {"chosen", chosen}});
  }
  json::object model{
      {"key", analysis.one.key},
      {"case_title", analysis.one.title},
      {"state", analysis.state_title},
      {"badge", analysis.one.final ? "bg-secondary-lt" : "bg-blue-lt"},
      {"scope", text("scope")},
      {"summary", text("summary")},
      {"as_of", moment_text(call.services.clock.now(), zone)},
      {"printed_by", call.person().name},
      {"plan_present", !plan.empty()},
      {"departments_present", !departments.empty()},
      {"approvals_present", !approvals.empty()},
      {"may_follow",
       workflows::cases::may_open(*call.services.catalogue.newest(session, gap_analysis::workflow_name).definition,
                                  call.person())}};
  model["parts"] = std::move(parts);
  model["plan"] = std::move(plan);
  model["departments"] = std::move(departments);
  model["approvals"] = std::move(approvals);
  model["standards"] = std::move(offered);
  return model;
}

/// The words of a result in a spreadsheet, which no template writes.
const char* result_words(Result result) {
  switch (result) {
    case Result::conforms:
      return "Conforms";
    case Result::partial:
      return "Partly";
    case Result::none:
      return "Not at all";
    case Result::not_applicable:
      return "Does not apply";
    case Result::not_assessed:
      return "Not assessed";
  }
  return "";
}

std::vector<Sheet> report_sheets(const GapAnalysis& analysis) {
  Sheet clauses{"Clauses",
                {"Standard", "Clause", "Title", "Result", "Carried over from", "Evidence", "How it is done today",
                 "What is missing", "Why it does not apply", "Severity", "Action", "Who", "Until", "Effort",
                 "No action, because", "Department"},
                {}};
  Sheet plan{"Plan", {"Priority", "Standard", "Clause", "Action", "Who", "Until", "Effort"}, {}};
  const auto named = [](const std::map<std::int64_t, std::string>& names, const std::optional<std::int64_t>& id) {
    const auto found = id ? names.find(*id) : names.end();
    return found == names.end() ? std::string() : found->second;
  };
  const auto date = [](const std::optional<workflows::Day>& day) { return day ? workflows::to_text(*day) : ""; };
  for (const auto& part : analysis.parts) {
    for (const auto& answer : part.clauses) {
      const auto& own = answer.own;
      clauses.rows.push_back({part.standard.content->title, answer.clause->number, answer.clause->title,
                              result_words(answer.counted), answer.carried_title, own.evidence, own.current_state,
                              own.gap, own.justification, std::string(to_text(own.severity)), own.action,
                              named(analysis.people, own.responsible_id), date(own.until),
                              std::string(to_text(own.effort)), own.accepted_because,
                              named(analysis.department_names, own.department_id)});
    }
  }
  for (const auto& [part, answer] : gap_analysis::prioritised_plan(analysis.parts)) {
    const auto& own = answer->own;
    plan.rows.push_back({std::string(to_text(own.severity)), part->standard.content->title, answer->clause->number,
                         own.action, named(analysis.people, own.responsible_id), date(own.until),
                         std::string(to_text(own.effort))});
  }
  return {std::move(clauses), std::move(plan)};
}

http::Response show_report(const Pages& pages, const Call& call) {
  return pages.page(call, "gap_report", "Gap report " + call.parameter("key"), report_model(pages, call));
}

http::Response export_report(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const auto format = api::text_parameter(call.request, "format");
  const auto name = call.parameter("key") + "-gap-report";
  if (format == "pdf") {
    const auto page =
        pages.page(call, "gap_report_paper", "Gap report " + call.parameter("key"), report_model(pages, call));
    return download(name + ".pdf", "application/pdf", as_pdf(std::get<std::string>(page.body), spool));
  }
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  return sheet_download(report_sheets(read(call, snapshot.session())), format, name, spool);
}

http::Response follow(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto& key = call.parameter("key");
  return done_or_again(
      [&] {
        auto standards = form.all("standard");
        std::erase(standards, "");
        const auto opened = call.services.gap_analyses.follow(call.person(), key, form.get("title"), standards);
        return redirect_with_notice("/cases/" + opened, "case-opened");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "gap_report", "Gap report " + key, report_model(pages, call), problem);
      });
}

}  // namespace

app::Routes gap_report_routes(const Pages& pages, const std::filesystem::path& spool) {
  const auto everybody = app::Access::signed_in();
  const std::string assessment = "/cases/{key}/assessment";
  return {get_page(assessment + "/report", everybody, [&pages](const Call& call) { return show_report(pages, call); }),
          get_page(assessment + "/export", everybody,
                   [&pages, spool](const Call& call) { return export_report(pages, call, spool); }),
          post_form(assessment + "/follow", everybody, [&pages](const Call& call) { return follow(pages, call); })};
}

}  // namespace provost::web
