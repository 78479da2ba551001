#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "workflows/documents/document_register.hpp"
#include "workflows/gap_analysis/answers.hpp"
#include "workflows/gap_analysis/clause_assessment_store.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_forms.hpp"

namespace provost::workflows::gap_analysis {

namespace {

namespace json = boost::json;
using standards::PublishedStandard;

constexpr std::size_t most_named = 8;

std::vector<const standards::Mapping*> all_mappings(const std::vector<standards::PublishedMapping>& published) {
  std::vector<const standards::Mapping*> mappings;
  for (const auto& mapping : published) mappings.push_back(mapping.content.get());
  return mappings;
}

/// "8" for "8.5.1", "A" for "A.5.2".
std::string_view group_of(std::string_view number) {
  return number.substr(0, number.find('.'));
}

/// The result of an answer of its own: what does not apply needs a justification.
Result own_result(const ClauseAssessment& own) {
  return own.result == Result::not_applicable && own.justification.empty() ? Result::not_assessed : own.result;
}

std::string title_of(const std::vector<PublishedStandard>& chosen, const ClauseName& clause) {
  for (const auto& standard : chosen) {
    if (standard.content->name == clause.first) return standard.content->title + " " + clause.second;
  }
  return clause.first + " " + clause.second;
}

class Reader {
 public:
  Reader(store::Session& session, const standards::StandardLibrary& library, const cases::Case& one,
         const std::optional<people::Actor>& actor)
      : chosen_(library.chosen(session, one.fields)), documents_(documents::documents_with_clauses(session, actor)) {
    const evidence::EvidenceSupport support(session);
    for (const auto& standard : chosen_) evidence_[standard.content->name] = support.of(*standard.content);
    for (auto& assessment : assessments_of(session, one.id)) {
      own_.emplace(ClauseName{assessment.standard, assessment.clause}, std::move(assessment));
    }
    add_answers_of_the_form(one);
    // With one standard there is nowhere to carry an answer from.
    if (chosen_.size() > 1) carrier_.emplace(all_mappings(library.mappings(session)));
  }

  std::vector<StandardAnswers> read() const {
    std::vector<StandardAnswers> parts;
    for (const auto& standard : chosen_) parts.push_back(read(standard));
    return parts;
  }

