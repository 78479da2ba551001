#include "workflows/journey/journey.hpp"

#include <boost/json.hpp>

#include "tests/workflows/journey/journey_world.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using boost::json::object;
using workflows::parse_day;
using namespace workflows::journey;  // NOLINT: the words of the journey

class JourneyTest : public JourneyOnBothDatabases {
 protected:
  std::string began(const std::string& title = "Certified by June") {
    return world->open("certification_journey", "principal",
                       {{"standard", "iso_21001_2018"},
                        {"scope", "All programmes"},
                        {"target", "2027-06-30"},
                        {"gap_analysis_end", "2026-12-10"},
                        {"gap_analysis_lead", "quality@example.org"}},
                       title);
  }
  std::optional<Journey> read(const std::string& person = "teacher") {
    const auto actor = world->actor(person);
    const workflows::store::ReadSnapshot snapshot(world->database);
    return read_journey(snapshot.session(), world->catalogue, world->facts, actor, world->clock.now());
  }
  Phase phase(std::size_t number) { return read().value().phases.at(number); }
};
PROVOST_ON_BOTH_DATABASES(JourneyTest);

TEST_P(JourneyTest, ThereIsNoneBeforeItBegins) {
  EXPECT_FALSE(read());
}

TEST_P(JourneyTest, TellsWhereItStandsAndWhoLeads) {
  began();
  const auto journey = read().value();
  EXPECT_EQ(journey.title, "Certified by June");
  EXPECT_EQ(journey.standard, "ISO 21001:2018");
  EXPECT_EQ(journey.target, parse_day("2027-06-30"));
  ASSERT_EQ(journey.phases.size(), 5U);
  EXPECT_EQ(journey.phases[0].progress, Phase::Progress::current);
  EXPECT_EQ(journey.phases[0].lead, "quality");
  EXPECT_EQ(journey.phases[0].planned_end, parse_day("2026-12-10"));
  EXPECT_EQ(journey.phases[0].began, parse_day("2026-11-23"));
  EXPECT_FALSE(journey.phases[0].ended);
  EXPECT_EQ(journey.phases[1].progress, Phase::Progress::ahead);
}

TEST_P(JourneyTest, ConditionsAreThoseThatTheGateAsksFor) {
  const auto key = began();
  const auto exit = phase(0).exit;
  ASSERT_EQ(exit.size(), 2U);
  EXPECT_TRUE(exit[0].holds);
  EXPECT_FALSE(exit[1].holds);
  EXPECT_EQ(exit[1].missing, "No gap analysis has an approved report yet.");
  EXPECT_EQ(exit[1].address, "/cases?workflow=gap_analysis&status=any");
  EXPECT_THROW(world->fire(key, "principal", "pass_phase"), workflows::Conflict);
  EXPECT_EQ(phase(1).exit.at(0).address, "/standards/iso_21001_2018?show=missing");
}

TEST_P(JourneyTest, AWaiverIsShownWithWhoSignedItAndWhy) {
  const auto key = began();
  world->clock.move(std::chrono::hours(48));
  world->fire(key, "principal", "pass_with_waiver");
  const auto first = phase(0);
  EXPECT_EQ(first.progress, Phase::Progress::passed);
  EXPECT_EQ(first.ended, parse_day("2026-11-25"));
  ASSERT_TRUE(first.waiver);
  EXPECT_EQ(first.waiver->name, "principal");
  EXPECT_EQ(first.waiver->reason, "For a test");
  EXPECT_EQ(phase(1).progress, Phase::Progress::current);
  EXPECT_EQ(phase(1).began, parse_day("2026-11-25"));
}

TEST_P(JourneyTest, APhaseThatIsGoneBackToHasNotEnded) {
  const auto key = began();
  world->fire(key, "principal", "pass_with_waiver");
  world->clock.move(std::chrono::hours(24));
  world->fire(key, "principal", "go_back");
  EXPECT_EQ(phase(0).progress, Phase::Progress::current);
  EXPECT_EQ(phase(0).began, parse_day("2026-11-24"));
  EXPECT_FALSE(phase(0).ended);
  EXPECT_FALSE(phase(0).waiver);
  EXPECT_EQ(phase(1).progress, Phase::Progress::ahead);
}

TEST_P(JourneyTest, OpenWorkComesWithTheMostPressingFirst) {
  began();
  for (const auto* day : {"2027-03-01", "2026-12-01", "2027-01-01"}) {
    world->open("pilot", "quality", {{"area", std::string("Until ") + day}}, std::string("Until ") + day);
  }
  world->clock.move(std::chrono::hours(24 * 60));
  const auto pilot = phase(3);
  EXPECT_EQ(pilot.open_work_total, 3);
  ASSERT_EQ(pilot.open_work.size(), 3U);
  EXPECT_TRUE(pilot.open_work[0].overdue);
  EXPECT_EQ(pilot.open_work[0].person, "quality");
}

TEST_P(JourneyTest, AnOpenJourneyComesBeforeOneThatWasGivenUp) {
  const auto first = began("The first");
  world->open("certification_journey", "principal",
              {{"standard", "iso_21001_2018"}, {"scope", "All"}, {"target", "2028-06-30"}}, "The second");
  EXPECT_EQ(read()->title, "The second");
  world->fire(read()->key, "principal", "abandon", {{"abandon_reason", "Too early"}});
  EXPECT_EQ(read()->title, "The first");
  world->fire(first, "principal", "abandon", {{"abandon_reason", "Too early"}});
  EXPECT_TRUE(read()->finished);
  EXPECT_FALSE(read()->certified);
  EXPECT_FALSE(read()->forecast.day);
}

}  // namespace

}  // namespace provost::tests
