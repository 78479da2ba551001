// The workflow engine over pipes: one JSON object a line on standard input, one on standard output. It holds one
// running case and decides nothing itself. For the property tests, never part of the product.
//   {do: registry}                                     -> {guards, effects, facts, roles}
//   {do: directory, people, documents, files, standards} -> {}
//   {do: load, name} or {do: load, file}               -> {name, problems}
//   {do: open, workflow, owner, opener, around, fields} -> the case, or the refusal
//   {do: step, around, event, fields, comment, signed} -> the case with steps and effects, or the refusal
//   {do: settle, around}                               -> the case with steps and effects
//   {do: explain, around}                              -> {events}
// The shape of `around` stands in protocol.hpp. {failed: message}: something that must never happen.
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "protocol.hpp"
#include "workflows/definitions/provost_registry.hpp"
#include "workflows/definitions/shipped_definitions.hpp"
#include "workflows/engine/definition_reader.hpp"

namespace {

namespace json = boost::json;
using namespace provost::workflows;  // NOLINT: short names
using provost::tests::as_json;

template <class Map>
json::array keys_of(const Map& map) {
  json::array keys;
  for (const auto& entry : map) keys.emplace_back(entry.first);
  return keys;
}

std::string yaml_of(const json::object& line) {
  if (const auto* file = line.if_contains("file")) {
    std::ifstream stream(std::string(file->as_string()), std::ios::binary);
    if (!stream) throw std::runtime_error("the file cannot be read");
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  for (const auto& shipped : definitions::shipped_definitions()) {
    if (shipped.name == std::string_view(line.at("name").as_string())) return std::string(shipped.yaml);
  }
  throw std::runtime_error("no definition of this name is shipped");
}

class Stepper {
 public:
  json::object answer(const json::object& line) {
    const std::string_view wish = line.at("do").as_string();
    if (wish == "registry") return names_of_the_registry();
    if (wish == "directory") {
      directory_ = provost::tests::directory_of(line);
      return {};
    }
    if (wish == "load") return load(line);
    if (wish == "open") return open(line);
    if (definition_ == nullptr) throw std::runtime_error("no case is open");
    const auto situation = provost::tests::situation_of(line.at("around").as_object(), instance_);
    if (wish == "explain") return {{"events", as_json(engine::explain(*definition_, registry_, situation))}};
    if (wish == "settle") return keep(engine::settle(*definition_, registry_, situation));
    if (wish == "step") {
      return keep(engine::step(*definition_, registry_, situation, provost::tests::action_of(line), directory_));
    }
    throw std::runtime_error("this cannot be asked for");
  }

 private:
  json::object names_of_the_registry() const {
    json::array roles;
    for (const auto& role : registry_.roles()) roles.emplace_back(role);
    return {{"guards", keys_of(registry_.guards())},
            {"effects", keys_of(registry_.effects())},
            {"facts", keys_of(registry_.facts())},
            {"rows", keys_of(registry_.rows())},
            {"roles", std::move(roles)}};
  }

  json::object load(const json::object& line) {
    auto reading = engine::read_definition(yaml_of(line), registry_);
    json::array problems;
    for (const auto& problem : reading.problems) problems.emplace_back(engine::to_text(problem, "definition"));
    const auto name = reading.definition.name;
    if (reading.is_sound()) definitions_[name] = std::move(reading.definition);
    return {{"name", name}, {"problems", std::move(problems)}};
  }

  json::object open(const json::object& line) {
    const auto& definition = definitions_.at(std::string(line.at("workflow").as_string()));
    engine::Instance instance;
    instance.state = definition.start;
    instance.owner = std::string(line.at("owner").as_string());
    instance.opener = std::string(line.at("opener").as_string());
    const auto situation = provost::tests::situation_of(line.at("around").as_object(), instance);
    instance.entered_at = situation.now;
    instance.fields =
        engine::opening_values(definition, registry_, situation, line.at("fields").as_object(), directory_);
    definition_ = &definition;
    return keep({instance, {}, {}});
  }

  json::object keep(const engine::Outcome& outcome) {
    instance_ = outcome.instance;
    return as_json(outcome);
  }

  engine::Registry registry_ = definitions::provost_registry();
  engine::Directory directory_;
  std::map<std::string, engine::Definition> definitions_;
  const engine::Definition* definition_ = nullptr;
  engine::Instance instance_;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  Stepper stepper;
  for (std::string line; std::getline(std::cin, line);) {
    json::object answer;
    try {
      answer = stepper.answer(json::parse(line).as_object());
    } catch (const DomainError& error) {
      answer = as_json(error);
    } catch (const std::exception& error) {
      answer = {{"failed", error.what()}};
    }
    std::cout << json::serialize(answer) << '\n';
    // The other side writes many lines before it reads: what is asked for together is answered together.
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
}
