#include <algorithm>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/assessment_model.hpp"
#include "server/web/case_choices.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/standards/clauses_elsewhere.hpp"
#include "workflows/standards/document_coverage.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace gap_analysis = workflows::gap_analysis;
namespace standards = workflows::standards;
using app::Call;
using app::Problem;
using gap_analysis::ClauseAnswer;
using gap_analysis::GapAnalysis;
using gap_analysis::Result;
using gap_analysis::StandardAnswers;

/// What of an analysis is shown: the chosen clause, and which clauses the list holds.
struct Chosen {
  std::string standard;
  std::string clause;
  std::string show;
};

/// The fields of the form that go to the domain as they were typed.
constexpr std::array form_fields{"result", "current_state", "evidence", "gap",   "justification",    "severity",
                                 "action", "responsible",   "effort",   "until", "accepted_because", "department"};

std::string address_of(const std::string& key, const Chosen& chosen) {
  std::string address = "/cases/" + key + "/assessment?standard=" + app::percent_encoded(chosen.standard);
  if (!chosen.clause.empty()) address += "&clause=" + app::percent_encoded(chosen.clause);
  if (!chosen.show.empty()) address += "&show=" + app::percent_encoded(chosen.show);
  return address;
}

bool is_wanted(const ClauseAnswer& answer, const std::string& show) {
  if (show == "open") return answer.counted == Result::not_assessed;
  if (show == "gaps") return answer.is_gap();
  if (show == "check") return answer.is_to_check();
  return true;
}

const StandardAnswers& part_of(const GapAnalysis& analysis, const std::string& standard) {
  for (const auto& part : analysis.parts) {
    if (part.standard.content->name == standard) return part;
  }
  if (analysis.parts.empty()) throw workflows::Conflict("This analysis names no standard that is in the library.");
  return analysis.parts.front();
}

GapAnalysis read(const Call& call, workflows::store::Session& session) {
  return gap_analysis::read_gap_analysis(session, call.services.catalogue, call.services.facts, call.services.standards,
                                         call.person(), call.parameter("key"), call.services.clock.now());
}

/// Headings are shown between the clauses they stand above.
json::array clause_list(const GapAnalysis& analysis, const StandardAnswers& part, const Chosen& chosen) {
  json::array list;
  std::string heading;
  auto answer = part.clauses.begin();
  for (const auto& clause : part.standard.content->clauses) {
    if (!clause.assessable) {
      heading = clause.number + " " + clause.title;
      continue;
    }
    if (answer == part.clauses.end()) break;
    const auto& present = *answer++;
    if (!is_wanted(present, chosen.show) && clause.number != chosen.clause) continue;
    list.push_back(
        json::object{{"heading", heading},
                     {"number", clause.number},
                     {"clause_title", clause.title},
                     {"address", address_of(analysis.one.key, {chosen.standard, clause.number, chosen.show})},
                     {"current", clause.number == chosen.clause},
                     {"result", result_model(present.counted)},
                     {"carried", present.carried.has_value()},
                     {"check", present.is_to_check()}});
    heading.clear();
  }
  return list;
}

json::array filter_models(const GapAnalysis& analysis, const StandardAnswers& part, const Chosen& chosen) {
  json::array filters;
  for (const auto* name : {"", "open", "gaps", "check"}) {
    const auto count = std::count_if(part.clauses.begin(), part.clauses.end(),
                                     [name](const ClauseAnswer& answer) { return is_wanted(answer, name); });
    const std::string show = name;
    filters.push_back(json::object{{"all", show.empty()},
                                   {"open", show == "open"},
                                   {"gaps", show == "gaps"},
                                   {"check", show == "check"},
                                   {"count", count},
                                   {"current", show == chosen.show},
                                   {"address", address_of(analysis.one.key, {chosen.standard, "", show})}});
  }
  return filters;
}

