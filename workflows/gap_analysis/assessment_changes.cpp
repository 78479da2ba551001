#include "workflows/gap_analysis/assessment_changes.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::gap_analysis {

namespace {

constexpr std::size_t longest_text = 20'000;
constexpr std::size_t longest_line = 500;

class Changer {
 public:
  Changer(store::Session& session, ClauseAssessment& assessment, Day today)
      : session_(session), assessment_(assessment), today_(today) {}

  void change(const std::string& name, const std::string& text) {
    using Setter = void (Changer::*)(const std::string&, const std::string&);
    static const std::map<std::string_view, Setter> setters{
        {"result", &Changer::set_result},
        {"current_state", &Changer::set_text<&ClauseAssessment::current_state>},
        {"evidence", &Changer::set_text<&ClauseAssessment::evidence>},
        {"gap", &Changer::set_text<&ClauseAssessment::gap>},
        {"justification", &Changer::set_text<&ClauseAssessment::justification>},
        {"accepted_because", &Changer::set_text<&ClauseAssessment::accepted_because>},
        {"action", &Changer::set_action},
        {"severity", &Changer::set_severity},
        {"effort", &Changer::set_effort},
        {"until", &Changer::set_until},
        {"responsible", &Changer::set_responsible},
        {"department", &Changer::set_department}};
    const auto setter = setters.find(name);
    if (setter == setters.end()) {
      throw Invalid(shortened(name, 60), "There is no field “" + shortened(name, 60) + "” in an assessment.");
    }
    (this->*setter->second)(name, text);
  }

 private:
  template <std::string ClauseAssessment::*member>
  void set_text(const std::string& name, const std::string& text) {
    check_paragraphs(text, name, longest_text, false);
    assessment_.*member = trimmed(text);
  }

  void set_action(const std::string& name, const std::string& text) {
    const auto action = trimmed(text);
    if (!action.empty()) check_line(action, name, longest_line);
    assessment_.action = action;
  }

  void set_result(const std::string& name, const std::string& text) {
    const auto result = parse_result(text);
    if (!result) throw Invalid(name, "The result is conforms, partial, none, not_applicable or not_assessed.");
    assessment_.result = *result;
  }

  void set_severity(const std::string& name, const std::string& text) {
    const auto severity = parse_severity(text);
    if (!severity) throw Invalid(name, "The severity is high, medium or low.");
    assessment_.severity = *severity;
  }

  void set_effort(const std::string& name, const std::string& text) {
    const auto effort = parse_effort(text);
    if (!effort) throw Invalid(name, "The effort is small, medium or large.");
    assessment_.effort = *effort;
  }

  void set_until(const std::string& name, const std::string& text) {
    assessment_.until.reset();
    if (trimmed(text).empty()) return;
    assessment_.until = parse_day(trimmed(text));
    if (!assessment_.until) throw Invalid(name, "Write the date as year-month-day, for example 2027-06-30.");
  }

  void set_responsible(const std::string& name, const std::string& text) {
    assessment_.responsible_id.reset();
    if (trimmed(text).empty()) return;
    const auto email = people::normalised_email(trimmed(text));
    const auto person = people::find_person(session_, email);
    if (!person || !person->has_access(today_)) {
      throw Invalid(name, "Nobody who can sign in has the address “" + shortened(email, 100) + "”.");
    }
    assessment_.responsible_id = person->id;
  }

  void set_department(const std::string& name, const std::string& text) {
    assessment_.department_id.reset();
    const auto wanted = trimmed(text);
    if (wanted.empty()) return;
    for (const auto& department : organisation::list_departments(session_)) {
      if (department.name == wanted) assessment_.department_id = department.id;
    }
    if (!assessment_.department_id) throw Invalid(name, "There is no department “" + shortened(wanted, 80) + "”.");
  }

  store::Session& session_;
  ClauseAssessment& assessment_;
  const Day today_;
};

}  // namespace

bool apply_changes(store::Session& session, const boost::json::object& changes, ClauseAssessment& assessment,
                   Day today) {
  const auto before = assessment;
  std::vector<FieldProblem> problems;
  Changer changer(session, assessment, today);
  for (const auto& entry : changes) {
    const std::string name(entry.key());
    try {
      if (!entry.value().is_string() && !entry.value().is_null()) throw Invalid(name, "This must be a text.");
      changer.change(name, entry.value().is_null() ? "" : std::string(entry.value().get_string()));
    } catch (const Invalid& invalid) {
      problems.insert(problems.end(), invalid.fields().begin(), invalid.fields().end());
    }
  }
  if (!problems.empty()) throw Invalid(problems);
  return !(before == assessment);
}

}  // namespace provost::workflows::gap_analysis