 private:
  /// Cases on the first version of the workflow keep their answers in a table of the form.
  void add_answers_of_the_form(const cases::Case& one) {
    const auto* rows = one.fields.if_contains("assessments");
    if (rows == nullptr || !rows->is_array()) return;
    const auto cell = [](const json::value& row, std::string_view name) {
      const auto* value = row.as_object().if_contains(name);
      return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    for (const auto& row : rows->get_array()) {
      if (!cell(row, "standard").empty()) continue;  // taken from the answers themselves
      for (const auto& standard : chosen_) {
        ClauseAssessment answer;
        answer.standard = standard.content->name;
        answer.clause = cell(row, "clause");
        answer.result = parse_result(cell(row, "result")).value_or(Result::not_assessed);
        answer.evidence = cell(row, "evidence");
        answer.action = cell(row, "action");
        if (answer.result == Result::not_applicable) answer.justification = answer.evidence;
        ClauseName name{answer.standard, answer.clause};
        own_.emplace(std::move(name), std::move(answer));
      }
    }
  }

  Result own_result_to(const ClauseName& clause) const {
    const auto found = own_.find(clause);
    return found == own_.end() ? Result::not_assessed : own_result(found->second);
  }

  const evidence::ClauseEvidence& evidence_for(const ClauseName& clause) const {
    static const evidence::ClauseEvidence none;
    const auto of_standard = evidence_.find(clause.first);
    if (of_standard == evidence_.end()) return none;
    const auto found = of_standard->second.find(clause.second);
    return found == of_standard->second.end() ? none : found->second;
  }

  StandardAnswers read(const PublishedStandard& published) const {
    StandardAnswers part;
    part.standard = published;
    std::map<std::string, std::vector<const documents::ClauseDocument*>, std::less<>> in_force;
    for (const auto& document : documents_) {
      if (!document.effective) continue;
      for (const auto& text : document.clauses) {
        auto& named = in_force[standards::clause_named(text, *published.content)];
        if (named.empty() || named.back() != &document) named.push_back(&document);
      }
    }
    for (const auto& clause : published.content->clauses) {
      if (!clause.assessable) continue;
      part.clauses.push_back(answer_to(published, clause, in_force[clause.number]));
      const auto counted = part.clauses.back().counted;
      part.coverage.count(counted);
      group_for(part, clause).coverage.count(counted);
    }
    return part;
  }

  static CoverageGroup& group_for(StandardAnswers& part, const standards::Clause& clause) {
    const std::string number(group_of(clause.number));
    const auto* heading = part.standard.content->find(number);
    const auto label = heading == nullptr || heading->assessable ? number : number + " " + heading->title;
    if (part.groups.empty() || part.groups.back().label != label) part.groups.push_back({label, {}});
    return part.groups.back();
  }

  ClauseAnswer answer_to(const PublishedStandard& published, const standards::Clause& clause,
                         const std::vector<const documents::ClauseDocument*>& in_force) const {
    ClauseAnswer answer;
    answer.clause = &clause;
    const ClauseName name{published.content->name, clause.number};
    if (const auto found = own_.find(name); found != own_.end()) answer.own = found->second;
    answer.own.standard = name.first;
    answer.own.clause = name.second;
    answer.counted = own_result(answer.own);
    answer.to_confirm = answer.own.is_to_confirm();
    answer.has_document = !in_force.empty();
    if (answer.counted == Result::not_assessed && answer.own.result == Result::not_assessed && carrier_) {
      answer.carried = CarriedAnswers::best(
          carrier_->sources_of(name), [this](const ClauseName& clause_name) { return own_result_to(clause_name); });
      if (answer.carried) {
        answer.counted = answer.carried->result;
        answer.carried_title = title_of(chosen_, answer.carried->source.clause);
      }
    }
    answer.evidence = evidence_for(name);
    auto lowered = lowered_by_stale_evidence(answer.counted, answer.evidence);
    // What supports the clause that an answer was carried over from supports this one; nothing lowers twice.
    if (lowered == answer.counted && answer.carried) {
      lowered = lowered_by_stale_evidence(answer.counted, evidence_for(answer.carried->source.clause));
    }
    if (lowered != answer.counted) answer.before_expiry = std::exchange(answer.counted, lowered);
    for (const auto* document : in_force) {
      const auto& assessed_at = answer.own.assessed_at;
      if (!assessed_at || !document->effective_since || *document->effective_since <= *assessed_at) continue;
      answer.in_doubt = true;
      if (document->visible) answer.changed_documents.push_back(document->number);
    }
    return answer;
  }

  std::vector<PublishedStandard> chosen_;
  std::vector<documents::ClauseDocument> documents_;
  std::map<ClauseName, ClauseAssessment> own_;
  std::map<std::string, std::map<std::string, evidence::ClauseEvidence, std::less<>>, std::less<>> evidence_;
  std::optional<CarriedAnswers> carrier_;
};

int urgency(Severity severity) {
  switch (severity) {
    case Severity::high:
      return 0;
    case Severity::medium:
      return 1;
    case Severity::not_said:
      return 2;
    case Severity::low:
      return 3;
  }
  return 3;
}

int work(Effort effort) {
  switch (effort) {
    case Effort::small:
      return 0;
    case Effort::medium:
      return 1;
    case Effort::not_said:
      return 2;
    case Effort::large:
      return 3;
  }
  return 3;
}

/// Numbers of clauses; with the standard before them when there are several.
std::string name_in(const std::vector<StandardAnswers>& parts, const StandardAnswers& part,
                    const ClauseAnswer& answer) {
  return (parts.size() > 1 ? part.standard.content->title + " " : "") + answer.clause->number;
}

std::vector<std::string> named(const std::vector<StandardAnswers>& parts,
                               const std::function<bool(const ClauseAnswer&)>& wanted) {
  std::vector<std::string> names;
  for (const auto& part : parts) {
    for (const auto& answer : part.clauses) {
      if (wanted(answer)) names.push_back(name_in(parts, part, answer));
    }
  }
  return names;
}

std::string first_filled(const std::vector<std::string>& texts) {
  const auto filled = std::find_if(texts.begin(), texts.end(), [](const auto& text) { return !text.empty(); });
  return filled == texts.end() ? "" : *filled;
}

std::string shown_by(const ClauseAnswer& answer) {
  if (answer.carried) return "Carried over from " + answer.carried_title + ".";
  const auto& own = answer.own;
  if (answer.counted == Result::not_applicable) return own.justification;
  return first_filled(
      {own.evidence, own.current_state, answer.evidence.valid > 0 ? "Evidence is registered for the clause." : "",
       answer.has_document ? "Documents in force name the clause." : "", own.gap, "Nothing was written down."});
}

}  // namespace

Result lowered_by_stale_evidence(Result result, const evidence::ClauseEvidence& evidence) {
  if (!evidence.is_stale()) return result;
  if (result == Result::conforms) return Result::partial;
  return result == Result::partial && evidence.valid == 0 ? Result::none : result;
}

bool ClauseAnswer::is_shown() const {
  if (carried) return true;
  if (counted == Result::not_applicable) return !own.justification.empty();
  if (!own.evidence.empty() || has_document || evidence.valid > 0) return true;
  return is_gap() && !own.gap.empty();
}

std::vector<StandardAnswers> read_answers(store::Session& session, const standards::StandardLibrary& library,
                                          const cases::Case& one, const std::optional<people::Actor>& actor) {
  return Reader(session, library, one, actor).read();
}

std::vector<CoverageOfDay> coverage_over_time(store::Session& session, const standards::StandardLibrary& library,
                                              const cases::Case& one, const standards::Standard& standard,
                                              const std::string& time_zone, std::size_t most) {
  const auto given = results_of(session, one.id);
  if (given.empty()) return {};
  const CarriedAnswers carrier(all_mappings(library.mappings(session)));
  std::vector<std::pair<ClauseName, std::vector<CarrySource>>> clauses;
  for (const auto& clause : standard.clauses) {
    if (!clause.assessable) continue;
    const ClauseName name{standard.name, clause.number};
    clauses.emplace_back(name, carrier.sources_of(name));
  }
  std::map<ClauseName, Result> present;
  const auto result_of = [&present](const ClauseName& name) {
    const auto found = present.find(name);
    return found == present.end() ? Result::not_assessed : found->second;
  };
  std::vector<CoverageOfDay> days;
  for (std::size_t at = 0; at < given.size(); ++at) {
    present[{given[at].standard, given[at].clause}] = given[at].result;
    const auto day = day_in_zone(given[at].given_at, time_zone);
    if (at + 1 < given.size() && day_in_zone(given[at + 1].given_at, time_zone) == day) continue;
    CoverageOfDay of_day{day, {}};
    for (const auto& [name, sources] : clauses) {
      auto result = result_of(name);
      if (result == Result::not_assessed) {
        if (const auto best = CarriedAnswers::best(sources, result_of)) result = best->result;
      }
      of_day.coverage.count(result);
    }
    days.push_back(of_day);
  }
  if (days.size() > most) days.erase(days.begin(), days.end() - static_cast<std::ptrdiff_t>(most));
  return days;
}

std::vector<std::string> missing_answers(const std::vector<StandardAnswers>& parts) {
  std::size_t total = 0;
  for (const auto& part : parts) total += part.clauses.size();
  if (total == 0) return {"Choose the standard first."};
  std::vector<std::string> missing;
  const auto open = named(parts, [](const ClauseAnswer& answer) { return answer.counted == Result::not_assessed; });
  if (!open.empty()) {
    missing.push_back(std::to_string(open.size()) + " of " + std::to_string(total) +
                      " clauses are not assessed yet: " + listed(open, most_named) + ".");
  }
  const auto bare = named(
      parts, [](const ClauseAnswer& answer) { return answer.counted != Result::not_assessed && !answer.is_shown(); });
  if (!bare.empty())
    missing.push_back("Write down what was seen, or that nothing was found: " + listed(bare, most_named) + ".");
  const auto unconfirmed = named(parts, [](const ClauseAnswer& answer) { return answer.to_confirm; });
  if (!unconfirmed.empty()) {
    missing.push_back("Answers of an earlier analysis wait to be confirmed: " + listed(unconfirmed, most_named) + ".");
  }
  return missing;
}

std::vector<std::string> missing_actions(const std::vector<StandardAnswers>& parts) {
  std::vector<std::string> missing;
  const auto unplanned = named(parts, [](const ClauseAnswer& answer) {
    // A gap that was carried over as such is closed where it was found.
    const bool found_elsewhere = answer.carried && answer.carried->given != Result::conforms;
    // What conforms as soon as there is newer evidence needs no action beside asking for that.
    const bool only_expired = answer.before_expiry == Result::conforms;
    return answer.is_gap() && !found_elsewhere && !only_expired && answer.own.action.empty() &&
           answer.own.accepted_because.empty();
  });
  if (!unplanned.empty()) {
    missing.push_back("Plan an action for each gap, or say why it stays: " + listed(unplanned, most_named) + ".");
  }
  const auto nobody = named(parts, [](const ClauseAnswer& answer) {
    return answer.is_gap() && !answer.own.action.empty() && (!answer.own.responsible_id || !answer.own.until);
  });
  if (!nobody.empty())
    missing.push_back("These actions have no person or no date: " + listed(nobody, most_named) + ".");
  return missing;
}

std::vector<PlannedAction> prioritised_plan(const std::vector<StandardAnswers>& parts) {
  std::vector<PlannedAction> plan;
  for (const auto& part : parts) {
    for (const auto& answer : part.clauses) {
      if (answer.is_gap() && !answer.own.action.empty()) plan.push_back({&part, &answer});
    }
  }
  std::stable_sort(plan.begin(), plan.end(), [](const PlannedAction& left, const PlannedAction& right) {
    const auto key = [](const PlannedAction& one) {
      return std::pair(urgency(one.answer->own.severity), work(one.answer->own.effort));
    };
    return key(left) < key(right);
  });
  return plan;
}

json::array assessment_rows(const std::vector<StandardAnswers>& parts) {
  json::array rows;
  for (const auto& part : parts) {
    for (const auto& answer : part.clauses) {
      if (answer.counted == Result::not_assessed) continue;
      json::object row{{"standard", part.standard.content->title},
                       {"clause", answer.clause->number},
                       {"result", to_text(answer.counted)},
                       {"evidence", shown_by(answer)}};
      if (!answer.own.gap.empty()) row["gap"] = answer.own.gap;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

json::array action_rows(store::Session& session, const std::vector<StandardAnswers>& parts) {
  json::array rows;
  for (const auto& [part, answer] : prioritised_plan(parts)) {
    const auto& own = answer->own;
    json::object row{{"action", own.action}, {"clause", part->standard.content->title + " " + answer->clause->number}};
    if (own.severity != Severity::not_said) row["priority"] = to_text(own.severity);
    if (own.effort != Effort::not_said) row["effort"] = to_text(own.effort);
    if (own.until) row["until"] = workflows::to_text(*own.until);
    if (own.responsible_id) {
      if (const auto person = people::find_person(session, *own.responsible_id)) row["responsible"] = person->email;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace provost::workflows::gap_analysis
