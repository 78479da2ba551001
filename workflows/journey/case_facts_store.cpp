#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <set>

#include "workflows/audits/auditor_independence.hpp"
#include "workflows/cases/case_counts.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/gap_analysis/answers.hpp"
#include "workflows/journey/case_facts.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/standards/document_coverage.hpp"
#include "workflows/text_forms.hpp"

namespace provost::workflows::journey {

namespace {

namespace json = boost::json;
using engine::Verdict;

/// For trainings that belong to no course, and courses that do not say.
constexpr double usual_completion_percent = 90;
constexpr std::size_t most_named = 8;

Verdict holds_if(bool condition, const std::string& otherwise) {
  return condition ? Verdict::yes() : Verdict::no(otherwise);
}

Verdict scope_and_standard_set(const json::object& fields) {
  return holds_if(engine::is_filled(fields, "scope") && engine::is_filled(fields, "standard"),
                  "Scope and standard are not chosen yet.");
}

Verdict nothing_missing(const std::vector<std::string>& missing) {
  Verdict verdict = Verdict::yes();
  for (const auto& text : missing) {
    verdict.result = Verdict::Result::fails;
    verdict.reasons.push_back({false, text});
  }
  return verdict;
}

Day today_at(store::Session& session, Instant now) {
  return day_in_zone(now, organisation::present_organisation(session).time_zone);
}

Verdict mandatory_documents_effective(store::Session& session,
                                      const std::vector<standards::PublishedStandard>& chosen) {
  std::set<std::string> named;
  std::vector<std::string> missing;
  for (const auto& standard : chosen) {
    const auto covered = standards::clauses_in_force(session, *standard.content);
    for (const auto& clause : standard.content->clauses) {
      if (!clause.maintain || covered.contains(clause.number)) continue;
      const auto text = clause.number + " " + clause.title;
      if (named.insert(text).second) missing.push_back(text);
    }
  }
  if (chosen.empty()) return Verdict::no("Choose the standard first.");
  return holds_if(missing.empty(), "No effective document covers: " + listed(missing, most_named) + ".");
}

Verdict processes_owned(store::Session& session) {
  std::vector<std::string> missing;
  for (const auto& record : session.select(
           "SELECT d.number FROM documents d JOIN people p ON p.id = d.owner_id WHERE d.effective_version_id IS NOT"
           " NULL AND p.disabled = 1 ORDER BY d.number")) {
    missing.push_back(record.text("number"));
  }
  if (!missing.empty())
    return Verdict::no("The owner of these documents has left: " + listed(missing, most_named) + ".");
  const auto design = session.first(
      "SELECT fields FROM cases WHERE workflow = 'system_design' AND state <> 'dropped' ORDER BY id DESC LIMIT 1");
  if (!design) return Verdict::no("There is no system design with a list of processes yet.");
  const auto fields = json::parse(design->text("fields")).as_object();
  const auto* rows = fields.if_contains("processes");
  if (rows == nullptr || !rows->is_array() || rows->get_array().empty()) {
    return Verdict::no("The system design lists no processes yet.");
  }
  for (const auto& row : rows->get_array()) {
    const auto& process = row.as_object();
    if (!engine::is_filled(process, "process_owner")) {
      const auto* name = process.if_contains("process");
      missing.push_back(name != nullptr && name->is_string() ? std::string(name->get_string()) : "a process");
    }
  }
  return holds_if(missing.empty(), "These processes have no owner: " + listed(missing, most_named) + ".");
}

double required_completion(const json::object& course) {
  const auto* value = course.if_contains("required_completion");
  return value != nullptr && value->is_number() ? value->to_number<double>() : usual_completion_percent;
}

/// "87.5" and "90".
std::string percent_text(double percent) {
  auto text = std::to_string(percent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// What is missing to a share, or nothing.
std::string too_few(std::int64_t completed, std::int64_t assigned, double needed_percent) {
  if (assigned <= 0 || static_cast<double>(completed) * 100 >= needed_percent * static_cast<double>(assigned))
    return "";
  return std::to_string(completed) + " of " + std::to_string(assigned) + " trainings are completed (" +
         std::to_string(completed * 100 / assigned) + " %); " + percent_text(needed_percent) + " % are needed.";
}

Verdict training_completed(store::Session& session) {
  auto assigned = cases::cases_not_in(session, "training_assignment", "released");
  auto completed = cases::cases_in(session, "training_assignment", {"completed", "competent", "competent_until"});
  std::int64_t counted = 0;
  std::vector<std::string> lacking;
  for (const auto& course : cases::course_completions(session)) {
    assigned -= course.assigned;
    completed -= course.completed;
    if (course.state == "cancelled") continue;
    counted += course.assigned;
    const auto missing = too_few(course.completed, course.assigned, required_completion(course.fields));
    if (!missing.empty()) lacking.push_back(course.title + " (" + course.key + "): " + missing);
  }
  // What is left belongs to no course.
  if (counted + assigned <= 0) return Verdict::no("Nobody was assigned a training yet.");
  if (const auto missing = too_few(completed, assigned, usual_completion_percent); !missing.empty()) {
    lacking.push_back(lacking.empty() ? missing : "Beside the courses: " + missing);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(lacking.size(), most_named); ++i) text += (i == 0 ? "" : " ") + lacking[i];
  if (lacking.size() > most_named) text += " And " + std::to_string(lacking.size() - most_named) + " more.";
  return holds_if(lacking.empty(), text);
}

Verdict competence_evaluated(store::Session& session) {
  const auto evaluated = cases::cases_in(session, "training_course", {"evaluated", "closed"});
  const auto waiting = cases::cases_in(session, "training_course", {"scheduled", "delivered"});
  if (evaluated == 0) return Verdict::no("No course was delivered and evaluated yet.");
  return holds_if(waiting == 0,
                  std::to_string(waiting) + (waiting == 1 ? " course is" : " courses are") + " not evaluated yet.");
}

Verdict leadership_trained(store::Session& session) {
  // Through the people of leadership, who are few, and not through everybody's trainings.
  for (const auto& record : session.select(
           "SELECT l.email, c.fields FROM people l JOIN case_people p ON p.person_id = l.id JOIN cases c ON c.id ="
           " p.case_id WHERE l.disabled = 0 AND l.roles LIKE '%\"leadership\"%' AND c.workflow = 'training_assignment'"
           " AND c.state IN ('completed', 'competent', 'competent_until')")) {
    const auto participants = engine::people_in(json::parse(record.text("fields")).as_object(), "participant");
    if (std::find(participants.begin(), participants.end(), record.text("email")) != participants.end()) {
      return Verdict::yes();
    }
  }
  return Verdict::no("Nobody of leadership has completed a training yet.");
}

Verdict internal_audit_done(store::Session& session) {
  for (const auto& record : session.select(
           "SELECT fields FROM cases WHERE workflow = 'internal_audit' AND state IN ('report_issued', 'closed')")) {
    const auto fields = json::parse(record.text("fields")).as_object();
    const auto* full = fields.if_contains("full_audit");
    if (full != nullptr && full->is_bool() && full->get_bool()) return Verdict::yes();
  }
  return Verdict::no("No internal audit that covers every clause has issued its report yet.");
}

Verdict no_open_major(store::Session& session) {
  const auto count = cases::count_open_majors(session);
  if (count == 0) return Verdict::yes();
  const auto named = cases::open_majors(session, static_cast<std::int64_t>(most_named));
  std::string text = "Major nonconformities are open: ";
  for (std::size_t i = 0; i < named.size(); ++i) text += (i == 0 ? "" : ", ") + named[i];
  const auto more = count - static_cast<std::int64_t>(named.size());
  if (more > 0) text += " and " + std::to_string(more) + " more";
  return Verdict::no(text + ".");
}

/// With the values that the step would leave, of which the chosen standards are one.
std::vector<gap_analysis::StandardAnswers> answers_of(store::Session& session,
                                                      const standards::StandardLibrary& standards,
                                                      const cases::AskingCase& asking) {
  auto one = asking.one;
  one.fields = asking.fields;
  return gap_analysis::read_answers(session, standards, one);
}

}  // namespace

json::array CaseFacts::rows(store::Session& session, const cases::AskingCase& asking, const std::string& name,
                            Instant now) const {
  if (name == "records_due_for_disposal") return evidence::due_for_disposal(session, today_at(session, now));
  const auto answers = answers_of(session, standards_, asking);
  if (name == "clause_assessments") return gap_analysis::assessment_rows(answers);
  if (name == "planned_actions") return gap_analysis::action_rows(session, answers);
  throw std::logic_error("nothing keeps the rows " + name);
}

Verdict CaseFacts::answer(store::Session& session, const cases::AskingCase& asking, const std::string& fact,
                          Instant now) const {
  const auto& fields = asking.fields;
  const std::map<std::string_view, std::function<Verdict()>> answers{
      {"scope_and_standard_set", [&] { return scope_and_standard_set(fields); }},
      {"every_clause_assessed",
       [&] { return nothing_missing(gap_analysis::missing_answers(answers_of(session, standards_, asking))); }},
      {"every_gap_planned",
       [&] { return nothing_missing(gap_analysis::missing_actions(answers_of(session, standards_, asking))); }},
      {"gap_analysis_approved",
       [&] {
         return holds_if(cases::cases_in(session, "gap_analysis", {"approved", "actions_open", "closed"}) > 0,
                         "No gap analysis has an approved report yet.");
       }},
      {"mandatory_documents_effective",
       [&] { return mandatory_documents_effective(session, standards_.chosen(session, fields)); }},
      {"processes_owned", [&] { return processes_owned(session); }},
      {"training_completed", [&] { return training_completed(session); }},
      {"competence_evaluated", [&] { return competence_evaluated(session); }},
      {"leadership_trained", [&] { return leadership_trained(session); }},
      {"pilot_go",
       [&] {
         return holds_if(cases::cases_in(session, "pilot", {"go"}) > 0,
                         "No pilot has ended with the decision to go yet.");
       }},
      {"auditors_are_independent", [&] { return audits::auditors_are_independent(session, fields, asking.deferred); }},
      {"records_may_be_disposed",
       [&] { return nothing_missing(evidence::disposal_problems(session, fields, today_at(session, now))); }},
      {"held_records_exist", [&] { return nothing_missing(evidence::hold_problems(session, fields)); }},
      {"internal_audit_done", [&] { return internal_audit_done(session); }},
      {"management_review_done",
       [&] {
         return holds_if(cases::cases_in(session, "management_review", {"closed"}) > 0,
                         "No management review has approved minutes yet.");
       }},
      {"no_open_major", [&] { return no_open_major(session); }},
      {"certificate_decision_recorded",
       [&] {
         return holds_if(cases::cases_in(session, "certification_audit",
                                         {"certified", "surveillance_due", "surveillance_done", "recertification_due",
                                          "recertified", "restored", "renewed"}) > 0,
                         "The certification body's decision is not recorded yet.");
       }},
  };
  const auto found = answers.find(fact);
  return found == answers.end() ? Verdict::no("Nothing is known about “" + fact + "” for a case.") : found->second();
}

}  // namespace provost::workflows::journey
