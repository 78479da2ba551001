#include "workflows/live_events/live_events.hpp"

#include <boost/json.hpp>

#include "tests/workflows/journey/journey_world.hpp"
#include "workflows/audit_trail/audit_trail.hpp"

namespace provost::tests {

namespace {

using namespace workflows;
using namespace workflows::live_events;

class LiveEventsTest : public JourneyOnBothDatabases {
 protected:
  /// "case CA-1 case.opened" for each event somebody may know of, from an entry on.
  std::vector<std::string> seen(const std::string& who, std::int64_t after) {
    const auto actor = world->actor(who);
    const store::ReadSnapshot snapshot(world->database);
    EventSight sight(snapshot.session(), world->catalogue, actor, world->clock.now());
    std::vector<std::string> list;
    for (const auto& event : events_after(snapshot.session(), after, 1000)) {
      if (const auto kind = sight.kind_seen(event); !kind.empty()) {
        list.push_back(kind + " " + event.subject + " " + event.action);
      }
    }
    return list;
  }
  std::int64_t newest() { return audit_trail::newest_sequence(world->database); }
};
PROVOST_ON_BOTH_DATABASES(LiveEventsTest);

TEST_P(LiveEventsTest, ComeInOrderAfterTheOneThatIsKnown) {
  const auto before = newest();
  const auto key = world->open("feedback_action", "quality", {{"feedback", "It was cold"}});
  world->new_policy();
  const store::ReadSnapshot snapshot(world->database);
  const auto events = events_after(snapshot.session(), before, 1000);
  ASSERT_GE(events.size(), 2U);
  for (std::size_t at = 0; at < events.size(); ++at) {
    EXPECT_EQ(events[at].sequence, before + static_cast<std::int64_t>(at) + 1);
  }
  EXPECT_EQ(events.front().subject, key);
  EXPECT_EQ(events_after(snapshot.session(), before, 1).size(), 1U);
  EXPECT_TRUE(events_after(snapshot.session(), events.back().sequence, 10).empty());
}

TEST_P(LiveEventsTest, OfConfidentialCasesAreForThoseWhoMayKnow) {
  const auto before = newest();
  const auto key = world->open(
      "complaint", "author",
      {{"kind", "complaint"}, {"complaint", "It was loud"}, {"about", boost::json::array{"quality@example.org"}}});
  EXPECT_FALSE(seen("author", before).empty());
  for (const auto* who : {"teacher", "quality", "external"}) {
    for (const auto& event : seen(who, before)) EXPECT_EQ(event.find(key), std::string::npos) << who << ": " << event;
  }
}

TEST_P(LiveEventsTest, OfDraftsAreForThoseWhoWorkOnThem) {
  const auto before = newest();
  const auto number = world->new_policy();
  EXPECT_TRUE(seen("teacher", before).empty());
  EXPECT_EQ(seen("author", before).front(), "document " + number + " document.created");
  world->release(number);
  EXPECT_EQ(seen("teacher", before), std::vector<std::string>{"document " + number + " document.approved"});
  const auto in_force = newest();
  world->transition(number, "author", documents::Event::revise, "Shorter");
  EXPECT_TRUE(seen("teacher", in_force).empty());
  EXPECT_FALSE(seen("author", in_force).empty());
}

TEST_P(LiveEventsTest, AboutPeopleAndSettingsAreForThemselvesAndForWhoReadsTheTrail) {
  const auto before = newest();
  world->people.change_details(people::Authority::of(world->actor("admin")), "teacher@example.org", "Theo T", {});
  EXPECT_EQ(seen("teacher", before), std::vector<std::string>{"other teacher@example.org person.details_changed"});
  EXPECT_TRUE(seen("author", before).empty());
  EXPECT_FALSE(seen("auditor", before).empty());
}

}  // namespace

}  // namespace provost::tests