/// The number of the clause before and after; with a filter, among those it leaves.
void add_neighbours(const GapAnalysis& analysis, const StandardAnswers& part, const Chosen& chosen,
                    json::object& model) {
  std::string before, after;
  bool passed = false;
  for (const auto& answer : part.clauses) {
    if (answer.clause->number == chosen.clause) {
      passed = true;
    } else if (is_wanted(answer, chosen.show)) {
      if (!passed) before = answer.clause->number;
      if (passed && after.empty()) after = answer.clause->number;
    }
  }
  const auto address = [&](const std::string& clause) {
    return clause.empty() ? "" : address_of(analysis.one.key, {chosen.standard, clause, chosen.show});
  };
  model["previous_address"] = address(before);
  model["next_address"] = address(after);
}

json::object select_option(const std::string& value, bool chosen) {
  return {{"value", value}, {"chosen", chosen}};
}

/// What stands in the form: the answer, or what was typed and could not be saved.
void add_form_values(workflows::store::Session& session, const GapAnalysis& analysis, const ClauseAnswer& answer,
                     const Form* typed, json::object& model) {
  const auto& own = answer.own;
  const auto text = [typed](const char* name, const std::string& present) {
    return typed != nullptr && typed->has(name) ? typed->get(name) : present;
  };
  const auto result = text("result", std::string(to_text(own.result)));
  json::object results;
  for (const auto* name : {"conforms", "partial", "none", "not_applicable", "not_assessed"}) {
    results[name] = result == name;
  }
  model["own_result"] = std::move(results);
  model["current_state"] = text("current_state", own.current_state);
  model["evidence"] = text("evidence", own.evidence);
  model["gap"] = text("gap", own.gap);
  model["justification"] = text("justification", own.justification);
  model["action"] = text("action", own.action);
  model["accepted_because"] = text("accepted_because", own.accepted_because);
  model["until_value"] = text("until", own.until ? workflows::to_text(*own.until) : "");
  const auto severity = text("severity", std::string(to_text(own.severity)));
  const auto effort = text("effort", std::string(to_text(own.effort)));
  model["severity_high"] = severity == "high";
  model["severity_medium"] = severity == "medium";
  model["severity_low"] = severity == "low";
  model["effort_small"] = effort == "small";
  model["effort_medium"] = effort == "medium";
  model["effort_large"] = effort == "large";
  std::string responsible;
  if (own.responsible_id) {
    if (const auto person = workflows::people::find_person(session, *own.responsible_id)) responsible = person->email;
  }
  model["people"] = people_options(session, text("responsible", responsible));
  const auto department_name = own.department_id ? analysis.department_names.at(*own.department_id) : std::string();
  json::array departments;
  for (const auto& department : workflows::organisation::list_departments(session)) {
    departments.push_back(select_option(department.name, department.name == text("department", department_name)));
  }
  model["departments_present"] = !departments.empty();
  model["departments"] = std::move(departments);
}

json::object clause_model(const Pages& pages, const Call& call, workflows::store::Session& session,
                          const GapAnalysis& analysis, const Chosen& chosen, const Form* typed) {
  const auto [part, answer] = gap_analysis::require_answer(analysis, chosen.standard, chosen.clause);
  const auto zone = pages.time_zone(session);
  auto model = answer_model(analysis, part, answer, zone);
  model["stored"] = answer_model(analysis, part, answer, zone);
  model["row_version"] = answer.own.row_version;
  model["stored_version"] = answer.own.row_version;
  model["saved"] = answer.own.row_version > 0;
  model["changed_at"] = answer.own.row_version > 0 ? moment_text(answer.own.changed_at, zone) : std::string();
  model["form_address"] = "/cases/" + analysis.one.key + "/assessment";
  add_form_values(session, analysis, answer, typed, model);
  add_neighbours(analysis, part, chosen, model);
  const auto coverage = standards::read_document_coverage(session, call.person(), *part.standard.content);
  json::array documents;
  for (const auto& row : coverage.clauses) {
    if (row.clause->number != chosen.clause) continue;
    model["document_missing"] = row.missing;
    for (const auto& document : row.documents) {
      documents.push_back(json::object{
          {"number", document.number}, {"document_title", document.title}, {"in_work", !document.effective}});
    }
  }
  model["documents_present"] = !documents.empty();
  model["documents"] = std::move(documents);
  json::array history;
  for (const auto& given : gap_analysis::results_of(session, analysis.one.id, chosen.standard, chosen.clause)) {
    history.push_back(json::object{
        {"when", moment_text(given.given_at, zone)}, {"who", given.given_by}, {"result", result_model(given.result)}});
  }
  model["history_present"] = history.size() > 1;
  model["history"] = std::move(history);
  return model;
}

