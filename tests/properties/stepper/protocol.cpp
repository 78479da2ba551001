#include "protocol.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <stdexcept>

namespace provost::tests {

namespace {

namespace json = boost::json;
using namespace workflows;  // NOLINT: short names

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

std::vector<std::string> texts(const json::value& value) {
  std::vector<std::string> list;
  for (const auto& entry : value.as_array()) list.push_back(text(entry));
  return list;
}

std::set<std::string> text_set(const json::value& value) {
  const auto list = texts(value);
  return {list.begin(), list.end()};
}

json::array as_json(const std::vector<std::string>& list) {
  json::array array;
  for (const auto& entry : list) array.emplace_back(entry);
  return array;
}

engine::WorkingCalendar calendar_of(const json::object& object) {
  engine::WorkingCalendar calendar;
  calendar.free_weekdays.clear();
  for (const auto& day : object.at("free_weekdays").as_array()) {
    calendar.free_weekdays.insert(day.to_number<unsigned>());
  }
  for (const auto& day : texts(object.at("holidays"))) calendar.holidays.insert(parse_day(day).value());
  calendar.time_zone = text(object.at("time_zone"));
  return calendar;
}

engine::Verdict answer_of(const json::object& facts, const std::string& name) {
  const auto* answer = facts.if_contains(name);
  if (answer != nullptr && *answer == "holds") return engine::Verdict::yes();
  return engine::Verdict::no("The fact " + name + " does not hold.", answer != nullptr && *answer == "not_for_person");
}

json::object as_json(const engine::Instance& instance) {
  json::array answers;
  for (const auto& answer : instance.answers) {
    answers.push_back({{"event", answer.event}, {"person", answer.person}});
  }
  return {{"state", instance.state},
          {"fields", instance.fields},
          {"answers", std::move(answers)},
          {"entered_at", to_text(instance.entered_at)}};
}

json::object as_json(const engine::Step& step) {
  return {{"event", step.event},
          {"from", step.from},
          {"to", step.to},
          {"comment", step.comment},
          {"signature", step.signature},
          {"changes", step.changes},
          {"automatic", step.automatic},
          {"waits", step.waits_for_others}};
}

}  // namespace

engine::Situation situation_of(const json::object& around, engine::Instance instance) {
  engine::Situation situation;
  situation.instance = std::move(instance);
  situation.instance.assignees = texts(around.at("assignees"));
  const auto& acting = around.at("acting").as_object();
  situation.acting.email = text(acting.at("email"));
  situation.acting.roles = text_set(acting.at("roles"));
  situation.acting.stands_for = text_set(acting.at("stands_for"));
  situation.acting.program = acting.at("program").as_bool();
  situation.now = parse_instant(text(around.at("now")));
  situation.calendar = calendar_of(around.at("calendar").as_object());
  for (const auto& entry : around.at("children").as_array()) {
    const auto& child = entry.as_object();
    situation.children.push_back({text(child.at("workflow")), text(child.at("state")), child.at("final").as_bool(),
                                  child.at("success").as_bool()});
  }
  situation.attachments = around.at("attachments").to_number<std::int64_t>();
  situation.fact = [facts = around.at("facts").as_object()](const std::string& name, const engine::Situation&) {
    return answer_of(facts, name);
  };
  situation.rows = [rows = around.at("rows").as_object()](const std::string& name) { return rows.at(name).as_array(); };
  return situation;
}

engine::Action action_of(const json::object& line) {
  return {text(line.at("event")), line.at("fields").as_object(), text(line.at("comment")), line.at("signed").as_bool()};
}

engine::Directory directory_of(const json::object& line) {
  const auto has = [&line](std::string_view list) {
    return [known = text_set(line.at(list))](std::string_view wanted) { return known.contains(std::string(wanted)); };
  };
  return {has("people"), has("documents"), has("files"), has("standards")};
}

json::object as_json(const engine::Outcome& outcome) {
  auto object = as_json(outcome.instance);
  json::array steps;
  for (const auto& step : outcome.steps) steps.push_back(as_json(step));
  json::array effects;
  for (const auto& call : outcome.effects) {
    effects.push_back({{"effect", call.effect}, {"arguments", call.arguments}});
  }
  object["steps"] = std::move(steps);
  object["effects"] = std::move(effects);
  return object;
}

json::array as_json(const std::vector<engine::Possibility>& possibilities) {
  json::array list;
  for (const auto& one : possibilities) {
    json::array asks;
    for (const auto* field : one.asks) asks.emplace_back(field->name);
    list.push_back({{"event", one.event},
                    {"to", as_json(one.to)},
                    {"allowed", one.allowed},
                    {"for_person", one.is_for_person()},
                    {"asks", std::move(asks)},
                    {"needs", as_json(one.needs)},
                    {"needs_comment", one.needs_comment},
                    {"signature", one.signature},
                    {"leads_back", one.leads_back}});
  }
  return list;
}

json::object as_json(const DomainError& error) {
  json::object object{{"message", error.what()}};
  if (const auto* invalid = dynamic_cast<const Invalid*>(&error)) {
    std::vector<std::string> fields;
    for (const auto& problem : invalid->fields()) fields.push_back(problem.field);
    std::sort(fields.begin(), fields.end());
    object["refused"] = "input";
    object["fields"] = as_json(fields);
  } else if (dynamic_cast<const Forbidden*>(&error) != nullptr) {
    object["refused"] = "person";
  } else if (dynamic_cast<const Conflict*>(&error) != nullptr) {
    object["refused"] = "state";
  } else {
    throw std::logic_error(std::string("a kind of refusal that the engine does not promise: ") + error.what());
  }
  return object;
}

}  // namespace provost::tests
