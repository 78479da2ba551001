#include <boost/json.hpp>

#include "workflows/cases/shipped_workflows.hpp"
#include "workflows/definitions/shipped_definitions.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::cases {

std::vector<std::string> publish_shipped(store::Database& database, const Clock& clock,
                                         const WorkflowCatalogue& catalogue) {
  const auto shipped = definitions::shipped_definitions();
  store::WriteTransaction transaction(database, clock);
  std::vector<std::string> published;
  for (const auto& definition : shipped) {
    const auto origin = transaction.session().first(
        "SELECT origin FROM workflow_versions WHERE workflow = :workflow ORDER BY version DESC LIMIT 1",
        {std::string(definition.name)});
    if (origin && origin->text("origin") != "shipped") continue;
    if (catalogue.publish(transaction, definition.yaml, "shipped")) published.emplace_back(definition.name);
  }
  if (published.empty()) return published;
  boost::json::array names(published.begin(), published.end());
  transaction.record(people::system_actor(), {"workflow.published", "shipped", {{"workflows", std::move(names)}}});
  transaction.commit();
  return published;
}

}  // namespace provost::workflows::cases
