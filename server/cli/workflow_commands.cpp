#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/files.hpp"
#include "workflows/cases/case_migration.hpp"
#include "workflows/definitions/provost_registry.hpp"
#include "workflows/definitions/shipped_definitions.hpp"
#include "workflows/definitions/workflow_library.hpp"
#include "workflows/engine/definition_reader.hpp"
#include "workflows/engine/diagram.hpp"
#include "workflows/engine/export.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/person.hpp"

namespace provost::cli {

namespace {

namespace cases = workflows::cases;
namespace engine = workflows::engine;

/// More than any workflow needs: a larger file is not read to its end.
constexpr std::size_t largest_file = 2 * 1024 * 1024;

std::string shipped_or_file(const std::string& name) {
  for (const auto& shipped : workflows::definitions::shipped_definitions()) {
    if (shipped.name == name) return std::string(shipped.yaml);
  }
  if (name != "-" && !std::ifstream(name)) {
    throw workflows::NotFound("There is no workflow and no file “" + name +
                              "”. `provost workflow list` names the workflows.");
  }
  return read_file(name, largest_file);
}

std::string exported(const engine::Definition& definition, const std::string& format) {
  if (format == "json") return boost::json::serialize(engine::as_json(definition)) + "\n";
  if (format == "mermaid") return engine::as_mermaid(definition);
  if (format == "dot") return engine::as_dot(definition);
  if (format == "scxml") return engine::as_scxml(definition);
  if (format == "svg") return engine::DiagramDrawer().svg(definition, {});
  return engine::as_text(definition);
}

/// Says what is wrong between definitions that are checked together. Workflows that are not among them are taken from
/// those that the program brings.
bool fit_together(std::vector<engine::Definition> definitions, const std::vector<std::string>& files) {
  const auto find = [&definitions](const std::string& name) {
    return std::find_if(definitions.begin(), definitions.end(),
                        [&name](const engine::Definition& one) { return one.name == name; });
  };
  const auto registry = workflows::definitions::provost_registry();
  for (const auto& shipped : workflows::definitions::shipped_definitions()) {
    if (find(shipped.name) != definitions.end()) continue;
    definitions.push_back(engine::read_definition(shipped.yaml, registry).definition);
  }
  bool fit = true;
  for (const auto& one : workflows::definitions::check_together(definitions)) {
    const auto position = static_cast<std::size_t>(find(one.workflow) - definitions.begin());
    if (position >= files.size()) continue;
    std::cerr << engine::to_text(one.problem, files[position]) << "\n";
    fit = false;
  }
  return fit;
}

void list_published(const WorkflowArguments& arguments) {
  const app::DataDirectory directory(arguments.data);
  const auto config = directory.read_config(arguments.config);
  directory.require_initialised(config);
  const workflows::SystemClock clock;
  app::Services services(directory, config, clock, 3);
  const workflows::store::ReadSnapshot snapshot(services.database);
  for (const auto& version : services.catalogue.newest(snapshot.session())) {
    std::cout << version.definition->name << "\tversion " << version.number << "\t" << version.definition->title << "\t"
              << version.origin << "\t" << cases::open_cases_on(snapshot.session(), version.id) << " open\n";
  }
}

}  // namespace

int workflow_check(const WorkflowArguments& arguments) {
  const auto registry = workflows::definitions::provost_registry();
  bool sound = true;
  std::vector<engine::Definition> definitions;
  for (const auto& file : arguments.files) {
    auto reading = engine::read_definition(read_file(file, largest_file), registry);
    for (const auto& problem : reading.problems) std::cerr << engine::to_text(problem, file) << "\n";
    if (reading.is_sound()) {
      std::cout << file << ": “" << reading.definition.title << "” is sound: " << reading.definition.states.size()
                << " states, " << reading.definition.transitions.size() << " transitions, "
                << reading.definition.fields.size() << " fields, " << reading.definition.timers.size() << " timers\n";
    }
    sound = sound && reading.is_sound();
    definitions.push_back(std::move(reading.definition));
  }
  if (sound && definitions.size() > 1) sound = fit_together(definitions, arguments.files);
  return sound ? 0 : 1;
}

int workflow_list(const WorkflowArguments& arguments) {
  if (!arguments.data.empty()) {
    list_published(arguments);
    return 0;
  }
  const auto registry = workflows::definitions::provost_registry();
  for (const auto& shipped : workflows::definitions::shipped_definitions()) {
    const auto reading = engine::read_definition(shipped.yaml, registry);
    std::cout << shipped.name << "\t" << reading.definition.title << "\t" << reading.definition.summary << "\n";
  }
  return 0;
}

int workflow_export(const WorkflowArguments& arguments) {
  const auto registry = workflows::definitions::provost_registry();
  const auto reading = engine::read_definition(shipped_or_file(arguments.name), registry);
  if (!reading.is_sound()) {
    for (const auto& problem : reading.problems) std::cerr << engine::to_text(problem, arguments.name) << "\n";
    return 1;
  }
  const auto text = exported(reading.definition, arguments.format);
  write_result(arguments.output, text);
  return 0;
}

int workflow_migrate(const WorkflowArguments& arguments) {
  const auto map =
      arguments.map.empty() ? cases::StateMap{} : cases::read_state_map(read_file(arguments.map, largest_file));
  const app::DataDirectory directory(arguments.data);
  const auto config = directory.read_config(arguments.config);
  directory.require_initialised(config);
  const workflows::SystemClock clock;
  app::Services services(directory, config, clock, 3);
  const auto report = cases::migrate_cases(services.database, clock, services.catalogue, services.facts,
                                           workflows::people::command_line_actor(), arguments.name,
                                           arguments.to_version, map, arguments.dry_run);
  for (const auto& problem : report.problems) std::cerr << problem << "\n";
  for (const auto& one : report.cases) {
    std::cout << one.key << ": version " << one.from_version << " " << one.from_state << " → version "
              << arguments.to_version << " " << one.to_state << "\n";
  }
  if (!report.problems.empty()) {
    std::cerr << "Nothing was changed.\n";
    return 1;
  }
  std::cout << report.cases.size() << (report.cases.size() == 1 ? " case" : " cases")
            << (arguments.dry_run ? " would be migrated; nothing was changed.\n" : " migrated.\n");
  return 0;
}

}  // namespace provost::cli
