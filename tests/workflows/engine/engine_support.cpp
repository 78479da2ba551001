#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace engine = workflows::engine;

const std::string lamp_yaml = R"(workflow: lamp
title: Lamp
code: LMP
summary: A lamp that somebody lights.
clauses: ["7.1.3"]
start: dark
opened_by: [staff, owner]
opening:
  asks: [room]
  needs: [room]
fields:
  - {name: room, type: text, label: Room}
  - {name: watts, type: number, label: Watts}
  - {name: lit_on, type: date, label: Lit on}
  - {name: keepers, type: people, label: Keepers}
  - {name: colour, type: choice, label: Colour, choices: {warm: Warm white, cold: Cold white}}
  - name: bulbs
    type: table
    label: Bulbs
    columns:
      - {name: bulb, type: text, label: Bulb, required: true}
      - {name: price, type: money, label: Price}
states:
  dark:
    title: Dark
    task: {title: Light it, why: It is dark., by: [keepers, owner], due: 2 working days}
  lit: {title: Lit}
  broken: {title: Broken, final: true, success: false}
transitions:
  - {event: light, title: Light it, from: dark, to: lit, by: [owner, keepers], needs: [watts], asks: [lit_on], when: {at_least: {watts: 5}}}
  - {event: put_out, title: Put it out, from: lit, to: dark, by: [owner, timer]}
  - {event: break, title: It broke, from: [dark, lit], to: broken, by: [staff], reason: true, signature: I saw it break}
timers:
  - {name: night, in: [lit], after: 8 hours, event: put_out}
  - {name: nag, in: [dark], after: 1 day, every: 7 days, remind: [keepers]}
)";

const engine::Registry& engine_registry() {
  static const auto registry = [] {
    auto made = engine::general_registry();
    for (const auto* role : {"quality_manager", "auditor", "leadership", "staff"}) made.add_role(role);
    made.add_fact("sun_shines", "The sun shines.");
    made.add_fact("it_rains", "It rains.");
    made.add_rows("lamps_seen", "The lamps that somebody saw.");
    return made;
  }();
  return registry;
}

std::string with(std::string text, std::string_view part, std::string_view replacement) {
  const auto found = text.find(part);
  if (found == std::string::npos) {
    ADD_FAILURE() << "“" << part << "” is not there";
    return text;
  }
  return text.replace(found, part.size(), replacement);
}

std::vector<std::string> problems_of(std::string_view yaml) {
  std::vector<std::string> list;
  for (const auto& problem : engine::read_definition(yaml, engine_registry()).problems) {
    list.push_back(std::to_string(problem.line) + ": " + problem.message);
  }
  return list;
}

engine::Definition sound(std::string_view yaml) {
  auto reading = engine::read_definition(yaml, engine_registry());
  for (const auto& problem : reading.problems) ADD_FAILURE() << engine::to_text(problem, "test.yaml");
  return std::move(reading.definition);
}

engine::Definition definition_with(std::string_view fields, std::string_view condition) {
  std::string yaml = "workflow: lamp\ntitle: Lamp\ncode: LMP\nstart: dark\nopened_by: [staff]\nfields:\n";
  yaml += fields;
  yaml += "states:\n  dark: {title: Dark}\n  lit: {title: Lit, final: true}\ntransitions:\n";
  yaml += "  - {event: go, title: Go, from: dark, to: lit, by: [anybody], when: " + std::string(condition) + "}\n";
  return sound(yaml);
}

engine::Situation situation_in(std::string state, boost::json::object fields) {
  engine::Situation situation;
  situation.instance.state = std::move(state);
  situation.instance.fields = std::move(fields);
  situation.instance.owner = "owner@example.org";
  situation.instance.opener = "owner@example.org";
  situation.now = workflows::parse_instant("2026-11-23T12:00:00.000Z");
  situation.instance.entered_at = situation.now;
  situation.acting.email = "actor@example.org";
  return situation;
}

engine::Directory small_directory() {
  return {[](std::string_view email) { return email.ends_with("@example.org"); },
          [](std::string_view number) { return number.size() == 4 && number.starts_with("PO-"); },
          [](std::string_view sha256) { return sha256 == "f00d"; }};
}

std::string verdict_of(const engine::Definition& definition, const engine::Situation& situation) {
  for (const auto& transition : definition.transitions) {
    if (transition.event != "go") continue;
    const auto verdict = engine::evaluate(transition.when, definition, engine_registry(), situation);
    if (verdict.result == engine::Verdict::Result::holds) return "yes";
    if (verdict.result == engine::Verdict::Result::open) return "open";
    std::string text;
    for (const auto& reason : verdict.reasons) text += (text.empty() ? "" : " | ") + reason.text;
    return text;
  }
  return "there is no event go";
}

}  // namespace provost::tests