json::object page_model(const Pages& pages, const Call& call, Chosen chosen, const Form* typed = nullptr,
                        const std::string& problem = "") {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto analysis = read(call, session);
  const auto& part = part_of(analysis, chosen.standard);
  chosen.standard = part.standard.content->name;
  json::object model{{"key", analysis.one.key},
                     {"case_title", analysis.one.title},
                     {"state", analysis.state_title},
                     {"badge", analysis.one.final ? "bg-secondary-lt" : "bg-blue-lt"},
                     {"may_assess", analysis.may_assess},
                     {"why_not", analysis.why_not},
                     {"show", chosen.show}};
  json::array parts;
  for (const auto& one : analysis.parts) {
    parts.push_back(
        json::object{{"standard_title", one.standard.content->title},
                     {"address", address_of(analysis.one.key, {one.standard.content->name, "", chosen.show})},
                     {"current", one.standard.content->name == chosen.standard}});
  }
  model["several"] = analysis.parts.size() > 1;
  model["parts"] = std::move(parts);
  model["coverage"] = coverage_model(part.coverage);
  model["filters"] = filter_models(analysis, part, chosen);
  auto list = clause_list(analysis, part, chosen);
  model["clauses_present"] = !list.empty();
  if (chosen.clause.empty() && !list.empty()) model["first_address"] = list.front().as_object().at("address");
  model["clauses"] = std::move(list);
  model["problem"] = problem;
  if (!chosen.clause.empty()) model["clause"] = clause_model(pages, call, session, analysis, chosen, typed);
  return model;
}

Chosen chosen_in(const Call& call) {
  return {api::text_parameter(call.request, "standard"), api::text_parameter(call.request, "clause"),
          api::text_parameter(call.request, "show")};
}

http::Response show(const Pages& pages, const Call& call) {
  const auto chosen = chosen_in(call);
  const auto title = call.parameter("key") + ": " + (chosen.clause.empty() ? "clauses" : chosen.clause);
  return pages.page(call, "assessment", title, page_model(pages, call, chosen));
}

http::Response save(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto& key = call.parameter("key");
  const Chosen chosen{form.get("standard"), form.get("clause"), form.get("show")};
  return done_or_again(
      [&] {
        const auto seen = form.get("override").empty() ? number_in(form, "row_version") : number_in(form, "override");
        json::object changes;
        for (const auto* name : form_fields) {
          if (form.has(name)) changes[name] = form.get(name);
        }
        const auto saved =
            call.services.gap_analyses.save(call.person(), key, chosen.standard, chosen.clause, changes, seen);
        if (form.has("confirm")) {
          call.services.gap_analyses.confirm(call.person(), key, chosen.standard, chosen.clause, saved.row_version);
        }
        return http::redirect(address_of(key, chosen));
      },
      [&](const Problem& problem) {
        auto model = page_model(pages, call, chosen, &form, problem.detail);
        if (problem.status == 412) {
          // Saving again without a choice between the two answers is refused again.
          model["stale"] = true;
          model.at("clause").as_object()["row_version"] = number_in(form, "row_version");
        }
        return pages.page_with_problem(call, "assessment", "Please look again: " + chosen.clause, std::move(model),
                                       problem);
      });
}

}  // namespace

app::Routes assessment_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/cases/{key}/assessment", everybody, [&pages](const Call& call) { return show(pages, call); }),
          post_form(
              "/cases/{key}/assessment", everybody, [&pages](const Call& call) { return save(pages, call); },
              std::uint64_t{256} * 1024)};
}

}  // namespace provost::web
