#include "server/web/case_model.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/app/addresses.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/kept_files.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
namespace engine = workflows::engine;

/// "Ada, Grace, Mary".
std::string names_text(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

json::object related_model(const cases::RelatedCase& related) {
  return {{"key", related.key},
          {"title", related.title},
          {"workflow", related.workflow_title},
          {"state", related.state_title},
          {"badge", case_badge(related.final, related.success)}};
}

/// What the person can do now, and what else can happen with the reasons why not.
void add_steps(const cases::CaseView& view, json::object& model) {
  json::array possible, blocked;
  for (const auto& step : view.allowed) {
    if (step.allowed) {
      possible.push_back(step_link_model(step, view.one.key));
      continue;
    }
    json::array reasons;
    for (const auto& reason : step.reasons) reasons.push_back(json::object{{"text", reason.text}});
    blocked.push_back(json::object{{"title", step.title}, {"reasons", std::move(reasons)}});
  }
  model["steps_present"] = !possible.empty();
  model["steps"] = std::move(possible);
  model["blocked_present"] = !blocked.empty();
  model["blocked"] = std::move(blocked);
}

/// Where several people have the same to do, it is said once, with all of them.
json::array task_models(const cases::CaseView& view, const std::string& zone, workflows::Instant now) {
  json::array tasks;
  for (std::size_t first = 0; first < view.tasks.size();) {
    const auto& one = view.tasks[first].task;
    json::array holders;
    std::size_t next = first;
    for (; next < view.tasks.size(); ++next) {
      const auto& other = view.tasks[next];
      if (other.task.title != one.title || other.task.due_at != one.due_at) break;
      holders.push_back(json::object{{"id", other.task.id},
                                     {"holder", other.person_name},
                                     {"role", other.role_label},
                                     {"can_take", other.can_take}});
    }
    json::object task{{"title", one.title}, {"why", one.why}, {"holders", std::move(holders)}};
    if (one.due_at) {
      task["due"] = due_text(*one.due_at, zone);
      task["overdue"] = *one.due_at <= now;
    }
    tasks.push_back(std::move(task));
    first = next;
  }
  return tasks;
}

/// The states to which the present one can lead, by whomever: "Implemented, Looking for the cause".
std::string next_states_text(const cases::CaseView& view) {
  std::vector<std::string> titles;
  for (const auto& step : view.allowed) {
    for (const auto& state : step.to) {
      const auto& title = view.version.definition->state(state).title;
      if (state != view.one.state && std::find(titles.begin(), titles.end(), title) == titles.end()) {
        titles.push_back(title);
      }
    }
  }
  return names_text(titles);
}

json::array history_models(const cases::CaseView& view, const FieldChoices& choices, const std::string& zone) {
  const auto& definition = *view.version.definition;
  const auto title_of = [&definition](const std::string& state) {
    const auto* found = definition.find_state(state);
    return found == nullptr ? state : found->title;
  };
  json::array entries;
  for (auto entry = view.history.rbegin(); entry != view.history.rend(); ++entry) {
    json::array changes;
    for (const auto& change : entry->changes) {
      const auto* field = definition.find_field(std::string_view(change.key()));
      if (field == nullptr) continue;
      changes.push_back(json::object{{"label", field->label}, {"text", value_text(*field, change.value(), choices)}});
    }
    json::object model{{"when", moment_text(entry->at, zone)},
                       {"when_utc", workflows::to_text(entry->at)},
                       {"who", entry->actor_name.empty() ? "The program" : entry->actor_name},
                       {"title", entry->title.empty() ? entry->event : entry->title},
                       {"comment", entry->comment},
                       {"changes_present", !changes.empty()},
                       {"changes", std::move(changes)},
                       {"waits", entry->waits_for_others}};
    if (entry->from_state != entry->to_state) model["to"] = title_of(entry->to_state);
    if (!entry->signature.empty()) {
      model["signature"] = json::object{{"meaning", entry->meaning},
                                        {"name", entry->actor_name},
                                        {"roles", entry->actor_roles},
                                        {"statement", entry->statement},
                                        {"armoured", entry->signature}};
    }
    entries.push_back(std::move(model));
  }
  return entries;
}

json::array link_models(const cases::CaseView& view) {
  json::array links;
  for (const auto& one : view.links) {
    json::object link{{"id", one.link.id}, {"target", one.link.target}, {"title", one.title}};
    if (one.link.kind == "document" && !one.title.empty()) link["address"] = "/documents/" + one.link.target;
    if (one.link.kind == "case" && !one.title.empty()) link["address"] = "/cases/" + one.link.target;
    if (one.link.kind == "clause") link["clause"] = true;
    links.push_back(std::move(link));
  }
  return links;
}

}  // namespace

