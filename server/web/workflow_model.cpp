#include "server/web/workflow_model.hpp"

#include <boost/json.hpp>
#include <optional>

#include "workflows/cases/workflow_documents.hpp"
#include "workflows/engine/comparison.hpp"
#include "workflows/engine/export.hpp"
#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
namespace engine = workflows::engine;

constexpr std::size_t longest_excerpt = 120;

std::string line_of(std::string_view text, int line) {
  for (int number = 1; number < line; ++number) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return "";
    text.remove_prefix(end + 1);
  }
  return workflows::is_utf8(text) ? workflows::shortened(text.substr(0, text.find('\n')), longest_excerpt) : "";
}

json::array problem_models(const std::vector<engine::DefinitionProblem>& problems, std::string_view text) {
  json::array list;
  for (const auto& problem : problems) {
    json::object model{{"message", problem.message}};
    if (problem.line > 0) {
      model["line"] = problem.line;
      model["excerpt"] = line_of(text, problem.line);
    }
    list.push_back(std::move(model));
  }
  return list;
}

/// Today's version; nullopt when there is no such workflow yet.
std::optional<cases::WorkflowVersion> present_version(const app::Call& call, workflows::store::Session& session,
                                                      const std::string& workflow) {
  try {
    return call.services.catalogue.newest(session, workflow);
  } catch (const workflows::NotFound&) {
    return std::nullopt;
  }
}

}  // namespace

json::object workflow_comparison(const app::Call& call, workflows::store::Session& session, std::string_view text,
                                 const std::string& workflow) {
  json::object model;
  const auto reading = call.services.workflow_documents.read(session, text, workflow);
  if (!reading.problems.empty()) {
    model["problems_present"] = true;
    model["problems"] = problem_models(reading.problems, text);
    return model;
  }
  const auto& definition = reading.definition;
  model["diagram_after"] = call.services.diagrams.svg(definition, "");
  model["words_after"] = engine::as_text(definition);
  const auto today = present_version(call, session, definition.name);
  if (!today) return model;
  const auto changes = engine::differences(*today->definition, definition);
  json::array differences;
  for (const auto& change : changes) differences.push_back(json::object{{"text", change}});
  model["compared"] = true;
  model["version_today"] = today->number;
  model["differences_present"] = !differences.empty();
  model["differences"] = std::move(differences);
  if (!changes.empty()) {
    model["diagram_today"] = call.services.diagrams.svg(*today->definition, "");
    model["words_today"] = engine::as_text(*today->definition);
  }
  return model;
}

}  // namespace provost::web
