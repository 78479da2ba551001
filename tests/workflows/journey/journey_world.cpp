#include "tests/workflows/journey/journey_world.hpp"

#include "workflows/cases/shipped_workflows.hpp"
#include "workflows/definitions/provost_registry.hpp"

namespace provost::tests {

namespace cases = workflows::cases;

JourneyWorld::JourneyWorld(DatabaseKind kind)
    : World(kind),
      facts(standards),
      catalogue(workflows::definitions::provost_registry()),
      files(folder.path() / "attachments"),
      cases(database, clock, catalogue, facts, sign_in, files),
      timers(database, clock, catalogue, facts) {
  workflows::cases::publish_shipped(database, clock, catalogue);
  workflows::standards::publish_shipped(database, clock, standards);
}

std::string JourneyWorld::open(const std::string& workflow, const std::string& person, boost::json::object fields,
                               const std::string& title) {
  return cases.open(actor(person), {workflow, title, std::move(fields), "", ""});
}

void JourneyWorld::fire(const std::string& key, const std::string& person, const std::string& event,
                        boost::json::object fields) {
  cases.transition(actor(person), key, {event, std::move(fields), "For a test", World::password, std::nullopt});
}

cases::CaseView JourneyWorld::view_case(const std::string& key, const std::string& person) const {
  const auto viewer = actor(person);
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return workflows::cases::read_case(snapshot.session(), catalogue, facts, viewer, key, clock.now());
}

std::string JourneyWorld::fact(const std::string& name, const std::string& key) const {
  const auto one = view_case(key, "quality").one;
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  const auto verdict = facts.answer(snapshot.session(), {one, one.fields, {}}, name, clock.now());
  if (verdict.result == workflows::engine::Verdict::Result::holds) return "yes";
  return verdict.reasons.empty() ? "no reason" : verdict.reasons.front().text;
}

}  // namespace provost::tests