std::string case_badge(bool final, bool success) {
  if (!final) return "bg-blue-lt";
  return success ? "bg-green-lt" : "bg-secondary-lt";
}

std::string due_text(workflows::Instant due_at, const std::string& time_zone) {
  // A term ends with its day: due_at is the first moment of the day after.
  return day_text(workflows::day_in_zone(due_at - std::chrono::milliseconds(1), time_zone));
}

json::object step_link_model(const engine::Possibility& step, const std::string& key) {
  if (step.event == workflows::gap_analysis::assessing_event) {
    return {{"event", step.event},
            {"title", step.title},
            {"address", "/cases/" + key + "/assessment"},
            {"plain", false},
            {"kind", "btn btn-primary"}};
  }
  return {{"event", step.event},
          {"title", step.title},
          {"address", "/cases/" + key + "/steps/" + step.event},
          {"plain", step.asks.empty() && !step.needs_comment && step.signature.empty() && step.help.empty()},
          {"kind", step.leads_back || step.needs_comment ? "btn" : "btn btn-primary"}};
}

json::object case_row_model(const cases::CaseRow& row, const std::string& time_zone, workflows::Instant now) {
  json::object model{{"key", row.key},
                     {"title", row.title},
                     {"workflow", row.workflow_title},
                     {"state", row.state_title},
                     {"badge", case_badge(row.final, row.success)},
                     {"owner", row.owner_name},
                     {"task", row.task_title},
                     {"task_person", row.task_person},
                     {"changed", day_text(workflows::day_in_zone(row.changed_at, time_zone))}};
  if (row.due_at && !row.final) {
    model["due"] = due_text(*row.due_at, time_zone);
    model["overdue"] = *row.due_at <= now;
  }
  return model;
}

json::object case_model(const cases::CaseView& view, const FieldChoices& choices, const std::string& time_zone,
                        workflows::Instant now) {
  const auto& one = view.one;
  json::object model{{"key", one.key},
                     {"case_title", one.title},
                     {"workflow", view.version.definition->title},
                     {"workflow_name", one.workflow},
                     {"workflow_version", view.version.number},
                     {"state", view.state_title},
                     {"badge", case_badge(one.final, one.success)},
                     {"final", one.final},
                     {"owner", view.owner_name},
                     {"opener", view.opener_name.empty() ? "the program" : view.opener_name},
                     {"opened", day_text(workflows::day_in_zone(one.opened_at, time_zone))},
                     {"row_version", one.row_version},
                     {"may_manage", view.may_manage},
                     {"may_contribute", view.may_contribute},
                     {"confidential", view.version.definition->confidential}};
  if (one.closed_at) model["closed"] = day_text(workflows::day_in_zone(*one.closed_at, time_zone));
  add_steps(view, model);
  model["next_states"] = next_states_text(view);
  model["tasks"] = task_models(view, time_zone, now);
  model["tasks_present"] = !view.tasks.empty();
  auto values = value_models(*view.version.definition, one.fields, choices);
  model["values_present"] = !values.empty();
  model["values"] = std::move(values);
  model["history"] = history_models(view, choices, time_zone);
  json::array comments, attachments, children, linked_from;
  for (const auto& comment : view.comments) {
    comments.push_back(json::object{{"who", comment.author_name},
                                    {"when", moment_text(comment.written_at, time_zone)},
                                    {"when_utc", workflows::to_text(comment.written_at)},
                                    {"told", names_text(comment.mention_names)},
                                    {"text", comment.text}});
  }
  for (const auto& file : view.attachments) {
    const bool stays = cases::why_file_stays(view.one, *view.version.definition, file.sha256).has_value();
    attachments.push_back(json::object{{"may_detach", view.may_manage && !stays},
                                       {"name", file.file_name},
                                       {"size", size_text(file.size)},
                                       {"who", file.added_by},
                                       {"when", day_text(workflows::day_in_zone(file.added_at, time_zone))},
                                       {"sha256", file.sha256},
                                       {"address", "/cases/" + one.key + "/files/" + file.sha256}});
  }
  for (const auto& child : view.children) children.push_back(related_model(child));
  for (const auto& linking : view.linked_from) linked_from.push_back(related_model(linking));
  model["comments"] = std::move(comments);
  model["attachments_present"] = !attachments.empty();
  model["attachments"] = std::move(attachments);
  auto links = link_models(view);
  model["links_present"] = !links.empty();
  model["links"] = std::move(links);
  model["children_present"] = !children.empty();
  model["children"] = std::move(children);
  model["nothing_linked"] = view.links.empty() && linked_from.empty();
  model["linked_from_present"] = !linked_from.empty();
  model["linked_from"] = std::move(linked_from);
  if (view.parent) model["parent"] = related_model(*view.parent);
  return model;
}

}  // namespace provost::web
