#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>

#include "workflows/cases/case_counts.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/journey/journey.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::workflows::journey {

namespace {

namespace json = boost::json;
using cases::Case;

constexpr std::size_t most_open_work = 10;

/// What the seed fixes of each phase: the work that belongs to it, and what must hold when it begins.
struct PhaseKind {
  const char* name;
  std::vector<const char*> workflows;
  std::vector<const char*> entry;
};

const std::array<PhaseKind, 5>& phase_kinds() {
  static const std::array<PhaseKind, 5> kinds{
      {{"gap_analysis", {"gap_analysis"}, {"scope_and_standard_set"}},
       {"system_design", {"system_design"}, {"gap_analysis_approved"}},
       {"training", {"training_course", "training_assignment"}, {"mandatory_documents_effective"}},
       {"pilot", {"pilot"}, {"training_completed"}},
       {"certification_audit",
        {"certification_audit", "internal_audit", "management_review", "finding", "corrective_action"},
        {"internal_audit_done", "management_review_done", "no_open_major"}}}};
  return kinds;
}

std::string address_of(const std::string& fact) {
  static const std::map<std::string, std::string, std::less<>> addresses{
      {"every_clause_assessed", "/cases?workflow=gap_analysis&status=any"},
      {"gap_analysis_approved", "/cases?workflow=gap_analysis&status=any"},
      {"processes_owned", "/cases?workflow=system_design&status=any"},
      {"training_completed", "/cases?workflow=training_assignment"},
      {"competence_evaluated", "/cases?workflow=training_course&status=any"},
      {"leadership_trained", "/cases?workflow=training_assignment&status=any"},
      {"pilot_go", "/cases?workflow=pilot&status=any"},
      {"internal_audit_done", "/cases?workflow=internal_audit&status=any"},
      {"management_review_done", "/cases?workflow=management_review&status=any"},
      {"no_open_major", "/cases?workflow=corrective_action"},
      {"certificate_decision_recorded", "/cases?workflow=certification_audit&status=any"}};
  const auto found = addresses.find(fact);
  return found == addresses.end() ? "" : found->second;
}

void add_facts(const engine::Condition& condition, std::vector<std::string>& facts) {
  for (const auto& part : condition.parts) add_facts(part, facts);
  if (condition.kind != engine::Condition::Kind::guard || condition.guard != "fact") return;
  const auto add = [&facts](const json::value& name) {
    if (name.is_string()) facts.emplace_back(name.get_string());
  };
  if (condition.arguments.is_array()) {
    for (const auto& name : condition.arguments.get_array()) add(name);
  } else {
    add(condition.arguments);
  }
}

/// What the workflow itself asks before a phase is passed.
std::vector<std::string> exit_facts(const engine::Definition& definition, const std::string& phase) {
  std::vector<std::string> facts;
  for (const auto& transition : definition.transitions) {
    const bool leaves = std::find(transition.from.begin(), transition.from.end(), phase) != transition.from.end();
    if (leaves && transition.event == "pass_phase") add_facts(transition.when, facts);
  }
  return facts;
}

std::string text_in(const Case& one, const std::string& field) {
  const auto* value = one.fields.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

class Reader {
 public:
  Reader(store::Session& session, const cases::WorkflowCatalogue& catalogue, const cases::FactSource& facts,
         const people::Actor& actor, Instant now)
      : session_(session),
        catalogue_(catalogue),
        facts_(facts),
        actor_(actor),
        now_(now),
        zone_(organisation::present_organisation(session).time_zone) {}

  std::optional<Case> newest() const {
    for (const auto& record :
         session_.select("SELECT " + cases::case_columns +
                         " FROM cases c WHERE c.workflow = 'certification_journey' ORDER BY c.final, c.id DESC")) {
      auto one = cases::case_from(record);
      const auto version = catalogue_.version(session_, one.workflow_version_id);
      if (cases::is_visible(session_, one, *version.definition, actor_, now_)) return one;
    }
    return std::nullopt;
  }

  Journey read(const Case& one) {
    const auto version = catalogue_.version(session_, one.workflow_version_id);
    const auto& definition = *version.definition;
    Journey journey;
    journey.key = one.key;
    journey.title = one.title;
    journey.scope = text_in(one, "scope");
    journey.target = parse_day(text_in(one, "target"));
    journey.state_title = definition.state(one.state).title;
    journey.finished = one.final;
    journey.certified = one.final && one.success;
    journey.as_of = day_in_zone(now_, zone_);
    if (const auto budget = text_in(one, "budget"); !budget.empty()) journey.budget = budget;
    journey.standard = standard_title(one);
    history_ = cases::history_of(session_, one.id);
    bool passed = true;
    for (const auto& kind : phase_kinds()) {
      if (definition.find_state(kind.name) == nullptr) continue;
      auto phase = read_phase(one, definition, kind);
      if (one.state == kind.name) passed = false;
      phase.progress = one.state == kind.name                   ? Phase::Progress::current
                       : passed && !(one.final && !one.success) ? Phase::Progress::passed
                       : phase.ended                            ? Phase::Progress::passed
                                                                : Phase::Progress::ahead;
      journey.phases.push_back(std::move(phase));
    }
    if (!one.final) {
      journey.forecast = forecast(journey.phases, day_in_zone(one.opened_at, zone_), journey.as_of);
    }
    return journey;
  }

 private:
  std::string standard_title(const Case& one) const {
    if (!engine::is_filled(one.fields, "standard")) return "";
    std::string chosen;
    const auto names = standards::chosen_names(one.fields);
    for (const auto& [name, title] : standards::titles_in_library(session_)) {
      if (std::find(names.begin(), names.end(), name) != names.end()) chosen += (chosen.empty() ? "" : ", ") + title;
    }
    return chosen;
  }

  Condition condition(const Case& one, const std::string& fact) const {
    Condition result;
    result.fact = fact;
    const auto& known = catalogue_.registry().facts();
    const auto help = known.find(fact);
    result.words = help == known.end() ? fact : help->second;
    const auto verdict = facts_.answer(session_, {one, one.fields, {}}, fact, now_);
    result.holds = verdict.result == engine::Verdict::Result::holds;
    if (!verdict.reasons.empty()) result.missing = verdict.reasons.front().text;
    result.address = address_of(fact);
    if (fact == "mandatory_documents_effective") {
      const auto chosen = standards::chosen_names(one.fields);
      result.address = chosen.size() == 1 ? "/standards/" + chosen.front() + "?show=missing" : "/standards";
    }
    return result;
  }

  Phase read_phase(const Case& one, const engine::Definition& definition, const PhaseKind& kind) {
    Phase phase;
    phase.name = kind.name;
    phase.title = definition.state(kind.name).title;
    phase.planned_end = parse_day(text_in(one, std::string(kind.name) + "_end"));
    if (const auto lead = people::find_person(session_, text_in(one, std::string(kind.name) + "_lead"))) {
      phase.lead = lead->name;
    }
    for (const auto* fact : kind.entry) phase.entry.push_back(condition(one, fact));
    for (const auto& fact : exit_facts(definition, kind.name)) phase.exit.push_back(condition(one, fact));
    add_dates(phase);
    add_open_work(phase, kind);
    return phase;
  }

  /// The last time counts: a phase may be gone back to.
  void add_dates(Phase& phase) const {
    for (const auto& entry : history_) {
      if (entry.to_state == phase.name && entry.from_state != phase.name) {
        phase.began = day_in_zone(entry.at, zone_);
        phase.ended.reset();
        phase.waiver.reset();
      }
      if (entry.from_state == phase.name && entry.to_state != phase.name &&
          (entry.event == "pass_phase" || entry.event == "pass_with_waiver")) {
        phase.ended = day_in_zone(entry.at, zone_);
        if (entry.event == "pass_with_waiver") phase.waiver = Waiver{entry.actor_name, entry.at, entry.comment};
      }
    }
  }

  void add_open_work(Phase& phase, const PhaseKind& kind) const {
    phase.open_work_total = cases::open_cases_of(session_, {kind.workflows.begin(), kind.workflows.end()});
    for (const auto* workflow : kind.workflows) add_open_work(phase, workflow);
    std::stable_sort(phase.open_work.begin(), phase.open_work.end(), [](const OpenWork& left, const OpenWork& right) {
      return left.due_at.value_or(Instant::max()) < right.due_at.value_or(Instant::max());
    });
    if (phase.open_work.size() > most_open_work) phase.open_work.resize(most_open_work);
  }

  /// Each workflow by itself and first those with a date: so the index gives them in their order, however many there
  /// are.
  void add_open_work(Phase& phase, const std::string& workflow) const {
    // Of a workflow that is confidential the number is told, and nothing more.
    if (!cases::sees_all_cases(*catalogue_.newest(session_, workflow).definition, actor_)) return;
    for (const auto* dated : {"IS NOT NULL", "IS NULL"}) {
      for (const auto& record : session_.select(
               std::string("SELECT c.case_key, c.title, c.state, c.due_at, c.workflow_version_id, p.name AS owner_name"
                           " FROM cases c JOIN people p ON p.id = c.owner_id WHERE c.workflow = :workflow AND c.final ="
                           " 0 AND c.due_at ") +
                   dated + " ORDER BY c.due_at, c.id LIMIT :most",
               {workflow, static_cast<std::int64_t>(most_open_work)})) {
        OpenWork work;
        work.key = record.text("case_key");
        work.title = record.text("title");
        const auto version = catalogue_.version(session_, record.integer("workflow_version_id"));
        work.state = version.definition->state(record.text("state")).title;
        work.person = record.text("owner_name");
        if (const auto due = record.optional_text("due_at")) {
          work.due_at = parse_instant(*due);
          work.overdue = *work.due_at <= now_;
        }
        phase.open_work.push_back(std::move(work));
      }
    }
  }

  store::Session& session_;
  const cases::WorkflowCatalogue& catalogue_;
  const cases::FactSource& facts_;
  const people::Actor& actor_;
  Instant now_;
  std::string zone_;
  std::vector<cases::HistoryEntry> history_;
};

}  // namespace

std::optional<Journey> read_journey(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                                    const cases::FactSource& facts, const people::Actor& actor, Instant now) {
  if (actor.is_limited()) throw Forbidden("The journey is not among what is shown to you.");
  Reader reader(session, catalogue, facts, actor, now);
  const auto one = reader.newest();
  return one ? std::optional(reader.read(*one)) : std::nullopt;
}

}  // namespace provost::workflows::journey
