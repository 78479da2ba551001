#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_migration.hpp"
#include "workflows/cases/case_steps.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/case_terms.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/working_calendar.hpp"

namespace provost::workflows::cases {

namespace {

constexpr std::size_t largest_map = 64 * 1024;

struct Plan {
  Case one;
  std::string to_state;
};

HistoryEntry entry_for(const Plan& plan, const WorkflowVersion& target, const store::AuditActor& actor, Instant now) {
  HistoryEntry entry;
  entry.at = now;
  entry.actor = actor.email;
  entry.actor_name = actor.name;
  entry.event = "migrate";
  entry.title = "Moved to version " + std::to_string(target.number) + " of the workflow";
  entry.from_state = plan.one.state;
  entry.to_state = plan.to_state;
  return entry;
}

}  // namespace

StateMap read_state_map(std::string_view yaml) {
  if (yaml.size() > largest_map) throw Invalid("map", "The map is larger than 64 KB; it cannot be a map of states.");
  StateMap map;
  try {
    const auto root = YAML::Load(std::string(yaml));
    if (root.IsNull()) return map;
    if (!root.IsMap()) throw Invalid("map", "The map is written `old state: new state`, one on each line.");
    for (const auto& entry : root) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
        throw Invalid("map", "The map is written `old state: new state`, one on each line.");
      }
      map[entry.first.Scalar()] = entry.second.Scalar();
    }
  } catch (const YAML::Exception& error) {
    throw Invalid("map", "The map is not YAML: line " + std::to_string(error.mark.line + 1) + ".");
  }
  return map;
}

MigrationReport migrate_cases(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue,
                              const FactSource& facts, const store::AuditActor& actor, const std::string& workflow,
                              std::int64_t to_version, const StateMap& map, bool dry_run) {
  store::WriteTransaction transaction(database, clock);
  auto& session = transaction.session();
  const auto versions = catalogue.versions(session, workflow);
  if (versions.empty()) throw NotFound("There is no workflow “" + workflow + "”.");
  const auto target = std::find_if(versions.begin(), versions.end(), [to_version](const WorkflowVersion& version) {
    return version.number == to_version;
  });
  if (target == versions.end()) {
    throw NotFound("“" + workflow + "” has no version " + std::to_string(to_version) + "; the newest is " +
                   std::to_string(versions.front().number) + ".");
  }
  const auto& definition = *target->definition;
  MigrationReport report;
  std::vector<Plan> plans;
  for (const auto& [old_state, new_state] : map) {
    if (definition.find_state(new_state) == nullptr) {
      report.problems.push_back("The map leads from “" + old_state + "” to “" + new_state +
                                "”, which the new version does not have.");
    }
  }
  std::map<std::int64_t, std::int64_t> numbers;
  for (const auto& version : versions) numbers[version.id] = version.number;
  for (const auto& record : session.select("SELECT " + case_columns +
                                               " FROM cases c WHERE c.workflow = :workflow AND c.final = 0 AND"
                                               " c.workflow_version_id <> :version ORDER BY c.id",
                                           {workflow, target->id})) {
    Plan plan{case_from(record), ""};
    const auto mapped = map.find(plan.one.state);
    plan.to_state = mapped == map.end() ? plan.one.state : mapped->second;
    if (definition.find_state(plan.to_state) == nullptr) {
      if (mapped == map.end()) {
        report.problems.push_back(plan.one.key + " is in the state “" + plan.one.state +
                                  "”, which the new version does not have. Add it to the map.");
      }
      continue;
    }
    report.cases.push_back({plan.one.key, numbers[plan.one.workflow_version_id], plan.one.state, plan.to_state});
    plans.push_back(std::move(plan));
  }
  if (dry_run || !report.problems.empty()) return report;
  const auto calendar = organisation::present_calendar(session);
  CaseSteps steps(transaction, catalogue, facts);
  for (auto& plan : plans) {
    append_history(transaction, plan.one.id, entry_for(plan, *target, actor, transaction.now()));
    const auto& state = definition.state(plan.to_state);
    if (plan.one.state != plan.to_state) {
      plan.one.entered_at = transaction.now();
      plan.one.answers.clear();
    }
    plan.one.workflow_version_id = target->id;
    plan.one.state = plan.to_state;
    plan.one.final = state.final;
    plan.one.success = state.final && state.success;
    if (state.final) plan.one.closed_at = transaction.now();
    note_exclusions(session, plan.one, definition);
    enter_state(transaction, plan.one, definition, calendar);
    update_case(transaction, plan.one);
    transaction.record(actor,
                       {"case.migrated", plan.one.key, {{"to_version", target->number}, {"state", plan.to_state}}});
    if (!plan.one.final) steps.settle(plan.one);
  }
  transaction.commit();
  return report;
}

}  // namespace provost::workflows::cases
