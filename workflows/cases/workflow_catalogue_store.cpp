#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/engine/definition_reader.hpp"
#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

constexpr auto columns = "id, workflow, version, source, content_sha256, origin, published_at";

}  // namespace

WorkflowCatalogue::WorkflowCatalogue(engine::Registry registry) : registry_(std::move(registry)) {}

WorkflowVersion WorkflowCatalogue::as_version(const store::Record& record) const {
  WorkflowVersion version;
  version.id = record.integer("id");
  version.number = record.integer("version");
  version.origin = record.text("origin");
  version.published_at = parse_instant(record.text("published_at"));
  const auto& sha256 = record.text("content_sha256");
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = read_.find(sha256); found != read_.end()) {
      version.definition = found->second;
      return version;
    }
  }
  auto reading = engine::read_definition(record.text("source"), registry_);
  if (!reading.is_sound()) {
    throw Unusable("Version " + std::to_string(version.number) + " of the workflow " + record.text("workflow") +
                   " cannot be read by this program: " + engine::to_sentence(reading.problems.front()));
  }
  version.definition = std::make_shared<const engine::Definition>(std::move(reading.definition));
  const std::lock_guard lock(mutex_);
  return version.definition = read_.emplace(sha256, version.definition).first->second, version;
}

std::vector<WorkflowVersion> WorkflowCatalogue::newest(store::Session& session) const {
  std::vector<WorkflowVersion> list;
  for (const auto& record : session.select(std::string("SELECT ") + columns +
                                           " FROM workflow_versions v WHERE version = (SELECT MAX(version) FROM"
                                           " workflow_versions o WHERE o.workflow = v.workflow) ORDER BY title")) {
    list.push_back(as_version(record));
  }
  return list;
}

std::vector<WorkflowVersion> WorkflowCatalogue::all(store::Session& session) const {
  std::vector<WorkflowVersion> list;
  for (const auto& record : session.select(std::string("SELECT ") + columns + " FROM workflow_versions ORDER BY id")) {
    list.push_back(as_version(record));
  }
  return list;
}

WorkflowVersion WorkflowCatalogue::newest(store::Session& session, std::string_view workflow) const {
  const auto record = session.first(std::string("SELECT ") + columns +
                                        " FROM workflow_versions WHERE workflow = :workflow ORDER BY version DESC"
                                        " LIMIT 1",
                                    {std::string(workflow)});
  if (!record) throw NotFound("There is no workflow “" + shortened(workflow, 60) + "”.");
  return as_version(*record);
}

std::vector<WorkflowVersion> WorkflowCatalogue::versions(store::Session& session, std::string_view workflow) const {
  std::vector<WorkflowVersion> list;
  for (const auto& record :
       session.select(std::string("SELECT ") + columns +
                          " FROM workflow_versions WHERE workflow = :workflow ORDER BY version DESC",
                      {std::string(workflow)})) {
    list.push_back(as_version(record));
  }
  return list;
}

WorkflowVersion WorkflowCatalogue::version(store::Session& session, std::int64_t id) const {
  const auto record = session.first(std::string("SELECT ") + columns + " FROM workflow_versions WHERE id = :id", {id});
  if (!record) throw std::logic_error("no workflow version " + std::to_string(id));
  return as_version(*record);
}

bool WorkflowCatalogue::publish(store::WriteTransaction& transaction, std::string_view yaml,
                                const std::string& origin) const {
  const auto reading = engine::read_definition(yaml, registry_);
  if (!reading.is_sound()) {
    std::vector<FieldProblem> problems;
    for (const auto& problem : reading.problems) problems.push_back({"definition", engine::to_sentence(problem)});
    throw Invalid(std::move(problems));
  }
  const auto& definition = reading.definition;
  const auto present = transaction.session().first(
      "SELECT version, content_sha256, origin FROM workflow_versions WHERE workflow = :workflow ORDER BY version DESC "
      "LIMIT 1",
      {definition.name});
  if (present && present->text("content_sha256") == definition.content_sha256 && present->text("origin") == origin) {
    return false;
  }
  transaction.insert("workflow_versions", {{"workflow", definition.name},
                                           {"version", present ? present->integer("version") + 1 : 1},
                                           {"title", definition.title},
                                           {"source", definition.source},
                                           {"content_sha256", definition.content_sha256},
                                           {"origin", origin},
                                           {"published_at", to_text(transaction.now())}});
  return true;
}

std::int64_t open_cases_on(store::Session& session, std::int64_t workflow_version_id) {
  return session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM cases WHERE workflow_version_id = :version AND final = 0",
      {workflow_version_id});
}

}  // namespace provost::workflows::cases
