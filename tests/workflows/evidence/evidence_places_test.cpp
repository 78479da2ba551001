#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/parts.hpp"
#include "workflows/evidence/evidence_register.hpp"
#include "workflows/evidence/evidence_service.hpp"

namespace provost::tests {

namespace {

using namespace workflows::evidence;
namespace store = workflows::store;

class EvidencePlacesTest : public JourneyOnBothDatabases {};
PROVOST_ON_BOTH_DATABASES(EvidencePlacesTest);

TEST_P(EvidencePlacesTest, EvidenceThatStaysIsToldOnceInEachOrder) {
  EvidenceService service(world->database, world->clock, world->catalogue, world->facts, world->standards,
                          world->files);
  int count = 0;
  const auto add = [&] {
    NewEvidence wanted;
    wanted.title = "Registers " + std::to_string(++count % 3);
    wanted.address = "https://registers.example.org/" + std::to_string(count);
    if (count % 2 == 0) wanted.valid_until = "2027-02-0" + std::to_string(1 + count % 4);
    return service.add(world->actor("author"), wanted);
  };
  for (int i = 0; i < 8; ++i) add();
  for (const auto* sort : {"key", "title", "standing", "effective_on", "valid_until", "owner", "asked_on", "due_on"}) {
    for (const bool descending : {false, true}) {
      SCOPED_TRACE(std::string(sort) + (descending ? " descending" : ""));
      EvidenceQuery query;
      query.standing = "received";
      query.sort = sort;
      query.descending = descending;
      const auto read = [&] {
        const store::ReadSnapshot snapshot(world->database);
        return read_evidence(snapshot.session(), world->catalogue, world->actor("quality"), query,
                             workflows::day_in_zone(world->clock.now(), "Europe/London"), world->clock.now());
      };
      std::vector<std::string> there;
      query.limit = 200;
      for (const auto& row : read().rows) there.push_back(row.key);
      query.limit = 3;
      const auto told = told_in_parts(
          [&](const std::optional<store::ListPlace>& after) {
            query.after = after;
            const auto found = read();
            std::vector<std::string> keys;
            for (const auto& row : found.rows) keys.push_back(row.key);
            return std::pair(keys, found.next);
          },
          [&](Gone& gone) {
            if (!gone.empty()) return;
            add();
            add();
            for (const auto& key : {there.front(), there.back()}) {
              world->fire(key, "quality", "accept");
              gone.insert(key);
            }
          });
      expect_each_once(there, told);
    }
  }
}

}  // namespace

}  // namespace provost::tests
